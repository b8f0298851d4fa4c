"""The class on one page: path, hours against programme and rule, who falls behind, pairs, what waits, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiangtu.apprenticeships.queries import analysis as figures
from jiangtu.apprenticeships.queries import apprenticeships, published, stages, standing
from jiangtu.apprenticeships.states import Standing
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due, Look
from jiangtu.core.models import JournalEntry
from jiangtu.core.phrases import written
from jiangtu.core.verdict import Verdict
from jiangtu.institutions.queries.names import reads_names
from jiangtu.mentoring.queries import analysis, pairs
from jiangtu.mentoring.states import PairForm
from jiangtu.programmes import queries as programmes
from jiangtu.training import doors as training_doors
from jiangtu.training.queries import classes, forecast, hours, logbook

from .analysis import Analysis, of_class

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.core.rulebook import Rulebook
    from jiangtu.institutions.models import Institution
    from jiangtu.programmes.models import Stage
    from jiangtu.programmes.rules.hours import HoursFacts
    from jiangtu.training.models import TrainingClass

RECENT = 25  # acts of the history shown
ALL = 500  # acts on the page of the history
# Facts of the class as a whole, which everybody who sees it may read; others only where one sees the person.
OF_ALL = ("training.TrainingClass", "training.Session", "programmes.Version")
OF_CLASS = ("training.TrainingClass", "programmes.Version")  # no word of who came and who did not


@dataclass(frozen=True)
class ClassPage:
    """What the actor sees of a class. `reads_names`: in full, not masked; `reads_log`: whether the log is theirs;
    `published`: its figures for who sees none of its people, in whose place nothing else counts them."""

    training_class: TrainingClass
    enterprises: list[Institution]
    people: int
    in_all: int
    states: dict[str, int]
    stations: list[stages.Station]
    bars: list[forecast.Bar]
    forecasts: list[tuple[str, Verdict]]
    plan_verdict: Verdict
    book: Rulebook | None
    behind: list[hours.ApprenticeHours]
    forms: list[tuple[str, int]]
    unpaired: int
    unpaired_ahead: int
    dues: list[Due]
    history: list[JournalEntry]
    reads_names: bool
    reads_log: bool
    level: str
    published: Analysis | None


def class_page(uuid: UUID, look: Look) -> ClassPage:
    """The page of a class, in a constant number of queries. Raises Http404 when the hat does not see it."""
    actor, on = look.actor, look.on
    it = classes.training_class(uuid, seen_by=actor)
    here = replace(look, within=it)
    people = here.once(apprenticeships.in_class)
    learning = {each.pk: each.enrolment_id for each in people if standing.standing(each, on) == Standing.ACTIVE}
    day = max(it.starts_on, min(on, it.ends_on))
    hours_of = here.once(apprenticeships.hours_in_class)
    behind = here.once(apprenticeships.behind_in_class)
    short = {each.enrolment.pk for each in behind}
    reads_published = published.reads_published(actor)
    tallied = stages.tallied(list(figures.of_class(it)) if reads_published else people)
    plan = programmes.stages(it.version)
    verdict, book = programmes.check(
        _facts(it, plan, None if reads_published else day), place=it.place, on=it.starts_on
    )
    waits = (due for bring in training_doors.lines for due in bring(here))
    return ClassPage(
        training_class=it,
        enterprises=list(it.enterprises.order_by("name_key", "pk")),
        people=sum(each.state != "left" for each in people),
        in_all=figures.of_class(it).exclude(state="left").count(),
        states=dict(Counter(each.state for each in people)),
        stations=stations(
            plan,
            tallied if it.starts_on <= on else (),
            pace=None if reads_published else Pace.of(hours_of, learning.values(), short),
        ),
        bars=forecast.bars(hours_of, on=on),
        forecasts=forecast.forecasts(hours_of, on=on),
        plan_verdict=verdict,
        book=book,
        behind=behind,
        forms=_forms([*learning], on),
        unpaired=here.once(pairs.unpaired_by_class).get(it.pk, 0),
        unpaired_ahead=here.once(pairs.to_pair_by_class).get(it.pk, 0),
        dues=sorted(waits, key=lambda due: due.urgency),
        history=history(it, people, actor),
        reads_names=reads_names(actor),
        reads_log=logbook.can_see_class_log(actor).ok,
        level=programmes.level_name(it.version),
        published=of_class(it) if reads_published else None,
    )


def _facts(it: TrainingClass, plan: list[Stage], day: date | None) -> HoursFacts:
    """The programme as planned; on a day with the class's own size and mentors once it has them."""
    planned = programmes.facts(it.version, plan)
    if day is None:
        return planned
    mentors, most = pairs.mentors_of_class(it, day) or (None, None)
    size = classes.register(it, on=day).count() or planned.class_size
    return replace(planned, class_size=size, mentors=mentors, apprentices_of_a_mentor=most)


@dataclass(frozen=True)
class Pace:
    """How many of those in training have hours, and how many of these will reach what is planned at this pace. Who has
    no hour yet has no pace: they are in neither number."""

    with_hours: int
    on_pace: int

    @classmethod
    def of(cls, found: hours.ClassHours, learning: Iterable[int], short: set[int]) -> Pace:
        begun = {each.enrolment.pk for each in found.apprentices if each.all.delivered} & set(learning)
        return cls(len(begun), len(begun - short))


def stations(plan: list[Stage], tallied: Iterable[stages.Tally], *, pace: Pace | None) -> list[stages.Station]:
    """The class's path: a stage is closed when it is for everybody who goes on, open while it is for somebody; before
    the class begins nothing is tallied, and all lie ahead. Without a pace nothing is said of how many."""
    counts: dict[int, Counter[str]] = {stage.pk: Counter() for stage in plan}
    days: dict[int, date] = {}
    for each in (each for each in tallied if each.stage in counts):
        counts[each.stage][f"left {each.state}" if each.left else each.state] += each.n
        if each.closed_on:
            days[each.stage] = max(each.closed_on, days.get(each.stage, each.closed_on))
    found: list[stages.Station] = []
    for stage in plan:
        of = counts[stage.pk]
        done, total = of["closed"], of["closed"] + of["open"] + of["waiting"]
        state = "closed" if total and done == total else "open" if of["open"] or done else "ahead"
        found.append(
            {
                "name": str(stage),
                "about": stage.about,
                "state": state,
                "seal": stages.SEAL,
                "note": _note(state, done, total, of["open"], days.get(stage.pk), pace) if pace else "",
            }
        )
    return found


def _note(state: str, done: int, total: int, opened: int, closed_on: date | None, pace: Pace) -> str:
    if state == "closed":
        return _("closed %(day)s") % {"day": date_format(closed_on)} if closed_on else _("all closed")
    if state == "ahead":
        return ""
    if done:
        return _("%(done)s of %(total)s closed, %(open)s open") % {
            "done": written(done),
            "total": written(total),
            "open": written(opened),
        }
    if not pace.with_hours:
        return _("open, no hours yet")
    return _("open, %(pace)s of %(total)s on pace") % {"pace": pace.on_pace, "total": written(pace.with_hours)}


def _forms(learning: list[int], on: date) -> list[tuple[str, int]]:
    counts = analysis.forms_of_apprenticeships(learning, on=on)
    return [(str(form.label), counts.get(form.value, 0)) for form in PairForm]


def history(it: TrainingClass, people: list[Apprenticeship], actor: Actor, limit: int = RECENT) -> list[JournalEntry]:
    """The acts on the class, newest first; of its people only those whom the actor sees."""
    found = journal.history(it.uuid)
    if published.reads_published(actor):
        found = found.filter(kind__in=OF_CLASS).order_by("-id")
    elif actor.has("enterprise_hr", "enterprise_mentor", "apprentice"):
        seen = {each.uuid for each in people} | {each.enrolment.uuid for each in people}
        found = (found.filter(kind__in=OF_ALL) | found.filter(threads__overlap=list(seen))).order_by("-id")
    return journal.recent(found, limit)
