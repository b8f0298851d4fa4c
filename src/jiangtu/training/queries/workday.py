"""What is taken of people's days: sessions attended or still to come, and the entries of their log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from jiangtu.core.verdict import Verdict

from .. import doors
from ..models import Attendance, LogEntry
from ..rules import workday
from ..rules.workday import Taken
from ..states import EntryState, SessionState
from .timetable import midnight, span_of_day

ON_THE_JOB = "on_the_job"
Place = tuple[int, date]  # a person's primary key, and the day


class Written(NamedTuple):
    """An entry of a day: its primary key, its minutes, and which one it corrects."""

    pk: int
    minutes: int
    corrects: int | None


@dataclass(frozen=True)
class DayOfEntry:
    """An entry within its day, for whoever answers it. `number`: the how-many-eth of the day's entries it is."""

    number: int
    of: int
    log: Decimal  # hours of the day's entries together
    sessions: Decimal  # hours of the day's sessions, on the job too
    rests: tuple[Verdict, ...]  # what rests on a correction that waits, by the rooms above

    @property
    def alone(self) -> bool:
        return self.of == 1 and not self.sessions


def taken(person: int, on: date, *, but: Collection[int | None] = ()) -> Taken:
    """What of a person's day is taken, without these entries (primary keys)."""
    sessions, entries = _sessions({(person, on)}), _entries({(person, on)})
    return _beside(sessions[person, on], entries[person, on], but)


def taken_beside(entries: Iterable[LogEntry]) -> dict[int, Taken]:
    """Entry (primary key) → what of its day is taken beside it: two queries however many they are."""
    found = list(entries)
    places = {(entry.enrolment.person_id, entry.on) for entry in found}
    sessions, others = _sessions(places), _entries(places)
    return {
        entry.pk: _beside(sessions[place], others[place], (entry.pk, entry.corrects_id))
        for entry in found
        for place in [(entry.enrolment.person_id, entry.on)]
    }


def with_days(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """The entries, each with `day` (`DayOfEntry`): two queries however many they are, and those of what rests on
    corrections."""
    found = list(entries)
    waiting = [entry for entry in found if entry.corrects_id and entry.state == EntryState.SUBMITTED]
    rests = [asked(waiting) for asked in doors.rests if waiting]
    places = {(entry.enrolment.person_id, entry.on) for entry in found}
    sessions, others = _sessions(places), _entries(places)
    for entry in found:
        place = entry.enrolment.person_id, entry.on
        here = others[place]
        instead = {entry.corrects_id, *(each.pk for each in here if each.corrects == entry.pk)}  # of the two one counts
        keys = sorted({entry.pk, *(each.pk for each in here)} - instead)
        beside = _beside(sessions[place], here, {entry.pk, *instead})
        entry.day = DayOfEntry(  # type: ignore[attr-defined]
            keys.index(entry.pk) + 1,
            len(keys),
            workday.in_hours(beside.entries + entry.minutes),
            workday.in_hours(beside.sessions + beside.on_the_job),
            tuple(said[entry.pk] for said in rests if entry.pk in said),
        )
    return found


def _beside(sessions: Taken, entries: Sequence[Written], but: Collection[int | None]) -> Taken:
    minutes = [each.minutes for each in entries if each.pk not in but]
    return workday.together([sessions, Taken(entries=sum(minutes), others=len(minutes))])


def _entries(places: Collection[Place]) -> defaultdict[Place, list[Written]]:
    """The days' entries, without what a correction replaces: once it is countersigned, and on the
    same day already while it waits."""
    replaced = Q(corrected_by__state=EntryState.COUNTERSIGNED) | Q(corrected_by__on=F("on"))
    of_people = LogEntry.objects.filter(enrolment__person__in={p for p, _ in places}, on__in={d for _, d in places})
    rows = (
        of_people.exclude(replaced).order_by("pk").values_list("enrolment__person", "on", "pk", "minutes", "corrects")
    )
    found: defaultdict[Place, list[Written]] = defaultdict(list)
    for person, on, key, minutes, corrects in rows:
        found[person, on].append(Written(key, minutes, corrects))
    return found


def _sessions(places: Collection[Place]) -> defaultdict[Place, Taken]:
    """What the days' sessions take of them; of one over midnight each day its part."""
    found: defaultdict[Place, Taken] = defaultdict(Taken)
    if not places:
        return found
    days = sorted({day for _person, day in places})
    expected = Attendance.objects.filter(
        person__in={person for person, _day in places},
        during__overlap=span_of_day(days[0], (days[-1] - days[0]).days + 1),
    ).exclude(session__state=SessionState.CANCELLED)
    rows = expected.order_by().values_list("person", "during", "mark", "late_minutes", "session__venue")
    for person, during, mark, late, venue in rows:
        first, last = timezone.localdate(during.lower), timezone.localdate(during.upper)
        for day in (first + timedelta(n) for n in range((last - first).days + 1)):
            if (person, day) in places:
                whole = midnight(day), midnight(day + timedelta(1))
                minutes = workday.minutes_within(during.lower, during.upper, *whole, mark, late)
                part = Taken(on_the_job=minutes) if venue == ON_THE_JOB else Taken(sessions=minutes)
                found[person, day] = workday.together([found[person, day], part])
    return found
