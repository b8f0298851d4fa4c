"""What a place asks of a programme's hours, length and sizes (rulebook `hours`), and whether a plan keeps to it.

Every figure stands in the rulebooks. A figure that a place does not give makes no condition. A rule "in principle"
warns and refuses nothing. Hours are training hours as planned; `lesson_minutes` says how long one is at the least.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from fractions import Fraction
from typing import ClassVar

import msgspec

from jiangtu.core.rulebook import Rulebook
from jiangtu.core.verdict import No, Verdict, Warn, Yes, every

# The kinds and venues that the rules speak of, as `programmes.states` stores them.
BASICS, PRACTICE = "professional_basics", "operating_skill"
KINDS = ("general_quality", BASICS, PRACTICE)
ONLINE, ON_THE_JOB = "online", "on_the_job"


class YearlyHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Least training hours of a year: for a target level where `by_level` names it, else `hours`."""

    hours: int | None = None
    by_level: dict[str, int] = {}
    in_principle: bool = False

    def need(self, level: str) -> int | None:
        return self.by_level.get(level, self.hours)


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A floor and a ceiling; either may be unknown. `in_principle` softens both; `in_special_cases`, the ceiling."""

    at_least: int | None = None
    at_most: int | None = None
    in_special_cases: int | None = None
    in_principle: bool = False


class HoursRules(Rulebook, frozen=True, kw_only=True):
    """The hours rules of a place. Shares are in per cent of all hours unless their name says otherwise."""

    NAME: ClassVar[str] = "hours"

    months: Limits | None = None  # length of the training
    yearly: YearlyHours | None = None
    shares: dict[str, Limits] | None = None  # by kind of hours
    practice_share: Limits | None = None  # operating skill
    central_hours_a_year: Limits | None = None  # central teaching: all that is not on the job
    online_share_of_central: Limits | None = None
    online_share_of_basics: Limits | None = None  # online hours of the professional basics
    class_size: Limits | None = None
    mentors_of_a_class: Limits | None = None
    apprentices_of_a_mentor: Limits | None = None
    lesson_minutes: Limits | None = None


@dataclass(frozen=True, slots=True)
class HoursFacts:
    """A plan, or what was delivered. `hours`: (kind, venue) → hours. What is None is not known and not checked."""

    level: str
    months: int
    hours: Mapping[tuple[str, str], int] = field(default_factory=dict)
    class_size: int | None = None
    mentors: int | None = None
    apprentices_of_a_mentor: int | None = None
    lesson_minutes: int | None = None

    def total(self, of: Callable[[str, str], bool] = lambda kind, venue: True) -> int:
        """The hours of those kinds and venues."""
        return sum(hours for (kind, venue), hours in self.hours.items() if of(kind, venue))

    def a_year(self, hours: int) -> int:
        """Hours per year of training, whole ones (a started hour does not count)."""
        return hours * 12 // self.months if self.months else 0


def check_hours(facts: HoursFacts, book: HoursRules) -> Verdict:
    """Every condition of the place that can be checked, met or short, each with have, need and its source."""
    return every(
        *_length(facts, book),
        *_yearly(facts, book),
        *_kinds(facts, book),
        *_central(facts, book),
        *_sizes(facts, book),
        code="hours_rules",
    )


def _length(facts: HoursFacts, book: HoursRules) -> list[Verdict]:
    return _within(facts.months, book.months, "programme_months", "months", book)


def _yearly(facts: HoursFacts, book: HoursRules) -> list[Verdict]:
    need = book.yearly.need(facts.level) if book.yearly else None
    if book.yearly is None or need is None:
        return []
    have = facts.a_year(facts.total())
    return [_answer(have >= need, "yearly_hours", "short", have, need, "yearly", book, book.yearly.in_principle)]


def _kinds(facts: HoursFacts, book: HoursRules) -> list[Verdict]:
    total = facts.total()
    found = []
    for kind in KINDS:
        have = _percent(facts.total(lambda k, _v, kind=kind: k == kind), total)  # type: ignore[misc]
        found += _within(have, (book.shares or {}).get(kind), f"share_{kind}", "shares", book)
    practice = _percent(facts.total(lambda k, _v: k == PRACTICE), total)
    return [*found, *_within(practice, book.practice_share, "practice_share", "practice_share", book)]


def _central(facts: HoursFacts, book: HoursRules) -> list[Verdict]:
    central = facts.total(lambda _k, venue: venue != ON_THE_JOB)
    online = facts.total(lambda _k, venue: venue == ONLINE)
    basics = facts.total(lambda kind, _v: kind == BASICS)
    online_basics = facts.total(lambda kind, venue: kind == BASICS and venue == ONLINE)
    share, of_basics = _percent(online, central), _percent(online_basics, basics)
    return [
        *_within(facts.a_year(central), book.central_hours_a_year, "central_hours", "central_hours_a_year", book),
        *_within(share, book.online_share_of_central, "online_of_central", "online_share_of_central", book),
        *_within(of_basics, book.online_share_of_basics, "online_of_basics", "online_share_of_basics", book),
    ]


def _sizes(facts: HoursFacts, book: HoursRules) -> list[Verdict]:
    mentored = facts.apprentices_of_a_mentor
    return [
        *_within(facts.class_size, book.class_size, "class_size", "class_size", book),
        *_within(facts.mentors, book.mentors_of_a_class, "mentors_of_a_class", "mentors_of_a_class", book),
        *_within(mentored, book.apprentices_of_a_mentor, "apprentices_of_a_mentor", "apprentices_of_a_mentor", book),
        *_within(facts.lesson_minutes, book.lesson_minutes, "lesson_minutes", "lesson_minutes", book),
    ]


def _percent(part: int, whole: int) -> Fraction:
    """Per cent, exact: 59.96 is not 60. Nothing of nothing is 0."""
    return Fraction(part * 100, whole) if whole else Fraction(0)


Figure = int | Fraction | Decimal


def _cautious_share(have: Figure, fault: str) -> Figure:
    """A share to one place, cut towards the side where a fault lies, so that the figure shown never looks met."""
    if not isinstance(have, Fraction):
        return have
    rounding = ROUND_DOWN if fault == "short" else ROUND_UP
    tenths = (Decimal(have.numerator) * 10 / have.denominator).to_integral_value(rounding)
    return int(tenths) // 10 if tenths % 10 == 0 else tenths / 10


def _within(have: Figure | None, limits: Limits | None, code: str, key: str, book: HoursRules) -> list[Verdict]:
    """One condition for the floor, one for the ceiling; none where the figure or the rule is unknown."""
    if limits is None or have is None:
        return []
    found = []
    if limits.at_least is not None:
        met = have >= limits.at_least
        found.append(_answer(met, code, "short", have, limits.at_least, key, book, limits.in_principle))
    if limits.at_most is not None:
        special = limits.in_special_cases is not None and have <= limits.in_special_cases
        soft = limits.in_principle or special
        found.append(_answer(have <= limits.at_most, code, "over", have, limits.at_most, key, book, soft))
    return found


def _answer(
    met: bool, code: str, fault: str, have: Figure, need: Figure, key: str, book: HoursRules, soft: bool
) -> Verdict:
    clause = book.clauses.get(key)
    known = {"source": book.cite(key), "edition": clause.edition if clause else book.id}
    shown = _cautious_share(have, fault)
    if met:
        return Yes(f"{code}_{'enough' if fault == 'short' else 'within'}", have=shown, need=need, **known)
    return (Warn if soft else No)(f"{code}_{fault}", have=shown, need=need, **known)
