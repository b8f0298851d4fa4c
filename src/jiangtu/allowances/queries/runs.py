"""Allowance runs, their lines, and what they pay."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict, every
from jiangtu.institutions.states import Role
from jiangtu.mentoring.queries import record
from jiangtu.seals.doors import Table

from .. import access
from ..models import AllowanceLine, AllowanceRun, PayEntry
from ..states import ALLOWANCE, AllowanceState, LineState

NOUGHT = Decimal("0.00")
# Refusals of the Measures that HR mends by completing the record; a run with one of them is not shown.
TO_MEND = ("grade_missing", "invalid_case")
OPEN = (AllowanceState.DRAFT, AllowanceState.SHOWN)


def listed(*, seen_by: Actor) -> QuerySet[AllowanceRun]:
    """The runs an actor sees, with how many mentors they hold and what is `due` in them."""
    mine = Q(mentor__person=seen_by.person) if seen_by.has(Role.ENTERPRISE_MENTOR) else Q()
    lines = AllowanceLine.objects.filter(mine, run=OuterRef("pk")).order_by().values("run")
    mentors = lines.annotate(n=Count("mentor", distinct=True)).values("n")
    due = lines.filter(state=LineState.DUE).annotate(sum=Sum("amount")).values("sum")
    return (
        AllowanceRun.objects.filter(access.visible_to(seen_by))
        .select_related("enterprise", "corrects")
        .annotate(mentors=Coalesce(Subquery(mentors), 0), due=Coalesce(Subquery(due), NOUGHT))
        .order_by("-period_to", "-id")
    )


def run(uuid: UUID, *, seen_by: Actor) -> AllowanceRun:
    """One run. Raises Http404 when the actor does not see it."""
    found = listed(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def run_for_update(pk: int) -> AllowanceRun:
    """The run, locked until the transaction ends."""
    return AllowanceRun.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise").get(pk=pk)


def lines(run: AllowanceRun) -> QuerySet[AllowanceLine]:
    """A run's lines with people, by mentor and apprentice."""
    return (
        AllowanceLine.objects.filter(run=run)
        .select_related("mentor__person", "mentor__enterprise", "pair__apprenticeship__enrolment__person")
        .order_by("mentor__person__name_key", "mentor", "pair__apprenticeship__enrolment__person__name_key", "pk")
    )


def corrected_by(run: AllowanceRun) -> list[int]:
    """The primary keys of the runs that this one corrects: the one before it, the one that corrected, and so on."""
    found: list[int] = []
    at = run.corrects_id
    while at:
        found.append(at)
        at = AllowanceRun.objects.values_list("corrects", flat=True).get(pk=at)
    return found


def paid_before(run: AllowanceRun) -> dict[int, Decimal]:
    """Mentor's primary key -> what the runs that this one corrects have paid in all."""
    former = corrected_by(run)
    if not former:
        return {}
    rows = PayEntry.objects.filter(run__in=former).order_by().values("mentor").annotate(sum=Sum("amount"))
    return {row["mentor"]: row["sum"] for row in rows}


def pay_entries(run: AllowanceRun) -> QuerySet[PayEntry]:
    """What a released run pays, by mentor."""
    return run.pay_entries.select_related("mentor__person", "run").order_by("mentor__person__name_key", "pk")


def sealed() -> Table:
    """The pay entries only grow, and are sealed as the journal is."""
    return Table(PayEntry, _("Pay entries"))


def opened(*, seen_by: Actor) -> QuerySet[AllowanceRun]:
    """Draft and shown runs an actor sees, the latest period first."""
    return AllowanceRun.objects.filter(access.visible_to(seen_by), state__in=OPEN).order_by("-period_to", "-id")


def open_run(enterprise: int) -> AllowanceRun | None:
    """The run that an enterprise has not released or dropped yet: there is one at most."""
    return AllowanceRun.objects.filter(enterprise=enterprise, state__in=OPEN).order_by().first()


def latest_released(enterprise: int, period_from: date, period_to: date) -> AllowanceRun | None:
    """The released run of exactly that period that no later one corrects."""
    return (
        AllowanceRun.objects.filter(
            enterprise=enterprise, state=AllowanceState.RELEASED, period_from=period_from, period_to=period_to
        )
        .order_by("-id")
        .first()
    )


class PeriodToSettle(TypedDict):
    """A released period, and how many of its held lines have their result now."""

    period_from: date
    period_to: date
    lines: int


def results_came(enterprise: int) -> list[PeriodToSettle]:
    """Released periods with lines that were held and have their result now. Computing such a period anew settles them.

    Whether a result is there is `rules.facts.outcome_of` once more, in SQL (`record.decided` of mentoring).
    """
    held = AllowanceLine.objects.filter(
        record.decided("pair"), run__enterprise=enterprise, run__state=AllowanceState.RELEASED, state=LineState.HELD
    ).exclude(run__corrected_by__state__in=[*OPEN, AllowanceState.RELEASED])
    rows = held.order_by("run__period_from").values(period_from=F("run__period_from"), period_to=F("run__period_to"))
    return [PeriodToSettle(**row) for row in rows.annotate(lines=Count("pk", distinct=True))]


def overlapping(enterprise: int, period_from: date, period_to: date) -> AllowanceRun | None:
    """A released run of another period that shares days, or a calendar month, with this one: a month is paid once."""
    opening = period_from.replace(day=1)
    closing = period_to.replace(day=monthrange(period_to.year, period_to.month)[1])
    return (
        AllowanceRun.objects.filter(
            enterprise=enterprise,
            state=AllowanceState.RELEASED,
            period_from__lte=closing,
            period_to__gte=opening,
        )
        .exclude(period_from=period_from, period_to=period_to)
        .order_by("id")
        .first()
    )


def paid_once(enterprise: int, measures: str, *, but: Iterable[int]) -> dict[int, date]:
    """Mentor's primary key -> the day on which a one-off of these Measures was first paid, outside the given runs; not
    where a correction took all of it back."""
    rows = (
        PayEntry.objects.filter(run__enterprise=enterprise, run__measures=measures)
        .exclude(run__in=list(but))
        .order_by()
        .values("mentor")
        .annotate(sum=Sum("amount"), first=Min("at"))
        .filter(sum__gt=0)
    )
    return {row["mentor"]: timezone.localdate(row["first"]) for row in rows}


def departure_unpaid(apprenticeship: int) -> Verdict:
    """Whether no released run was computed by the departure from an apprenticeship (primary key)."""
    released = AllowanceRun.objects.filter(state=AllowanceState.RELEASED)
    lines = AllowanceLine.objects.filter(run__in=released, pair__apprenticeship=apprenticeship)
    for key, pair in lines.order_by("run").values_list("run", "pair__uuid"):
        by_it = [{"pairs": [{"apprentice": str(pair), "outcome": "left"}]}]
        if run := released.filter(pk=key, inputs__contains=by_it).first():
            return No("departure_paid", have=run.period_from, need=run.period_to)
    return YES


def may_decide(run: AllowanceRun, verb: str) -> Verdict:
    """Whether the run may be shown, released or dropped as it stands: its state; what the Measures still ask of the
    record before it is shown; objections without an answer before it is released."""
    lacking = [each for each in run.undecided if each["code"] in TO_MEND] if verb == "show" else []
    waiting = run.objections.filter(answered_at__isnull=True).count() if verb == "release" else 0
    return every(
        ALLOWANCE.may(run, verb),
        *([No("run_undecided", have=len(lacking))] if lacking else []),
        *([No("objections_waiting", have=waiting)] if waiting else []),
    )
