"""What a decision gives: the months, the lines and the whole, and what a later run changes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from jiangtu.core.verdict import Verdict

State = Literal["due", "held", "lost", "stopped"]
# State -> every reason that a line can stand in it for: the code of its clause. tests/allowances/test_reasons.py has a
# case of each, and none beside.
REASONS: dict[State, frozenset[str]] = {
    "due": frozenset(
        {
            "allowance_due_passed",
            "allowance_due_served",
            "allowance_due_once",
            "allowance_due_left",
            "allowance_due_left_silent",
            "allowance_due_excellent",
            "allowance_due_good",
            "allowance_due_pass",
        }
    ),
    "held": frozenset({"allowance_held_running", "allowance_held_unreviewed", "allowance_held_term_over"}),
    "lost": frozenset({"allowance_lost_failed", "allowance_lost_extended", "allowance_lost_grade"}),
    "stopped": frozenset(
        {
            "allowance_stopped_accident",
            "allowance_stopped_departure",
            "allowance_stopped_extension",
            "allowance_stopped_log",
            "allowance_stopped_no_month",
            "allowance_stopped_ungraded",
            "allowance_stopped_paid",
            "allowance_stopped_broken_off",
            "allowance_stopped_carried",
        }
    ),
}
K = TypeVar("K")
L = TypeVar("L", bound="WithFigures")


class Figures(NamedTuple):
    """What a correction can change in a line: its amount, the months it rests on (2025-03), and its state."""

    amount: Decimal
    counted: tuple[str, ...]
    state: str


NO_LINE = Figures(Decimal("0.00"), (), "")


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

    def __post_init__(self) -> None:
        assert self.clause.code in REASONS[self.state], self.clause.code

    @property
    def months(self) -> int:
        return len(self.counted)

    @property
    def figures(self) -> Figures:
        return Figures(self.amount, self.counted, self.state)


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


class WithFigures(Protocol):
    """A line, decided just now or kept with its run."""

    @property
    def figures(self) -> Figures: ...


@dataclass(frozen=True, slots=True)
class LineChange(Generic[K, L]):
    """What a later run changes in one line; None where a run has no such line."""

    key: K
    before: L | None
    after: L | None

    @property
    def due(self) -> Decimal:
        """By how much the payable amount grows, negative when it shrinks."""
        before, after = (each.amount if each.state == "due" else NO_LINE.amount for each in self._figures)
        return after - before

    @property
    def months_differ(self) -> bool:
        """Whether other months count than before, be they as many."""
        before, after = self._figures
        return before.counted != after.counted

    @property
    def changes(self) -> bool:
        """Whether anything is other than before."""
        before, after = self._figures
        return before != after

    @property
    def _figures(self) -> tuple[Figures, Figures]:
        return (
            self.before.figures if self.before else NO_LINE,
            self.after.figures if self.after else NO_LINE,
        )


def difference(before: Mapping[K, L], after: Mapping[K, L]) -> list[LineChange[K, L]]:
    """The lines, each under its pair, that a corrected run changes in amount, counted months or state; in the order of
    the earlier run, new ones last."""
    changes = [LineChange(key, before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after])]
    return [change for change in changes if change.changes]
