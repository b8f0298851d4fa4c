"""How a term grows, and the layers of an enterprise."""

from datetime import date

import pytest

from jiangtu.mentoring.rules.chain import layers
from jiangtu.mentoring.rules.term import extended_term, may_end, months_later


def test_months_later_keeps_to_the_months_last_day():
    assert months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_later(date(2025, 6, 30), 3) == date(2025, 9, 30)


def test_a_term_grows_from_the_day_after_the_later_of_review_and_term():
    assert extended_term(date(2025, 6, 2), date(2025, 6, 30), 3) == (date(2025, 7, 1), date(2025, 9, 30))
    assert extended_term(date(2025, 7, 9), date(2025, 6, 30), 3) == (date(2025, 7, 10), date(2025, 10, 9))
    assert extended_term(date(2025, 6, 2), None, 1) == (date(2025, 6, 3), date(2025, 7, 2))


@pytest.mark.parametrize(
    ("on", "since", "code"),
    [
        ((2025, 6, 16), (2025, 3, 1), ""),
        ((2025, 3, 1), (2025, 3, 1), ""),
        ((2025, 2, 28), (2025, 3, 1), "ends_before_start"),
        ((2025, 6, 17), (2025, 3, 1), "ends_to_come"),
        ((2030, 11, 29), (2025, 3, 1), "ends_to_come"),
        ((2025, 7, 1), (2025, 7, 1), ""),  # one that has not begun ends on its first day
        ((2025, 7, 2), (2025, 7, 1), "ends_to_come"),
        ((2025, 6, 16), (2025, 7, 1), "ends_before_start"),
    ],
)
def test_a_pair_ends_on_a_day_that_has_come_since_it_runs(on, since, code):
    assert may_end(date(*on), today=date(2025, 6, 16), since=date(*since)).code == code


def test_layers_stand_by_rank_and_who_only_learns_makes_none():
    found = layers([(1, 2), (2, 3), (4, 3)], {1: "high", 2: "low", 4: "odd"}, {"high": 2, "low": 1})
    assert [(layer.level, layer.people) for layer in found] == [("high", (1,)), ("low", (2,)), ("odd", (4,))]
