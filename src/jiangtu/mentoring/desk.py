"""Mentors and pairs on the desks: entries to countersign, competences to assess, profiles, who has no mentor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.apprenticeships import doors as apprenticeship_doors
from jiangtu.apprenticeships.queries import apprenticeships, stages
from jiangtu.apprenticeships.states import ApprenticeshipState
from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import Sentence, called
from jiangtu.institutions.states import Role
from jiangtu.training import doors as training_doors
from jiangtu.training.queries import classes, logbook
from jiangtu.training.states import EntryState

from . import access
from .queries import analysis, log, mentors, pairs

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.training.models import LogEntry, TrainingClass

OLD = timedelta(days=7)  # after which an entry that waits is late; only the order of the desk depends on it
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
    Place(
        gettext_lazy("The chain of mentors"), "mentoring:chain", "stairs", GROUP, {63: [*READ, Role.ENTERPRISE_MENTOR]}
    ),
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
        gettext_lazy("Log entries that wait"),
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
    text = _("Nothing waits. When your apprentices write their log, their entries stand here for you to countersign.")
    return Beginning(text, _("My apprentices"), address("mentoring:mine"))


# What lines and figures need of one look.


def entries(look: Look) -> list[LogEntry]:
    """The log entries that wait for the mentor, oldest first."""
    return log.waiting(look.actor)


def mentored(look: Look) -> list[Apprenticeship]:
    """Whom the mentor teaches now."""
    return [each.apprenticeship for each in pairs.mentored(look.actor) if each.running]


def unpaired(look: Look) -> Counter[int]:
    """Class (primary key) → how many in training have no mentor, nor one to come."""
    active = apprenticeships.apprenticeships(seen_by=look.actor).filter(state=ApprenticeshipState.ACTIVE)
    found = pairs.without_mentor(active, look.on).order_by()
    return Counter(found.values_list("enrolment__training_class", flat=True))


# Lines


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor = look.actor
    if actor.has(Role.ENTERPRISE_MENTOR):
        yield from to_countersign(look)
        yield from to_assess(look)
    elif actor.has(Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD):
        yield from unpaired_by_class(look)
        if actor.has(Role.ENTERPRISE_HR):
            yield from without_profile(actor)


@training_doors.lines.bring
def lines_of_class(look: Look, training_class: TrainingClass) -> Iterator[Due]:
    actor = look.actor
    heads = actor.has(Role.PROGRAMME_HEAD) and actor.at(training_class.college_id)
    if heads or actor.has(Role.ENTERPRISE_HR):
        active = apprenticeships.of_class(training_class, seen_by=actor).filter(state=ApprenticeshipState.ACTIVE)
        if n := pairs.without_mentor(active, look.on).count():
            text = ngettext("%(n)s apprentice has no mentor", "%(n)s apprentices have no mentor", n) % {"n": n}
            yield Due(Urgency.WAITS, text, needed(), _("Pair"), address("mentoring:class-pairs", training_class.uuid))


def needed() -> str:
    return _("A stage does not close without a pair in force.")


def to_countersign(look: Look) -> Iterator[Due]:
    """Log entries that wait for the mentor's word; late once the oldest has waited for long."""
    found = look.once(entries)
    if n := len(found):
        text = ngettext("%(n)s log entry waits for your word", "%(n)s log entries wait for your word", n) % {"n": n}
        act = ngettext("Countersign %(n)s entry", "Countersign %(n)s entries", n) % {"n": n}
        urgency = Urgency.LATE if look.on - found[0].on > OLD else Urgency.TODAY
        note = _("the oldest of %(day)s") % {"day": date_format(found[0].on)}
        yield Due(urgency, text, note, act, address("mentoring:countersign"))


def to_assess(look: Look) -> Iterator[Due]:
    """The mentor's apprentices whose open stage waits for the enterprise's word."""
    active = [it for it in look.once(mentored) if it.state == ApprenticeshipState.ACTIVE]
    for it in stages.unassessed(active, "enterprise")[:MANY]:
        text = Sentence(
            _("%(name)s still needs your assessment for the open stage"), {"name": (it, it.enrolment.person.name)}
        )
        url = address("apprenticeships:assess", it.uuid)
        yield Due(Urgency.WAITS, text, called(it.enrolment.training_class), _("Assess"), url)


def unpaired_by_class(look: Look) -> Iterator[Due]:
    """The classes where most have no mentor, each with its own pairing."""
    most = dict(look.once(unpaired).most_common(MANY))
    of_class = {each.pk: each for each in classes.classes(seen_by=look.actor).filter(pk__in=most)}
    for key, n in most.items():
        if key in of_class:
            text = ngettext(
                "%(class)s: %(n)s apprentice has no mentor", "%(class)s: %(n)s apprentices have no mentor", n
            )
            said = Sentence(text, {"class": of_class[key], "n": n})
            url = address("mentoring:class-pairs", of_class[key].uuid)
            yield Due(Urgency.WAITS, said, needed(), _("Pair"), url)


def without_profile(actor: Actor) -> Iterator[Due]:
    """Mentors of the own enterprise who cannot be paired yet."""
    if actor.institution is not None and (n := len(mentors.people_without_profile(actor.institution))):
        text = ngettext("%(n)s mentor has no profile yet", "%(n)s mentors have no profile yet", n) % {"n": n}
        note, url = _("Pairing needs level, skills, sites and shifts."), address("mentoring:mentors")
        yield Due(Urgency.WAITS, text, note, _("Fill in"), url)


# Figures


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor = look.actor
    if actor.has(Role.ENTERPRISE_MENTOR):
        signed = logbook.entries(seen_by=actor).filter(answered_by=actor.person, state=EntryState.COUNTERSIGNED)
        yield Figure(10, _("Apprentices with you"), len(look.once(mentored)), "", address("mentoring:mine"))
        yield Figure(20, _("Entries that wait"), len(look.once(entries)))
        yield Figure(30, _("Entries countersigned"), signed.order_by().count())
    if actor.has(Role.ENTERPRISE_HR):
        n = mentors.mentors(seen_by=actor).filter(active=True).count()
        yield Figure(25, _("Mentors"), n, "", address("mentoring:mentors"))
    if actor.has(Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD):
        yield Figure(60, _("Without a mentor"), look.once(unpaired).total())
