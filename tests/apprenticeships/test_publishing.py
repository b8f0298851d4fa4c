"""Published figures count by fives: somebody who has all of them, knows the rule and subtracts finds no few people."""

from collections import defaultdict
from datetime import date
from itertools import accumulate, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.apprenticeships.rules.publishing import fives, term, told_hours

FIVE, CELLS = 5, 5
tables = st.lists(st.integers(0, 9), min_size=CELLS, max_size=CELLS)


def published(cells):
    """What is published of a table whose cells hold so many people: cell by cell; totals are sums of these."""
    told = [middle for middle, _ in fives([cell for cell, n in enumerate(cells) for _ in range(n)], FIVE)]
    return [FIVE * told.count(cell) for cell in range(len(cells))]


def test_every_published_count_and_every_sum_and_difference_of_them_is_a_multiple_of_five():
    assert published([4, 3, 0, 12, 1]) == [5, 0, 0, 15, 0]
    assert published([2]) == [0]
    assert published([3]) == [5]


@given(st.integers(0, 60))
def test_five_people_or_more_stand_together_and_nobody_is_left_out(people):
    told = [group for _, group in fives(range(people), FIVE)]
    assert all(not group or len(group) >= FIVE for group in told)
    assert [each for group in told for each in group] == (list(range(people)) if people >= FIVE else [])


NEED = 400  # hours of a programme, known to everybody


people = st.lists(st.one_of(st.just((0, 0)), st.tuples(st.integers(0, NEED * 60), st.just(NEED))), max_size=60)


@given(people)
def test_hours_needed_tell_no_more_than_the_number_of_people(hours):
    told = told_hours(hours, FIVE)
    enough = sum(map(bool, (need for _, need in hours))) >= FIVE
    assert [need for _, need in told] == [FIVE * need * enough for _, need in hours[FIVE // 2 :: FIVE]]


@given(people)
def test_hours_delivered_are_the_part_that_five_people_or_more_have_of_theirs(hours):
    in_training = [minutes for minutes, need in hours if need]
    fives_of_them = [in_training[at : at + FIVE] for at in range(0, len(in_training) - FIVE + 1, FIVE)]
    if fives_of_them:
        fives_of_them[-1] += in_training[FIVE * len(fives_of_them) :]
    parts = {FIVE * sum(five) // len(five) for five in fives_of_them}
    assert all(minutes in parts for minutes, need in told_hours(hours, FIVE) if need)
    assert all(minutes == 0 for minutes, need in told_hours(hours, FIVE) if not need)


def test_where_only_the_middle_ones_of_all_fives_are_in_training_none_has_the_own_hours_told():
    alone = [(60 * number, NEED) if number % FIVE == 2 else (0, 0) for number in range(25)]
    own = [minutes for minutes, need in alone if need]
    assert told_hours(alone, FIVE) == [(FIVE * sum(own) // len(own), FIVE * NEED)] * 5


def test_of_fewer_than_five_in_training_no_hours_are_told():
    assert told_hours([(0, 0)] * 2 + [(60, NEED)] * 4, FIVE) == [(0, 0)]


@given(st.lists(st.integers(0, 40)))
def test_neighbouring_cells_together_are_told_to_within_four_and_all_to_within_two(cells):
    told = published(cells)
    for first, last in combinations(range(len(cells) + 1), 2):
        assert abs(sum(cells[first:last]) - sum(told[first:last])) <= FIVE - 1
    assert abs(sum(cells) - sum(told)) <= FIVE // 2


def test_no_table_gives_a_count_away_of_any_of_its_cells_together():
    """All tables of three cells of up to fourteen people: those that are published alike are never told apart."""
    alike = defaultdict(list)
    for cells in product(range(15), repeat=3):
        alike[tuple(published(cells))].append(cells)
    for told, worlds in alike.items():
        if max(told) > FIVE:  # beyond it the search itself is cut off
            continue
        for size in (1, 2, 3):
            for some in combinations(range(3), size):
                possible = {sum(cells[each] for each in some) for cells in worlds}
                assert len(possible) > 2, (told, some, possible)


def bounds(terms, of):
    """The least and most that `of` (weights by term and cell) can be, for whoever has all that was published, knows the
    rule and the order, and that nobody leaves a cell: by an integer solver."""
    from ortools.sat.python import cp_model  # takes a second to import, and each process of the tests reads this file

    model, people = cp_model.CpModel(), []
    for told in terms:
        row = [model.new_int_var(0, 200, "") for _ in told]
        for n, held in enumerate(accumulate(told), 1):
            model.add_linear_constraint(sum(row[:n]), held - FIVE // 2, held + FIVE // 2)
        for before, after in zip(people[-1] if people else [], row, strict=False):
            model.add(after >= before)
        people.append(row)
    found = []
    for sense in (model.minimize, model.maximize):
        sense(sum(a * b for row, weights in zip(people, of, strict=True) for a, b in zip(row, weights, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        found.append(round(solver.objective_value))
    return found


@given(tables, tables, st.lists(st.booleans(), min_size=CELLS, max_size=CELLS).filter(any), st.sampled_from([0, 1, -1]))
def test_two_terms_subtracted_give_no_count_away_even_where_nobody_leaves(before, joined, some, earlier):
    after = [a + b for a, b in zip(before, joined, strict=True)]
    weights = [[earlier * each for each in some], [*map(int, some)]]
    least, most = bounds([published(before), published(after)], weights)
    assert most - least >= 2, "one of two terms, or what came between, would be known to the head"


@pytest.mark.parametrize(
    ("day", "months", "first", "last"),
    [
        (date(2025, 6, 16), 3, date(2025, 4, 1), date(2025, 6, 30)),
        (date(2025, 12, 31), 3, date(2025, 10, 1), date(2025, 12, 31)),
        (date(2024, 2, 29), 1, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 8, 1), 6, date(2024, 7, 1), date(2024, 12, 31)),
    ],
)
def test_a_term_is_a_part_of_the_year(day, months, first, last):
    assert term(day, months) == (first, last)
