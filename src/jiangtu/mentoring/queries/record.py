"""What the record says of pairs, to whoever decides by it: which ran, how they came out, accidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiangtu.apprenticeships.states import ApprenticeshipState, CertificateState
from jiangtu.core.dated import in_force

from ..models import Accident, Pair, PairReview

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class CameOut(TypedDict):
    """How a pair came out so far: the final review's grade, and whether its apprentice brought a certificate."""

    final_grade: str | None
    certified: bool


NEEDED = (
    "uuid", "since", "until", "extended_from", "term_to", "mentor__uuid", "mentor__level", "apprenticeship__state",
    "apprenticeship__left_on", "apprenticeship__enrolment",
)  # fmt: skip


def ran_between(enterprise: int, first: date, last: date) -> QuerySet[WithAnnotations[Pair, CameOut]]:
    """The pairs of an enterprise (primary key) that ran on some day of a span, by mentor, each with `final_grade`
    (None: no final review yet) and `certified`. A pair that nobody ended runs to the end of its contract's term."""
    final = PairReview.objects.filter(pair=OuterRef("pk"), final=True).values("grade")
    certified = Pair.objects.filter(pk=OuterRef("pk"), apprenticeship__certificates__state=CertificateState.VALID)
    return (
        Pair.objects.filter(mentor__enterprise=enterprise, since__lte=last)
        .annotate(last=Coalesce("until", "term_to"), final_grade=Subquery(final), certified=Exists(certified))
        .filter(Q(last__isnull=True) | Q(last__gte=first))
        .select_related("mentor", "apprenticeship")
        .only(*NEEDED)
        .order_by("mentor__pk", "since", "pk")
    )


def decided(along: str) -> Q:
    """The pairs whose result is there, as a filter; `along`: the way to their table. A final review, every
    stage closed, a certificate, or a departure while the pair ran. The same decision, where speed asks for it here, as
    `allowances.rules.facts.outcome_of`, which says how it came out: tests/allowances/test_decided.py holds the two
    together."""
    left_on = f"{along}__apprenticeship__left_on"
    left = Q(**{f"{along}__apprenticeship__state": ApprenticeshipState.LEFT})
    return (
        Q(**{f"{along}__reviews__final": True})
        | Q(**{f"{along}__apprenticeship__state": ApprenticeshipState.COMPLETED})
        | Q(**{f"{along}__apprenticeship__certificates__state": CertificateState.VALID})
        | left & in_force(F(left_on), along)
    )


def accident_days(apprenticeships: Iterable[int]) -> dict[int, list[date]]:
    """Apprenticeship's primary key -> the days of its accidents that stand, the earliest first."""
    found: dict[int, list[date]] = defaultdict(list)
    held = Accident.objects.filter(apprenticeship__in=set(apprenticeships), withdrawn_at__isnull=True)
    for key, day in held.order_by("on").values_list("apprenticeship", "on"):
        found[key].append(day)
    return found


def mentors_of(threads: Collection[UUID]) -> set[tuple[int, int]]:
    """Enterprise and mentor (primary keys) of the pairs that facts with these threads may be about: the pair, its
    mentor's profile, or its apprentice."""
    ways = ("uuid", "mentor__uuid", "apprenticeship__uuid", "apprenticeship__enrolment__person__uuid")
    found = [Pair.objects.filter(**{f"{way}__in": threads}).order_by() for way in ways]
    return {row for each in found for row in each.values_list("mentor__enterprise", "mentor")}


def apprentices_of(pairs: Iterable[UUID | str]) -> dict[str, str]:
    """Pair's uuid -> the apprentice's name."""
    found = Pair.objects.filter(uuid__in=list(pairs)).values_list("uuid", "apprenticeship__enrolment__person__name")
    return {str(key): name for key, name in found}
