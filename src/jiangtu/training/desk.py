"""What this room brings to the desks: classes and their next step, the day's sessions, rolls not called, slow logs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import Sentence, called
from jiangtu.institutions.states import Role

from . import access, doors
from .models import Session, TrainingClass
from .queries import classes, logbook, timetable
from .states import ClassState, EntryState, SessionState

OLD = timedelta(days=7)  # after which an entry that waits for the mentor is told of; ours
LED = (ClassState.DRAFT, ClassState.OPEN, ClassState.RUNNING, ClassState.COMPLETED)
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
)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@doors.tabs.bring
def tabs() -> tuple[Tab, ...]:
    def reads_log(actor: Actor, training_class: TrainingClass) -> bool:
        return access.can_see_class_log(actor).ok

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
            gettext_lazy("Data"),
            "training:class",
            5,
            below=("training:edit-class",),
            heading=doors.OVERVIEW,
            acts=gettext_lazy("Change the data of the class, open, start, complete, cancel and close it"),
        ),
        Tab(gettext_lazy("Hours"), "training:hours", 30, below=("training:hours-of",), heading=doors.HOURS_AND_LOG),
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
            "Nothing waits. A class begins with a released programme: draft one, name its enterprises and bring in"
            " the roster."
        )
        return Beginning(text, _("Draft a class"), address("training:new-class"))
    return None


# What lines and figures need of one look.


def led(look: Look) -> list[TrainingClass]:
    """The classes of the actor that are not over."""
    return list(classes.classes(seen_by=look.actor).filter(state__in=LED))


def uncalled(look: Look) -> list[Session]:
    """Sessions that are over without a roll call."""
    return list(timetable.sessions_uncalled(seen_by=look.actor))


def today(look: Look) -> list[Session]:
    """What the trainer teaches on the day."""
    return list(timetable.sessions_of_trainer(look.actor, look.on))


# Lines


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor = look.actor
    if actor.has(Role.COLLEGE_TRAINER):
        before = [each for each in look.once(uncalled) if timezone.localdate(each.during.lower) < look.on]
        yield from own_rolls(before)
        yield from map(session_of_today, look.once(today))
    elif actor.has(Role.PROGRAMME_HEAD):
        yield from rolls(look.once(uncalled))
        yield from class_steps(look.once(led), look)
        yield from slow_entries(look)
    elif actor.has(Role.BUREAU_OFFICER):
        yield from overdue(look)


@doors.lines.bring
def lines_of_class(look: Look, training_class: TrainingClass) -> Iterator[Due]:
    actor = look.actor
    heads = actor.has(Role.PROGRAMME_HEAD) and actor.at(training_class.college_id)
    if heads:
        yield from class_steps([training_class], look)
    if heads or actor.has(Role.COLLEGE_TRAINER):
        n = timetable.sessions_uncalled(seen_by=actor).filter(training_class=training_class).count()
        yield from not_called(n, "", _("Timetable"), address("training:week", training_class.uuid))


def not_called(n: int, note: str, act: str, url: str) -> Iterator[Due]:
    """Sessions that are over without a roll call."""
    if n:
        text = ngettext("The roll of %(n)s session was not called", "The rolls of %(n)s sessions were not called", n)
        yield Due(Urgency.LATE, text % {"n": n}, note, act, url)


def own_rolls(found: list[Session]) -> Iterator[Due]:
    if found:
        first = found[0]
        day = date_format(timezone.localdate(first.during.lower))
        of = first.training_class
        note = Sentence(_("the oldest: %(class)s, %(day)s"), {"class": (of, of.number), "day": day})
        yield from not_called(len(found), note, _("Call the roll"), address("training:roll", first.uuid))


def rolls(found: list[Session]) -> Iterator[Due]:
    if found:
        of = found[0].training_class
        yield from not_called(len(found), called(of, of.number), _("Look"), address("training:week", of.uuid))


def session_of_today(each: Session) -> Due:
    start = time_format(timezone.localtime(each.during.lower))
    minutes = ngettext("%(n)s minute", "%(n)s minutes", each.minutes) % {"n": each.minutes}
    of, beside = each.training_class, " · ".join(str(part) for part in (each.room, minutes) if part)
    where = Sentence("%(class)s · %(beside)s", {"class": (of, of.number), "beside": beside})
    open_now = each.state != SessionState.PLANNED or timetable.call_due(each).ok
    act = _("Call the roll") if open_now and each.state == SessionState.PLANNED else _("Look")
    topic = f"{start} {each.topic or each.get_kind_display()}"
    return Due(Urgency.TODAY, topic, where, act, address(f"training:{'roll' if open_now else 'session'}", each.uuid))


def class_steps(classes: list[TrainingClass], look: Look) -> Iterator[Due]:
    """Classes to complete, to start, to open and to close: a line for each, or one for all of a sort when many."""
    on = look.on
    past = [each for each in classes if each.state == ClassState.RUNNING and each.ends_on < on]
    ripe = [each for each in classes if each.state == ClassState.OPEN and each.starts_on <= on]
    new = [each for each in classes if each.state == ClassState.DRAFT]
    done = [each for each in classes if each.state == ClassState.COMPLETED]
    yield from of_sort(
        past, Urgency.LATE, _("%(class)s ended on %(day)s"), _("%(n)s classes are past their last day"),
        lambda each: each.ends_on, _("Complete the class"),
    )  # fmt: skip
    yield from of_sort(
        ripe, Urgency.TODAY, _("%(class)s can start: its first day was %(day)s"),
        _("%(n)s open classes have reached their first day"), lambda each: each.starts_on, _("Start the class"),
    )  # fmt: skip
    yield from of_sort(
        new, Urgency.WAITS, _("%(class)s is a draft; it begins on %(day)s"), _("%(n)s classes are drafts"),
        lambda each: each.starts_on, _("Open the class"),
    )  # fmt: skip
    yield from of_sort(
        done, Urgency.LOOK, _("%(class)s was completed; its last day was %(day)s"),
        _("%(n)s classes are completed and not yet closed"), lambda each: each.ends_on, _("Close the class"),
    )  # fmt: skip


def of_sort(
    found: list[TrainingClass],
    urgency: Urgency,
    one: str,
    many: str,
    day: Callable[[TrainingClass], date],
    act: str,
) -> Iterator[Due]:
    if len(found) > MANY:
        url = address("training:classes", state=found[0].state)
        yield Due(urgency, many % {"n": len(found)}, "", _("Look"), url)
        return
    for each in found:
        text = Sentence(one, {"class": each, "day": date_format(day(each))})
        yield Due(urgency, text, "", act, address("training:class", each.uuid))


def slow_entries(look: Look) -> Iterator[Due]:
    """The classes with most entries that no mentor has answered for a week, each with its log."""
    slow = logbook.entries(seen_by=look.actor).filter(state=EntryState.SUBMITTED, on__lt=look.on - OLD).order_by()
    found = Counter(slow.values_list("enrolment__training_class", flat=True))
    of_class = {each.pk: each for each in look.once(led)}
    for key, n in found.most_common(MANY):
        if key in of_class:
            text = ngettext(
                "%(class)s: %(n)s log entry has waited more than a week for the mentor",
                "%(class)s: %(n)s log entries have waited more than a week for the mentor",
                n,
            )
            url = address("training:class-log", of_class[key].uuid, state=EntryState.SUBMITTED)
            yield Due(Urgency.WAITS, Sentence(text, {"class": of_class[key], "n": n}), "", _("Look"), url)


def overdue(look: Look) -> Iterator[Due]:
    """A region's classes that are past their last day."""
    past = [each for each in look.once(led) if each.state == ClassState.RUNNING and each.ends_on < look.on]
    for each in past[:MANY]:
        text = _("%(class)s ended on %(day)s and is not completed")
        said = Sentence(text, {"class": each, "day": date_format(each.ends_on)})
        yield Due(Urgency.LATE, said, called(each.college), _("Look"), doors.home(each.uuid))


# Figures


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor, on = look.actor, look.on
    if actor.has(Role.COLLEGE_TRAINER):
        week = timetable.sessions_of_trainer(actor, on - timedelta(on.weekday()), 7)
        yield Figure(1, _("Sessions today"), len(look.once(today)))
        yield Figure(2, _("Sessions this week"), week.count())
        yield Figure(28, _("Rolls not called"), len(look.once(uncalled)))
    if actor.has(Role.COLLEGE_TRAINER, Role.PROGRAMME_HEAD, *LOOK_ON):
        running = sum(each.state == ClassState.RUNNING for each in look.once(led))
        yield Figure(10, _("Classes running"), running, "", address("training:classes", state=ClassState.RUNNING))
    if actor.has(Role.TOWNSHIP_COORDINATOR):
        yield Figure(10, _("Classes under way"), len(look.once(led)), "", address("training:classes"))
