"""Hours by apprentice and class. The database adds up; `rules.hours` says what counts and what is to be expected.

A fixed number of queries whatever the number of apprentices or classes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Verdict
from jiangtu.programmes import queries as programmes
from jiangtu.programmes.queries import Cell
from jiangtu.programmes.states import HourKind, Venue

from .. import doors
from ..models import Enrolment, TrainingClass
from ..rules import hours as rules
from ..states import ClassState

# The minutes and the local day of a session, beside attendance `a` and session `s`.
_SESSION_DAY = """
    CROSS JOIN LATERAL (
        SELECT (extract(epoch FROM upper(s.during) - lower(s.during)) / 60)::int AS minutes,
               (lower(s.during) AT TIME ZONE %(zone)s)::date AS day
    ) m
"""
# `rules.attended_minutes`
_ATTENDED = """
    CASE a.mark WHEN 'present' THEN m.minutes WHEN 'late' THEN greatest(m.minutes - a.late_minutes, 0) ELSE 0 END
"""
# The sessions of the people's classes alone, which is all that they attend: so that no others are read.
_OF_CLASSES = """
    s.training_class_id = ANY(ARRAY(
        SELECT DISTINCT training_class_id FROM training_enrolment WHERE id = ANY(%(enrolments)s)))
"""
_SESSIONS = f"""
    SELECT a.enrolment_id, s.stage_id, s.kind, s.venue, sum({_ATTENDED}),
           coalesce(sum(m.minutes) FILTER (WHERE a.mark = '' AND s.state = 'planned' AND m.day >= %(today)s), 0)
    FROM training_attendance a JOIN training_session s ON s.id = a.session_id {_SESSION_DAY}
    WHERE a.enrolment_id = ANY(%(enrolments)s) AND s.state <> 'cancelled' AND {_OF_CLASSES}
    GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - the parts are constants of this file
# The sum of `rules.credited_log`. What corrects nothing is left out in so many words: else the planner, which looks for
# the corrections of many entries at once, reads the whole log.
_LOG = f"""
    WITH asked AS (
        SELECT * FROM unnest(%(enrolments)s::bigint[], %(stages)s::bigint[], %(since)s::date[], %(until)s::date[])
            AS w(enrolment_id, stage_id, since, until)
    ), written AS (
        SELECT e.enrolment_id, e."on" AS day, sum(e.minutes) AS minutes
        FROM training_logentry e
        WHERE e.enrolment_id = ANY(%(enrolments)s) AND e.state = 'countersigned'
          AND NOT EXISTS (
            SELECT 1 FROM training_logentry c
            WHERE c.corrects_id = e.id AND c.corrects_id IS NOT NULL AND c.state = 'countersigned')
        GROUP BY 1, 2
    ), taught AS (
        SELECT a.enrolment_id, m.day, sum({_ATTENDED}) AS minutes
        FROM training_attendance a JOIN training_session s ON s.id = a.session_id {_SESSION_DAY}
        WHERE a.enrolment_id = ANY(%(enrolments)s) AND s.venue = 'on_the_job' AND s.state <> 'cancelled'
          AND {_OF_CLASSES}
        GROUP BY 1, 2
    )
    SELECT w.enrolment_id, w.stage_id, sum(greatest(x.minutes - coalesce(t.minutes, 0), 0))
    FROM asked w
    JOIN written x ON x.enrolment_id = w.enrolment_id
         AND (w.since IS NULL OR x.day >= w.since) AND (w.until IS NULL OR x.day <= w.until)
    LEFT JOIN taught t ON t.enrolment_id = x.enrolment_id AND t.day = x.day
    GROUP BY 1, 2
"""  # noqa: S608


_ANSWERED = """
    SELECT w.enrolment_id, w.stage_id,
           count(*) FILTER (WHERE e.state = 'countersigned'), count(*) FILTER (WHERE e.state = 'submitted'),
           count(*) FILTER (WHERE e.state = 'returned')
    FROM unnest(%(enrolments)s::bigint[], %(stages)s::bigint[], %(since)s::date[], %(until)s::date[])
         AS w(enrolment_id, stage_id, since, until)
    JOIN training_logentry e ON e.enrolment_id = w.enrolment_id
         AND (w.since IS NULL OR e."on" >= w.since) AND (w.until IS NULL OR e."on" <= w.until)
    WHERE NOT EXISTS (
        SELECT 1 FROM training_logentry c
        WHERE c.corrects_id = e.id AND c.corrects_id IS NOT NULL AND c.state = 'countersigned')
    GROUP BY 1, 2
"""


def cell_label(kind: str, venue: str) -> str:
    """ "Operating skill, on the job": the name of a tally's heading in the reader's language."""
    where = Venue(venue).label if venue else _("off the job")
    return _("%(kind)s, %(where)s") % {"kind": HourKind(kind).label, "where": where}


@dataclass(frozen=True, slots=True)
class ApprenticeHours:
    """One apprentice's tallies by kind and venue, and the span of the forecast. `left`: the day of who left early."""

    enrolment: Enrolment
    tallies: list[rules.Tally]
    span: rules.Span
    left: date | None = None
    hour: int = rules.CLOCK_HOUR

    @property
    def all(self) -> rules.Tally:
        return rules.together(self.tallies)

    def lines(self) -> list[tuple[str, Verdict, Verdict]]:
        """For each kind, on and off the job apart: its name, have and need, and the forecast."""
        return [
            (
                cell_label(tally.kind, tally.venue),
                rules.held(tally, hour=self.hour),
                rules.forecast(tally, self.span, hour=self.hour),
            )
            for tally in rules.by_kind(self.tallies)
        ]

    def held(self) -> list[Verdict]:
        """Have and need of each kind and venue."""
        return [rules.held(tally, hour=self.hour) for tally in self.tallies]

    def held_in_all(self) -> Verdict:
        return rules.held(self.all, hour=self.hour)

    def forecasts(self) -> list[Verdict]:
        """What each kind and venue will come to by the class's end."""
        return [rules.forecast(tally, self.span, hour=self.hour) for tally in self.tallies]

    def forecast(self) -> Verdict:
        """The worst of them: the one furthest short; a yes when none is short."""
        verdicts = self.forecasts()
        short = [v for v in verdicts if not v]
        if short:
            return max(short, key=lambda v: v.need - v.have)
        return rules.forecast(self.all, self.span, hour=self.hour)

    def forecast_sentence(self) -> str:
        """The forecast in a sentence that names the kind which is furthest short; of who left, when."""
        if self.left:
            return _("Left on %(day)s.") % {"day": date_format(self.left)}
        verdict = self.forecast()
        if verdict:
            return sentence(verdict)
        kind = cell_label(verdict.details["kind"], verdict.details["venue"])
        return _("%(kind)s: %(sentence)s") % {"kind": capfirst(kind), "sentence": sentence(verdict)}


@dataclass(frozen=True, slots=True)
class ClassHours:
    """A class's apprentices with their hours."""

    training_class: TrainingClass
    apprentices: list[ApprenticeHours]
    hour: int = rules.CLOCK_HOUR
    planned_until: date | None = None  # the last day with a session planned, where one is from the day on

    @property
    def staying(self) -> list[ApprenticeHours]:
        """Those who did not leave."""
        return [hours for hours in self.apprentices if not hours.left]

    def mean(self) -> list[rules.Tally]:
        """Tallies of the class: the mean minutes of those in it, so that they compare with the same need."""
        people = len(self.staying)
        cells: dict[Cell, list[rules.Tally]] = defaultdict(list)
        for hours in self.staying:
            for tally in hours.tallies:
                cells[tally.kind, tally.venue].append(tally)
        return [
            rules.Tally(
                kind,
                venue,
                need=rows[0].need,
                sessions=sum(t.sessions for t in rows) // people,
                log=sum(t.log for t in rows) // people,
                planned=sum(t.planned for t in rows) // people,
            )
            for (kind, venue), rows in cells.items()
        ]

    def behind(self) -> list[ApprenticeHours]:
        """Who will be short at this pace."""
        return [hours for hours in self.staying if not hours.forecast()]

    def of(self, enrolment: int) -> ApprenticeHours | None:
        return next((h for h in self.apprentices if h.enrolment.pk == enrolment), None)


def behind(found: ClassHours, *, on: date) -> list[ApprenticeHours]:
    """“Behind schedule” in a class that runs: those in training on the day who will be short at this pace."""
    if found.training_class.state != ClassState.RUNNING:
        return []
    short = {each.enrolment.pk: each for each in found.behind()}
    rows = Enrolment.objects.filter(pk__in=short).order_by()
    for ground in doors.not_learning:
        rows = rows.exclude(ground(on))
    learning = set(rows.values_list("pk", flat=True))
    return [each for key, each in short.items() if key in learning]


@dataclass(frozen=True, slots=True)
class Window:
    """A stage of an apprentice: its sessions count by stage, its log by the days the stage was open."""

    enrolment: int
    stage: int
    since: date | None = None
    until: date | None = None


@dataclass(slots=True)
class _Minutes:
    sessions: int = 0
    log: int = 0
    planned: int = 0


@dataclass(slots=True)
class _Sums:
    cells: dict[Cell, _Minutes] = field(default_factory=lambda: defaultdict(_Minutes))


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"zone": timezone.get_current_timezone_name(), **values})
        return cursor.fetchall()


def hours_of_classes(
    found: QuerySet[TrainingClass] | Iterable[TrainingClass],
    *,
    on: date | None = None,
    enrolments: QuerySet[Enrolment] | list[Enrolment] | None = None,
) -> dict[int, ClassHours]:
    """Hours of many classes, by class key: six queries in all. `enrolments` limits whose (access); those that are at
    hand already are not asked for again."""
    today = on or timezone.localdate()
    by_key = {c.pk: c for c in found}
    rows = enrolments if isinstance(enrolments, list) else _registered(list(by_key), enrolments)
    keys = [e.pk for e in rows]
    nothing = [None] * len(keys)
    sums: dict[int, _Sums] = defaultdict(_Sums)
    for enrolment, _stage, kind, venue, minutes, planned in _rows(_SESSIONS, enrolments=keys, today=today):
        cell = sums[enrolment].cells[kind, venue]
        cell.sessions += int(minutes)
        cell.planned += int(planned)
    for enrolment, _stage, minutes in _rows(_LOG, enrolments=keys, stages=nothing, since=nothing, until=nothing):
        sums[enrolment].cells[rules.LOG].log += int(minutes)
    needs = programmes.hours_by_version({c.version_id for c in by_key.values()})
    planned_until = _planned_until(list(by_key), today)
    apprentices: dict[int, list[ApprenticeHours]] = defaultdict(list)
    for row in rows:
        training_class = by_key[row.training_class_id]
        row.training_class = training_class
        need = needs[training_class.version_id]
        span = rules.Span(
            since=max(row.since, training_class.starts_on),
            today=min(today, row.until or today),
            planned_until=planned_until.get(training_class.pk),
            ends_on=min(training_class.ends_on, row.until or training_class.ends_on),
        )
        left = row.until if row.until and row.until < min(today, training_class.ends_on) else None
        apprentices[training_class.pk].append(ApprenticeHours(row, _tallies(need, sums[row.pk]), span, left))
    return {key: ClassHours(c, apprentices[key], planned_until=planned_until.get(key)) for key, c in by_key.items()}


def _registered(classes: list[int], enrolments: QuerySet[Enrolment] | None) -> list[Enrolment]:
    people = enrolments if enrolments is not None else Enrolment.objects.all()
    of_classes = people.filter(training_class__in=classes).select_related("person", "enterprise")
    return list(of_classes.order_by("person__name_key", "pk"))


def hours_on_registers(keys: Iterable[int], *, on: date) -> dict[int, ClassHours]:
    """Hours of these people of registers (primary keys) by the key of their class, of nobody else in it. No name is
    read."""
    people = list(Enrolment.objects.filter(pk__in=list(keys)).order_by("pk"))
    of_classes = TrainingClass.objects.filter(pk__in={each.training_class_id for each in people})
    return hours_of_classes(of_classes.order_by("pk"), on=on, enrolments=people)


def hours_of_class(
    training_class: TrainingClass,
    *,
    on: date | None = None,
    enrolments: QuerySet[Enrolment] | list[Enrolment] | None = None,
) -> ClassHours:
    """Hours of each apprentice of a class, in a fixed number of queries."""
    return hours_of_classes([training_class], on=on, enrolments=enrolments)[training_class.pk]


def hours_in_windows(windows: Iterable[Window]) -> dict[tuple[int, int], list[rules.Tally]]:
    """Delivered and needed by (enrolment, stage): what stage conditions ask. Three queries whatever their number."""
    asked = list(windows)
    keys = sorted({w.enrolment for w in asked})
    sums: dict[tuple[int, int], _Sums] = defaultdict(_Sums)
    for enrolment, stage, kind, venue, minutes, planned in _rows(
        _SESSIONS, enrolments=keys, today=timezone.localdate()
    ):
        cell = sums[enrolment, stage].cells[kind, venue]
        cell.sessions += int(minutes)
        cell.planned += int(planned)
    logged = _rows(
        _LOG,
        enrolments=[w.enrolment for w in asked],
        stages=[w.stage for w in asked],
        since=[w.since for w in asked],
        until=[w.until for w in asked],
    )
    for enrolment, stage, minutes in logged:
        sums[enrolment, stage].cells[rules.LOG].log += int(minutes)
    needs = programmes.hours_by_stage({w.stage for w in asked})
    return {(w.enrolment, w.stage): _tallies(needs[w.stage], sums[w.enrolment, w.stage]) for w in asked}


def log_in_windows(windows: Iterable[Window]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """By (enrolment, stage) how many log entries are countersigned, how many wait for the mentor, and how many were
    returned and wait for the apprentice: one query."""
    asked = list(windows)
    rows = _rows(
        _ANSWERED,
        enrolments=[w.enrolment for w in asked],
        stages=[w.stage for w in asked],
        since=[w.since for w in asked],
        until=[w.until for w in asked],
    )
    found = {(enrolment, stage): (int(n), int(waiting), int(back)) for enrolment, stage, n, waiting, back in rows}
    return {(w.enrolment, w.stage): found.get((w.enrolment, w.stage), (0, 0, 0)) for w in asked}


def _tallies(need: dict[Cell, int], sums: _Sums) -> list[rules.Tally]:
    cells = dict.fromkeys([*need, *sums.cells])
    return [
        rules.Tally(kind, venue, need=need.get((kind, venue), 0), sessions=c.sessions, log=c.log, planned=c.planned)
        for kind, venue in sorted(cells)
        for c in [sums.cells[kind, venue]]
    ]


def _planned_until(classes: list[int], today: date) -> dict[int, date]:
    return dict(
        _rows(
            """SELECT training_class_id, max((lower(during) AT TIME ZONE %(zone)s)::date)
               FROM training_session WHERE training_class_id = ANY(%(classes)s) AND state = 'planned'
               GROUP BY 1 HAVING max((lower(during) AT TIME ZONE %(zone)s)::date) >= %(today)s""",
            classes=classes,
            today=today,
        )
    )
