"""Reads of partnerships."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.models import JournalEntry
from jiangtu.core.paging import seen

from .. import access
from ..models import Institution, Partner, Partnership
from ..states import PartnerState

STEPS = {
    "ask": "partnership asked",
    "agree": "partnership agreed",
    "decline": "partnership declined",
    "withdraw": "partnership withdrawn",
}


def enterprises_of(college: int, *, on: date) -> QuerySet[Institution]:
    """The enterprises that a college (primary key) partners with on a day: those that have agreed."""
    current = Partnership.objects.filter(in_force(on), college=college)
    agreed = Partner.objects.filter(partnership__in=current, state=PartnerState.AGREED)
    return Institution.objects.filter(pk__in=agreed.values("enterprise"))


def agreed_with(college: F | OuterRef | int) -> QuerySet[Partner]:
    """The partners that have agreed with a college, whenever their term: what may be seen of them rests on this."""
    return Partner.objects.filter(state=PartnerState.AGREED, partnership__college=college)


def partnerships(*, seen_by: Actor) -> QuerySet[Partnership]:
    """The partnerships the actor may see, with their college and how many enterprises they have."""
    found = seen(Partnership.objects.all(), access.partnerships_visible_to(seen_by)).select_related("college")
    read = Partner.objects.filter(access.partners_visible_to(seen_by), partnership=OuterRef("pk"))
    count = read.order_by().values("partnership").annotate(n=Count("pk")).values("n")
    return found.annotate(enterprises=Coalesce(Subquery(count), 0)).order_by("-since", "pk")


def partnerships_of(institution: Institution, *, seen_by: Actor) -> QuerySet[Partnership]:
    """Those of one college or enterprise, or on one campus, as far as the actor may see them."""
    partner = Partner.objects.filter(access.partners_visible_to(seen_by), enterprise=institution)
    sides = Q(college=institution) | Q(pk__in=partner.values("partnership")) | Q(campuses=institution)
    return partnerships(seen_by=seen_by).filter(pk__in=seen(Partnership.objects.all(), sides).values("pk"))


def partnership(uuid: UUID, *, seen_by: Actor) -> Partnership:
    """One partnership with the enterprises that the actor reads, and its campuses. Raises Http404 when the actor may
    not see it."""
    partners = Partner.objects.filter(access.partners_visible_to(seen_by)).select_related("enterprise")
    which = partnerships(seen_by=seen_by).prefetch_related(Prefetch("partners", partners), "campuses")
    found = which.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def asked(enterprise: int) -> QuerySet[Partner]:
    """What colleges have asked an enterprise (primary key) and it has not answered, the oldest first."""
    found = Partner.objects.filter(enterprise=enterprise, state=PartnerState.ASKED)
    return found.select_related("partnership__college").order_by("pk")


def partners(partnerships: set[UUID], enterprises: set[UUID]) -> dict[tuple[UUID, UUID], Partner]:
    """Partnership and enterprise (uuids) → the partner, for those who are told of it."""
    found = Partner.objects.filter(partnership__uuid__in=partnerships, enterprise__uuid__in=enterprises)
    rows = found.select_related("partnership__college", "enterprise").order_by("pk")
    return {(each.partnership.uuid, each.enterprise.uuid): each for each in rows}


def history(partnership: Partnership, *, seen_by: Actor) -> QuerySet[JournalEntry]:
    """What happened to it, the newest first; an enterprise reads what concerns itself, and before it has agreed
    nothing but its own question and answer."""
    every = journal.history(partnership.uuid)
    if not seen_by.has(*access.AT_ENTERPRISE):
        return every
    own = every.filter(threads__contains=[seen_by.institution_uuid])
    agreed = partnership.partners.filter(enterprise=seen_by.institution, state=PartnerState.AGREED).exists()
    return own if agreed else own.filter(verb__in=STEPS.values())
