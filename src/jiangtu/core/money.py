"""Money: a decimal amount with its currency, shared out to the cent without loss. No float anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm

CENT = Decimal("0.01")
SIGNS = {"CNY": "¥"}


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of one currency (ISO 4217). Adding two currencies is a ValueError."""

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(self.amount).__name__}")

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + Money(-other.amount, other.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return written(self.amount, self.currency)


def written(amount: Decimal, currency: str = "CNY") -> str:
    """An amount as people of either language read it, on screen, on paper and in a kept derivation: ¥1,500.00, or
    1,500.00 EUR where we know no sign."""
    figures = f"{abs(amount):,.2f}"
    signed = f"{SIGNS[currency]}{figures}" if currency in SIGNS else f"{figures} {currency}"
    return f"−{signed}" if amount < 0 else signed


def plain(amount: Decimal) -> str:
    """An amount for a file or an interface: "1500.00"."""
    return f"{amount:.2f}"


def to_cent(exact: Fraction) -> Decimal:
    """The amount nearest to an exact fraction, halves upward."""
    cents = Decimal(exact.numerator) * 100 / Decimal(exact.denominator)
    return cents.quantize(Decimal(1), ROUND_HALF_UP) * CENT


def share(amount: Decimal, by: int | Sequence[int | Decimal | Fraction]) -> list[Decimal]:
    """The amount shared equally among `by` parts, or in proportion to the weights `by`, by the largest remainder.

    The parts are whole cents and add up to the amount. Cents left over go to the largest remainders; among equal
    ones to the smaller part first, whose error by rounding weighs more, then to the earlier. Raises ValueError for an
    amount of broken cents, a negative one or negative weights, and for an amount with nobody to take it.
    """
    parts = [Fraction(1)] * by if isinstance(by, int) else [Fraction(weight) for weight in by]
    cents = Fraction(amount) * 100
    if cents.denominator != 1 or cents < 0 or any(part < 0 for part in parts):
        raise ValueError(f"{amount} cannot be shared by {by}: whole cents and weights from nought up")
    unit = lcm(*(part.denominator for part in parts))  # from here on in whole numbers
    weights = [part.numerator * (unit // part.denominator) for part in parts]
    whole = sum(weights)
    if not whole:
        if cents:
            raise ValueError(f"{amount} has nobody to take it")
        return [Decimal("0.00") for _ in weights]
    shares, left = zip(*(divmod(int(cents) * weight, whole) for weight in weights), strict=True)
    order = sorted(range(len(weights)), key=lambda i: (-left[i], weights[i], i))
    further = set(order[: int(cents) - sum(shares)])
    return [(each + (i in further)) * CENT for i, each in enumerate(shares)]
