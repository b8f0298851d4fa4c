"""Published money is that of five paid people or more: somebody who has all of it and subtracts finds no fewer."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangtu.allowances.rules.publishing import Paid, Where, told_together

FIVE, QUARTER = 5, 3
PLACES, ENTERPRISES = ("330500", "370211"), (UUID(int=1), UUID(int=2), UUID(int=3))
ENDS = [date(2024, 9, 30), date(2024, 12, 31), date(2025, 1, 31), date(2025, 3, 31)]
PUBLISHED_ON = [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)]


def where(place=PLACES[0], enterprise=ENTERPRISES[0]):
    return Where(place, UUID(int=7), UUID(int=8), enterprise, "6-18-01-01")


def paid(entry, person, ended=ENDS[0], amount=Decimal("66.67"), **at):
    return Paid(entry, person, where(**at), ended, amount)


@st.composite
def histories(draw):
    """What was released between one publication and the next; people are paid several times, and some is taken back."""
    people = draw(st.integers(1, 24))
    stands = {
        person: where(draw(st.sampled_from(PLACES)), draw(st.sampled_from(ENTERPRISES))) for person in range(people)
    }
    rows = st.tuples(st.integers(0, people - 1), st.sampled_from(ENDS), st.sampled_from([100, 200, -100]))
    releases = draw(st.lists(st.lists(rows, max_size=30), min_size=3, max_size=3))
    entry = iter(range(1_000))
    return [
        [Paid(next(entry), person, stands[person], ended, Decimal(n)) for person, ended, n in some] for some in releases
    ]


def published(history):
    """What stands after each publication, as it grows; and what of it waits in the end."""
    told, untold, after = [], [], []
    for day, released in zip(PUBLISHED_ON, history, strict=True):
        untold = untold + released
        told = told + told_together(untold, FIVE, QUARTER, day)
        of_these = {entry for each in told for entry in each.entries}
        untold = [each for each in untold if each.entry not in of_these]
        after.append(told)
    return after, untold


def tellings(after):
    """All amounts that anybody can ask for: after each publication, of each period, by each grouping and in all; each
    as how often it holds each pay entry."""
    days = sorted({each.on for told in after for each in told})
    groupings = (lambda it: None, lambda it: it.where.place, lambda it: it.where.enterprise, lambda it: it.where)
    for told in after:
        for since in days:
            for until in days:
                for group in groupings:
                    sums = defaultdict(list)
                    for each in told:
                        if since <= each.on <= until:
                            sums[group(each)] += each.entries
                    yield from sums.values()


@settings(deadline=None)
@given(histories())
def test_every_amount_and_every_difference_of_two_is_the_money_of_five_people_or_more_or_nothing(history):
    after, _ = published(history)
    whose = {each.entry: each for released in history for each in released}
    asked = {frozenset(entries) for entries in tellings(after)} | {frozenset()}
    for one, other in combinations(asked, 2):
        for rest in (one - other, other - one):
            money = defaultdict(Decimal)
            for entry in rest:
                money[whose[entry].person] += whose[entry].amount
            assert not rest or len(money) >= FIVE


@settings(deadline=None)
@given(histories())
def test_each_part_told_together_has_five_people_with_money_and_all_that_has_been_paid_to_them(history):
    after, _ = published(history)
    whose = {each.entry: each for released in history for each in released}
    for each in after[-1]:
        money = defaultdict(Decimal)
        for entry in each.entries:
            money[whose[entry].person] += whose[entry].amount
        assert len([n for n in money.values() if n]) >= FIVE
        assert each.amount == sum(money.values())


@settings(deadline=None)
@given(histories())
def test_no_entry_is_told_twice_and_what_waits_is_the_money_of_four_people_at_most(history):
    after, waits = published(history)
    told = [entry for each in after[-1] for entry in each.entries]
    assert sorted([*told, *(each.entry for each in waits)]) == sorted(e.entry for some in history for e in some)
    money = defaultdict(Decimal)
    for each in waits:
        money[each.person] += each.amount
    assert len([n for n in money.values() if n]) < FIVE
    assert all(later[: len(earlier)] == earlier for earlier, later in zip(after, after[1:], strict=False))


def test_the_fives_of_a_quarter_are_told_where_the_middle_one_is_and_the_rest_with_the_five_before():
    rows = [paid(n, n, enterprise=ENTERPRISES[n // 4]) for n in range(11)]
    first, second = told_together(rows, FIVE, QUARTER, date(2025, 4, 1))
    assert (first.entries, first.where.enterprise, first.amount) == (
        (0, 1, 2, 3, 4),
        ENTERPRISES[0],
        5 * rows[0].amount,
    )
    assert (second.entries, second.where.enterprise) == ((5, 6, 7, 8, 9, 10), ENTERPRISES[1])
    assert first.on == second.on == date(2024, 9, 30)


def test_one_mentor_of_a_named_firm_alone_is_told_with_neighbours_or_not_at_all():
    others = [paid(n, n) for n in range(1, 5)]
    alone = paid(9, 9, amount=Decimal("66.67"), enterprise=ENTERPRISES[2])
    assert told_together([alone], FIVE, QUARTER, PUBLISHED_ON[0]) == []
    (together,) = told_together([*others, alone], FIVE, QUARTER, PUBLISHED_ON[0])
    assert (together.where.enterprise, together.amount) == (ENTERPRISES[0], 5 * alone.amount)


def test_money_of_fewer_than_five_waits_for_the_next_quarter_and_joins_it_by_person():
    few = [paid(n, n, ENDS[0]) for n in range(4)]
    later = [paid(10 + n, n, ENDS[3]) for n in range(2, 6)]
    assert told_together(few, FIVE, QUARTER, PUBLISHED_ON[0]) == []
    (together,) = told_together([*few, *later], FIVE, QUARTER, PUBLISHED_ON[1])
    assert together.on == date(2025, 3, 31)
    assert sorted(together.entries) == [0, 1, 2, 3, 12, 13, 14, 15]


def test_who_was_paid_and_gave_it_back_is_none_of_the_five():
    back = [paid(n, n) for n in range(4)] + [paid(8, 4), paid(9, 4, amount=Decimal("-66.67"))]
    assert told_together(back, FIVE, QUARTER, PUBLISHED_ON[0]) == []


def test_what_is_told_in_the_middle_of_a_quarter_bears_that_day():
    (together,) = told_together([paid(n, n, date(2025, 4, 30)) for n in range(5)], FIVE, QUARTER, date(2025, 6, 16))
    assert together.on == date(2025, 6, 16)
