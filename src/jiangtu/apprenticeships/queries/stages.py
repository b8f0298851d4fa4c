"""Stages of apprenticeships and the facts that decide whether they close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiangtu.assessment import queries as assessments
from jiangtu.assessment.rules.standing import COLLEGE, ENTERPRISE, Need, levels_met
from jiangtu.core.actor import Actor
from jiangtu.core.dated import holds
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.states import Role
from jiangtu.programmes import queries as programmes
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.rules.hours import as_hours, held

from .. import access, doors
from ..models import Apprenticeship, StageProgress
from ..rules.stages import HoursOfKind, StageFacts, log_settled, seen_in_training, stage_complete
from ..states import ApprenticeshipState, ProgressState
from .standing import in_training

if TYPE_CHECKING:
    from jiangtu.programmes.models import Stage
    from jiangtu.training.models import LogEntry, TrainingClass

WITH_ALL = (
    "stage__version__programme",
    "apprenticeship__enrolment__person",
    "apprenticeship__enrolment__training_class__version__programme__occupation",
)
# What the days of a stage depend on, and where it stands.
DECIDES = ("opened_on", "closed_on", "stage__order", "apprenticeship__enrolment__training_class")
# Whose word an assessment is.
SIDES: dict[str, str] = {Role.COLLEGE_TRAINER: COLLEGE, Role.ENTERPRISE_MENTOR: ENTERPRISE}
SEAL = "结业"  # what is cut into the stamp of a closed stage, in either language


def for_update(keys: Collection[int]) -> list[StageProgress]:
    """These stages, their apprenticeships locked so that two acts on one follow each other."""
    held = StageProgress.objects.filter(pk__in=keys).values("apprenticeship")
    [*Apprenticeship.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk")]
    return [*StageProgress.objects.select_related(*WITH_ALL).filter(pk__in=keys).order_by("apprenticeship")]


def later(progress: StageProgress) -> QuerySet[StageProgress]:
    """The stages of the same apprenticeship after this one, in order."""
    return StageProgress.objects.filter(
        apprenticeship=progress.apprenticeship_id, stage__order__gt=progress.stage.order
    ).select_related("stage")


def following(progress: Iterable[StageProgress]) -> dict[int, StageProgress]:
    """Apprenticeship → its stage after the one given; none after the last."""
    order = {each.apprenticeship_id: each.stage.order for each in progress}
    found = StageProgress.objects.filter(apprenticeship__in=order).select_related("stage").order_by("-stage__order")
    return {each.apprenticeship_id: each for each in found if each.stage.order > order[each.apprenticeship_id]}


def stages_of_versions(found: Iterable[Apprenticeship]) -> Iterator[tuple[Apprenticeship, list[Stage]]]:
    """Each apprenticeship with the stages of its class's programme version, in order: one query."""
    rows = list(found)
    stages = programmes.stages_of({row.enrolment.training_class.version_id for row in rows})
    for row in rows:
        yield row, stages[row.enrolment.training_class.version_id]


def stage_facts(progress: Iterable[StageProgress], *, on: date) -> dict[int, StageFacts]:
    """What the record says of each stage on a day, by its primary key; a constant number of queries.

    Sessions count by the stage they were planned for; the log by the days the stage was open.
    """
    rows = list(progress)
    windows = {row.pk: _window(row, on) for row in rows}
    hours = training_hours.hours_in_windows(windows.values())
    logs = training_hours.log_in_windows(windows.values())
    needs = programmes.needs({row.stage_id for row in rows})
    words = assessments.standing({row.apprenticeship.uuid for row in rows})
    further: dict[int, list[Verdict]] = defaultdict(list)
    for condition in doors.required:
        for key, verdict in condition().verdicts({row.apprenticeship_id for row in rows}, on).items():
            further[key].append(verdict)
    facts = {}
    label = cache(training_hours.cell_label)  # everybody's stage has the same few kinds
    for row in rows:
        at = (row.apprenticeship.enrolment_id, row.stage_id)
        countersigned, waiting, returned = logs[at]
        facts[row.pk] = StageFacts(
            hours=tuple(
                HoursOfKind(label(tally.kind, tally.venue), as_hours(tally.delivered), Decimal(tally.need))
                for tally in hours[at]
                if tally.need
            ),
            log_countersigned=countersigned,
            log_waiting=waiting,
            log_returned=returned,
            competences=levels_met(needs[row.stage_id], words[row.apprenticeship.uuid]),
            source=f"{row.stage.version.programme.name} v{row.stage.version.number}",
            further=tuple(further[row.apprenticeship_id]),
        )
    return facts


def _window(progress: StageProgress, on: date) -> training_hours.Window:
    """The days whose log counts for a stage: a closing day's counts for the stage that closed, not once more for the
    next; and the first stage takes all since the enrolment, whenever it was recorded."""
    since = None
    if progress.stage.order > 1 and progress.opened_on:
        since = progress.opened_on + timedelta(days=1)
    return training_hours.Window(
        progress.apprenticeship.enrolment_id, progress.stage_id, since, progress.closed_on or on
    )


def stage_verdicts(progress: Iterable[StageProgress], *, on: date) -> dict[int, Verdict]:
    """Whether each stage may close on a day, and why; by its primary key."""
    return {key: stage_complete(facts) for key, facts in stage_facts(progress, on=on).items()}


def progress_of(found: Iterable[Apprenticeship]) -> dict[int, list[StageProgress]]:
    """Apprenticeship (primary key) → its stages in order, one query; the apprenticeship is the one given."""
    given = {it.pk: it for it in found}
    rows: dict[int, list[StageProgress]] = {key: [] for key in given}
    progress = StageProgress.objects.filter(apprenticeship__in=rows).select_related("stage__version__programme")
    for each in progress.order_by("stage__order"):
        each.apprenticeship = given[each.apprenticeship_id]
        rows[each.apprenticeship_id].append(each)
    return rows


class Tally(NamedTuple):
    """How many have a stage (primary key) in a state, apart from those who left, and when it was last closed."""

    stage: int
    state: str
    left: bool
    n: int
    closed_on: date | None


def tallied(found: Iterable[Apprenticeship]) -> list[Tally]:
    """How these people stand in their stages, in one query that counts."""
    left = ExpressionWrapper(Q(apprenticeship__state=ApprenticeshipState.LEFT), BooleanField())
    rows = StageProgress.objects.filter(apprenticeship__in=[it.pk for it in found]).order_by()
    of = rows.annotate(left=left).values_list("stage", "state", "left")
    return [Tally(*row) for row in of.annotate(n=Count("pk"), last=Max("closed_on"))]


class Ready(NamedTuple):
    """An open stage that meets every condition (primary keys), and where it stands."""

    progress: int
    apprenticeship: int
    training_class: int


def ready(found: QuerySet[Apprenticeship], *, on: date) -> list[Ready]:
    """“Stages that can be closed”: the open stages of these apprenticeships, those in training, that meet every
    condition on a day: a fixed number of queries, and no words for anybody.

    It says what `rules.stages.stage_complete` does. The database looks whose competences (`levels_met`) and further
    conditions (`doors.Condition`) hold; of these alone log and hours are added up, and judged by the rules.
    tests/desks/test_ready_by_rule.py holds both together.
    """
    keys = list(found.filter(in_training(on)).order_by().values_list("pk", flat=True))
    rows = StageProgress.objects.filter(_levels_met(), apprenticeship__in=keys, state=ProgressState.OPEN)
    for condition in doors.required:
        rows = rows.filter(condition().holds(OuterRef("apprenticeship"), on))
    opened = rows.select_related("stage", "apprenticeship__enrolment").only(*DECIDES).order_by("pk")
    windows = [(each, _window(each, on)) for each in opened]
    logs = training_hours.log_in_windows(of for _, of in windows)
    settled = [(each, of) for each, of in windows if log_settled(*logs[of.enrolment, of.stage])]
    hours = training_hours.hours_in_windows(of for _, of in settled)
    return [
        Ready(each.pk, each.apprenticeship_id, each.apprenticeship.enrolment.training_class_id)
        for each, of in settled
        if all(held(tally) for tally in hours[of.enrolment, of.stage])
    ]


def _levels_met() -> Q:
    """The stages whose every competence stands at its level by the latest word of each side that is asked: as
    `assessment.rules.standing.levels_met`."""
    missing = Q()
    for side in (COLLEGE, ENTERPRISE):
        said = assessments.words_of(side).filter(
            competence=OuterRef("competence"), episode=OuterRef(OuterRef("apprenticeship__uuid"))
        )
        latest = Subquery(said.order_by("-on", "-id").values("level")[:1])
        asked = programmes.asked_of(side).filter(stage=OuterRef("stage"))
        missing |= Q(Exists(asked.filter(level__gt=Coalesce(latest, 0))))
    return ~missing


def next_unassessed(it: Apprenticeship, *, by: Actor, on: date) -> Apprenticeship | None:
    """Of the same class the next one by name, round to the first, who still needs the assessment of the actor's side;
    of a mentor's own apprentices only. None for a role whose word nobody needs, and when all are assessed."""
    if (side := SIDES.get(by.role)) is None:
        return None
    enrolment = it.enrolment
    seen = Apprenticeship.objects.filter(access.visible_to(by)).order_by().values("pk")
    rows = unassessed(side, on=on).filter(pk__in=seen, enrolment__training_class=enrolment.training_class_id)
    rows = rows.exclude(pk=it.pk).select_related("enrolment__person")
    found = list(rows.order_by("enrolment__person__name_key", "pk"))
    here = (enrolment.person.name_key, it.pk)
    after = [each for each in found if (each.enrolment.person.name_key, each.pk) > here]
    return next(iter([*after, *found]), None)


def needing_word(rows: Sequence[tuple[StageProgress, Verdict]], *, by: Actor, on: date) -> set[int]:
    """Of these stages the apprenticeships that still need the assessment of the actor's side."""
    if (side := SIDES.get(by.role)) is None:
        return set()
    keys = [progress.apprenticeship_id for progress, _verdict in rows]
    return set(unassessed(side, on=on).filter(pk__in=keys).values_list("pk", flat=True))


def may_assess(it: Apprenticeship, *, by: Actor, on: date) -> Verdict:
    """Whether the actor assesses this apprentice on a day: for the page and its links, by the act's own rules."""
    return access.can_assess(by, it) and seen_in_training(on, since=it.enrolment.since)


def unassessed(side: str, *, on: date) -> QuerySet[Apprenticeship]:
    """“Needs your assessment”: those in training whose open stage asks for a word of this side that nobody has said
    yet; for desks, class pages, lists and notices."""
    said = assessments.words_of(side).filter(
        competence=OuterRef("competence"), episode=OuterRef(OuterRef("apprenticeship__uuid"))
    )
    missing = programmes.asked_of(side).filter(~Exists(said), stage=OuterRef("stage"))
    opened = StageProgress.objects.filter(Exists(missing), state=ProgressState.OPEN).order_by()
    return Apprenticeship.objects.filter(in_training(on), pk__in=opened.values("apprenticeship"))


def closed_under(entries: Collection[LogEntry]) -> dict[int, StageProgress]:
    """Correction (its primary key) → the closed stage on whose days it lies, or what it corrects: one query."""
    rows: dict[int, list[tuple[StageProgress, training_hours.Window]]] = defaultdict(list)
    closed = StageProgress.objects.filter(state=ProgressState.CLOSED, closed_on__isnull=False).order_by("-stage__order")
    of = closed.filter(apprenticeship__enrolment__in={entry.enrolment_id for entry in entries})
    for progress in of.select_related(*WITH_ALL):
        window = _window(progress, progress.closed_on or date.max)
        rows[window.enrolment].append((progress, window))
    found = {}
    for entry in entries:
        days = {entry.on, entry.corrects.on} if entry.corrects else set()
        for progress, window in rows[entry.enrolment_id]:
            if any(holds(window.since or date.min, window.until, day) for day in days):
                found[entry.pk] = progress
    return found


def rests_on(entries: Collection[LogEntry]) -> dict[int, Verdict]:
    """The same as it is told to whoever countersigns a correction."""
    return {
        key: No("closed_stage_rests_on_entry", have=progress.closed_on, stage=str(progress.stage))
        for key, progress in closed_under(entries).items()
    }


class Meter(TypedDict):
    """Hours of one kind on a station."""

    label: str
    have: Decimal
    need: Decimal


class Station(TypedDict):
    """One stage for the piece `path`. `state`: closed, open or ahead; off: not reached by who left."""

    name: str
    about: str
    state: str
    seal: str
    progress: NotRequired[StageProgress]
    note: NotRequired[str]
    meters: NotRequired[list[Meter]]


def path_of(apprenticeship: Apprenticeship, *, on: date) -> tuple[list[Station], StageProgress | None, Verdict]:
    """The path as stations for the piece `path`, the open stage, and whether that may close and why. Before the first
    day no stage is open yet: the first lies ahead like the others. Of who left none is open any more, nor ahead."""
    stages = progress_of([apprenticeship])[apprenticeship.pk]
    opened = next((each for each in stages if is_open(each, on)), None)
    facts = stage_facts([opened], on=on)[opened.pk] if opened else None
    stations = [_station(each, facts if each == opened else None, on) for each in stages]
    return stations, opened, stage_complete(facts) if facts else YES


def is_open(progress: StageProgress, on: date) -> bool:
    """Whether somebody is in the stage on a day; `apprenticeships.listed` asks the same in SQL."""
    left = progress.apprenticeship.state == ApprenticeshipState.LEFT
    return progress.state == ProgressState.OPEN and not left and not to_come(progress, on)


def to_come(progress: StageProgress, on: date) -> bool:
    """Whether a stage opens after that day only, with the first day in the class."""
    return progress.opened_on is not None and progress.opened_on > on


def _station(progress: StageProgress, facts: StageFacts | None, on: date) -> Station:
    it, closed = progress.apprenticeship, progress.state == ProgressState.CLOSED
    not_closed = "open" if is_open(progress, on) else "off" if it.state == ApprenticeshipState.LEFT else "ahead"
    station: Station = {
        "name": str(progress.stage),
        "about": progress.stage.about,
        "state": "closed" if closed else not_closed,
        "seal": SEAL,
        "progress": progress,
    }
    if progress.closed_on:
        station["note"] = date_format(progress.closed_on)
    elif progress.state == ProgressState.OPEN and it.state == ApprenticeshipState.LEFT and it.left_on:
        station["note"] = _("left on %(day)s") % {"day": date_format(it.left_on)}
    if facts:
        station["meters"] = [{"label": each.what, "have": each.have, "need": each.need} for each in facts.hours]
    return station


def class_stages(training_class: TrainingClass, *, seen_by: Actor, on: date) -> list[tuple[StageProgress, Verdict]]:
    """The open stage of everybody in training in a class, with its verdict; who is ready first, then by name."""
    people = Apprenticeship.objects.filter(
        access.visible_to(seen_by), in_training(on), enrolment__training_class=training_class
    )
    keys = list(people.order_by().values_list("pk", flat=True))
    rows = StageProgress.objects.filter(apprenticeship__in=keys, state=ProgressState.OPEN)
    found = list(rows.select_related(*WITH_ALL, "apprenticeship__enrolment__enterprise"))
    verdicts = stage_verdicts(found, on=on)
    found.sort(key=lambda each: (not verdicts[each.pk].ok, each.apprenticeship.enrolment.person.name_key, each.pk))
    return [(each, verdicts[each.pk]) for each in found]


def open_needs(apprenticeship: Apprenticeship) -> list[Need]:
    """What the open stage asks of the assessments; after the last stage, what that one asked."""
    stages = progress_of([apprenticeship])[apprenticeship.pk]
    stage = next((each for each in stages if each.state == ProgressState.OPEN), stages[-1] if stages else None)
    return programmes.needs([stage.stage_id])[stage.stage_id] if stage else []


def beside(apprenticeship: Apprenticeship, needs: list[Need]) -> list[assessments.Beside]:
    """What enterprise, college and the apprentice say of each competence, for `assessment/_beside.html`."""
    return assessments.beside(apprenticeship.uuid, needs)
