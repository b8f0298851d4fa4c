"""Measures and allowances: chosen, computed, shown, objected to, answered, released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.jobs import Step, silent
from jiangtu.core.machine import move
from jiangtu.core.verdict import No, Refused, require

from .. import access, queries
from ..models import AllowanceLine, AllowanceRun, MeasuresChoice, MentorProfile, Objection, PayEntry
from ..rules.measures import Allowance, MeasuresRules, case_record, decide, measures_in_force, step_record
from ..states import ALLOWANCE, AllowanceState

# Refusals of the Measures that HR mends by completing the record; a run with one of them is not shown.
TO_MEND = ("grade_missing", "invalid_case")


@transaction.atomic
def choose_measures(enterprise: Any, measures: str, *, since: date, by: Actor) -> MeasuresChoice:
    """Let an enterprise follow Measures from a day on; those before end the day before.

    Raises `Refused`: no right, no such Measures or edition, a day not after the last choice, or a day within a period
    that is released already.
    """
    require(access.can_pay(by, enterprise.pk))
    book, _ = measures_in_force(measures, since, since, enterprise.uuid)
    former = MeasuresChoice.objects.select_for_update().filter(enterprise=enterprise).order_by("-since").first()
    if former and former.measures == measures and former.until is None and former.since <= since:
        return former
    if former and since <= former.since:
        raise Refused(No("measures_chosen_later", have=since, need=former.since))
    released = (
        AllowanceRun.objects.filter(enterprise=enterprise, state=AllowanceState.RELEASED, period_to__gte=since)
        .order_by("-period_to")
        .first()
    )
    if released:
        raise Refused(No("measures_period_released", have=since, need=released.period_to))
    if former:
        former.until = since - timedelta(days=1)
        former.save(update_fields=["until"])
    try:
        with transaction.atomic():
            choice = MeasuresChoice.objects.create(enterprise=enterprise, measures=measures, since=since)
    except IntegrityError as clash:
        raise Refused(No("measures_chosen_later", have=since, need=since)) from clash
    journal.record(
        "measures chosen",
        choice,
        by=by,
        on=since,
        before={"measures": former.measures} if former else None,
        after={"measures": measures},
        rulebook=book.id,
        threads=[enterprise.uuid],
    )
    return choice


@transaction.atomic
def compute_run(
    enterprise: Any, *, period_from: date, period_to: date, by: Actor, progress: Step = silent
) -> AllowanceRun:
    """Compute the allowances of a period whole, from the record as it stands now. Nothing is kept if anything fails.

    A period that is released already gets a new run beside it, which corrects it. Mentors whom the Measures cannot
    decide stand in `undecided` with the reason. Raises `Refused`: no right, no Measures then, a period that is not
    over, begins before its Measures, shares a month with another released one or has nobody, and a run still open.
    """
    require(access.can_pay(by, enterprise.pk))
    measures, corrects = _period(enterprise, period_from, period_to)
    book, warnings = measures_in_force(measures, period_from, period_to, enterprise.uuid)
    record = queries.records(enterprise.pk, period_from, period_to)
    if not record:
        raise Refused(No("no_pairs_in_period", have=period_from, need=period_to))
    run = _new_run(enterprise, measures, period_from, period_to, book, corrects)
    paid = queries.paid_once(enterprise.pk, measures, but=_chain(run)) if book.form == "once" else {}
    for done, (mentor, rows) in enumerate(record.items()):
        progress(done, len(record))
        case = queries.case_of(
            mentor,
            rows,
            measures=measures,
            period_from=period_from,
            period_to=period_to,
            days_for_a_month=book.days_for_a_month,
            paid_once_on=paid.get(mentor.pk),
        )
        run.inputs.append(case_record(case))
        try:
            _keep_lines(run, mentor, rows, decide(case, book, warnings))
        except Refused as refusal:
            run.undecided.append({"mentor": str(mentor.uuid), **step_record(refusal.verdict)})
    run.save()
    progress(len(record), len(record))
    journal.record(
        "allowances computed",
        run,
        by=by,
        after={**_told(run), "mentors": len(record), "undecided": len(run.undecided)},
        rulebook=run.rulebook,
        threads=[enterprise.uuid, *([corrects.uuid] if corrects else [])],
    )
    return run


def _period(enterprise: Any, first: date, last: date) -> tuple[str, AllowanceRun | None]:
    """The Measures of a period and the released run it corrects, if the period may be computed."""
    if last < first:
        raise Refused(No("period_reversed", have=last, need=first))
    if last >= timezone.localdate():
        raise Refused(No("period_not_over", have=last, need=timezone.localdate()))
    choice = queries.choice_on(enterprise.pk, last)
    if choice is None:
        raise Refused(No("no_measures_chosen", have=last))
    if first < choice.since:
        raise Refused(No("measures_change_in_period", have=choice.since - timedelta(days=1), need=choice.since))
    other = queries.overlapping(enterprise.pk, first, last)
    if other:
        raise Refused(No("period_overlaps", have=other.period_from, need=other.period_to))
    return choice.measures, queries.latest_released(enterprise.pk, first, last)


def _new_run(
    enterprise: Any, measures: str, first: date, last: date, book: MeasuresRules, corrects: AllowanceRun | None
) -> AllowanceRun:
    try:
        with transaction.atomic():
            return AllowanceRun.objects.create(
                enterprise=enterprise,
                measures=measures,
                period_from=first,
                period_to=last,
                rulebook=book.id,
                inputs=[],
                undecided=[],
                corrects=corrects,
            )
    except IntegrityError as clash:
        raise Refused(No("run_still_open")) from clash


def _chain(run: AllowanceRun) -> list[int]:
    found: list[int] = [run.pk]
    at = run.corrects
    while at:
        found.append(at.pk)
        at = at.corrects
    return found


def _keep_lines(run: AllowanceRun, mentor: MentorProfile, rows: Iterable[Any], allowance: Allowance) -> None:
    pairs = {str(pair.uuid): pair for pair, _ in rows}
    AllowanceLine.objects.bulk_create(
        AllowanceLine(
            run=run,
            mentor=mentor,
            pair=pairs[line.apprentice],
            months=line.months,
            amount=line.amount,
            currency=allowance.currency,
            state=line.state,
            clause=step_record(line.clause),
            derivation=[step_record(step) for step in allowance.steps_of(line.apprentice)],
        )
        for line in allowance.lines
    )


@transaction.atomic
def show_run(run: AllowanceRun, *, by: Actor) -> AllowanceRun:
    """Let every mentor read their statement. Raises `Refused` while the record lacks what the Measures ask for."""
    run = queries.run_for_update(run.pk)
    require(access.can_pay(by, run.enterprise_id))
    if run.state == AllowanceState.SHOWN:
        return run
    lacking = [each for each in run.undecided if each["code"] in TO_MEND]
    if lacking:
        raise Refused(No("run_undecided", have=len(lacking)))
    move(ALLOWANCE, run, "show")
    run.shown_at = timezone.now()
    run.save(update_fields=["state", "shown_at"])
    journal.record("allowances shown", run, by=by, after=_told(run), threads=[run.enterprise.uuid])
    return run


@transaction.atomic
def drop_run(run: AllowanceRun, *, by: Actor, reason: str) -> AllowanceRun:
    """Drop a run that is not released, for a reason; it stays in the record."""
    run = queries.run_for_update(run.pk)
    require(access.can_pay(by, run.enterprise_id))
    if run.state == AllowanceState.DROPPED:
        return run
    if not reason.strip():
        raise Refused(No("pair_reason_missing"))
    move(ALLOWANCE, run, "drop")
    run.save(update_fields=["state"])
    journal.record(
        "allowances dropped", run, by=by, after=_told(run), remark=reason.strip(), threads=[run.enterprise.uuid]
    )
    return run


@transaction.atomic
def object_to_statement(run: AllowanceRun, mentor: MentorProfile, *, word: str, by: Actor) -> Objection:
    """Object to one's statement before it is released. The same word twice, unanswered, is one objection."""
    run = queries.run_for_update(run.pk)
    require(access.can_object(by, mentor))
    require(ALLOWANCE.may(run, "release"))
    if not word.strip():
        raise Refused(No("objection_without_word"))
    if not queries.statements(run, mentor):
        raise Refused(No("no_statement"))
    open_ = run.objections.filter(mentor=mentor, answered_at__isnull=True, word=word.strip()).first()
    if open_:
        return open_
    objection = Objection.objects.create(run=run, mentor=mentor, word=word.strip())
    journal.record(
        "allowance objected to", objection, by=by, remark=objection.word, threads=[run.uuid, run.enterprise.uuid]
    )
    return objection


@transaction.atomic
def answer_objection(objection: Objection, *, answer: str, by: Actor) -> Objection:
    """Answer a mentor's objection. Where the mentor is right, drop the run, mend the record and compute anew."""
    held = Objection.objects.select_for_update(of=("self",)).select_related("run__enterprise").get(pk=objection.pk)
    require(access.can_pay(by, held.run.enterprise_id))
    if held.answered_at:
        return held
    if not answer.strip():
        raise Refused(No("answer_missing"))
    held.answer, held.answered_at = answer.strip(), timezone.now()
    held.save(update_fields=["answer", "answered_at"])
    journal.record(
        "objection answered", held, by=by, remark=held.answer, threads=[held.run.uuid, held.run.enterprise.uuid]
    )
    return held


@transaction.atomic
def release_run(run: AllowanceRun, *, by: Actor) -> AllowanceRun:
    """Release a run: what is due, less what the runs it corrects have paid, goes into the pay entries, once.

    A second click changes nothing. Raises `Refused`: no right, not shown yet, or an objection without an answer.
    """
    run = queries.run_for_update(run.pk)
    require(access.can_pay(by, run.enterprise_id))
    if run.state == AllowanceState.RELEASED:
        return run
    move(ALLOWANCE, run, "release")
    waiting = run.objections.filter(answered_at__isnull=True).count()
    if waiting:
        raise Refused(No("objections_waiting", have=waiting))
    run.released_at = timezone.now()
    run.save(update_fields=["state", "released_at"])
    statements = queries.statements(run)
    entries = [
        PayEntry(run=run, mentor=each.mentor, amount=each.to_pay, currency=each.currency)
        for each in statements
        if each.to_pay
    ]
    PayEntry.objects.bulk_create(entries)
    total = {
        "amount": sum((entry.amount for entry in entries), Decimal("0.00")),
        "currency": statements[0].currency if statements else "CNY",
    }
    journal.record(
        "allowances released",
        run,
        by=by,
        after={**_told(run), "total": total, "mentors": len(entries)},
        rulebook=run.rulebook,
        threads=[run.enterprise.uuid, *[each.mentor.person.uuid for each in entries]],
    )
    return run


def _told(run: AllowanceRun) -> Mapping[str, Any]:
    return {"period_from": run.period_from, "period_to": run.period_to, "measures": run.measures}
