"""Apprenticeships and those who may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    ExpressionWrapper,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)  # fmt: skip
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Look
from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import cards, institutions
from jiangtu.institutions.states import Role
from jiangtu.training.queries import classes, timetable
from jiangtu.training.queries import hours as training_hours

from .. import access
from ..models import Apprenticeship, StageProgress
from ..states import ON_THE_WAY, ApprenticeshipState, ProgressState
from . import analysis, standing

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from jiangtu.competences.models import Occupation
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import Enrolment, TrainingClass

WITH = (
    "enrolment__person",
    "enrolment__enterprise",
    "enrolment__training_class__college",
    "enrolment__training_class__campus",
    "enrolment__training_class__version__programme__occupation",
    "prepared_by",
)
CLASS = "enrolment__training_class"
# What a list tells of each: of the house, the class and the person only their names.
TOLD = (
    "uuid", "state", "contract_to", "current_level", "post", "enrolment__uuid", "enrolment__since",
    "enrolment__person__uuid", "enrolment__person__name", "enrolment__enterprise__uuid", "enrolment__enterprise__name",
    "enrolment__enterprise__name_en", f"{CLASS}__uuid", f"{CLASS}__number", f"{CLASS}__name",
    f"{CLASS}__version__programme__occupation__ladder",
)  # fmt: skip
MONTH = timedelta(days=30)  # ours


def apprenticeships(*, seen_by: Actor) -> QuerySet[Apprenticeship]:
    """Those an actor sees, with person, enterprise and class; each once."""
    return Apprenticeship.objects.filter(access.visible_to(seen_by)).select_related(*WITH)


def for_update(found: Iterable[Apprenticeship]) -> list[Apprenticeship]:
    """These, held in the order of their keys until the transaction ends, with person, enterprise and class."""
    held = Apprenticeship.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    with_class = "enrolment__training_class__version__programme__occupation"
    whole = held.select_related("enrolment__person", "enrolment__enterprise", with_class)
    return list(whole.filter(pk__in=[it.pk for it in found]))


class Shown(TypedDict):
    """What a list of apprenticeships adds to each: open stage, how it stands, whether the person can sign in."""

    stage_name: str | None
    account: str
    standing: str


def listed(*, seen_by: Actor) -> QuerySet[WithAnnotations[Apprenticeship, Shown]]:
    """The same for a list: by class, the latest first, and name, with `stage_name` of the open stage
    (`stage_order` to sort and filter by), how each stands today (`standing`) and whether they can sign in
    (`account`)."""
    today = timezone.localdate()
    begun = Q(opened_on__isnull=True) | Q(opened_on__lte=today)
    begun &= ~Q(apprenticeship__state=ApprenticeshipState.LEFT)  # as `stages.is_open` decides
    opened = StageProgress.objects.filter(begun, apprenticeship=OuterRef("pk"), state=ProgressState.OPEN).order_by()
    name = "stage__name_en" if get_language() == "en" else "stage__name"
    return (
        Apprenticeship.objects.filter(access.visible_to(seen_by))
        .select_related("enrolment__person", "enrolment__enterprise", f"{CLASS}__version__programme__occupation")
        .only(*TOLD)
        .alias(stage_order=Subquery(opened.values("stage__order")[:1]))
        .annotate(
            stage_name=Subquery(opened.values(name)[:1], output_field=CharField()),
            account=cards.account_state("enrolment__person"),
            standing=standing.standing_on(today),
        )
        .order_by(f"-{CLASS}__starts_on", f"{CLASS}__number", "enrolment__person__name_key", "pk")
    )


def apprenticeship(uuid: UUID, *, seen_by: Actor) -> Apprenticeship:
    """One of them. Raises Http404 when there is none or the actor does not see it."""
    found = apprenticeships(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def of_oneself(actor: Actor) -> list[Apprenticeship]:
    """The actor's own apprenticeships, what is under way first, then the latest."""
    if not actor.has(Role.APPRENTICE):
        return []
    own = apprenticeships(seen_by=actor).filter(enrolment__person=actor.person).order_by("-enrolment__since", "-pk")
    return sorted(own, key=lambda it: it.state not in ON_THE_WAY)


def of_enrolment(enrolment: Enrolment) -> Apprenticeship | None:
    """The apprenticeship of a place on a register, which it then is at hand in, whoever asks; None while there is
    none."""
    it = Apprenticeship.objects.filter(enrolment=enrolment).first()
    if it is not None:
        it.enrolment = enrolment
    return it


def of_keys(keys: Iterable[int]) -> QuerySet[Apprenticeship]:
    """Those with these primary keys, whoever asks: for what other rooms know of them."""
    return Apprenticeship.objects.filter(pk__in=list(keys))


def in_training_at(training_class: TrainingClass, enterprise: Institution) -> QuerySet[Apprenticeship]:
    """Those of an enterprise in a class who are in training, with people and class, by name; whoever asks."""
    now = Q(enrolment__training_class=training_class, enrolment__enterprise=enterprise, enrolment__until__isnull=True)
    return (
        Apprenticeship.objects.filter(now, state=ApprenticeshipState.ACTIVE)
        .select_related("enrolment__person", "enrolment__training_class")
        .order_by("enrolment__person__name_key", "pk")
    )


def of_look(look: Look) -> QuerySet[Apprenticeship]:
    """Those seen; on the page of a class those of it, by their keys, for they are few. Every line and figure begins
    with them, so whom the actor sees is put into words once."""
    return look.once(_seen)


def _seen(look: Look) -> QuerySet[Apprenticeship]:
    if look.within:
        return of_keys(it.pk for it in look.once(in_class))
    return Apprenticeship.objects.filter(access.visible_to(look.actor))


def in_class(look: Look) -> list[Apprenticeship]:
    """Those of the class `look.within` whom the actor sees, each with its place on the register."""
    return list(analysis.counted_in(look.within, seen_by=look.actor))


class Group(NamedTuple):
    """So many of those seen who are in a class (primary key) and stand so; which house prepared them, and whether their
    place began before the day."""

    training_class: int
    standing: str
    prepared_by: int | None
    begun: bool
    n: int


def groups(look: Look) -> list[Group]:
    """Those seen in groups: what desks and class pages count of them by how they stand is added up from these, in one
    query."""
    begun = ExpressionWrapper(Q(enrolment__since__lt=look.on), BooleanField())
    rows = of_look(look).order_by().annotate(standing=standing.standing_on(look.on), begun=begun)
    of = rows.values_list(CLASS, "standing", "prepared_by", "begun")
    return [Group(*row) for row in of.annotate(n=Count("pk"))]


def by_class(found: Iterable[Group]) -> Counter[int]:
    """Class (primary key) → how many are in these groups."""
    counts = Counter[int]()
    for each in found:
        counts[each.training_class] += each.n
    return counts


def hours_in_class(look: Look) -> training_hours.ClassHours:
    """Hours of those of the class `look.within` whom the actor sees on its register; of a class that is not under way,
    on its first or last day."""
    it: TrainingClass = look.within
    day = max(it.starts_on, min(look.on, it.ends_on))
    register = classes.register(it, seen_by=look.actor, on=day)
    return training_hours.hours_of_class(it, on=look.on, enrolments=register)


def per_class(found: QuerySet[Apprenticeship]) -> dict[int, int]:
    """Class (primary key) → how many of them are in it."""
    counted = found.order_by().values(CLASS).annotate(n=Count("pk", distinct=True))
    return dict(counted.values_list(CLASS, "n"))


def waiting(*, seen_by: Actor) -> QuerySet[Apprenticeship]:
    """What others prepared and the actor's enterprise has not yet confirmed, class by class."""
    if not access.can_confirm_some(seen_by):
        return Apprenticeship.objects.none()
    return proposed(seen_by=seen_by).order_by("enrolment__training_class__number", "enrolment__person__name_key", "pk")


def sent_back_before(found: Iterable[Apprenticeship]) -> dict[UUID, JournalEntry]:
    """Of these the ones that their enterprise sent back before, each with that act, the last one: one query."""
    facts = JournalEntry.objects.filter(verb="apprenticeship sent back", subject__in=[it.uuid for it in found])
    return {fact.subject: fact for fact in facts.order_by("pk")}


def proposed(*, seen_by: Actor) -> QuerySet[Apprenticeship]:
    """Those seen who wait for their enterprise: without its word they have no role, and get no card."""
    return apprenticeships(seen_by=seen_by).filter(state=ApprenticeshipState.PROPOSED)


@dataclass(frozen=True)
class Unconfirmed:
    """An enterprise for whose confirmation so many apprentices of a class wait."""

    enterprise: Institution
    waiting: int


def unconfirmed_in(training_class: TrainingClass) -> list[Unconfirmed]:
    """The enterprises for whose confirmation a class's apprentices wait, by name: two queries."""
    found = Apprenticeship.objects.filter(**{CLASS: training_class.pk}, state=ApprenticeshipState.PROPOSED).order_by()
    counts = found.values("enrolment__enterprise").annotate(n=Count("pk"))
    numbers = dict(counts.values_list("enrolment__enterprise", "n"))
    return [Unconfirmed(each, numbers[each.pk]) for each in institutions.by_name(Q(pk__in=numbers))]


def waits_long(on: date) -> Q:
    """Those who have waited for their enterprise for more than a month, which is what a bureau is told of."""
    return Q(state=ApprenticeshipState.PROPOSED, enrolment__since__lt=on - MONTH)


def returned(*, seen_by: Actor) -> QuerySet[Apprenticeship]:
    """What an enterprise sent back to the actor's institution, which prepared it."""
    found = apprenticeships(seen_by=seen_by).filter(state=ApprenticeshipState.RETURNED)
    return found.filter(prepared_by=seen_by.institution).order_by("enrolment__person__name_key", "pk")


def behind(found: QuerySet[Apprenticeship], *, on: date) -> dict[int, int]:
    """Those in training in a running class who will be short of hours at this pace, each with that class (primary
    keys): a fixed number of queries."""
    rows = list(
        found.order_by()
        .filter(standing.in_training(on), enrolment__training_class__state="running")
        .values_list("pk", "enrolment", CLASS)
    )
    hours = training_hours.hours_on_registers((key for _, key, _ in rows), on=on)
    short = {each.enrolment.pk for of in hours.values() for each in of.behind()}
    return {pk: of for pk, key, of in rows if key in short}


def behind_in_class(look: Look) -> list[training_hours.ApprenticeHours]:
    """Those of the class `look.within` who fall behind, by the hours that its page shows."""
    return training_hours.behind(look.once(hours_in_class), on=look.on)


def late_by_class(look: Look) -> Counter[int]:
    """Class (primary key) → how many of those seen fall behind in hours."""
    if not look.within:
        return Counter(behind(of_look(look), on=look.on).values())
    short = {each.enrolment.pk for each in look.once(behind_in_class)}
    return Counter(look.within.pk for it in look.once(in_class) if it.enrolment_id in short)


def holders(people: Iterable[int]) -> dict[int, set[int]]:
    """Person → classes (primary keys) in which they hold an apprenticeship that is under way."""
    found: dict[int, set[int]] = {}
    rows = Apprenticeship.objects.filter(enrolment__person__in=list(people), state__in=ON_THE_WAY)
    for person, training_class in rows.values_list("enrolment__person", "enrolment__training_class"):
        found.setdefault(person, set()).add(training_class)
    return found


def on_register(training_class: TrainingClass, people: Iterable[int] | None = None) -> dict[int, Apprenticeship]:
    """Person → their apprenticeship in the class, whatever its state."""
    found = Apprenticeship.objects.filter(enrolment__training_class=training_class).select_related("enrolment")
    if people is not None:
        found = found.filter(enrolment__person__in=list(people))
    return {it.enrolment.person_id: it for it in found}


def last_seen(apprenticeship: Apprenticeship) -> date | None:
    """The last day on which the record has them in training: at a session, in the log, or with a stage closed."""
    closed = apprenticeship.stages.aggregate(last=Max("closed_on"))["last"]
    return max(filter(None, (closed, timetable.last_seen(apprenticeship.enrolment_id))), default=None)


def was_confirmed(apprenticeship: Apprenticeship) -> bool:
    """Whether it was ever in training: begun by its enterprise, or confirmed by it."""
    confirmed = JournalEntry.objects.filter(verb="apprenticeship confirmed", subject=apprenticeship.uuid)
    return apprenticeship.prepared_by_id is None or confirmed.exists()


def threads(apprenticeship: Apprenticeship) -> list[UUID]:
    """Whose histories show what happens in it: its own, the person's, the class's."""
    enrolment = apprenticeship.enrolment
    return [apprenticeship.uuid, enrolment.person.uuid, enrolment.training_class.uuid]


def occupation(apprenticeship: Apprenticeship) -> Occupation:
    """The occupation that the class's programme trains for."""
    return apprenticeship.enrolment.training_class.version.programme.occupation


def class_names(people: list[int]) -> dict[int, str]:
    """Person → the class they are in, as it stands on a card to sign in."""
    rows = Apprenticeship.objects.filter(enrolment__person__in=people, state__in=ON_THE_WAY).order_by("pk")
    return {it.enrolment.person_id: str(it.enrolment.training_class) for it in rows.select_related(CLASS)}
