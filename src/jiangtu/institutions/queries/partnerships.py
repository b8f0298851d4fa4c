"""Reads of partnerships."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.paging import seen

from .. import access
from ..models import Institution, Partner, Partnership


def enterprises_of(college: int, *, on: date) -> QuerySet[Institution]:
    """The enterprises that a college (primary key) partners with on a day."""
    current = Partnership.objects.filter(in_force(on), college=college)
    return Institution.objects.filter(pk__in=Partner.objects.filter(partnership__in=current).values("enterprise"))


def partnerships(*, seen_by: Actor) -> QuerySet[Partnership]:
    """The partnerships the actor may see, with their college and how many enterprises they have."""
    found = seen(Partnership.objects.all(), access.partnerships_visible_to(seen_by)).select_related("college")
    return found.annotate(enterprises=Count("partners")).order_by("-since", "pk")


def partnerships_of(institution: Institution, *, seen_by: Actor) -> QuerySet[Partnership]:
    """Those of one college or enterprise, or on one campus, as far as the actor may see them."""
    sides = Q(college=institution) | Q(partners__enterprise=institution) | Q(campuses=institution)
    found = Partnership.objects.filter(sides).values("pk")
    return partnerships(seen_by=seen_by).filter(pk__in=found)


def partnership(uuid: UUID, *, seen_by: Actor) -> Partnership:
    """One partnership with its enterprises and campuses. Raises Http404 when the actor may not see it."""
    found = partnerships(seen_by=seen_by).prefetch_related("partners__enterprise", "campuses").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found
