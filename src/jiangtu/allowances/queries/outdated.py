"""Runs that would come out otherwise by the record of today: a fact they rest on was withdrawn, corrected or added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet, Sum

from jiangtu.core.verdict import Refused
from jiangtu.mentoring.queries import record as pairs

from ..models import AllowanceLine, AllowanceRun, OutdatedStatement
from ..rules.allowance import decide
from ..rules.book import measures_in_force
from ..rules.lines import Allowance, LineChange, difference
from ..states import AllowanceState, LineState
from . import record, runs

if TYPE_CHECKING:
    from jiangtu.mentoring.models import MentorProfile, Pair

    from ..rules.facts import PairRecord

Change = LineChange[int, AllowanceLine]
STAND = (*runs.OPEN, AllowanceState.RELEASED)


def lines_of(
    run: AllowanceRun, mentor: MentorProfile, rows: Iterable[tuple[Pair, PairRecord]], allowance: Allowance
) -> list[AllowanceLine]:
    """A mentor's lines as a run keeps them, not written yet."""
    of_record = {str(pair.uuid): pair for pair, _ in rows}
    kept = {id(step): step.as_record() for step in allowance.derivation}  # most of them stand with each line
    return [
        AllowanceLine(
            run_id=run.pk,
            mentor=mentor,
            pair=of_record[line.apprentice],
            months=line.months,
            amount=line.amount,
            currency=allowance.currency,
            state=line.state,
            clause=kept[id(line.clause)],
            derivation=[kept[id(step)] for step in allowance.steps_of(line.apprentice)],
        )
        for line in allowance.lines
    ]


def standing() -> QuerySet[AllowanceRun]:
    """The runs that hold: open or released, and no other corrects them."""
    later = AllowanceRun.objects.filter(corrects=OuterRef("pk"), state__in=STAND)
    found = AllowanceRun.objects.filter(state__in=STAND)
    return found.exclude(Exists(later)).select_related("enterprise").defer("inputs", "undecided")


def touched(threads: Collection[UUID]) -> dict[int, set[int]]:
    """Enterprise → its mentors (primary keys) whose pairs facts with these threads are about."""
    found: dict[int, set[int]] = defaultdict(set)
    for enterprise, mentor in pairs.mentors_of(threads):
        found[enterprise].add(mentor)
    return found


def changes(run: AllowanceRun, mentors: Collection[int]) -> dict[int, list[Change]]:
    """Mentor (primary key) → the lines of a run that would come out otherwise today, each decided by the run's own
    Measures. A line that was held and has its result is no fault of the run: `runs.results_came` tells of it."""
    before: dict[int, dict[int, AllowanceLine]] = {mentor: {} for mentor in mentors}
    for line in runs.lines(run).filter(mentor__in=mentors):
        before[line.mentor_id][line.pair_id] = line
    after = _decided(run, mentors)
    return {
        mentor: [
            each
            for each in difference(before[mentor], {line.pair_id: line for line in after.get(mentor, ())})
            if each.before is None or each.before.state != LineState.HELD
        ]
        for mentor in mentors
    }


def _decided(run: AllowanceRun, mentors: Collection[int]) -> dict[int, list[AllowanceLine]]:
    span = run.period_from, run.period_to
    book, warnings = measures_in_force(run.measures, *span, run.enterprise.uuid)
    but = [run.pk, *runs.corrected_by(run)]
    paid = runs.paid_once(run.enterprise_id, run.measures, but=but) if book.form == "once" else {}
    found: dict[int, list[AllowanceLine]] = {}
    for mentor, rows in record.pairs_of_period(run.enterprise_id, *span, only=mentors).items():
        case = record.case_of(
            mentor, rows, measures=run.measures, period_from=run.period_from, period_to=run.period_to,
            days_for_a_month=book.days_for_a_month, paid_once_on=paid.get(mentor.pk),
        )  # fmt: skip
        try:
            found[mentor.pk] = lines_of(run, mentor, rows, decide(case, book, warnings))
        except Refused:  # the Measures lack something now: no line
            continue
    return found


class Outdated(NamedTuple):
    """A run that would come out otherwise: how many lines, and by how much what is payable would grow."""

    run: AllowanceRun
    lines: int
    due: Decimal
    currency: str


def outdated(enterprises: Collection[int] | None = None) -> list[Outdated]:
    """The runs (of some enterprises) that hold and would come out otherwise, the earliest period first."""
    rows = OutdatedStatement.objects.all()
    if enterprises is not None:
        rows = rows.filter(run__enterprise__in=enterprises)
    sums = rows.order_by().values("run").annotate(n=Sum("lines"), more=Sum("due"), currency=Min("currency"))
    found = {row["run"]: row for row in sums}
    runs_found = standing().filter(pk__in=found).order_by("period_from", "pk")
    return [Outdated(run, *(found[run.pk][name] for name in ("n", "more", "currency"))) for run in runs_found]


def of_run(run: AllowanceRun) -> list[Change]:
    """What would change in a run, line by line: read anew, for the mentors whom the job found."""
    mentors = list(OutdatedStatement.objects.filter(run=run).values_list("mentor", flat=True))
    if not mentors or not standing().filter(pk=run.pk).exists():
        return []
    return [each for of_mentor in changes(run, mentors).values() for each in of_mentor]
