"""What this room brings to the desks: classes and their next step, the day's sessions, rolls not called, slow logs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.core import desk, phrases
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import Sentence, called
from jiangtu.core.phrases import written
from jiangtu.core.verdict import Verdict
from jiangtu.institutions.states import Role

from . import access, doors
from .doors import Waits
from .models import Session, TrainingClass
from .queries import classes, logbook, timetable
from .states import ClassState, SessionState

M = TypeVar("M", bound=Model)
CALLS = (Role.COLLEGE_TRAINER, Role.PROGRAMME_HEAD)
LEARNING = gettext_lazy("Training")
LOOK_ON = (Role.BUREAU_OFFICER, Role.EXPERT, Role.PROJECT_OFFICER)
PLACES = (
    Place(
        gettext_lazy("Classes"),
        "training:classes",
        "school",
        LEARNING,
        {
            10: [Role.ENTERPRISE_HR, Role.COLLEGE_TRAINER, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR, *LOOK_ON],
            40: [Role.ENTERPRISE_MENTOR],
        },
        hint=gettext_lazy("Every class has a home: its people, timetable, hours and log."),
        acts=gettext_lazy("Draft a class, open, start, complete and close it"),
    ),
    Place(
        gettext_lazy("Log"),
        "training:log",
        "notebook",
        LEARNING,
        {10: [Role.APPRENTICE]},
        hint=gettext_lazy("Write what you did today. It takes a minute; your mentor countersigns it."),
        acts=gettext_lazy("Write today's log, correct an entry"),
    ),
    Place(gettext_lazy("Sessions"), "training:sessions", "school", LEARNING, {72: CALLS}),
    Place(
        gettext_lazy("Log entries"),
        "training:entries",
        "notebook",
        LEARNING,
        {73: [*CALLS, Role.ENTERPRISE_MENTOR, Role.ENTERPRISE_HR, Role.TOWNSHIP_COORDINATOR]},
    ),
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@doors.tabs.bring
def tabs() -> tuple[Tab, ...]:
    def reads_log(actor: Actor, training_class: TrainingClass) -> bool:
        return access.can_see_class_log(actor).ok

    def sees_people(actor: Actor, training_class: TrainingClass) -> bool:
        return access.can_see_hours(actor).ok

    sessions = ("training:copy-week", "training:session", "training:roll", "training:scan")
    return (
        Tab(
            gettext_lazy("Timetable"),
            "training:week",
            20,
            below=sessions,
            acts=gettext_lazy("Plan, move and cancel sessions, copy the week, call the roll, go to a day"),
        ),
        Tab(
            gettext_lazy("Details"),
            "training:class",
            5,
            below=("training:edit-class",),
            heading=doors.OVERVIEW,
            acts=gettext_lazy("Change the data of the class, open, start, complete, cancel and close it"),
        ),
        Tab(gettext_lazy("Hours"), "training:hours", 30, sees_people, ("training:hours-of",), doors.HOURS_AND_LOG),
        Tab(
            gettext_lazy("Log"),
            "training:class-log",
            35,
            reads_log,
            ("training:entry",),
            doors.HOURS_AND_LOG,
            acts=gettext_lazy("Countersigned, returned and waiting entries"),
        ),
    )


@desk.beginnings.bring
def beginning(actor: Actor) -> Beginning | None:
    if actor.has(Role.COLLEGE_TRAINER):
        text = _("No session today, and every roll is called. The timetable of your classes shows what comes next.")
        return Beginning(text, _("My classes"), address("training:classes"))
    if actor.has(Role.PROGRAMME_HEAD):
        text = _(
            "Nothing to do. A class begins with a released programme: draft one, name its enterprises and bring in"
            " the roster."
        )
        return Beginning(text, _("Draft a class"), address("training:new-class"))
    return None


# What lines and figures need of one look; of the page of one class (`look.within`) only what is of it.


def led(look: Look) -> list[TrainingClass]:
    """The classes of the actor whose next step is due."""
    found = classes.with_step_due(seen_by=look.actor, on=look.on)
    if not look.within:
        return list(found)
    due = dict(found.filter(pk=look.within.pk).values_list("pk", "step"))  # type: ignore[misc]
    look.within.step = due.get(look.within.pk)  # its page has the class at hand
    return [look.within] if due else []


def today(look: Look) -> list[Session]:
    """What the trainer teaches on the day."""
    found = timetable.sessions_of_trainer(look.actor, look.on)
    return list(found.filter(training_class=look.within) if look.within else found)


def uncalled(look: Look) -> dict[int, int]:
    """Class (primary key) → rolls not called."""
    return per_class(look, timetable.sessions_uncalled(seen_by=look.actor), "training_class")


def slow(look: Look) -> dict[int, int]:
    """Class (primary key) → entries that have waited long."""
    found = logbook.entries(seen_by=look.actor).filter(logbook.waits_long(look.on))
    return per_class(look, found, "enrolment__training_class")


def per_class(look: Look, found: QuerySet[M], path: str) -> dict[int, int]:
    """Class (primary key) → how many of these rows are of it; of one class alone on its own page."""
    rows = found.filter(**{path: look.within}) if look.within else found
    counted = rows.order_by().values(path).annotate(n=Count("pk", distinct=True))
    return dict(counted.values_list(path, "n"))


# Lines


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    yield from waiting_by_class(look)
    yield from one_by_one(look)


def waiting_by_class(look: Look) -> Iterator[Due]:
    """What waits class by class, of every room: for each sort the classes with most of it, or one line for all."""
    found = {kind: look.once(kind.count) for bring in doors.waits for kind in bring() if kind.waits_for(look.actor)}
    most = {kind: Counter(counts).most_common(MANY) for kind, counts in found.items() if not kind.together}
    keys = {key for counted in most.values() for key, _n in counted}
    of_class = {each.pk: each for each in classes.classes_named(seen_by=look.actor).filter(pk__in=keys)} if keys else {}
    for kind, counts in found.items():
        if kind.together and (n := sum(counts.values())):
            yield replace(kind.together(look, n), name=kind.name, n=n)
        for key, n in most.get(kind, ()):
            if key in of_class:
                line = said_of(kind, look, of_class[key], n)
                text = Sentence(_("%(class)s: %(said)s"), {"class": of_class[key], "said": line.text})
                yield replace(line, text=text)
        if kind in most and len(counts) > MANY:
            yield in_all(kind, line.urgency, len(counts))


def in_all(kind: Waits, urgency: Urgency, n: int) -> Due:
    """That more classes have it than those that the desk names, with the list of all."""
    text = _("%(n)s classes in all: %(what)s") % {"n": written(n), "what": kind.label}
    return Due(urgency, text, "", _("View"), address("training:classes", waits=kind.name), f"classes-{kind.name}", n)


@doors.lines.bring
def lines_of_class(look: Look) -> Iterator[Due]:
    """What waits for the actor in the class `look.within`: the desk's own lines, of this class alone."""
    of = look.within
    for kind in (kind for bring in doors.waits for kind in bring() if kind.waits_for(look.actor)):
        if n := look.once(kind.count).get(of.pk, 0):
            yield said_of(kind, look, of, n)
    yield from one_by_one(look)


def one_by_one(look: Look) -> Iterator[Due]:
    """Sessions of the day, steps of classes: each has its own line."""
    if look.actor.has(Role.COLLEGE_TRAINER):
        planned = (each for each in look.once(today) if each.state == SessionState.PLANNED)
        yield from map(session_of_today, planned)
    elif look.actor.has(Role.PROGRAMME_HEAD):
        yield from class_steps(look)
    elif look.actor.has(Role.BUREAU_OFFICER):
        yield from overdue(look)


def said_of(kind: Waits, look: Look, of: TrainingClass, n: int) -> Due:
    return replace(kind.line(look, of, n), name=kind.name, n=n, about=of.uuid)


@doors.waits.bring
def waits() -> tuple[Waits, ...]:
    return (
        Waits("rolls-uncalled", lambda actor: actor.has(*CALLS), uncalled, not_called, _("rolls not called")),
        Waits(
            "entries-waiting-long",
            lambda actor: actor.has(Role.PROGRAMME_HEAD),
            slow,
            slow_entries,
            _("log entries that wait for long"),
        ),
    )


def not_called(look: Look, of: TrainingClass, n: int) -> Due:
    """Sessions that are over without a roll call."""
    text = ngettext("The roll of %(n)s session was not called", "The rolls of %(n)s sessions were not called", n)
    url = address("training:sessions", roll="uncalled", training_class=str(of.uuid))
    act = _("Call the roll") if look.actor.has(Role.COLLEGE_TRAINER) else _("View")
    return Due(Urgency.LATE, text % {"n": written(n)}, "", act, url)


def slow_entries(_look: Look, of: TrainingClass, n: int) -> Due:
    """Log entries that no mentor has answered for a week."""
    text = ngettext(
        "%(n)s log entry has waited more than a week for the mentor",
        "%(n)s log entries have waited more than a week for the mentor",
        n,
    )
    url = address("training:class-log", of.uuid, waits="long")
    return Due(Urgency.WAITS, text % {"n": written(n)}, "", _("View"), url)


def session_of_today(each: Session) -> Due:
    times = "–".join(time_format(timezone.localtime(at), "H:i") for at in (each.during.lower, each.during.upper))
    of = each.training_class
    where = Sentence("%(class)s · %(room)s", {"class": (of, of.number), "room": each.room}) if each.room else called(of)
    open_now = timetable.call_due(each).ok
    act = _("Call the roll") if open_now else _("View")
    topic = f"{times} {each.topic or each.get_kind_display()}"
    url = address(f"training:{'roll' if open_now else 'session'}", each.uuid)
    return Due(Urgency.TODAY, topic, where, act, url, "session-today", 1, of.uuid)


@dataclass(frozen=True)
class Step:
    """A step that is due in a class's life. `words`: of one class; of many; and of one that may not take it yet, with
    what stands in the way."""

    verb: str
    urgency: Urgency
    words: tuple[str, str, str]
    act: str


def steps() -> tuple[Step, ...]:
    """The steps of a class's life that wait for its head."""
    return (
        Step(
            "complete", Urgency.LATE,
            (_("%(class)s ended on %(day)s"), _("%(n)s classes are past their last day"),
             _("%(class)s ended on %(day)s and cannot be completed yet: %(why)s")), _("Complete the class"),
        ),
        Step(
            "start", Urgency.TODAY,
            (_("%(class)s can start: its first day was %(day)s"), _("%(n)s open classes have reached their first day"),
             _("%(class)s should have started on %(day)s and cannot yet: %(why)s")), _("Start the class"),
        ),
        Step(
            "open", Urgency.WAITS,
            (_("%(class)s is a draft; it begins on %(day)s"), _("%(n)s classes are drafts"),
             _("%(class)s begins on %(day)s and cannot be opened yet: %(why)s")), _("Open the class"),
        ),
        Step(
            "close", Urgency.LOOK,
            (_("%(class)s was completed; its last day was %(day)s"),
             _("%(n)s classes are completed and not yet closed"),
             _("%(class)s was completed on %(day)s and cannot be closed yet: %(why)s")), _("Close the class"),
        ),
    )  # fmt: skip


def class_steps(look: Look) -> Iterator[Due]:
    """Classes to complete, to start, to open and to close: a line for each, or one for all of a sort when many. A step
    that the act itself would refuse is not offered: what stands in the way is said instead."""
    found = look.once(led)
    allowed = classes.may_step({each: each.step for each in found}, on=look.on)  # type: ignore[attr-defined]
    for step in steps():
        ripe = [each for each in found if each.step == step.verb]  # type: ignore[attr-defined]
        if len(ripe) > MANY:
            yield in_one(step, len(ripe))
            continue
        for each in ripe:
            yield step_of(step, each, allowed[each.pk])


def in_one(step: Step, n: int) -> Due:
    """One line for so many classes, with the list of them."""
    url, text = address("training:classes", due=step.verb), step.words[1] % {"n": written(n)}
    return Due(step.urgency, text, "", _("View"), url, f"class-to-{step.verb}", n)


def step_of(step: Step, of: TrainingClass, allowed: Verdict) -> Due:
    shown = {"class": of, "day": date_format(of.ends_on if step.verb in ("complete", "close") else of.starts_on)}
    text, act = step.words[0], step.act
    if not allowed:
        why = phrases.enumerated(phrases.sentence(each).rstrip(".。") for each in allowed.reasons() or [allowed])
        text, act, shown = step.words[2], _("View"), {**shown, "why": why}
    url = address("training:class", of.uuid)
    return Due(step.urgency, Sentence(text, shown), "", act, url, f"class-to-{step.verb}", 1, of.uuid)


def overdue(look: Look) -> Iterator[Due]:
    """A region's classes that are past their last day."""
    found = classes.classes(seen_by=look.actor).filter(classes.step_due("complete", look.on))
    past = found.filter(pk=look.within.pk) if look.within else found
    if len(few := past[: MANY + 1]) > MANY:
        yield in_one(steps()[0], past.count())
        return
    for each in few:
        text = _("%(class)s ended on %(day)s and is not completed")
        said = Sentence(text, {"class": each, "day": date_format(each.ends_on)})
        url = doors.home(each.uuid)
        yield Due(Urgency.LATE, said, called(each.college), _("View"), url, "class-to-complete", 1, each.uuid)


# Figures


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor, on = look.actor, look.on
    if actor.has(Role.COLLEGE_TRAINER):
        monday = on - timedelta(on.weekday())
        week = timetable.sessions_of_trainer(actor, monday, 7).count()
        yield Figure(1, _("Sessions today"), len(look.once(today)), "", between(on, on))
        yield Figure(2, _("Sessions this week"), week, "", between(monday, monday + timedelta(6)))
        n = sum(look.once(uncalled).values())
        yield Figure(28, _("Rolls not called"), n, "", address("training:sessions", roll="uncalled"))
    if actor.has(Role.COLLEGE_TRAINER, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR, *LOOK_ON):
        running = classes.running(seen_by=actor).count()
        yield Figure(10, _("Classes running"), running, "", address("training:classes", state=ClassState.RUNNING))


def between(first: date, last: date) -> str:
    """The list of the sessions of some days."""
    return address("training:sessions", since=first.isoformat(), until=last.isoformat())
