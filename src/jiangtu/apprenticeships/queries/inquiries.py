"""What may not be told of people whom a class wants to take on, and the questions that are put in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from jiangtu.core.actor import Actor
from jiangtu.institutions.queries import memberships
from jiangtu.people.rules import names

from .. import access
from ..models import Apprenticeship, Inquiry
from ..rules.roster.levels import ranks
from ..states import ON_THE_WAY, InquiryState
from .levels import highest_before

if TYPE_CHECKING:
    from jiangtu.people.models import Person
    from jiangtu.training.models import TrainingClass


def of_own_house(people: Collection[int], *, by: Actor, on: date) -> set[int]:
    """Those of these people (primary keys) of whom the actor may read the record: apprentices whom they see, and who
    holds a role that they give."""
    seen = Apprenticeship.objects.filter(access.visible_to(by), enrolment__person__in=people).order_by()
    held = memberships.seen_by(by, on=on).filter(person__in=people).order_by()
    return {*seen.values_list("enrolment__person", flat=True), *held.values_list("person", flat=True)}


def withheld(
    found: Mapping[Person, str], training_class: TrainingClass, *, by: Actor, on: date
) -> dict[int, Apprenticeship | None]:
    """Of these people (person → name as it was written) those against whose beginning something stands that the actor
    may not read: person → the apprenticeship elsewhere, None where it is the record itself.

    Somebody in training, or who was in this class before, for another house; who was trained to the class's level
    elsewhere; whose document is recorded under another name. What was asked and cleared stands no more in the way.
    """
    keys = {person.pk: person for person in found}
    if not keys:
        return {}
    own = of_own_house(keys, by=by, on=on)
    visible = Apprenticeship.objects.filter(access.visible_to(by)).order_by().values("pk")
    hidden = Apprenticeship.objects.filter(enrolment__person__in=keys).exclude(pk__in=visible)
    cleared = _cleared(training_class, keys)
    stands: dict[int, Apprenticeship | None] = {
        key: None
        for key, person in keys.items()
        if key not in own | cleared and not names.same(person.name, found[person])
    }
    rank = ranks(training_class.version.programme.occupation.ladder)
    target = rank[training_class.version.target_level]
    for key, (level, it) in highest_before(set(keys) - own - cleared, training_class).items():
        if rank[level] >= target:
            stands[key] = it
    busy = hidden.filter(Q(state__in=ON_THE_WAY) | Q(enrolment__training_class=training_class))
    stands |= {it.enrolment.person_id: it for it in busy.select_related("enrolment").order_by("pk")}
    return stands


def _cleared(training_class: TrainingClass, people: Collection[int]) -> set[int]:
    found = Inquiry.objects.filter(training_class=training_class, person__in=people, state=InquiryState.CLEARED)
    return set(found.order_by().values_list("person", flat=True))


def asked(training_class: TrainingClass, people: Collection[int]) -> set[int]:
    """Those of these people about whom the class has asked and waits."""
    found = Inquiry.objects.filter(training_class=training_class, person__in=people, state=InquiryState.ASKED)
    return set(found.order_by().values_list("person", flat=True))


WITH = (
    "person", "training_class__college", "enterprise", "asked_for", "apprenticeship__enrolment__training_class",
    "apprenticeship__enrolment__enterprise",
)  # fmt: skip


def to_answer(actor: Actor) -> QuerySet[Inquiry]:
    """The questions that wait for the actor's answer, the oldest first."""
    found = Inquiry.objects.filter(access.inquiries_answered_by(actor), state=InquiryState.ASKED)
    return found.select_related(*WITH).order_by("pk")


def own(actor: Actor) -> QuerySet[Inquiry]:
    """What the actor's house has asked, the latest first. Of the person they hold the name as it was written alone."""
    return Inquiry.objects.filter(access.inquiries_of(actor)).select_related("training_class", "enterprise")


def free(actor: Actor) -> QuerySet[Inquiry]:
    """Of those the cleared ones whose people are not in the class yet."""
    here = Apprenticeship.objects.filter(
        enrolment__person=OuterRef("person"), enrolment__training_class=OuterRef("training_class")
    )
    return own(actor).filter(~Exists(here), state=InquiryState.CLEARED)


def inquiry(uuid: UUID, *, answered_by: Actor) -> Inquiry:
    """One question that the actor may answer. Raises Http404."""
    found = Inquiry.objects.filter(access.inquiries_answered_by(answered_by)).select_related(*WITH)
    return get_object_or_404(found, uuid=uuid)


def inquiries(uuids: Collection[UUID]) -> dict[UUID, Inquiry]:
    """The questions of these facts, for those who are told of them."""
    found = Inquiry.objects.filter(uuid__in=uuids)
    return {each.uuid: each for each in found.select_related(*WITH).order_by()}
