"""The facts an allowance is decided on: one mentor, one period, the pairs of that mentor. And how a file gives them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

from jiangtu.competences.rules.levels import known_level
from jiangtu.core.verdict import No, Refused, Verdict

from .book import Grade

Outcome = Literal["running", "passed", "failed", "left"]

# A run is for a half-year or a term; a longer span is a slip of the pen (a year mistyped), not an allowance.
LONGEST_PERIOD = 120


@dataclass(frozen=True, slots=True)
class PaidPair:
    """One apprentice of the mentor, as the record has it on the day of the run.

    `end` is the last day, for an apprentice who left the day of departure, None while no end is set. `log_missing`
    holds months as 2025-03. `extended_from` is the day on which an extension after a failed assessment began.
    `closed_on` is the day on which a pair was ended whose result is still to come.
    """

    apprentice: str
    start: date
    end: date | None
    outcome: Outcome
    grade: Grade | None = None
    log_missing: frozenset[str] = frozenset()
    accident_on: date | None = None
    extended_from: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One mentor's period. `mentor_level` is as written; `paid_once_on` tells of a one-off that was paid before."""

    measures: str
    period_from: date
    period_to: date
    pairs: tuple[PaidPair, ...]
    mentor_level: str = ""
    paid_once_on: date | None = None
    mentor: str = ""


def read_case(table: Mapping[str, Any]) -> Case:
    """The case that a parsed TOML or JSON document tells.

    Raises `Refused` with `invalid_case`, whose parts are all its faults, each with `where` ("pairs[0].from"): keys
    missing or unknown (a mistyped `log_missing` would change the sum in silence), days and months that are none, a
    reversed or overlong span, an unknown outcome, grade or level, no pairs, an apprentice twice (also in two pairs one
    after the other: give each its own id), a departure without its day, an accident or extension outside the pair.
    """
    reader = _Reader()
    reader.only(table, "", "measures mentor_level period_from period_to pairs paid_once_on mentor")
    first, last = reader.span(table, "", "period_from", "period_to", needs_end=True)
    if first and last and (months := (last.year - first.year) * 12 + last.month - first.month + 1) > LONGEST_PERIOD:
        reader.fault("case_period_too_long", "period_to", have=months, need=LONGEST_PERIOD)
    measures = reader.text(table, "", "measures", needed=True)
    level = reader.text(table, "", "mentor_level")
    if level and not known_level(level):
        reader.fault("case_level_unknown", "mentor_level", have=level)
    pairs = reader.pairs(table.get("pairs"))
    paid, mentor = reader.day(table, "", "paid_once_on"), reader.text(table, "", "mentor")
    if reader.faults or not (first and last):
        raise Refused(Verdict(ok=False, code="invalid_case", parts=tuple(reader.faults)))
    return Case(measures, first, last, tuple(pairs), level, paid, mentor)


def unreadable(code: str, where: str, **details: Any) -> Refused:
    """The refusal of a file that holds no case at all, in the same form as that of a case with faults."""
    return Refused(Verdict(ok=False, code="invalid_case", parts=(No(code, where=where, **details),)))


@dataclass(slots=True)
class _Reader:
    """Takes values out of tables and gathers what is wrong with them."""

    faults: list[Verdict] = field(default_factory=list)

    def fault(self, code: str, where: str, **details: Any) -> None:
        self.faults.append(No(code, where=where, **details))

    def only(self, table: Mapping[str, Any], at: str, keys: str) -> None:
        for key in table:
            if key not in keys.split():
                self.fault("case_key_unknown", at + key, have=key, need=keys.split())

    def text(self, table: Mapping[str, Any], at: str, key: str, *, needed: bool = False) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.fault("case_not_text", at + key, have=str(value))
            return ""
        if needed and not value.strip():
            self.fault("case_key_missing", at + key)
        return value.strip()

    def choice(self, table: Mapping[str, Any], at: str, key: str, choices: Sequence[str], *, needed: bool) -> Any:
        value = table.get(key)
        if value is None and not needed:
            return None
        if value is None:
            self.fault("case_key_missing", at + key)
        elif value not in choices:
            self.fault("case_choice_unknown", at + key, have=str(value), need=list(choices))
        return value

    def day(self, table: Mapping[str, Any], at: str, key: str, *, needed: bool = False) -> date | None:
        value = table.get(key)
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            with suppress(ValueError):
                value = date.fromisoformat(value)
        if value is None:
            if needed:
                self.fault("case_key_missing", at + key)
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fault("case_not_a_day", at + key, have=str(value))
            return None
        return value

    def span(
        self, table: Mapping[str, Any], at: str, start: str, end: str, *, needs_end: bool
    ) -> tuple[date | None, date | None]:
        first, last = self.day(table, at, start, needed=True), self.day(table, at, end, needed=needs_end)
        if first and last and first > last:
            self.fault("case_days_reversed", at + end, have=last, need=first)
        return first, last

    def months(self, table: Mapping[str, Any], at: str, key: str) -> frozenset[str]:
        value = table.get(key, [])
        if not isinstance(value, list):
            self.fault("case_month_invalid", at + key, have=str(value))
            return frozenset()
        good = set()
        for i, month in enumerate(value):
            if isinstance(month, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month, re.ASCII):
                good.add(month)
            else:
                self.fault("case_month_invalid", f"{at}{key}[{i}]", have=str(month))
        return frozenset(good)

    def pairs(self, value: Any) -> list[PaidPair]:
        if not isinstance(value, list) or not value:
            self.fault("case_no_pairs", "pairs")
            return []
        found = [self.pair(table, f"pairs[{i}].") for i, table in enumerate(value)]
        names = Counter(pair.apprentice for pair in found if pair and pair.apprentice)
        for name, times in names.items():
            if times > 1:
                self.fault("case_apprentice_twice", "pairs", have=name)
        return [pair for pair in found if pair]

    def pair(self, table: Any, at: str) -> PaidPair | None:
        if not isinstance(table, Mapping):
            self.fault("case_not_a_table", at.rstrip("."))
            return None
        self.only(table, at, "apprentice from to outcome grade log_missing accident_on extended_from closed_on")
        apprentice = self.text(table, at, "apprentice", needed=True)
        start, end = self.span(table, at, "from", "to", needs_end=False)
        outcome = self.choice(table, at, "outcome", get_args(Outcome), needed=True)
        if outcome == "left" and "to" not in table:
            self.fault("case_departure_without_day", at + "to")
        grade = self.choice(table, at, "grade", get_args(Grade), needed=False)
        missing = self.months(table, at, "log_missing")
        accident, extended = self.day(table, at, "accident_on"), self.day(table, at, "extended_from")
        closed = self.day(table, at, "closed_on")
        for key, day in (("accident_on", accident), ("extended_from", extended), ("closed_on", closed)):
            if day and start and (day < start or (end and day > end)):
                self.fault("case_day_outside_pair", at + key, have=day, first=start, last=end or "…")
        if not start:
            return None
        return PaidPair(apprentice, start, end, outcome, grade, missing, accident, extended, closed)
