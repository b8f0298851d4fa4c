"""Allowance runs: computed, shown, dropped, released."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.copying import create
from jiangtu.core.jobs import Step, silent
from jiangtu.core.machine import final, move
from jiangtu.core.verdict import No, Refused, require

from .. import access
from ..models import AllowanceLine, AllowanceRun, PayEntry
from ..queries import measures, record, runs, statements
from ..queries.outdated import lines_of
from ..queries.runs import may_decide
from ..rules.allowance import decide
from ..rules.book import MeasuresRules, measures_in_force
from ..rules.record import case_record
from ..states import ALLOWANCE, AllowanceState

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution


@transaction.atomic
def compute_run(
    enterprise: Institution, *, period_from: date, period_to: date, by: Actor, progress: Step = silent
) -> AllowanceRun:
    """Compute the allowances of a period whole, from the record as it stands now. Nothing is kept if anything fails.

    A period that is released already gets a new run beside it, which corrects it. Mentors whom the Measures cannot
    decide stand in `undecided` with the reason. Raises `Refused`: no right, no Measures then, a period that is not
    over, begins before its Measures, shares a month with another released one or has nobody, and a run still open.
    """
    require(access.can_pay(by, enterprise.pk))
    scheme, corrects = startable(enterprise, period_from, period_to)
    book, warnings = measures_in_force(scheme, period_from, period_to, enterprise.uuid)
    pairs = record.pairs_of_period(enterprise.pk, period_from, period_to)
    if not pairs:
        raise Refused(No("no_pairs_in_period", have=period_from, need=period_to))
    run = _new_run(enterprise, scheme, period_from, period_to, book, corrects)
    paid = runs.paid_once(enterprise.pk, scheme, but=[run.pk, *runs.corrected_by(run)]) if book.form == "once" else {}
    lines: list[AllowanceLine] = []
    for done, (mentor, rows) in enumerate(pairs.items()):
        progress(done, len(pairs))
        case = record.case_of(
            mentor,
            rows,
            measures=scheme,
            period_from=period_from,
            period_to=period_to,
            days_for_a_month=book.days_for_a_month,
            paid_once_on=paid.get(mentor.pk),
        )
        run.inputs.append(case_record(case))
        try:
            lines += lines_of(run, mentor, rows, decide(case, book, warnings))
        except Refused as refusal:
            run.undecided.append({"mentor": str(mentor.uuid), **refusal.verdict.as_record()})
    create(lines)
    run.save()
    progress(len(pairs), len(pairs))
    journal.record(
        "allowances computed",
        run,
        by=by,
        after={**journal_values(run), "mentors": len(pairs), "undecided": len(run.undecided)},
        rulebook=run.rulebook,
        threads=[enterprise.uuid, *([corrects.uuid] if corrects else [])],
    )
    return run


def startable(enterprise: Institution, first: date, last: date) -> tuple[str, AllowanceRun | None]:
    """The Measures of a period and the released run it corrects. Raises `Refused` where it may not be computed."""
    if last < first:
        raise Refused(No("period_reversed", have=last, need=first))
    if last >= timezone.localdate():
        raise Refused(No("period_not_over", have=last, need=timezone.localdate()))
    list(
        measures.standing(enterprise.pk).select_for_update(no_key=True)
    )  # none is taken back while a run is computed by it
    choice = measures.choice_on(enterprise.pk, last)
    if choice is None:
        raise Refused(No("no_measures_chosen", have=last))
    if first < choice.since:
        raise Refused(No("measures_change_in_period", have=choice.since - timedelta(days=1), need=choice.since))
    other = runs.overlapping(enterprise.pk, first, last)
    if other:
        raise Refused(No("period_overlaps", have=other.period_from, need=other.period_to))
    if runs.open_run(enterprise.pk):
        raise Refused(No("run_still_open"))
    return choice.measures, runs.latest_released(enterprise.pk, first, last)


def _new_run(
    enterprise: Institution, scheme: str, first: date, last: date, book: MeasuresRules, corrects: AllowanceRun | None
) -> AllowanceRun:
    try:
        with transaction.atomic():
            return AllowanceRun.objects.create(
                enterprise=enterprise,
                measures=scheme,
                period_from=first,
                period_to=last,
                rulebook=book.id,
                inputs=[],
                undecided=[],
                corrects=corrects,
            )
    except IntegrityError as clash:
        raise Refused(No("run_still_open")) from clash


@final
@transaction.atomic
def show_run(run: AllowanceRun, *, by: Actor) -> AllowanceRun:
    """Let every mentor read their statement. Raises `Refused` while the record lacks what the Measures ask for."""
    run = runs.run_for_update(run.pk)
    require(access.can_pay(by, run.enterprise_id))
    if run.state == AllowanceState.SHOWN:
        return run
    require(may_decide(run, "show"))
    move(ALLOWANCE, run, "show")
    run.shown_at = timezone.now()
    run.save(update_fields=["state", "shown_at"])
    journal.record("allowances shown", run, by=by, after=journal_values(run), threads=[run.enterprise.uuid])
    return run


@final
@transaction.atomic
def drop_run(run: AllowanceRun, *, by: Actor, reason: str) -> AllowanceRun:
    """Drop a run that is not released, for a reason; it stays in the record."""
    run = runs.run_for_update(run.pk)
    require(access.can_pay(by, run.enterprise_id))
    if run.state == AllowanceState.DROPPED:
        return run
    if not reason.strip():
        raise Refused(No("reason_missing"))
    move(ALLOWANCE, run, "drop")
    run.save(update_fields=["state"])
    journal.record(
        "allowances dropped",
        run,
        by=by,
        after=journal_values(run),
        remark=reason.strip(),
        threads=[run.enterprise.uuid],
    )
    return run


@final
@transaction.atomic
def release_run(run: AllowanceRun, *, by: Actor) -> AllowanceRun:
    """Release a run: what is due, less what the runs it corrects have paid, goes into the pay entries, once.

    A second click changes nothing. Raises `Refused`: no right, not shown yet, or an objection without an answer.
    """
    run = runs.run_for_update(run.pk)
    require(access.can_pay(by, run.enterprise_id))
    if run.state == AllowanceState.RELEASED:
        return run
    require(may_decide(run, "release"))
    move(ALLOWANCE, run, "release")
    run.released_at = timezone.now()
    run.save(update_fields=["state", "released_at"])
    found = statements.sums_of_run(run)
    entries = [
        PayEntry(run=run, mentor=each.mentor, amount=each.to_pay, currency=each.currency)
        for each in found
        if each.to_pay
    ]
    create(entries)
    total = {
        "amount": sum((entry.amount for entry in entries), Decimal("0.00")),
        "currency": found[0].currency if found else "CNY",
    }
    journal.record(
        "allowances released",
        run,
        by=by,
        after={**journal_values(run), "total": total, "mentors": len(entries)},
        rulebook=run.rulebook,
        threads=[run.enterprise.uuid, *[each.mentor.person.uuid for each in entries]],
    )
    return run


def journal_values(run: AllowanceRun) -> dict[str, object]:
    """What the journal keeps of a run with each of its acts."""
    return {"period_from": run.period_from, "period_to": run.period_to, "measures": run.measures}
