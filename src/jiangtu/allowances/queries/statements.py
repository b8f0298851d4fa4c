"""Statements: one mentor's part of a run, and the objections to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from jiangtu.core.actor import Actor
from jiangtu.institutions.states import Role
from jiangtu.mentoring.doors import Sheet
from jiangtu.mentoring.queries import mentors

from .. import access
from ..models import AllowanceLine, AllowanceRun, Objection
from ..states import LineState
from .runs import NOUGHT, lines, listed, opened, paid_before

if TYPE_CHECKING:
    from jiangtu.mentoring.models import MentorProfile


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


def sums_of_run(run: AllowanceRun) -> list[Statement]:
    """The statements of a run for their sums and names: of thousands of lines nobody reads how they are derived."""
    return _statements(run, lines(run).defer("derivation", "clause"), None)


def of_run(run: AllowanceRun, only: Collection[MentorProfile] | None = None) -> list[Statement]:
    """The statements of a run by mentor (or of some mentors), in at most five queries."""
    keys = None if only is None else {each.pk for each in only}
    return _statements(run, lines(run) if keys is None else lines(run).filter(mentor__in=keys), keys)


def _statements(run: AllowanceRun, found: QuerySet[AllowanceLine], only: set[int] | None) -> list[Statement]:
    rows: dict[int, list[AllowanceLine]] = defaultdict(list)
    people: dict[int, MentorProfile] = {}
    for line in found:
        rows[line.mentor_id].append(line)
        people[line.mentor_id] = line.mentor
    said: dict[int, list[Objection]] = defaultdict(list)
    for objection in run.objections.order_by("id"):
        said[objection.mentor_id].append(objection)
    paid = paid_before(run)
    gone = {key for key in paid if key not in rows and (only is None or key in only)}  # all is taken back
    people |= mentors.profiles(gone)
    return [Statement(run, people[key], rows[key], said[key], paid.get(key, NOUGHT)) for key in people]


def of_mentor(run: AllowanceRun, mentor: UUID, *, seen_by: Actor) -> Statement:
    """One mentor's statement. Raises Http404 where there is none; a mentor sees only the own one."""
    profile = mentors.profile(mentor)
    if seen_by.has(Role.ENTERPRISE_MENTOR) and profile.person_id != seen_by.person:
        raise Http404
    for each in of_run(run, [profile]):
        return each
    raise Http404


def objections_waiting(*, seen_by: Actor) -> QuerySet[Objection]:
    """Objections that HR has not answered, of open runs the actor sees."""
    return (
        Objection.objects.filter(run__in=opened(seen_by=seen_by), answered_at__isnull=True)
        .select_related("run", "mentor__person")
        .order_by("id")
    )


def objection(uuid: UUID, *, seen_by: Actor) -> Objection | None:
    """One objection to a run that the actor sees."""
    seen = AllowanceRun.objects.filter(access.visible_to(seen_by)).order_by().values("pk")
    return Objection.objects.select_related("run__enterprise", "mentor__person").filter(uuid=uuid, run__in=seen).first()


LATEST = 6  # statements that a mentor's own page shows


def sheet_of_mentor(actor: Actor) -> Sheet:
    """The mentor's latest statements, for the own page."""
    own = mentors.profile_of(actor)
    runs = list(listed(seen_by=actor)[:LATEST]) if own else []
    said = Objection.objects.filter(mentor=own, run__in=runs).select_related("run").order_by("-id") if own else []
    return Sheet("allowances/_own_statements.html", {"profile": own, "runs": runs, "objections": list(said)})
