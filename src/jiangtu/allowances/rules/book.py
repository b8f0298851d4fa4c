"""The rulebook `mentor-measures`: one scheme for each enterprise's choice, dated editions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal
from uuid import UUID

from jiangtu.competences.rules.levels import NATIONAL, ladder
from jiangtu.core.rulebook import Rulebook, rulebook, schemes
from jiangtu.core.verdict import No, Refused, Verdict, Warn

Form = Literal["shared", "each", "once"]
Stop = Literal["accident", "departure"]
Grade = Literal["excellent", "good", "pass", "fail"]

# A source's mark -> what the derivation says of it; S, read at the source, needs no word.
MARK_WORDS = {
    "S*": "measures_mark_copy",
    "M": "measures_mark_unconfirmed",
    "I": "measures_mark_inferred",
    "ours": "measures_mark_ours",
    "example": "measures_mark_example",
}


class MeasuresRules(Rulebook, frozen=True, kw_only=True):
    """One edition of an enterprise's Measures. A key that is absent is not ruled by them.

    `form`: `shared` = one amount for the mentor's month, `amount` for the first apprentice that counts and
    `further_amount` for each further one, shared equally among them; `each` = `amount` a month for every apprentice;
    `once` = one payment to the mentor. `amounts_by_level` takes the place of `amount` where it hangs on the mentor's
    level (keys of `ladder`). Amounts are decimals of `currency`.
    """

    NAME: ClassVar[str] = "mentor-measures"

    form: Form
    currency: str = "CNY"
    ladder: str = NATIONAL
    amount: Decimal | None = None
    amounts_by_level: dict[str, Decimal] | None = None
    further_amount: Decimal | None = None
    days_for_a_month: int  # days of a calendar month that the pair must run for the month to count
    log_needed: bool | None = None  # a month whose log is missing does not count
    stops_from_month_of: tuple[Stop, ...] | None = None  # what stops the allowance, from its month on
    only_after_passing: bool | None = None  # a failed apprentice's months of the period are lost
    extension_months: int | None = None  # months by which a failed apprentice's term grows, without allowance
    grade_shares: dict[Grade, Decimal] | None = None  # final grade -> the share of the amount that is paid
    paid: Literal["half-year", "end", "once"] | None = None  # when it is paid
    objection_months: int | None = None  # first months in which either side may object

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.amounts_by_level is None):
            raise ValueError("give either amount or amounts_by_level")
        if (self.form == "shared") != (self.further_amount is not None):
            raise ValueError("further_amount belongs to the form 'shared', and only there")
        if stray := set(self.amounts_by_level or ()) - {level.key for level in ladder(self.ladder)}:
            raise ValueError(f"levels that the ladder {self.ladder} does not have: {', '.join(sorted(stray))}")
        if self.grade_shares is not None and set(self.grade_shares) != {"excellent", "good", "pass", "fail"}:
            raise ValueError("grade_shares needs all four grades")

    @property
    def amount_key(self) -> str:
        """The key that gives the amount, for citing it."""
        return "amount" if self.amounts_by_level is None else "amounts_by_level"

    def cautions(self) -> list[Verdict]:
        """What a reader must know of the edition before trusting a figure: an assumed day, a copy, an example."""
        said = [Warn("measures_day_assumed", have=self.since)] if self.since_assumed else []
        if self.mark in MARK_WORDS:
            said.append(Warn(MARK_WORDS[self.mark], source=self.source))
        inferred = sorted({clause.source for clause in self.clauses.values() if clause.mark == "I" != self.mark})
        return [*said, *(Warn("measures_key_inferred", source=source) for source in inferred)]


def measures_in_force(
    scheme: str, first: date, last: date, owner: UUID | None = None
) -> tuple[MeasuresRules, list[Verdict]]:
    """The edition that rules a period, and the warnings it brings.

    It is the edition in force on the period's last day, since an allowance is settled when the period is over. A
    period that begins before any edition is refused; one in which the edition changes is warned about, so that it can
    be split there. `owner` is the enterprise, whose own dated rows stand before the file.

    Raises `Refused`: `measures_unknown`, `no_edition_on_date`.
    """
    known = schemes(MeasuresRules)
    if scheme not in known:
        raise Refused(No("measures_unknown", have=scheme, need=known))
    opening = rulebook(MeasuresRules, on=first, scheme=scheme, owner=owner)
    book = rulebook(MeasuresRules, on=last, scheme=scheme, owner=owner)
    changed = [Warn("measures_edition_changed", have=opening.id, need=book.id)] if opening.id != book.id else []
    return book, changed
