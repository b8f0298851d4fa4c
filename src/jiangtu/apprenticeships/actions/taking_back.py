"""What a file made by mistake is taken back: places in a class, and certificates, while nothing rests on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import SYSTEM, Actor
from jiangtu.core.verdict import YES, No, Verdict, require
from jiangtu.institutions.actions.memberships import end_roles
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.training.actions.register import strike

from ..models import Apprenticeship, Certificate, StageProgress
from ..queries import apprenticeships, certificates, resting
from ..states import ON_THE_WAY
from .certificates import withdraw_certificate

NAMED = 10  # people whom a refusal names


def may_take_back(keys: Collection[UUID]) -> Verdict:
    """Whether nothing rests on these apprenticeships (uuids); else on how many something does, and on whose."""
    used = resting.rested_upon(resting.of_keys(keys))
    names = [it.enrolment.person.name for it in used[:NAMED]]
    return No("places_rested_upon", have=len(used), need=len(keys), names=names) if used else YES


def take_back_places(keys: Collection[UUID], *, reason: str, by: Actor, allowed: Verdict) -> None:
    """Take back apprenticeships that a roster began by mistake: the places and stages go, the role of apprentice ends,
    the people stay on record, and so does what the journal says. Within the act that decides whether the actor may
    (`allowed`). Raises `Refused` where something rests on one of them."""
    require(allowed)
    found = resting.of_keys(keys)
    apprenticeships.for_update(found)
    require(may_take_back(keys))
    journal.record_all(
        journal.entry_for("apprenticeship taken back", it, by=by, remark=reason, threads=apprenticeships.threads(it))
        for it in found
    )
    StageProgress.objects.filter(apprenticeship__in=found).delete()
    Apprenticeship.objects.filter(pk__in=[it.pk for it in found]).delete()
    strike([it.enrolment for it in found], reason=reason, by=by, allowed=allowed)
    _end_hats(found, reason)


def _end_hats(found: Collection[Apprenticeship], reason: str) -> None:
    """End the role of apprentice of those whom no other apprenticeship of their enterprise needs."""
    today, people_of = timezone.localdate(), defaultdict[int, set[int]](set)
    for it in found:
        people_of[it.enrolment.enterprise_id].add(it.enrolment.person_id)
    for enterprise, people in people_of.items():
        others = Apprenticeship.objects.filter(enrolment__enterprise=enterprise, state__in=ON_THE_WAY)
        people -= set(others.filter(enrolment__person__in=people).values_list("enrolment__person", flat=True))
        held = memberships.held(enterprise, Role.APPRENTICE).filter(person__in=people)
        end_roles(held, by=SYSTEM, on=today - timedelta(days=1), reason=reason)


def may_withdraw(keys: Collection[UUID]) -> Verdict:
    """Whether the certificates (uuids) of a list are valid still."""
    left = certificates.VALID.filter(uuid__in=list(keys)).count()
    return YES if left == len(keys) else No("certificates_taken_back", have=len(keys) - left)


def withdraw_certificates(keys: Collection[UUID], *, reason: str, by: Actor, allowed: Verdict) -> None:
    """Withdraw the certificates that a list entered by mistake. Within the act that decides (`allowed`); for each
    apprentice it is asked once more."""
    require(allowed)
    found = Certificate.objects.select_related("apprenticeship__enrolment__training_class")
    for each in found.filter(uuid__in=list(keys)).order_by("pk"):
        withdraw_certificate(each, reason=reason, by=by)
