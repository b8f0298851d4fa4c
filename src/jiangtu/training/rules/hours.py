"""Hours delivered, needed and forecast.

What counts: a session counts for who was present, and for who was late less the minutes missed. A countersigned log
entry counts as operating skill on the job. Nobody's time counts twice: the log tells a whole day at work, so of a
day's log only what goes beyond that day's sessions on the job is added.

The forecast: what is delivered and timetabled, carried on at its own pace (per calendar day) from where the timetable
ends to the end of the class. A timetable complete to the last day is thus taken as it stands; the log, which nobody
plans, runs on from today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from jiangtu.core.verdict import No, Verdict, Yes

ON_THE_JOB = "on_the_job"
LOG = ("operating_skill", ON_THE_JOB)  # the kind and venue as which a countersigned log entry counts
CLOCK_HOUR = 60
TENTH = Decimal("0.1")


def attended_minutes(mark: str, minutes: int, late_minutes: int = 0) -> int:
    """The minutes of a session that count for one apprentice.

    The database adds up by the same rule (`_ATTENDED` of `queries/hours.py`), because a class has thousands of rows;
    tests/training/test_hours_by_rule.py holds both together.
    """
    if mark == "present":
        return minutes
    return max(0, minutes - late_minutes) if mark == "late" else 0


def credited_log(log_minutes: int, session_minutes_on_the_job: int) -> int:
    """What a day's countersigned log adds beyond the day's sessions on the job. In SQL likewise: `_LOG`."""
    return max(0, log_minutes - session_minutes_on_the_job)


@dataclass(frozen=True, slots=True)
class Tally:
    """Minutes of one apprentice (or of a class) in one kind and venue; `need` in hours of the programme."""

    kind: str
    venue: str
    need: int = 0
    sessions: int = 0
    log: int = 0
    planned: int = 0  # timetabled from today on, not yet called

    @property
    def delivered(self) -> int:
        return self.sessions + self.log

    @property
    def on_the_job(self) -> bool:
        return self.venue == ON_THE_JOB


@dataclass(frozen=True, slots=True)
class Span:
    """The days a forecast goes over. `planned_until`: the last timetabled day, None where nothing is planned."""

    since: date
    today: date
    planned_until: date | None
    ends_on: date


def together(tallies: Iterable[Tally], *, kind: str = "", venue: str = "") -> Tally:
    """Their sum under one heading."""
    rows = list(tallies)
    return Tally(
        kind,
        venue,
        need=sum(t.need for t in rows),
        sessions=sum(t.sessions for t in rows),
        log=sum(t.log for t in rows),
        planned=sum(t.planned for t in rows),
    )


def by_kind(tallies: Iterable[Tally]) -> list[Tally]:
    """One tally for each kind, on and off the job apart. `venue` is theirs where all have the same, else "": what is
    one thing is called by the name that it has alone."""
    apart: dict[tuple[str, bool], list[Tally]] = {}
    for tally in tallies:
        apart.setdefault((tally.kind, tally.on_the_job), []).append(tally)
    found = []
    for (kind, _), rows in apart.items():
        venues = {row.venue for row in rows}
        found.append(together(rows, kind=kind, venue=venues.pop() if len(venues) == 1 else ""))
    return found


def as_hours(minutes: int | Decimal, *, hour: int = CLOCK_HOUR) -> Decimal:
    """Minutes as hours to one decimal, rounded down: what is nearly reached is not yet reached."""
    return (Decimal(minutes) / hour).quantize(TENTH, ROUND_DOWN)


def held(tally: Tally, *, hour: int = CLOCK_HOUR) -> Verdict:
    """Whether the hours delivered reach the need; `have` and `need` in hours."""
    have, need = as_hours(tally.delivered, hour=hour), Decimal(tally.need).quantize(TENTH)
    figures: dict[str, Any] = {"have": have, "need": need, "kind": tally.kind, "venue": tally.venue}
    return Yes("hours_delivered", **figures) if have >= need else No("hours_not_yet", **figures)


def expected_minutes(tally: Tally, span: Span) -> Decimal | None:
    """The minutes this will come to by the end; None before the first day, when there is no pace."""
    if span.today < span.since:
        return None
    timetabled_to = max(span.today, span.planned_until or span.today)
    taught = _carried_on(tally.sessions + tally.planned, span, timetabled_to)
    return taught + _carried_on(tally.log, span, span.today)


def _carried_on(known: int, span: Span, known_to: date) -> Decimal:
    rest = max(0, (span.ends_on - known_to).days)
    elapsed = (min(known_to, span.ends_on) - span.since).days + 1
    return Decimal(known) + Decimal(known) * rest / max(1, elapsed)


def forecast(tally: Tally, span: Span, *, hour: int = CLOCK_HOUR) -> Verdict:
    """What is to be expected by the end ("at this pace 38 hours short on 30 June").

    `have` is the expectation, `need` the programme's, both in hours; details `short`, `on`, `kind`, `venue`.
    """
    minutes = expected_minutes(tally, span)
    need = Decimal(tally.need).quantize(TENTH)
    names: dict[str, Any] = {"kind": tally.kind, "venue": tally.venue, "on": span.ends_on}
    if minutes is None:
        return Yes("forecast_none", need=need, **names)
    have = as_hours(minutes, hour=hour)
    if have >= need:
        return Yes("forecast_enough", have=have, need=need, **names)
    if span.today >= span.ends_on:
        return No("forecast_ended_short", have=have, need=need, short=need - have, **names)
    return No("forecast_short", have=have, need=need, short=_rounded_as_said(need - have), **names)


def _rounded_as_said(hours: Decimal) -> Decimal:
    """Hours as one says them: whole from ten on, to one decimal below."""
    return hours.quantize(Decimal(1), ROUND_HALF_UP) if hours >= 10 else hours.quantize(TENTH, ROUND_UP)
