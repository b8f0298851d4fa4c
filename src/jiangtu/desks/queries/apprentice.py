"""The apprentice's own pages: today, and the path with its record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count

from jiangtu.apprenticeships.queries import apprenticeships, certificates, stages
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import Verdict
from jiangtu.mentoring.queries import pairs as mentoring_pairs
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.queries import logbook, timetable

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from jiangtu.apprenticeships.models import Apprenticeship, StageProgress
    from jiangtu.mentoring.models import Pair
    from jiangtu.training.models import Enrolment, LogEntry, Session

RECENT = 20  # acts of the history shown


@dataclass(frozen=True)
class OwnPath:
    """Where somebody stands in one apprenticeship: stations, the open stage's verdict, hours, log, mentors."""

    apprenticeship: Apprenticeship
    stations: list[stages.Station]
    opened: StageProgress | None
    verdict: Verdict
    hours: training_hours.ApprenticeHours | None
    log: dict[str, int]
    pairs: list[WithAnnotations[Pair, mentoring_pairs.Running]]

    @property
    def mentors(self) -> list[WithAnnotations[Pair, mentoring_pairs.Running]]:
        return [each for each in self.pairs if each.running]

    @property
    def countersigned(self) -> int:
        return self.log.get("countersigned", 0)

    @property
    def log_entries(self) -> int:
        return sum(self.log.values())


@dataclass(frozen=True)
class Today:
    """The day of an apprentice. Without an enrolment there is nothing yet."""

    enrolment: Enrolment | None
    path: OwnPath | None = None
    sessions: list[Session] = field(default_factory=list)
    returned: list[LogEntry] = field(default_factory=list)
    written: bool = False  # whether the day's entry stands
    begins: date | None = None  # the first day of training, where it is still to come
    takes: bool = False  # whether the log takes entries


def day(actor: Actor, on: date) -> Today:
    """What the apprentice needs on a phone today."""
    enrolment = logbook.own_enrolment(actor, on=on)
    if enrolment is None:
        return Today(None)
    entries = logbook.written(enrolment)
    return Today(
        enrolment,
        path_of(enrolment, on),
        list(timetable.sessions_of_apprentice(actor, on)),
        list(entries.filter(state="returned")),
        entries.filter(on=on).exists(),
        logbook.begins(enrolment),
        logbook.takes(enrolment).ok,
    )


def path_of(enrolment: Enrolment, on: date) -> OwnPath | None:
    """The apprenticeship of one's own enrolment; None while nobody has recorded one."""
    it = apprenticeships.of_enrolment(enrolment)
    if it is None:
        return None
    stations, opened, verdict = stages.path_of(it, on=on)
    hours = training_hours.hours_of_class(enrolment.training_class, on=on, enrolments=[enrolment]).of(enrolment.pk)
    entries = logbook.that_stand(logbook.written(enrolment)).order_by()
    log = dict(entries.values("state").annotate(n=Count("pk")).values_list("state", "n"))
    mentors = list(mentoring_pairs.pairs_of_apprenticeship(it.pk))
    return OwnPath(it, stations, opened, verdict, hours, log, mentors)


def record(actor: Actor, on: date) -> dict[str, object]:
    """Everything kept of the own path: conditions, words on competences, certificates, earlier classes, history."""
    enrolment = logbook.own_enrolment(actor, on=on)
    path = path_of(enrolment, on) if enrolment else None
    if path is None:
        return {"enrolment": enrolment, "path": None}
    it = path.apprenticeship
    return {
        "enrolment": enrolment,
        "path": path,
        "beside": stages.beside(it, stages.open_needs(it)),
        "may_assess": stages.may_assess(it, by=actor, on=on).ok,
        "certificates": list(certificates.certificates(seen_by=actor)),
        "former": [each for each in apprenticeships.of_oneself(actor) if each.pk != it.pk],
        "history": journal.recent(journal.history(it.uuid, it.enrolment.person.uuid), RECENT),
    }
