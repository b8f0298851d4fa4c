"""What the record says of an enterprise's pairs in a period: the facts that a run is computed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, cast

from jiangtu.apprenticeships.states import ApprenticeshipState
from jiangtu.core.verdict import Verdict
from jiangtu.mentoring.queries import record
from jiangtu.training.queries import logbook

from ..rules.book import Grade
from ..rules.case import Case
from ..rules.facts import PairRecord, pair_of
from ..rules.months import month_name

if TYPE_CHECKING:
    from jiangtu.mentoring.models import MentorProfile, Pair


def pairs_of_period(
    enterprise: int, period_from: date, period_to: date, *, only: Collection[int] | None = None
) -> dict[MentorProfile, list[tuple[Pair, PairRecord]]]:
    """What the record says of every pair of an enterprise (primary key) that ran in a period, by mentor (`only` those
    mentors' where they are given): three queries in all."""
    ran = record.ran_between(enterprise, period_from, period_to)
    rows = list(ran if only is None else ran.filter(mentor__in=only))
    logged = logbook.log_months({row.apprenticeship.enrolment_id for row in rows}, period_from, period_to)
    accidents = record.accident_days({row.apprenticeship_id for row in rows})
    found: dict[MentorProfile, list[tuple[Pair, PairRecord]]] = defaultdict(list)
    for row in rows:
        it = row.apprenticeship
        left_on = it.left_on if it.state == ApprenticeshipState.LEFT else None
        if left_on and left_on < max(row.since, period_from):
            continue  # gone before the period, whatever day the pair was closed on
        said = PairRecord(
            pair=str(row.uuid),
            since=row.since,
            until=row.until,
            left_on=left_on,
            completed=it.state == ApprenticeshipState.COMPLETED,
            certified=row.certified,
            final_grade=cast("Grade | None", row.final_grade),
            accidents=tuple(accidents.get(it.pk, ())),
            logged=frozenset(month_name(month) for month in logged.get(it.enrolment_id, ())),
            extended_from=row.extended_from,
            term_to=row.term_to,
        )
        found[row.mentor].append((row, said))
    return found


def case_of(
    mentor: MentorProfile,
    rows: Iterable[tuple[Pair, PairRecord]],
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
        pairs=tuple(pair_of(each, period_from, period_to, days_for_a_month) for _pair, each in rows),
        mentor_level=mentor.level,
        paid_once_on=paid_once_on,
        mentor=str(mentor.uuid),
    )


def apprentices_without_grade(undecided: Iterable[Verdict]) -> dict[str, str]:
    """Pair's uuid -> the apprentice's name, for the pairs that undecided mentors lack a grade for."""
    keys = [key for each in undecided if each.code == "grade_missing" for key in each.have or []]
    return record.apprentices_of(keys)
