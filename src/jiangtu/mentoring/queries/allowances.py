"""Measures chosen, allowance runs, statements, and the facts of the record that a run is computed on."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jiangtu.apprenticeships.states import ApprenticeshipState
from jiangtu.core.actor import Actor
from jiangtu.core.models import Job
from jiangtu.training.queries import logbook

from .. import access
from ..models import Accident, AllowanceLine, AllowanceRun, MeasuresChoice, MentorProfile, Objection, Pair, PayEntry
from ..rules.measures import Case, PairRecord, pair_of
from ..rules.measures.book import Grade
from ..states import AllowanceState, LineState

NOUGHT = Decimal("0.00")
OPEN = (AllowanceState.DRAFT, AllowanceState.SHOWN)


def latest_job(about: UUID, kind: str, actor: Actor) -> Job | None:
    """The latest long work of a kind that the actor started about something."""
    return Job.objects.filter(about=about, kind=kind, owner=actor.person_uuid).order_by("-id").first()


def choices_of(enterprise: int) -> QuerySet[MeasuresChoice]:
    """The Measures an enterprise (primary key) follows and followed, newest first."""
    return MeasuresChoice.objects.filter(enterprise=enterprise).order_by("-since")


def choice_on(enterprise: int, on: date) -> MeasuresChoice | None:
    """The choice of Measures that holds for an enterprise on a day."""
    current = Q(until__isnull=True) | Q(until__gte=on)
    return choices_of(enterprise).filter(current, since__lte=on).first()


def measures_on(enterprise: int, on: date) -> str:
    """The scheme an enterprise follows on a day; "" where it chose none."""
    found = choice_on(enterprise, on)
    return found.measures if found else ""


def runs(*, seen_by: Actor) -> QuerySet[AllowanceRun]:
    """The runs an actor sees, with how many mentors they hold and what is `due` in them."""
    mine = Q()
    if seen_by.has("enterprise_mentor"):
        mine = Q(lines__mentor__person=seen_by.person)
    due = Q(lines__state=LineState.DUE) & mine
    return (
        AllowanceRun.objects.filter(access.runs_visible_to(seen_by))
        .select_related("enterprise", "corrects")
        .annotate(
            mentors=Count("lines__mentor", distinct=True, filter=mine or None),
            due=Sum("lines__amount", filter=due, default=NOUGHT),
        )
        .order_by("-period_to", "-id")
    )


def run(uuid: UUID, *, seen_by: Actor) -> AllowanceRun:
    """One run. Raises Http404 when the actor does not see it."""
    found = runs(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def run_for_update(pk: int) -> AllowanceRun:
    """The run, locked until the transaction ends."""
    return AllowanceRun.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=pk)


def lines(run: AllowanceRun) -> QuerySet[AllowanceLine]:
    """A run's lines with people, by mentor and apprentice."""
    return (
        AllowanceLine.objects.filter(run=run)
        .select_related("mentor__person", "mentor__enterprise", "pair__apprenticeship__enrolment__person")
        .order_by("mentor__person__name", "mentor", "pair__apprenticeship__enrolment__person__name", "pk")
    )


@dataclass(frozen=True)
class Statement:
    """One mentor's part of a run: lines, the sum of those due, objections, and what was paid by earlier runs."""

    run: AllowanceRun
    mentor: MentorProfile
    lines: list[AllowanceLine]
    objections: list[Objection]
    paid_before: Decimal

    @property
    def currency(self) -> str:
        return self.lines[0].currency if self.lines else "CNY"

    @property
    def due(self) -> Decimal:
        return self.sum_of(LineState.DUE)

    @property
    def to_pay(self) -> Decimal:
        """What this run pays: what is due less what earlier runs of the period paid; negative is taken back."""
        return self.due - self.paid_before

    def sum_of(self, state: str) -> Decimal:
        return sum((line.amount for line in self.lines if line.state == state), NOUGHT)

    @property
    def waiting(self) -> list[Objection]:
        return [each for each in self.objections if not each.answered_at]


def statements(run: AllowanceRun, mentor: MentorProfile | None = None) -> list[Statement]:
    """The statements of a run by mentor (or of one), in at most five queries."""
    rows: dict[int, list[AllowanceLine]] = defaultdict(list)
    people: dict[int, MentorProfile] = {}
    found = lines(run).filter(mentor=mentor) if mentor else lines(run)
    for line in found:
        rows[line.mentor_id].append(line)
        people[line.mentor_id] = line.mentor
    said: dict[int, list[Objection]] = defaultdict(list)
    for objection in run.objections.order_by("id"):
        said[objection.mentor_id].append(objection)
    paid = paid_before(run)
    gone = {key for key in paid if key not in rows and (mentor is None or mentor.pk == key)}  # all is taken back
    people |= MentorProfile.objects.select_related("person").in_bulk(gone)
    return [Statement(run, people[key], rows[key], said[key], paid.get(key, NOUGHT)) for key in people]


def statement(run: AllowanceRun, mentor: UUID, *, seen_by: Actor) -> Statement:
    """One mentor's statement. Raises Http404: a mentor sees only the own one."""
    profile = get_object_or_404(MentorProfile.objects.select_related("person", "enterprise"), uuid=mentor)
    if seen_by.has("enterprise_mentor") and profile.person_id != seen_by.person:
        raise Http404
    for each in statements(run, profile):
        return each
    raise Http404


def paid_before(run: AllowanceRun) -> dict[int, Decimal]:
    """Mentor's primary key -> what the runs that this one corrects have paid in all."""
    chain: list[int] = []
    at = run.corrects_id
    while at:
        chain.append(at)
        at = AllowanceRun.objects.values_list("corrects", flat=True).get(pk=at)
    if not chain:
        return {}
    rows = PayEntry.objects.filter(run__in=chain).order_by().values("mentor").annotate(sum=Sum("amount"))
    return {row["mentor"]: row["sum"] for row in rows}


def pay_entries(run: AllowanceRun) -> QuerySet[PayEntry]:
    """What a released run pays, by mentor."""
    return run.pay_entries.select_related("mentor__person", "run").order_by("mentor__person__name", "pk")


def objections_waiting(*, seen_by: Actor) -> QuerySet[Objection]:
    """Objections that HR has not answered, of open runs the actor sees."""
    return (
        Objection.objects.filter(run__in=runs_open(seen_by), answered_at__isnull=True)
        .select_related("run", "mentor__person")
        .order_by("id")
    )


def runs_open(actor: Actor) -> QuerySet[AllowanceRun]:
    """Draft and shown runs an actor sees."""
    return AllowanceRun.objects.filter(access.runs_visible_to(actor), state__in=OPEN).order_by()


def latest_released(enterprise: int, period_from: date, period_to: date) -> AllowanceRun | None:
    """The released run of exactly that period that no later one corrects."""
    return (
        AllowanceRun.objects.filter(
            enterprise=enterprise, state=AllowanceState.RELEASED, period_from=period_from, period_to=period_to
        )
        .order_by("-id")
        .first()
    )


def results_came(enterprise: int) -> list[dict[str, Any]]:
    """Released periods with lines that were held and have their result now: `period_from`, `period_to`, `lines`.

    Computing such a period anew settles them. The conditions are those of `rules.measures.facts.outcome_of`.
    """
    ended = Q(pair__until__isnull=True) | Q(pair__until__gte=F("pair__apprenticeship__left_on"))
    decided = (
        Q(pair__reviews__final=True)
        | Q(pair__apprenticeship__state=ApprenticeshipState.COMPLETED)
        | Q(pair__apprenticeship__certificates__isnull=False)
        | Q(pair__apprenticeship__left_on__gte=F("pair__since")) & ended
    )
    held = AllowanceLine.objects.filter(
        decided, run__enterprise=enterprise, run__state=AllowanceState.RELEASED, state=LineState.HELD
    ).exclude(run__corrected_by__state__in=[*OPEN, AllowanceState.RELEASED])
    rows = held.order_by("run__period_from").values(period_from=F("run__period_from"), period_to=F("run__period_to"))
    return [dict(row) for row in rows.annotate(lines=Count("pk", distinct=True))]


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


def records(enterprise: int, period_from: date, period_to: date) -> dict[MentorProfile, list[tuple[Pair, PairRecord]]]:
    """What the record says of every pair of an enterprise that ran in a period, by mentor: five queries in all."""
    rows = list(
        Pair.objects.filter(mentor__enterprise=enterprise, since__lte=period_to)
        .annotate(last=Coalesce("until", "term_to"))
        .filter(Q(last__isnull=True) | Q(last__gte=period_from))
        .select_related("mentor", "apprenticeship__enrolment")
        .order_by("mentor__pk", "since", "pk")
    )
    apprenticeships = {row.apprenticeship_id for row in rows}
    enrolments = {row.apprenticeship.enrolment_id for row in rows}
    logged = logbook.log_months(enrolments, period_from, period_to)
    grades = dict(
        Pair.objects.filter(pk__in=[row.pk for row in rows], reviews__final=True)
        .order_by()
        .values_list("pk", "reviews__grade")
    )
    certified = set(
        Pair.objects.filter(apprenticeship__in=apprenticeships, apprenticeship__certificates__isnull=False)
        .order_by()
        .values_list("apprenticeship", flat=True)
    )
    accidents: dict[int, list[date]] = defaultdict(list)
    for key, day in (
        Accident.objects.filter(apprenticeship__in=apprenticeships, withdrawn_at__isnull=True)
        .order_by("on")
        .values_list("apprenticeship", "on")
    ):
        accidents[key].append(day)
    found: dict[MentorProfile, list[tuple[Pair, PairRecord]]] = defaultdict(list)
    for row in rows:
        it = row.apprenticeship
        left_on = it.left_on if it.state == ApprenticeshipState.LEFT else None
        if left_on and left_on < max(row.since, period_from):
            continue  # gone before the period, whatever day the pair was closed on
        months = {month.strftime("%Y-%m") for month in logged.get(it.enrolment_id, ())}
        record = PairRecord(
            pair=str(row.uuid),
            since=row.since,
            until=row.until,
            left_on=left_on,
            completed=it.state == ApprenticeshipState.COMPLETED,
            certified=it.pk in certified,
            final_grade=cast("Grade | None", grades.get(row.pk)),
            accidents=tuple(accidents[it.pk]),
            logged=frozenset(months),
            extended_from=row.extended_from,
            term_to=row.term_to,
        )
        found[row.mentor].append((row, record))
    return found


def case_of(
    mentor: MentorProfile,
    record: list[tuple[Pair, PairRecord]],
    *,
    measures: str,
    period_from: date,
    period_to: date,
    days_for_a_month: int,
    paid_once_on: date | None,
) -> Case:
    """The case of one mentor for the rules."""
    return Case(
        measures=measures,
        period_from=period_from,
        period_to=period_to,
        pairs=tuple(pair_of(each, period_from, period_to, days_for_a_month) for _, each in record),
        mentor_level=mentor.level,
        paid_once_on=paid_once_on,
        mentor=str(mentor.uuid),
    )


def names_of_pairs(undecided: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Pair's uuid -> the apprentice's name, for the pairs that undecided mentors lack a grade for."""
    keys = [key for each in undecided if each["code"] == "grade_missing" for key in each["values"].get("have") or []]
    found = Pair.objects.filter(uuid__in=keys).values_list("uuid", "apprenticeship__enrolment__person__name")
    return {str(key): name for key, name in found}


def objection(uuid: UUID, *, seen_by: Actor) -> Objection | None:
    """One objection to a run that the actor sees."""
    seen = AllowanceRun.objects.filter(access.runs_visible_to(seen_by)).order_by().values("pk")
    return Objection.objects.select_related("run__enterprise", "mentor").filter(uuid=uuid, run__in=seen).first()


def paid_by_measures(*, seen_by: Actor) -> dict[str, Decimal]:
    """Scheme -> what released runs that the actor sees have paid: for the desks' figures."""
    seen = AllowanceRun.objects.filter(access.runs_visible_to(seen_by)).order_by().values("pk")
    rows = PayEntry.objects.filter(run__in=seen).order_by().values("run__measures").annotate(sum=Sum("amount"))
    return {row["run__measures"]: row["sum"] for row in rows}
