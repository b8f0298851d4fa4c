"""What a decision gives: the months, the lines and the whole, and what a later run changes in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jiangtu.core.verdict import Verdict

State = Literal["due", "held", "lost", "stopped"]


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """One calendar month of the period: how many apprentices count, and the month's amount before any result."""

    month: str
    counting: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One apprentice's part. `terms` is the sum as written ("2 × ¥250.00 ÷ 3"), `counted` the months it rests on."""

    apprentice: str
    counted: tuple[str, ...]
    terms: str
    amount: Decimal
    state: State
    clause: Verdict

    @property
    def months(self) -> int:
        return len(self.counted)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A mentor's period decided whole. `total` is the sum of the lines that are due, now payable."""

    measures: str
    edition: str
    edition_from: date
    source: str
    verified: bool
    currency: str
    total: Decimal
    months: tuple[MonthAmount, ...]
    lines: tuple[Line, ...]
    derivation: tuple[Verdict, ...]

    def steps_of(self, apprentice: str) -> tuple[Verdict, ...]:
        """The derivation of one line: what holds for everyone, and what is said of this apprentice."""
        others = {id(line.clause) for line in self.lines if line.apprentice != apprentice}
        own = (step for step in self.derivation if step.details.get("apprentice", apprentice) == apprentice)
        return tuple(step for step in own if id(step) not in others)

    def sum_of(self, state: State) -> Decimal:
        """The sum of the lines in one state."""
        return sum((line.amount for line in self.lines if line.state == state), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Change:
    """What a later run changes in one apprentice's line; None where a run has no such line."""

    apprentice: str
    before: Line | None
    after: Line | None

    @property
    def due(self) -> Decimal:
        """By how much the payable amount grows, negative when it shrinks."""
        paid = [line.amount if line and line.state == "due" else Decimal("0.00") for line in (self.before, self.after)]
        return paid[1] - paid[0]


def difference(before: Allowance, after: Allowance) -> list[Change]:
    """The lines that a corrected run changes in amount, months or state, by apprentice."""
    old, new = ({line.apprentice: line for line in run.lines} for run in (before, after))
    changes = (Change(name, old.get(name), new.get(name)) for name in sorted({*old, *new}))
    return [change for change in changes if _figures(change.before) != _figures(change.after)]


def _figures(line: Line | None) -> tuple[Decimal, tuple[str, ...], str] | None:
    return (line.amount, line.counted, line.state) if line else None
