"""What this room brings to the desks: who waits to be confirmed, assessed or closed, who falls behind, rosters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import ChoiceFilter

from jiangtu.assessment.rules.standing import COLLEGE
from jiangtu.core import desk, tables
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Beginning, Due, Figure, Look, Place, Tab, Urgency, address
from jiangtu.core.links import called
from jiangtu.core.phrases import written
from jiangtu.institutions import doors as institutions_doors
from jiangtu.institutions.queries import cards, institutions
from jiangtu.institutions.states import Role
from jiangtu.training import doors as training_doors
from jiangtu.training.doors import Waits
from jiangtu.training.queries import classes
from jiangtu.training.states import ClassState

from . import access, doors
from .models import Apprenticeship
from .queries import analysis, apprenticeships, inquiries, land, stages, standing
from .states import ApprenticeshipState, Standing

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass

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
        acts=gettext_lazy("View and confirm, confirm those ticked, send those ticked back"),
    ),
    Place(
        gettext_lazy("Questions about people"),
        "apprenticeships:inquiries",
        "check",
        LEARNING,
        {68: [*PREPARE, Role.ADMINISTRATOR]},
        acts=gettext_lazy("Answer what another institution asks about a person"),
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

    one = ("detail", "document", "correct", "leave", "certificate", "correct-certificate", "withdraw-certificate")
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
        "Nothing to do. Apprentices come in with a class's roster: bring one, or confirm what the college prepares."
    )
    return Beginning(text, _("Classes with your enterprise"), address("training:classes"))


# What lines and figures need of one look; of the page of one class (`look.within`) only what is of it.


def standings(look: Look) -> dict[str, int]:
    """Standing → how many of those seen stand so."""
    counts = Counter[str]()
    for each in look.once(apprenticeships.groups):
        counts[each.standing] += each.n
    return counts


def behind(look: Look) -> dict[int, int]:
    over_land = None if look.within else land.behind_by_class(look.actor)
    return apprenticeships.late_by_class(look) if over_land is None else over_land


def ready(look: Look) -> Counter[int]:
    """Class (primary key) → how many open stages meet every condition."""
    found = stages.ready(apprenticeships.of_look(look), on=look.on)
    return Counter(each.training_class for each in found)


def to_assess(look: Look) -> dict[int, int]:
    found = apprenticeships.of_look(look)
    return apprenticeships.per_class(found.filter(pk__in=stages.unassessed(COLLEGE, on=look.on).values("pk")))


def proposed(look: Look) -> dict[int, int]:
    found = look.once(apprenticeships.groups)
    return apprenticeships.by_class(each for each in found if each.standing == Standing.PROPOSED)


def waiting_long(look: Look) -> dict[int, int]:
    return apprenticeships.per_class(apprenticeships.of_look(look).filter(apprenticeships.waits_long(look.on)))


def returned(look: Look) -> dict[int, int]:
    found, own = look.once(apprenticeships.groups), look.actor.institution
    sent = (each for each in found if each.standing == Standing.RETURNED and each.prepared_by == own)
    return apprenticeships.by_class(sent)


def cards_to_give(look: Look) -> dict[int, int]:
    found = cards.without_card(apprenticeships.of_look(look), "enrolment__person", seen_by=look.actor)
    return apprenticeships.per_class(found)


def empty(look: Look) -> dict[int, int]:
    """Classes ahead with nobody of one's own on the register."""
    ahead = [ClassState.OPEN] if look.actor.has(Role.ENTERPRISE_HR) else [ClassState.DRAFT, ClassState.OPEN]
    begun = {each.training_class for each in look.once(apprenticeships.groups)}
    found = classes.classes(seen_by=look.actor).filter(state__in=ahead).exclude(pk__in=begun)
    if look.within:
        found = found.filter(pk=look.within.pk)
    return dict.fromkeys(found.order_by("starts_on", "pk").values_list("pk", flat=True), 1)


# Lines


def roles(*of: Role) -> Callable[[Actor], bool]:
    return lambda actor: actor.has(*of)


def gives_cards(actor: Actor) -> bool:
    """Whether the hat gives cards to apprentices whom it can list."""
    return cards.gives(actor) and access.can_see_people(actor).ok


@training_doors.waits.bring
def waits() -> tuple[Waits, ...]:
    head, hr, trainer = roles(Role.PROGRAMME_HEAD), roles(Role.ENTERPRISE_HR), roles(Role.COLLEGE_TRAINER)
    reminds = roles(Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)
    brings, bureau = roles(Role.ENTERPRISE_HR, Role.TOWNSHIP_COORDINATOR), roles(Role.BUREAU_OFFICER)
    told = roles(*PREPARE, Role.COLLEGE_TRAINER, Role.BUREAU_OFFICER)
    return (
        Waits("to-confirm", hr, proposed, to_confirm, together=all_to_confirm),
        Waits("sent-back", reminds, returned, sent_back, _("apprentices sent back")),
        Waits("without-roster", brings, empty, without_roster, _("nobody on the register yet")),
        Waits("to-close", head, ready, closable, _("stages that can be closed")),
        Waits("to-assess", trainer, to_assess, missing_words, _("apprentices to assess")),
        Waits("unconfirmed", reminds, proposed, unconfirmed, _("apprentices not confirmed yet")),
        Waits("unconfirmed-long", bureau, waiting_long, unconfirmed_long, _("apprentices not confirmed for long")),
        Waits("without-card", gives_cards, cards_to_give, without_card, together=all_without_card),
        Waits("behind", told, behind, fall_behind, _("apprentices behind schedule")),
    )


@training_doors.not_learning.bring
def not_learning(on: date) -> Q:
    own = Apprenticeship.objects.filter(enrolment=OuterRef("pk"))  # of each row asked about, not of the whole land
    return Q(Exists(own.exclude(standing.in_training(on))))


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    if access.can_see_inquiries(look.actor):
        yield from of_inquiries(look)
    if look.actor.has(Role.TOWNSHIP_COORDINATOR):
        yield from idle_firms(look)


def of_inquiries(look: Look) -> Iterator[Due]:
    """What other houses ask about one's apprentices, and whose way into one's own class is free."""
    if n := inquiries.to_answer(look.actor).count():
        text = ngettext("%(n)s question about a person waits", "%(n)s questions about people wait", n)
        note = _("Another institution wants to train them. It is told nothing before you answer.")
        yield Due(Urgency.WAITS, text % {"n": written(n)}, note, _("Answer"), address("apprenticeships:inquiries"))
    if n := inquiries.free(look.actor).count():
        text = ngettext("%(n)s person you asked about can begin", "%(n)s people you asked about can begin", n)
        yield Due(Urgency.WAITS, text % {"n": written(n)}, "", _("View"), address("apprenticeships:inquiries"))


def sent_back(_look: Look, of: TrainingClass, n: int) -> Due:
    """People whom an enterprise did not confirm."""
    text = ngettext("The enterprise sent %(n)s apprentice back", "The enterprises sent %(n)s apprentices back", n)
    note, url = _("Correct what they say and propose again."), of_class(of, ApprenticeshipState.RETURNED)
    return Due(Urgency.LATE, text % {"n": written(n)}, note, _("View"), url)


def of_class(of: TrainingClass, state: str) -> str:
    """The list of a class's apprentices who stand so."""
    return address(PEOPLE, state=state, training_class=of.pk)


def all_to_confirm(look: Look, n: int) -> Due:
    """Whom the college prepared; late once training has begun without them."""
    begun = any(each.begun for each in look.once(apprenticeships.groups) if each.standing == Standing.PROPOSED)
    text = ngettext(
        "%(n)s apprentice that the college prepared waits for your confirmation",
        "%(n)s apprentices that the college prepared wait for your confirmation",
        n,
    )
    note, url = _("Until then they are in no training."), address("apprenticeships:waiting")
    return Due(Urgency.LATE if begun else Urgency.TODAY, text % {"n": written(n)}, note, _("View and confirm"), url)


def to_confirm(look: Look, _of: TrainingClass, n: int) -> Due:
    return all_to_confirm(look, n)


def all_without_card(_look: Look, n: int) -> Due:
    """Those who cannot sign in, for who gives them their cards."""
    text = ngettext("%(n)s apprentice has no card to sign in yet", "%(n)s apprentices have no card to sign in yet", n)
    return Due(Urgency.WAITS, text % {"n": written(n)}, "", _("Sign-in cards"), address(PEOPLE, card="none"))


def without_card(look: Look, of: TrainingClass, n: int) -> Due:
    """The same in one class."""
    return replace(all_without_card(look, n), url=address(PEOPLE, card="none", training_class=of.pk))


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
    return Due(Urgency.WAITS, text % {"n": written(n)}, note, act, url)


def without_roster(look: Look, of: TrainingClass, _n: int) -> Due:
    """A class ahead in which nobody of one's own is yet."""
    hr = look.actor.has(Role.ENTERPRISE_HR)
    text = _("none of your apprentices is in it yet") if hr else _("nobody is on its register yet")
    note = _("It begins on %(day)s.") % {"day": date_format(of.starts_on)}
    act = _("Bring the roster") if hr else _("Prepare the roster")
    return Due(Urgency.WAITS, text, note, act, address("apprenticeships:rosters", of.uuid))


def unconfirmed(look: Look, of: TrainingClass, n: int) -> Due:
    """Apprentices, prepared here, who wait for their enterprises; from there one reminds them."""
    text = ngettext(
        "%(n)s apprentice waits for the enterprise's confirmation",
        "%(n)s apprentices wait for their enterprises' confirmation",
        n,
    )
    act, url = _("Remind them"), address("apprenticeships:remind", of.uuid)
    if not access.can_remind(look.actor, of):
        act, url = _("View"), of_class(of, ApprenticeshipState.PROPOSED)
    return Due(Urgency.WAITS, text % {"n": written(n)}, "", act, url)


def unconfirmed_long(_look: Look, of: TrainingClass, n: int) -> Due:
    """What a bureau is told of it."""
    text = ngettext(
        "%(n)s apprentice has waited more than a month for the enterprise's confirmation",
        "%(n)s apprentices have waited more than a month for their enterprises' confirmation",
        n,
    )
    url = address(PEOPLE, waits="long", training_class=of.pk)
    return Due(Urgency.WAITS, text % {"n": written(n)}, called(of.college), _("View"), url)


def in_no_class(rows: QuerySet[Institution]) -> QuerySet[Institution]:
    """The enterprises that are in no class under way: on the list of institutions and on desks."""
    return rows.exclude(Exists(classes.enterprises_of(classes.under_way() & Q(enterprises=OuterRef("pk")))))


@institutions_doors.narrowings.bring
def narrowings() -> dict[str, ChoiceFilter]:
    none = ChoiceFilter(
        label=gettext_lazy("Class"), method=lambda rows, _name, _value: in_no_class(rows),
        choices=[("none", gettext_lazy("in no class"))],
    )  # fmt: skip
    return {"classes": tables.only(roles(Role.TOWNSHIP_COORDINATOR), none)}


def idle_firms(look: Look) -> Iterator[Due]:
    """Enterprises that a coordinator gathered and that are in no class that is under way."""
    if look.actor.institution is None:
        return
    if n := in_no_class(institutions.gathered(look.actor.institution)).count():
        text = ngettext(
            "%(n)s enterprise that you gathered is in no class",
            "%(n)s enterprises that you gathered are in no class",
            n,
        )
        url = address("institutions:list", gathered="us", classes="none")
        yield Due(Urgency.LOOK, text % {"n": written(n)}, "", _("View"), url, "in-no-class", n)


def missing_words(_look: Look, of: TrainingClass, n: int) -> Due:
    """Those who wait for the trainer's word on the open stage's competences."""
    text = ngettext("%(n)s apprentice still needs your assessment", "%(n)s apprentices still need your assessment", n)
    url = address("apprenticeships:class-stages", of.uuid, assess="mine")
    return Due(Urgency.WAITS, text % {"n": written(n)}, "", _("Assess"), url)


def closable(_look: Look, of: TrainingClass, n: int) -> Due:
    """Stages that can be closed."""
    text = ngettext("%(n)s stage can be closed", "%(n)s stages can be closed", n) % {"n": written(n)}
    url = address("apprenticeships:class-stages", of.uuid)
    return Due(Urgency.TODAY, text, _("Every condition is met."), _("Close them"), url)


def fall_behind(look: Look, of: TrainingClass, n: int) -> Due:
    """Apprentices who will be short of hours; a bureau reads the college beside."""
    text = ngettext("%(n)s apprentice is behind schedule", "%(n)s apprentices are behind schedule", n)
    note = called(of.college) if look.actor.has(Role.BUREAU_OFFICER) else ""
    return Due(Urgency.LOOK, text % {"n": written(n)}, note, _("View"), address(PEOPLE, behind=1, training_class=of.pk))


# Figures


@desk.figures.bring
def figures(look: Look) -> Iterator[Figure]:
    actor = look.actor
    counts = look.once(standings) if actor.has(*PREPARE, Role.COLLEGE_TRAINER) else {}
    if actor.has(Role.COLLEGE_TRAINER):
        yield counted(20, _("Apprentices in training"), Standing.ACTIVE, counts)
    if not actor.has(*PREPARE):
        return
    yield counted(20, _("Apprentices in training"), Standing.ACTIVE, counts)
    if n := counts.get(Standing.AHEAD, 0):
        yield Figure(21, _("Confirmed, begin later"), n, "", address(PEOPLE, state=Standing.AHEAD), "ahead")
    if actor.has(Role.TOWNSHIP_COORDINATOR):
        yield counted(22, _("Waiting for the enterprise"), Standing.PROPOSED, counts)
    n = sum(look.once(behind).values())
    yield Figure(40, _("Behind schedule"), n, "", address(PEOPLE, behind=1), "behind")
    if actor.has(Role.PROGRAMME_HEAD):
        n = sum(look.once(ready).values())
        yield Figure(50, _("Stages that can be closed"), n, "", address(PEOPLE, ready=1), "ready")
    if actor.has(Role.ENTERPRISE_HR):
        yield counted(70, _("Completed"), Standing.COMPLETED, counts)
        yield counted(80, _("Left"), Standing.LEFT, counts)


def counted(rank: int, label: str, stands: Standing, counts: dict[str, int]) -> Figure:
    return Figure(rank, label, counts.get(stands, 0), "", address(PEOPLE, state=stands), stands.value)
