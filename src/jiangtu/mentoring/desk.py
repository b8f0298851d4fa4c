"""Mentors and pairs on the desks: entries to countersign, competences to assess, profiles, who has no mentor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import ChoiceFilter

from jiangtu.apprenticeships import doors as apprenticeship_doors
from jiangtu.apprenticeships.queries import apprenticeships, stages
from jiangtu.assessment.rules.standing import ENTERPRISE
from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import Sentence, called
from jiangtu.core.paging import all_rows
from jiangtu.core.phrases import written
from jiangtu.institutions.states import Role
from jiangtu.training import doors as training_doors
from jiangtu.training.doors import Waits
from jiangtu.training.queries import logbook
from jiangtu.training.rules.logbook import may_answer

from . import access
from .queries import analysis, log, mentors, pairs

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.training.models import LogEntry, TrainingClass

PREPARE = (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)
READ = (*PREPARE, Role.BUREAU_OFFICER)
GROUP = gettext_lazy("Mentoring")
PLACES = (
    Place(
        gettext_lazy("Log"),
        "mentoring:countersign",
        "notebook",
        GROUP,
        {10: [Role.ENTERPRISE_MENTOR]},
        hint=gettext_lazy("Countersign what your apprentices wrote, or return it and say why."),
        acts=gettext_lazy("Countersign the ticked entries, return an entry"),
    ),
    Place(
        gettext_lazy("Mentors"),
        "mentoring:mentors",
        "user-check",
        GROUP,
        {30: PREPARE, 60: [Role.BUREAU_OFFICER]},
        hint=gettext_lazy("See who can be a mentor, for what, and whom they have."),
        acts=gettext_lazy("Record a mentor, write a profile, import from a file"),
    ),
    Place(
        gettext_lazy("My apprentices"),
        "mentoring:mine",
        "users",
        GROUP,
        {20: [Role.ENTERPRISE_MENTOR]},
        hint=gettext_lazy("See how far your apprentices are, and what they need from you."),
        acts=gettext_lazy("My profile, assess, remind"),
    ),
    Place(
        gettext_lazy("Pairs"),
        "mentoring:pairs",
        "users",
        GROUP,
        {62: [*READ, Role.COLLEGE_TRAINER, Role.ENTERPRISE_MENTOR, Role.APPRENTICE]},
        acts=gettext_lazy("Contracts of mentors and apprentices, sign, end a pair, review"),
    ),
    Place(gettext_lazy("Mentor lineage"), "mentoring:chain", "stairs", GROUP, {63: [*READ, Role.ENTERPRISE_MENTOR]}),
)


apprenticeship_doors.figures.bring(analysis.part)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@training_doors.tabs.bring
def tabs() -> tuple[Tab, ...]:
    below = tuple(f"mentoring:{name}" for name in ("proposal", "change-pairing", "apprentices"))
    mates = Tab(
        gettext_lazy("Pairs"),
        "mentoring:class-pairs",
        50,
        lambda actor, _: access.can_see_pairs(actor),
        below,
        acts=gettext_lazy("Work out and publish the pairing, sites and shifts, change a pair"),
    )
    log = Tab(
        gettext_lazy("Log entries waiting for mentors"),
        "mentoring:remind",
        37,
        access.can_remind,
        heading=training_doors.HOURS_AND_LOG,
        acts=gettext_lazy("Remind the mentors"),
    )
    return mates, log


@desk.beginnings.bring
def beginning(actor: Actor) -> Beginning | None:
    if not actor.has(Role.ENTERPRISE_MENTOR):
        return None
    text = _("Nothing to do. When your apprentices write their log, their entries stand here for you to countersign.")
    return Beginning(text, _("My apprentices"), address("mentoring:mine"))


# What lines and figures need of one look.


def entries(look: Look) -> list[LogEntry]:
    """The log entries that wait for the mentor, oldest first."""
    return log.waiting(look.actor)


def mentored(look: Look) -> int:
    """How many the mentor teaches now."""
    return pairs.mentored(look.actor).filter(running=True).values("apprenticeship").distinct().order_by().count()


def waiting(look: Look) -> dict[int, int]:
    """Class (primary key) → the entries that wait for the mentor."""
    return Counter(each.enrolment.training_class_id for each in entries_here(look))


def entries_here(look: Look) -> list[LogEntry]:
    found = look.once(entries)
    return [each for each in found if each.enrolment.training_class_id == look.within.pk] if look.within else found


def unassessed(look: Look) -> list[Apprenticeship]:
    """The mentor's apprentices whose open stage waits for the enterprise's word, by name."""
    taught = pairs.mentored(look.actor).filter(running=True).order_by().values("apprenticeship")
    waiting = apprenticeships.of_look(look).filter(pk__in=stages.unassessed(ENTERPRISE, on=look.on).values("pk"))
    named = waiting.select_related("enrolment__person", "enrolment__training_class")
    return [*all_rows(named.filter(pk__in=taught).order_by("enrolment__person__name_key", "pk"))]


# Lines


@training_doors.waits.bring
def waits() -> tuple[Waits, ...]:
    def pairs_them(actor: Actor) -> bool:
        return actor.has(Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD)

    def hr(actor: Actor) -> bool:
        return actor.has(Role.ENTERPRISE_HR)

    def signs(actor: Actor) -> bool:
        return actor.has(Role.ENTERPRISE_MENTOR)

    return (
        Waits("to-countersign", signs, waiting, to_countersign, together=all_to_countersign),
        Waits("entries-nobodys", hr, log.nobodys_by_class, nobodys_entries, _("log entries nobody can countersign")),
        Waits("unpaired", pairs_them, pairs.unpaired_by_class, without_mentor, _("apprentices without a mentor")),
        Waits("unpaired-ahead", pairs_them, pairs.to_pair_by_class, to_pair, _("apprentices to pair who begin later")),
    )


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor = look.actor
    if actor.has(Role.ENTERPRISE_MENTOR):
        yield from to_assess(look) if len(look.once(unassessed)) <= MANY else all_to_assess(look)
    elif actor.has(Role.ENTERPRISE_HR):
        yield from without_profile(actor)


@training_doors.lines.bring
def lines_of_class(look: Look) -> Iterator[Due]:
    if look.actor.has(Role.ENTERPRISE_MENTOR):
        yield from to_assess(look)


@training_doors.answers.bring
def answers(actor: Actor, entry: LogEntry) -> tuple[str, str] | None:
    """The mentor's own list, at the entry, while it waits for them."""
    if not (access.can_answer_log(actor) and may_answer(entry.state)):
        return None
    if not pairs.in_force_on([(entry.enrolment_id, entry.on)], actor):
        return None
    return _("Countersign or return it"), f"{address('mentoring:countersign')}#{entry.uuid}"


def needed() -> str:
    return _("A stage does not close without a pair in force.")


def all_to_countersign(look: Look, n: int) -> Due:
    """Log entries that wait for the mentor's word; late once one of them has waited for long."""
    found = entries_here(look)
    oldest, late = found[0].on, any(each.written_at < logbook.long_ago(look.on) for each in found)
    text = ngettext("%(n)s log entry to countersign", "%(n)s log entries to countersign", n) % {"n": written(n)}
    act = ngettext("Countersign %(n)s entry", "Countersign %(n)s entries", n) % {"n": written(n)}
    urgency = Urgency.LATE if late else Urgency.TODAY
    note = _("the oldest of %(day)s") % {"day": date_format(oldest)}
    return Due(urgency, text, note, act, address("mentoring:countersign"))


def to_countersign(look: Look, _of: TrainingClass, n: int) -> Due:
    return all_to_countersign(look, n)


def all_to_assess(look: Look) -> Iterator[Due]:
    """The same in one line, where they are many: it begins with the first, and after each comes the next."""
    found = look.once(unassessed)
    n, first = len(found), found[0]
    text = ngettext("%(n)s apprentice still needs your assessment", "%(n)s apprentices still need your assessment", n)
    note = Sentence(_("the first: %(name)s"), {"name": (first, first.enrolment.person.name)})
    url = address("apprenticeships:assess", first.uuid)
    yield Due(Urgency.WAITS, text % {"n": written(n)}, note, _("Assess"), url, "to-assess", n)


def to_assess(look: Look) -> Iterator[Due]:
    """The mentor's apprentices whose open stage waits for the enterprise's word."""
    for it in look.once(unassessed):
        text = Sentence(
            _("%(name)s still needs your assessment for the open stage"), {"name": (it, it.enrolment.person.name)}
        )
        of, url = it.enrolment.training_class, address("apprenticeships:assess", it.uuid)
        yield Due(Urgency.WAITS, text, called(of), _("Assess"), url, "to-assess", 1, of.uuid)


def without_mentor(_look: Look, of: TrainingClass, n: int) -> Due:
    """Those in training without a mentor, with their class's pairing."""
    text = ngettext("%(n)s apprentice has no mentor", "%(n)s apprentices have no mentor", n) % {"n": written(n)}
    return Due(Urgency.WAITS, text, needed(), _("Pair"), address("mentoring:class-pairs", of.uuid))


def nobodys_entries(_look: Look, of: TrainingClass, n: int) -> Due:
    """Log entries of days on which nobody was paired with the apprentice."""
    text = ngettext(
        "%(n)s log entry has no mentor who could countersign it",
        "%(n)s log entries have no mentor who could countersign them",
        n,
    )
    note = _("Publish a pair that begins on the entry's day or before.")
    return Due(
        Urgency.WAITS, text % {"n": written(n)}, note, _("View"), address("training:class-log", of.uuid, mentor="none")
    )


def to_pair(_look: Look, of: TrainingClass, n: int) -> Due:
    """Those who begin later and have no mentor yet."""
    text = ngettext(
        "%(n)s apprentice who begins later has no mentor yet", "%(n)s apprentices who begin later have no mentor yet", n
    )
    note = _("It begins on %(day)s.") % {"day": date_format(of.starts_on)}
    return Due(Urgency.WAITS, text % {"n": written(n)}, note, _("Pair"), address("mentoring:class-pairs", of.uuid))


@apprenticeship_doors.narrowings.bring
def narrowings() -> dict[str, ChoiceFilter]:
    def narrowed(rows: QuerySet[Apprenticeship], _name: str, value: str) -> QuerySet[Apprenticeship]:
        found = {"none": pairs.without_mentor, "later": pairs.to_pair}[value]
        return found(rows, timezone.localdate())

    choices = [("none", gettext_lazy("without a mentor")), ("later", gettext_lazy("begins later, no mentor yet"))]
    return {"mentor": ChoiceFilter(label=gettext_lazy("Mentor"), choices=choices, method=narrowed)}


@training_doors.log_narrowings.bring
def log_narrowings() -> dict[str, ChoiceFilter]:
    def narrowed(rows: QuerySet[LogEntry], _name: str, _value: str) -> QuerySet[LogEntry]:
        return log.nobodys(rows)

    choices = [("none", gettext_lazy("waits, and nobody can countersign"))]
    return {"mentor": ChoiceFilter(label=gettext_lazy("Mentor"), choices=choices, method=narrowed)}


def without_profile(actor: Actor) -> Iterator[Due]:
    """Mentors of the own enterprise who cannot be paired yet."""
    if actor.institution is not None and (n := mentors.number_without_profile(actor.institution)):
        text = ngettext("%(n)s mentor has no profile yet", "%(n)s mentors have no profile yet", n) % {"n": written(n)}
        note, url = _("Pairing needs level, skills, sites and shifts."), address("mentoring:mentors")
        yield Due(Urgency.WAITS, text, note, _("Fill in"), url)


# Figures


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor = look.actor
    if actor.has(Role.ENTERPRISE_MENTOR):
        signed = logbook.countersigned_by(actor).order_by().count()
        yield Figure(10, _("Apprentices with you"), look.once(mentored), "", address("mentoring:mine"))
        n = len(look.once(entries))
        yield Figure(20, _("Entries to countersign"), n, "", address("mentoring:countersign"))
        yield Figure(30, _("Entries countersigned"), signed, "", address("training:entries", answered="me"))
    if actor.has(Role.ENTERPRISE_HR):
        n = mentors.active(seen_by=actor)
        yield Figure(25, _("Mentors"), n, "", address("mentoring:mentors", active="true"))
    if actor.has(Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD):
        n = sum(look.once(pairs.unpaired_by_class).values())
        yield Figure(60, _("Without a mentor"), n, "", address("apprenticeships:list", mentor="none"), "unpaired")
