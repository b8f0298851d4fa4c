"""How a term grows, and the layers of an enterprise."""

from datetime import date

from jiangtu.mentoring.rules.chain import layers
from jiangtu.mentoring.rules.term import extended_term, months_later


def test_months_later_keeps_to_the_months_last_day():
    assert months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_later(date(2025, 6, 30), 3) == date(2025, 9, 30)


def test_a_term_grows_from_the_day_after_the_later_of_review_and_term():
    assert extended_term(date(2025, 6, 2), date(2025, 6, 30), 3) == (date(2025, 7, 1), date(2025, 9, 30))
    assert extended_term(date(2025, 7, 9), date(2025, 6, 30), 3) == (date(2025, 7, 10), date(2025, 10, 9))
    assert extended_term(date(2025, 6, 2), None, 1) == (date(2025, 6, 3), date(2025, 7, 2))


def test_layers_stand_by_rank_and_who_only_learns_makes_none():
    found = layers([(1, 2), (2, 3), (4, 3)], {1: "high", 2: "low", 4: "odd"}, {"high": 2, "low": 1})
    assert [(layer.level, layer.people) for layer in found] == [("high", (1,)), ("low", (2,)), ("odd", (4,))]
