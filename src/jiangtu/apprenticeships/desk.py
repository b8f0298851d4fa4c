"""What this room brings to the desks: who waits to be confirmed, assessed or closed, who falls behind, rosters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.core import desk
from jiangtu.core.actor import Actor
from jiangtu.core.desk import MANY, Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import Sentence, called
from jiangtu.institutions import doors as institutions_doors
from jiangtu.institutions.queries import cards, institutions
from jiangtu.institutions.states import Role
from jiangtu.training import doors as training_doors
from jiangtu.training.queries import classes
from jiangtu.training.states import ClassState

from . import access, doors
from .models import Apprenticeship
from .queries import analysis, apprenticeships, land, stages
from .states import ApprenticeshipState

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

MONTH = timedelta(days=30)  # after which a bureau is told that an enterprise has not confirmed; ours
PREPARE = (Role.PROGRAMME_HEAD, Role.ENTERPRISE_HR, Role.TOWNSHIP_COORDINATOR)
LEARNING = gettext_lazy("Training")
PEOPLE = "apprenticeships:list"
OFFICE = (*PREPARE, Role.COLLEGE_TRAINER, Role.BUREAU_OFFICER)
PLACES = (
    Place(
        gettext_lazy("Apprentices"),
        PEOPLE,
        "users",
        LEARNING,
        {20: OFFICE, 61: [Role.ENTERPRISE_MENTOR]},
        hint=gettext_lazy("Find every apprentice with class, stage and state; filter, sort and export the list."),
        acts=gettext_lazy("Apprentices behind schedule, their contracts, documents and leaving"),
    ),
    Place(
        gettext_lazy("To confirm"),
        "apprenticeships:waiting",
        "check",
        LEARNING,
        {65: [Role.ENTERPRISE_HR]},
        acts=gettext_lazy("Look and confirm, confirm those ticked, send those ticked back"),
    ),
    Place(
        gettext_lazy("Certificates"),
        "apprenticeships:certificates",
        "file-text",
        LEARNING,
        {66: [*OFFICE, Role.ENTERPRISE_MENTOR, Role.APPRENTICE]},
    ),
    Place(
        gettext_lazy("Certificates from a file"),
        "apprenticeships:certificate-lists",
        "file-text",
        LEARNING,
        {67: [Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD]},
    ),
)


doors.figures.bring(analysis.part)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@training_doors.tabs.bring
def tabs() -> tuple[Tab, ...]:
    def sees_people(actor: Actor, training_class: TrainingClass) -> bool:
        return access.can_see_class_people(actor).ok

    def prepares(actor: Actor, training_class: TrainingClass) -> bool:
        return actor.has(*PREPARE)

    one = ("detail", "document", "correct", "leave", "certificate")
    people = tuple(f"apprenticeships:{name}" for name in ("join", "remind", *one))
    stages = ("apprenticeships:assess", "apprenticeships:reopen-stage")
    return (
        Tab(
            gettext_lazy("People"),
            "apprenticeships:class-people",
            10,
            sees_people,
            people,
            acts=gettext_lazy("Bring the roster, add an apprentice, correct, remind them"),
        ),
        Tab(
            gettext_lazy("Stages and assessment"),
            "apprenticeships:class-stages",
            40,
            sees_people,
            stages,
            acts=gettext_lazy("Close or reopen a stage, assess the competences"),
        ),
        Tab(
            gettext_lazy("Papers"),
            "apprenticeships:rosters",
            60,
            prepares,
            acts=gettext_lazy("Bring the roster, check this file, import all"),
        ),
    )


@desk.beginnings.bring
def beginning(actor: Actor) -> Beginning | None:
    if not actor.has(Role.ENTERPRISE_HR):
        return None
    text = _(
        "Nothing waits. Apprentices come in with a class's roster: bring one, or confirm what the college prepares."
    )
    return Beginning(text, _("Classes with your enterprise"), address("training:classes"))


# What lines and figures need of one look.


def states(look: Look) -> dict[str, int]:
    """State → how many of those seen are in it."""
    seen = apprenticeships.apprenticeships(seen_by=look.actor).order_by()
    return dict(seen.values("state").annotate(n=Count("pk")).values_list("state", "n"))


def late(look: Look) -> set[int]:
    """Those seen who fall behind in hours (primary keys)."""
    return apprenticeships.behind(apprenticeships.apprenticeships(seen_by=look.actor), on=look.on)


def ready(look: Look) -> Counter[int]:
    """Class (primary key) → how many open stages meet every condition."""
    running = [it for it in look.once(apprenticeships.in_training) if in_running_class(it)]
    return stages.ready(running, on=look.on)


def taught(look: Look) -> list[Apprenticeship]:
    """Those in training in running classes, by name."""
    running = [it for it in look.once(apprenticeships.in_training) if in_running_class(it)]
    return sorted(running, key=lambda it: (it.enrolment.person.name_key, it.pk))


def in_running_class(it: Apprenticeship) -> bool:
    return bool(it.enrolment.training_class.state == ClassState.RUNNING)


# Lines


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor = look.actor
    if actor.has(Role.ENTERPRISE_HR):
        yield from to_confirm(look)
    if actor.has(Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR):
        yield from sent_back(apprenticeships.returned(seen_by=actor).count())
    if actor.has(Role.ENTERPRISE_HR):
        yield from without_roster(look)
        yield from behind(len(look.once(late)), address(PEOPLE, behind=1))
    elif actor.has(Role.PROGRAMME_HEAD):
        yield from ready_by_class(look)
        yield from unconfirmed(look)
        yield from behind_by_class(look)
    elif actor.has(Role.COLLEGE_TRAINER):
        yield from to_assess(look)
    elif actor.has(Role.TOWNSHIP_COORDINATOR):
        yield from to_prepare(look)
        yield from unconfirmed(look)
        yield from idle_firms(look)
        yield from behind(len(look.once(late)), address(PEOPLE, behind=1))
    elif actor.has(Role.BUREAU_OFFICER):
        yield from long_unconfirmed(look)
        yield from behind_by_class(look)


@training_doors.lines.bring
def lines_of_class(look: Look, training_class: TrainingClass) -> Iterator[Due]:
    actor = look.actor
    seen = apprenticeships.of_class(training_class, seen_by=actor)
    if actor.has(Role.PROGRAMME_HEAD) and actor.at(training_class.college_id):
        active = list(seen.filter(state=ApprenticeshipState.ACTIVE))
        yield from closable(stages.ready(active, on=look.on).total(), training_class)
    if actor.has(Role.ENTERPRISE_HR):
        yield from prepared(seen.filter(state=ApprenticeshipState.PROPOSED).count())
    yield from without_card(seen, training_class, actor)
    if actor.has(*PREPARE, Role.COLLEGE_TRAINER):
        yield from behind(len(apprenticeships.behind(seen, on=look.on)), "#behind")


def sent_back(n: int) -> Iterator[Due]:
    """People whom an enterprise did not confirm."""
    if n:
        text = ngettext("The enterprise sent %(n)s apprentice back", "The enterprises sent %(n)s apprentices back", n)
        note, url = _("Mend what they say and propose again."), address(PEOPLE, state=ApprenticeshipState.RETURNED)
        yield Due(Urgency.LATE, text % {"n": n}, note, _("Look"), url)


def to_confirm(look: Look) -> Iterator[Due]:
    """Whom the college prepared; late once training has begun without them."""
    if n := look.once(states).get(ApprenticeshipState.PROPOSED, 0):
        proposed = apprenticeships.apprenticeships(seen_by=look.actor).filter(state=ApprenticeshipState.PROPOSED)
        begun = proposed.filter(enrolment__since__lt=look.on).exists()
        text = ngettext(
            "%(n)s apprentice that the college prepared waits for your confirmation",
            "%(n)s apprentices that the college prepared wait for your confirmation",
            n,
        )
        note, url = _("Until then they are in no training."), address("apprenticeships:waiting")
        urgency = Urgency.LATE if begun else Urgency.TODAY
        yield Due(urgency, text % {"n": n}, note, _("Look and confirm"), url)


def prepared(n: int) -> Iterator[Due]:
    """The same in one class."""
    if n:
        text = ngettext(
            "%(n)s apprentice waits for your confirmation", "%(n)s apprentices wait for your confirmation", n
        )
        yield Due(Urgency.TODAY, text % {"n": n}, "", _("Look and confirm"), address("apprenticeships:waiting"))


def without_card(seen: QuerySet[Apprenticeship], of: TrainingClass, actor: Actor) -> Iterator[Due]:
    """Those of a class who cannot sign in, for who gives them their cards."""
    if n := cards.without_card(seen, "enrolment__person", seen_by=actor):
        text = ngettext(
            "%(n)s apprentice has no card to sign in yet", "%(n)s apprentices have no card to sign in yet", n
        )
        url = address("apprenticeships:class-people", of.uuid)
        yield Due(Urgency.WAITS, text % {"n": n}, "", _("Sign-in cards"), url)


@institutions_doors.cardless.bring
def cardless(people: Collection[UUID], actor: Actor) -> Iterator[tuple[int, Due]]:
    """Those who were prepared for an enterprise get their role, and with it a card, by its confirmation."""
    proposed = apprenticeships.proposed(seen_by=actor).filter(enrolment__person__uuid__in=people).order_by()
    if n := proposed.values("enrolment__person").distinct().count():
        yield n, no_card_yet(n, actor)


def no_card_yet(n: int, actor: Actor, of: TrainingClass | None = None) -> Due:
    """That so many people (of one class) wait for their enterprise and get no card before, and what mends it."""
    if access.can_confirm_some(actor):
        text = ngettext(
            "%(n)s person was prepared for you and waits for your confirmation.",
            "%(n)s people were prepared for you and wait for your confirmation.",
            n,
        )
        act, url = _("Confirm or send back"), address("apprenticeships:waiting")
    else:
        text = ngettext(
            "%(n)s person waits for the enterprise's confirmation.",
            "%(n)s people wait for their enterprises' confirmation.",
            n,
        )
        act, url = _("See who"), address(PEOPLE, state=ApprenticeshipState.PROPOSED)
        if of and access.can_remind(actor, of):
            act, url = _("Remind the enterprises"), address("apprenticeships:remind", of.uuid)
    note = _("Until then they are in no training, and get no sign-in card.")
    return Due(Urgency.WAITS, text % {"n": n}, note, act, url)


def without_roster(look: Look) -> Iterator[Due]:
    """Open classes in which the enterprise has nobody yet."""
    begun = apprenticeships.apprenticeships(seen_by=look.actor).order_by().values("enrolment__training_class")
    ahead = classes.classes(seen_by=look.actor).filter(state=ClassState.OPEN).exclude(pk__in=begun)
    for each in ahead.order_by("starts_on")[:MANY]:
        text = Sentence(_("%(class)s is open and has none of your apprentices yet"), {"class": each})
        note = _("It begins on %(day)s.") % {"day": date_format(each.starts_on)}
        yield Due(Urgency.WAITS, text, note, _("Bring the roster"), address("apprenticeships:rosters", each.uuid))


def to_prepare(look: Look) -> Iterator[Due]:
    """Classes ahead with nobody on the register."""
    found = classes.listed_classes(seen_by=look.actor).filter(state__in=[ClassState.DRAFT, ClassState.OPEN])
    for each in [each for each in found if not each.people][:MANY]:  # type: ignore[attr-defined]
        text = _("%(class)s begins on %(day)s and has nobody on its register")
        said = Sentence(text, {"class": each, "day": date_format(each.starts_on)})
        url = address("apprenticeships:rosters", each.uuid)
        yield Due(Urgency.WAITS, said, "", _("Prepare the roster"), url)


def unconfirmed(look: Look) -> Iterator[Due]:
    """The classes whose apprentices, prepared here, most wait for their enterprises; from there one reminds them."""
    waiting = apprenticeships.apprenticeships(seen_by=look.actor).filter(state=ApprenticeshipState.PROPOSED)
    for of, n in Counter(it.enrolment.training_class for it in waiting).most_common(MANY):
        text = ngettext(
            "%(class)s: %(n)s apprentice waits for the enterprise's confirmation",
            "%(class)s: %(n)s apprentices wait for their enterprises' confirmation",
            n,
        )
        said, act = Sentence(text, {"class": of, "n": n}), _("Remind them")
        url = address("apprenticeships:remind", of.uuid)
        if not access.can_remind(look.actor, of):
            act, url = _("Look"), address(PEOPLE, state=ApprenticeshipState.PROPOSED)
        yield Due(Urgency.WAITS, said, "", act, url)


def long_unconfirmed(look: Look) -> Iterator[Due]:
    """What a bureau is told of it."""
    seen = apprenticeships.apprenticeships(seen_by=look.actor).filter(state=ApprenticeshipState.PROPOSED)
    if n := seen.filter(enrolment__since__lt=look.on - MONTH).count():
        text = ngettext(
            "%(n)s apprentice has waited more than a month for the enterprise's confirmation",
            "%(n)s apprentices have waited more than a month for their enterprises' confirmation",
            n,
        )
        url = address(PEOPLE, state=ApprenticeshipState.PROPOSED)
        yield Due(Urgency.WAITS, text % {"n": n}, "", _("Look"), url)


def idle_firms(look: Look) -> Iterator[Due]:
    """Enterprises that a coordinator gathered and that are in no class that is under way."""
    if look.actor.institution is None:
        return
    under_way = classes.classes(seen_by=look.actor).exclude(state__in=[ClassState.CLOSED, ClassState.CANCELLED])
    busy = under_way.order_by().values("enterprises")
    n = institutions.gathered(look.actor.institution).exclude(pk__in=busy.filter(enterprises__isnull=False)).count()
    if n:
        text = ngettext(
            "%(n)s enterprise that you gathered is in no class",
            "%(n)s enterprises that you gathered are in no class",
            n,
        )
        yield Due(Urgency.LOOK, text % {"n": n}, "", _("Look"), address("institutions:list"))


def to_assess(look: Look) -> Iterator[Due]:
    """The classes where most wait for the trainer's word on the open stage's competences."""
    missing = stages.unassessed(look.once(taught), "college")
    for of, n in Counter(it.enrolment.training_class for it in missing).most_common(MANY):
        text = ngettext(
            "%(class)s: %(n)s apprentice still needs your assessment",
            "%(class)s: %(n)s apprentices still need your assessment",
            n,
        )
        url = address("apprenticeships:class-stages", of.uuid)
        yield Due(Urgency.WAITS, Sentence(text, {"class": of, "n": n}), "", _("Assess"), url)


def ready_by_class(look: Look) -> Iterator[Due]:
    """The classes with most stages that can be closed."""
    of_class = {
        it.enrolment.training_class_id: it.enrolment.training_class for it in look.once(apprenticeships.in_training)
    }
    for key, n in look.once(ready).most_common(MANY):
        text = ngettext("%(class)s: %(n)s stage can be closed", "%(class)s: %(n)s stages can be closed", n)
        url = address("apprenticeships:class-stages", of_class[key].uuid)
        said = Sentence(text, {"class": of_class[key], "n": n})
        yield Due(Urgency.TODAY, said, _("Every condition is met."), _("Close them"), url)


def closable(n: int, of: TrainingClass) -> Iterator[Due]:
    """The same in one class."""
    if n:
        text = ngettext("%(n)s stage can be closed", "%(n)s stages can be closed", n) % {"n": n}
        url = address("apprenticeships:class-stages", of.uuid)
        yield Due(Urgency.TODAY, text, _("Every condition is met."), _("Close them"), url)


def behind(n: int, url: str) -> Iterator[Due]:
    """Apprentices who will be short of hours."""
    if n:
        text = ngettext("%(n)s apprentice falls behind in hours", "%(n)s apprentices fall behind in hours", n)
        yield Due(Urgency.LOOK, text % {"n": n}, "", _("Look"), url)


def behind_by_class(look: Look) -> Iterator[Due]:
    """The classes where most fall behind; a bureau reads the college beside."""
    if (most := land.behind_by_class(look.actor, MANY)) is None:
        seen = apprenticeships.apprenticeships(seen_by=look.actor).filter(pk__in=look.once(late)).order_by()
        found = Counter(seen.values_list("enrolment__training_class", flat=True))
        most = dict(found.most_common(MANY))
    of_class = {each.pk: each for each in classes.classes(seen_by=look.actor).filter(pk__in=most)}
    for key, n in most.items():
        if key in of_class:
            of = of_class[key]
            text = ngettext("%(class)s: %(n)s apprentice falls behind", "%(class)s: %(n)s apprentices fall behind", n)
            note = called(of.college) if look.actor.has(Role.BUREAU_OFFICER) else _("hours at this pace")
            url = training_doors.home(of.uuid)
            yield Due(Urgency.LOOK, Sentence(text, {"class": of, "n": n}), note, _("Look"), url)


# Figures


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor = look.actor
    if actor.has(Role.COLLEGE_TRAINER):
        yield Figure(20, _("Apprentices in them"), len(look.once(taught)), "", address(PEOPLE))
    if not actor.has(*PREPARE):
        return
    counts = look.once(states)
    yield counted(20, _("Apprentices in training"), ApprenticeshipState.ACTIVE, counts)
    if actor.has(Role.TOWNSHIP_COORDINATOR):
        yield counted(22, _("Waiting for the enterprise"), ApprenticeshipState.PROPOSED, counts)
    yield Figure(40, _("Fall behind"), len(look.once(late)), "", address(PEOPLE, behind=1))
    if actor.has(Role.PROGRAMME_HEAD):
        yield Figure(50, _("Stages that can be closed"), look.once(ready).total())
    if actor.has(Role.ENTERPRISE_HR):
        yield counted(70, _("Completed"), ApprenticeshipState.COMPLETED, counts)
        yield counted(80, _("Left"), ApprenticeshipState.LEFT, counts)


def counted(rank: int, label: str, state: ApprenticeshipState, counts: dict[str, int]) -> Figure:
    return Figure(rank, label, counts.get(state, 0), "", address(PEOPLE, state=state))
