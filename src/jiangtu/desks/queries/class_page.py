"""The class on one page: path, hours against programme and rule, who falls behind, pairs, what waits, history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.apprenticeships.queries import analysis as figures
from jiangtu.apprenticeships.queries import apprenticeships, stages
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Verdict
from jiangtu.institutions.queries.names import reads_names
from jiangtu.mentoring.queries import analysis, pairs
from jiangtu.mentoring.queries import pairing as mentoring_pairing
from jiangtu.mentoring.states import PairForm
from jiangtu.programmes import queries as programmes
from jiangtu.training.queries import classes, timetable
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.rules import hours as hours_rules

from . import lines
from .pieces import TODAY, Due, address, in_order

RECENT = 25  # acts of the history shown
# Facts of the class as a whole, which everybody who sees it may read; others only where one sees the person.
OF_ALL = ("training.TrainingClass", "training.Session", "programmes.Version")


@dataclass(frozen=True)
class Bar:
    """Hours of one kind: delivered on average, needed, and where the plan wants it on the day."""

    label: str
    have: Decimal
    need: Decimal
    plan: Decimal


@dataclass(frozen=True)
class ClassPage:
    """What the actor sees of a class. `reads_names`: whether names stand in full; `behind`: (hours, the own page)."""

    training_class: Any
    enterprises: list[Any]
    people: int
    states: dict[str, int]
    stations: list[dict[str, Any]]
    bars: list[Bar]
    forecasts: list[tuple[str, Verdict]]
    plan_verdict: Verdict
    book: Any
    behind: list[tuple[Any, str]]
    forms: list[tuple[str, int]]
    unpaired: int
    dues: list[Due]
    links: list[tuple[str, Any, str]]
    history: list[JournalEntry]
    reads_names: bool
    level: str


def class_page(uuid: UUID, actor: Actor, on: date) -> ClassPage:
    """The page of a class, in a constant number of queries. Raises Http404 when the hat does not see it."""
    it = classes.training_class(uuid, seen_by=actor)
    people = list(figures.counted_in(it, seen_by=actor))
    active = [each for each in people if each.state == "active"]
    day = max(it.starts_on, min(on, it.ends_on))
    hours = training_hours.hours_of_class(it, on=on, enrolments=classes.register(it, seen_by=actor, on=day))
    behind = hours.behind() if it.state == "running" else []
    progress = stages.progress_of(people)
    plan = programmes.stages(it.version)
    verdict, book = programmes.check(_facts(it, plan, day), place=it.place, on=it.starts_on)
    opened = [each for path in progress.values() for each in path if each.state == "open"]
    verdicts = stages.stage_verdicts(opened, on=on) if opened else {}
    paired = pairs.in_force_verdicts([each.pk for each in active], on)
    mean = hours.mean()
    seen = apprenticeships.apprenticeships(seen_by=actor).filter(enrolment__training_class=it)
    own = dict(seen.values_list("enrolment", "uuid"))
    pages = {enrolment: address("apprenticeships:detail", uuid) for enrolment, uuid in own.items()}
    return ClassPage(
        training_class=it,
        enterprises=list(it.enterprises.order_by("name_key", "pk")),
        people=sum(each.state != "left" for each in people),
        states=dict(Counter(each.state for each in people)),
        stations=stations(plan, progress, active=len(active), behind=len(behind)),
        bars=bars(mean, _elapsed(it, on)),
        forecasts=forecasts(it, mean, on),
        plan_verdict=verdict,
        book=book,
        behind=[(each, pages.get(each.enrolment.pk, "")) for each in behind],
        forms=_forms([each.pk for each in active]),
        unpaired=sum(not each for each in paired.values()),
        dues=dues(
            actor,
            it,
            people,
            ready=sum(bool(each) for each in verdicts.values()),
            behind=len(behind),
            on=on,
            unpaired=sum(not each for each in paired.values()),
        ),
        links=links(actor, it),
        history=history(it, people, actor),
        reads_names=reads_names(actor),
        level=programmes.level_name(it.version),
    )


def _facts(it: Any, plan: list[Any], day: date) -> Any:
    """The programme as planned, with the class's own size and mentors once it has them."""
    planned = programmes.facts(it.version, plan)
    mentors, most = pairs.mentors_of_class(it, day) or (None, None)
    size = classes.register(it, on=day).count() or planned.class_size
    return replace(planned, class_size=size, mentors=mentors, apprentices_of_a_mentor=most)


def stations(plan: list[Any], progress: dict[int, list[Any]], *, active: int, behind: int) -> list[dict[str, Any]]:
    """The class's path: a stage is closed when it is for everybody who goes on, open while it is for somebody."""
    counts: dict[int, Counter[str]] = {stage.pk: Counter() for stage in plan}
    days: dict[int, date] = {}
    for each in (each for path in progress.values() for each in path if each.stage_id in counts):
        left = each.apprenticeship.state == "left"
        counts[each.stage_id][f"left {each.state}" if left else each.state] += 1
        if each.closed_on:
            days[each.stage_id] = max(each.closed_on, days.get(each.stage_id, each.closed_on))
    found = []
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
                "note": _note(state, done, total, of["open"], days.get(stage.pk), active, behind),
            }
        )
    return found


def _note(state: str, done: int, total: int, opened: int, closed_on: date | None, active: int, behind: int) -> str:
    if state == "closed":
        return _("closed %(day)s") % {"day": date_format(closed_on)} if closed_on else _("all closed")
    if state == "ahead":
        return ""
    if done:
        return _("%(done)s of %(total)s closed, %(open)s open") % {"done": done, "total": total, "open": opened}
    return _("open, %(pace)s of %(total)s on pace") % {"pace": max(0, active - behind), "total": active}


def _elapsed(it: Any, on: date) -> Decimal:
    """The share of the class's days that have gone by."""
    days = (it.ends_on - it.starts_on).days + 1
    return Decimal(min(max((on - it.starts_on).days + 1, 0), days)) / days


def bars(mean: list[hours_rules.Tally], elapsed: Decimal) -> list[Bar]:
    """All hours, then each kind on and off the job, as the mean of the apprentices."""
    if not mean:
        return []
    rows = [(_("All hours"), hours_rules.together(mean))]
    rows += [(training_hours.cell_label(tally), tally) for tally in hours_rules.by_kind(mean)]
    return [
        Bar(
            label,
            hours_rules.as_hours(tally.delivered),
            Decimal(tally.need),
            (Decimal(tally.need) * elapsed).quantize(Decimal(1)),
        )
        for label, tally in rows
    ]


def forecasts(it: Any, mean: list[hours_rules.Tally], on: date) -> list[tuple[str, Verdict]]:
    """What each kind will come to by the end, in words; the shortfalls alone where there are some."""
    if it.state != "running" or not mean:
        return []
    planned = training_hours.planned_until(it, on=on)
    span = hours_rules.Span(since=it.starts_on, today=on, planned_until=planned, ends_on=it.ends_on)
    found = [
        (training_hours.cell_label(tally), hours_rules.forecast(tally, span)) for tally in hours_rules.by_kind(mean)
    ]
    short = [each for each in found if not each[1].ok]
    return short or [(_("All hours"), hours_rules.forecast(hours_rules.together(mean), span))]


def _forms(active: list[int]) -> list[tuple[str, int]]:
    counts = analysis.forms_of_apprenticeships(active)
    return [(str(form.label), counts.get(form.value, 0)) for form in PairForm]


def dues(actor: Actor, it: Any, people: list[Any], *, ready: int, behind: int, unpaired: int, on: date) -> list[Due]:
    """What waits for this hat in this class."""
    heads = actor.has("programme_head") and actor.at(it.college_id)
    found: list[Due] = []
    if heads:
        found += [*lines.class_steps([it], on), *_to_close(it, ready)]
    if actor.has("enterprise_hr"):
        found += _to_confirm(sum(each.state == "proposed" for each in people))
    if heads or actor.has("enterprise_hr"):
        found += lines.unpaired(unpaired, _("Pair"), address("mentoring:pairing", it.uuid))
    if heads or actor.has("college_trainer"):
        n = timetable.sessions_uncalled(seen_by=actor).filter(training_class=it).count()
        found += lines.uncalled(n, "", _("Timetable"), address("training:week", it.uuid))
    if actor.has(*INSIDE):
        found += lines.behind(behind, "#behind")
    return in_order(found)


def _to_close(it: Any, n: int) -> list[Due]:
    text = ngettext("%(n)s stage can be closed", "%(n)s stages can be closed", n) % {"n": n}
    url = address("apprenticeships:class-stages", it.uuid)
    return [Due(TODAY, text, _("Every condition is met."), _("Close them"), url)] if n else []


def _to_confirm(n: int) -> list[Due]:
    text = ngettext("%(n)s apprentice waits for your confirmation", "%(n)s apprentices wait for your confirmation", n)
    return [Due(TODAY, text % {"n": n}, "", _("Look and confirm"), address("apprenticeships:waiting"))] if n else []


PREPARE = ("programme_head", "enterprise_hr", "township_coordinator")
INSIDE = (*PREPARE, "college_trainer")
# (icon, what the page is called, its address, the roles that have it; everybody where none is named)
LINKS: list[tuple[str, Any, str, tuple[str, ...]]] = [
    ("calendar", gettext_lazy("Timetable"), "training:week", ()),
    ("users", gettext_lazy("Roster"), "apprenticeships:rosters", PREPARE),
    ("stairs", gettext_lazy("Stages"), "apprenticeships:class-stages", INSIDE),
    ("user-check", gettext_lazy("Pairing"), "mentoring:pairing", PREPARE),
    ("notebook", gettext_lazy("Log"), "training:class-log", (*INSIDE, "enterprise_mentor")),
    ("file-text", gettext_lazy("Data"), "training:class", ()),
]


def links(actor: Actor, it: Any) -> list[tuple[str, Any, str]]:
    """The pages of the class that the hat has: icon, name, address."""
    found = [
        (icon, label, address(name, it.uuid)) for icon, label, name, roles in LINKS if not roles or actor.has(*roles)
    ]
    none_to_pair = actor.has(*PREPARE) and not mentoring_pairing.enterprises_to_pair(it, seen_by=actor)
    pairing = address("mentoring:pairing", it.uuid) if none_to_pair else ""
    return [each for each in found if each[2] and each[2] != pairing]


def history(it: Any, people: list[Any], actor: Actor) -> list[JournalEntry]:
    """The acts on the class, newest first; of its people only those whom the actor sees."""
    found = journal.history(it.uuid)
    if actor.has("enterprise_hr", "enterprise_mentor", "apprentice"):
        seen = {each.uuid for each in people} | {each.enrolment.uuid for each in people}
        found = (found.filter(kind__in=OF_ALL) | found.filter(threads__overlap=list(seen))).order_by("-id")
    return list(found[:RECENT])
