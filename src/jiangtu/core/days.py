"""Which days can be meant where somebody writes one: one rule for every form and every column of a file. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .verdict import YES, No, Verdict

# Our own bounds, for days that people write of what they do. Nobody at work today was old enough to work before the
# first, and no contract of theirs ends after the second. What lies beyond is a slip: of the year, or of a spreadsheet,
# which makes a day of 1905 of the year 2025 typed into a cell for dates.
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)


class OfAge(NamedTuple):
    """The age that one must have reached, in completed years, and the rule's source."""

    years: int
    source: str


@dataclass(frozen=True, slots=True)
class Days:
    """What is known beforehand of the days that a field or a column asks for.

    `past`: it has happened, so that it does not lie after today. `grown`: whoever it is about had been born by then,
    and was old enough.
    """

    past: bool = False
    grown: bool = False

    def check(self, day: date, *, today: date, born: date | None = None, of_age: OfAge | None = None) -> Verdict:
        """Whether the day can be meant. Unknown birthdays and ages are not asked about."""
        if not EARLIEST <= day <= LATEST:
            return No("day_implausible", have=day, need=str(EARLIEST.year), latest=str(LATEST.year))
        if self.past and day > today:
            return No("day_to_come", have=day)
        if self.grown and born and day < born:
            return No("day_before_birth", have=day)
        if self.grown and born and of_age and age(born, day) < of_age.years:
            return No("day_before_age", have=day, need=of_age.years, source=of_age.source)
        return YES


def age(born: date, on: date) -> int:
    """Completed years on a day; one born on 29 February completes them on 1 March in common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
