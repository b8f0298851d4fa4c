"""Classes and their registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Greatest, Least
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force, not_ended
from jiangtu.core.verdict import Verdict
from jiangtu.institutions.queries import institutions, memberships, partnerships
from jiangtu.institutions.states import Role
from jiangtu.people import queries as people
from jiangtu.programmes import queries as programmes
from jiangtu.programmes.states import VersionState

from .. import access
from ..access import taught_by as taught_by
from ..models import Enrolment, LogEntry, Session, TrainingClass
from ..rules import classes as class_rules
from ..rules.classes import ClassFacts
from ..states import ClassState, EntryState, SessionState

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person
    from jiangtu.programmes.models import Version

M = TypeVar("M", bound=Model)
IN_FULL = ("college", "campus", "version__programme__occupation", "head")
# What a list tells of each: of college and occupation only their names.
TOLD = (
    "uuid", "number", "name", "place", "starts_on", "ends_on", "state", "college__uuid", "college__name",
    "college__name_en", "version__programme__occupation__uuid", "version__programme__occupation__name",
    "version__programme__occupation__name_en",
)  # fmt: skip


def training_class(uuid: UUID, *, seen_by: Actor) -> TrainingClass:
    """The class with college, campus, programme and head. Raises Http404 when the hat does not see it."""
    return get_object_or_404(classes(seen_by=seen_by), uuid=uuid)


def class_for_update(key: int) -> TrainingClass:
    """The class (primary key), held until the transaction ends, with programme, occupation and campus."""
    held = TrainingClass.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("version__programme__occupation", "campus").get(pk=key)


def classes(*, seen_by: Actor) -> QuerySet[TrainingClass]:
    """The classes that the hat sees, with college, campus, programme and head."""
    return TrainingClass.objects.filter(access.visible_to(seen_by)).select_related(*IN_FULL)


def classes_named(*, seen_by: Actor) -> QuerySet[TrainingClass]:
    """The same with college and campus alone: for lines that name them."""
    return TrainingClass.objects.filter(access.visible_to(seen_by)).select_related("college", "campus")


def running(*, seen_by: Actor) -> QuerySet[TrainingClass]:
    """Those of them that are under way."""
    return classes(seen_by=seen_by).filter(state=ClassState.RUNNING)


def under_way() -> Q:
    """Every class that is not over and not cancelled."""
    return ~Q(state__in=[ClassState.CLOSED, ClassState.CANCELLED])


def listed_classes(*, seen_by: Actor) -> QuerySet[TrainingClass]:
    """Classes for a list: enterprises beside, and `people`: who is in training now, or stayed to the end."""
    now = not_ended(Least(timezone.localdate(), OuterRef("ends_on")))
    on_register = (
        Enrolment.objects.filter(access.people_visible_to(seen_by), now, training_class=OuterRef("pk"))
        .order_by()
        .values("training_class")
        .annotate(people=Count("pk"))
        .values("people")
    )
    enterprises = institutions.by_name(Q()).only("uuid", "name", "name_en")
    return (
        TrainingClass.objects.filter(access.visible_to(seen_by))
        .select_related("college", "version__programme__occupation")
        .only(*TOLD)
        .prefetch_related(Prefetch("enterprises", enterprises))
        .annotate(people=Coalesce(Subquery(on_register), 0))
        .order_by("-starts_on", "number")
    )


def size(training_class: TrainingClass, *, seen_by: Actor) -> int:
    """How many are in training now, or stayed to the end: as `listed_classes` counts them."""
    now = not_ended(min(timezone.localdate(), training_class.ends_on))
    return register(training_class, seen_by=seen_by).filter(now).count()


def register(
    training_class: TrainingClass, *, seen_by: Actor | None = None, on: date | None = None
) -> QuerySet[Enrolment]:
    """The class's enrolments by name; those in force on a day where one is given, only those seen where a hat is."""
    found = training_class.enrolments.select_related("person", "enterprise")
    if seen_by is not None:
        found = found.filter(access.people_visible_to(seen_by))
    if on is not None:
        found = found.filter(in_force(on))
    return found.order_by("person__name_key", "pk")


def trainers_of(classes: Iterable[UUID]) -> dict[UUID, list[int]]:
    """Class → its trainers (primary keys), for many classes in one query."""
    found: dict[UUID, list[int]] = {}
    rows = TrainingClass.objects.filter(uuid__in=list(classes), trainers__isnull=False).order_by("trainers")
    for of, person in rows.values_list("uuid", "trainers"):
        found.setdefault(of, []).append(person)
    return found


def enrolment(uuid: UUID, *, seen_by: Actor) -> Enrolment:
    """One person's place on a register. Raises Http404 when the hat does not see it."""
    return get_object_or_404(enrolments(seen_by=seen_by), uuid=uuid)


def enrolments(*, seen_by: Actor) -> QuerySet[Enrolment]:
    """The people of all registers that the hat sees, by name, with enterprise and class."""
    seen = Enrolment.objects.filter(access.people_visible_to(seen_by))
    return seen.select_related("person", "enterprise", "training_class").order_by("person__name_key", "pk")


def enterprises_of(which: Q) -> QuerySet[TrainingClass, int]:
    """The enterprises (primary keys) of the classes that a filter names, for other rooms' filters. What may be seen of
    an enterprise rests on `enterprises_opened`."""
    found = TrainingClass.objects.filter(which, enterprises__isnull=False).order_by()
    return found.values_list("enterprises", flat=True)


def enterprises_in(found: QuerySet[TrainingClass]) -> QuerySet[Any, int]:
    """The enterprises (primary keys) of these classes: everybody's on their registers is among them."""
    named = TrainingClass.enterprises.through.objects.filter(trainingclass__in=found.order_by().values("pk"))
    return named.values_list("institution", flat=True)


def enterprises_opened(which: Q) -> QuerySet[Any, int]:
    """The enterprises (primary keys) that the classes which a filter names open to those who lead them: the classes are
    no drafts, and the enterprises have agreed with the class's college."""
    opened = TrainingClass.objects.filter(which).exclude(state__in=(ClassState.DRAFT, ClassState.CANCELLED)).order_by()
    agreed = partnerships.agreed_with(OuterRef("trainingclass__college")).filter(enterprise=OuterRef("institution"))
    named = TrainingClass.enterprises.through.objects.filter(Exists(agreed), trainingclass__in=opened.values("pk"))
    return named.values_list("institution", flat=True)


def frameworks_at(enterprise: int) -> set[int]:
    """The competence frameworks of the occupations that an enterprise's classes are for; all by primary key."""
    of_occupation = "version__programme__occupation__framework"
    found = TrainingClass.objects.filter(enterprises=enterprise, **{f"{of_occupation}__isnull": False}).order_by()
    return set(found.values_list(of_occupation, flat=True))


def class_facts(training_class: TrainingClass) -> ClassFacts:
    """What the steps of the class's life ask for."""
    return facts_of([training_class])[training_class.pk]


def facts_of(found: Iterable[TrainingClass]) -> dict[int, ClassFacts]:
    """The same of many classes, by primary key, in one query."""
    today, now = timezone.localdate(), timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    planned = Session.objects.filter(state=SessionState.PLANNED)
    begun = Least(Greatest(Value(today), OuterRef("starts_on")), OuterRef("ends_on"))  # over: who stayed to the end
    enrolled = Enrolment.objects.filter(in_force(begun))
    waiting = LogEntry.objects.filter(state=EntryState.SUBMITTED)
    named = TrainingClass.enterprises.through.objects
    agreed = partnerships.agreed_with(OuterRef("trainingclass__college")).filter(enterprise=OuterRef("institution"))
    numbers = TrainingClass.objects.filter(pk__in=[each.pk for each in found]).order_by()
    rows = numbers.annotate(
        houses=_number(named.all(), "trainingclass"),
        unagreed=_number(named.filter(~Exists(agreed)), "trainingclass"),
        teachers=_number(TrainingClass.trainers.through.objects.all(), "trainingclass"),
        enrolled=_number(enrolled, "training_class"),
        uncalled=_number(planned.filter(during__startswith__lt=midnight), "training_class"),
        ahead=_number(planned.filter(during__startswith__gte=midnight), "training_class"),
        waiting=_number(waiting, "enrolment__training_class"),
    )
    return {
        each.pk: ClassFacts(
            starts_on=each.starts_on,
            released=each.version.state == VersionState.RELEASED,
            enterprises=each.houses,
            unagreed=each.unagreed,
            trainers=each.teachers,
            enrolled=each.enrolled,
            sessions_uncalled=each.uncalled,
            sessions_ahead=each.ahead,
            entries_waiting=each.waiting,
        )
        for each in rows.select_related("version")
    }


def _number(rows: QuerySet[M], of: str) -> Coalesce:
    """How many of the rows belong to each class, as a column."""
    counted = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


STEPS = ("complete", "start", "open", "close")


def step_due(verb: str, on: date) -> Q:
    """The classes whose next step is due on a day: running ones past their last day, open ones that have reached their
    first, drafts, and completed ones. Whether the step may be taken: `may_step`."""
    return {
        "complete": Q(state=ClassState.RUNNING, ends_on__lt=on),
        "start": Q(state=ClassState.OPEN, starts_on__lte=on),
        "open": Q(state=ClassState.DRAFT),
        "close": Q(state=ClassState.COMPLETED),
    }[verb]


def with_step_due(*, seen_by: Actor, on: date) -> QuerySet[TrainingClass]:
    """The classes seen whose next step is due on a day, each with that step (`step`)."""
    step = Case(*(When(step_due(verb, on), then=Value(verb)) for verb in STEPS), output_field=CharField())
    return classes_named(seen_by=seen_by).annotate(step=step).filter(step__isnull=False)


def may_step(found: Mapping[TrainingClass, str], *, on: date) -> dict[int, Verdict]:
    """Whether each of these classes (primary key) may take that step on a day, and why not: one query. What a page or
    a desk offers is what the act itself asks (a cancellation asks for its reason besides)."""
    facts = facts_of(found) if found else {}
    return {each.pk: class_rules.may_step(verb, facts[each.pk], on=on, remark="-") for each, verb in found.items()}


class Choices(TypedDict):
    """What each field of a class's form offers."""

    version: QuerySet[Version]
    campus: QuerySet[Institution]
    enterprises: QuerySet[Institution]
    trainers: QuerySet[Person]


def choices_for(actor: Actor, training_class: TrainingClass | None = None) -> Choices:
    """What a programme head chooses from: released versions, campuses, enterprises, trainers.

    Enterprises are the college's partners, once they have agreed, and those already in the class.
    """
    if actor.institution is None:
        raise Http404
    today = timezone.localdate()
    college = actor.institution
    campuses = institutions.campuses(college)
    offered = set(partnerships.enterprises_of(college, on=today).values_list("pk", flat=True))
    if training_class:
        offered.update(training_class.enterprises.values_list("pk", flat=True))
    houses = {college, *(key for pair in campuses.order_by("pk").values_list("pk", "host") for key in pair if key)}
    held = memberships.holders(houses, Role.COLLEGE_TRAINER, on=today).values()
    teaching = {person for of_house in held for person in of_house}
    if training_class:
        teaching.update(training_class.trainers.values_list("pk", flat=True))
    return {
        "version": programmes.released_of(college, also=training_class.version_id if training_class else None),
        "campus": campuses.order_by("name_key", "pk"),
        "enterprises": institutions.by_name(Q(pk__in=offered)),
        "trainers": people.by_name(Q(pk__in=teaching)),
    }
