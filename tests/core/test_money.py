from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.core.money import Money, plain, share, to_cent, written

cents = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
weights = st.lists(st.fractions(0, 1000), min_size=1, max_size=30).filter(any)


@given(amount=cents, by=weights)
def test_what_is_shared_out_adds_up_and_nobody_is_a_cent_away_from_their_due(amount, by):
    parts = share(amount, by)
    assert sum(parts) == amount
    for part, weight in zip(parts, by, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * weight / sum(by)) < Fraction(1, 100)


@given(amount=cents, n=st.integers(1, 50))
def test_equal_shares_differ_by_a_cent_at_most(amount, n):
    parts = share(amount, n)
    assert sum(parts) == amount
    assert max(parts) - min(parts) <= Decimal("0.01")


def test_the_odd_cent_goes_to_the_largest_remainder_then_to_the_smaller_part_then_to_the_earlier():
    assert share(Decimal("10.00"), 3) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert share(Decimal("0.03"), [1, 3]) == [Decimal("0.01"), Decimal("0.02")]
    assert share(Decimal("1300"), [1700, 1700, 500]) == [Decimal("566.67"), Decimal("566.66"), Decimal("166.67")]


@pytest.mark.parametrize(
    ("amount", "by"),
    [(Decimal("0.001"), 2), (Decimal(-1), 2), (Decimal(1), [1, -1]), (Decimal(1), []), (Decimal(1), [0])],
)
def test_what_cannot_be_shared_is_refused(amount, by):
    with pytest.raises(ValueError, match="nobody|cannot be shared"):
        share(amount, by)


def test_nothing_can_be_shared_among_those_who_earned_nothing():
    assert share(Decimal(0), [0, 0]) == [Decimal("0.00"), Decimal("0.00")]


def test_halves_of_a_cent_go_up():
    assert to_cent(Fraction(1, 200)) == Decimal("0.01")
    assert to_cent(Fraction(500, 3)) == Decimal("166.67")


def test_an_amount_is_written_with_its_currency():
    assert str(Money(Decimal(1500))) == "¥1,500.00"
    assert written(Decimal("-0.5")) == "−¥0.50"
    assert written(Decimal("1234.5"), "EUR") == "1,234.50 EUR"
    assert plain(Decimal(1500)) == "1500.00"


def test_money_of_two_currencies_does_not_add_up():
    assert Money(Decimal(1)) + Money(Decimal(2)) == Money(Decimal(3))
    with pytest.raises(ValueError, match="EUR"):
        Money(Decimal(1)) - Money(Decimal(1), "EUR")


def test_an_amount_is_never_a_float():
    with pytest.raises(TypeError, match="float"):
        Money(1.5)  # type: ignore[arg-type]
