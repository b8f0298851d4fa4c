"""Opening, closing and reopening the stages of apprenticeships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.copying import create
from jiangtu.core.machine import move
from jiangtu.core.models import JournalEntry, Record
from jiangtu.core.verdict import YES, No, Refused, Verdict, require

from .. import access
from ..models import Apprenticeship, StageProgress
from ..queries import apprenticeships, stages
from ..rules.stages import stage_complete
from ..states import APPRENTICESHIP, PROGRESS, ApprenticeshipState, ProgressState


def lay_out_stages(found: Iterable[Apprenticeship], *, on: date) -> None:
    """Give new apprenticeships the stages of their class's programme version; the first one opens.

    Called inside the action that makes them; two statements however many there are.
    """
    rows = []
    for apprenticeship, ahead in stages.stages_of_versions(found):
        for stage in ahead:
            first = stage is ahead[0]
            rows.append(
                StageProgress(
                    apprenticeship=apprenticeship,
                    stage=stage,
                    state=ProgressState.OPEN if first else ProgressState.WAITING,
                    opened_on=on if first else None,
                )
            )
    create(rows)


@transaction.atomic
def close_stage(progress: StageProgress, *, by: Actor, on: date, remark: str = "") -> StageProgress:
    """Close a stage when all its conditions hold, and open the next; the last one completes the apprenticeship.

    The verdict with every figure is kept on the progress. Raises `Refused`: no right, not open, conditions short.
    """
    [found] = stages.for_update([progress.pk])
    require(_may_close(found, by))
    move(PROGRESS, found, "close")
    _close([(found, require(stage_complete(stages.stage_facts([found], on=on)[found.pk])))], by, on, remark)
    return found


@transaction.atomic
def close_stages(progress: Iterable[StageProgress], *, by: Actor, on: date) -> tuple[list[StageProgress], int]:
    """Close the stage of everybody whose conditions hold; returns those closed and how many stay open.

    As many statements for a class as for one. Raises `Refused` where one of them is not the actor's to close.
    """
    rows = stages.for_update([each.pk for each in progress])
    open_now = [each for each in rows if each.state == ProgressState.OPEN]
    facts = stages.stage_facts(open_now, on=on)
    ready = [(each, verdict) for each in open_now if (verdict := stage_complete(facts[each.pk]))]
    for each, _verdict in ready:
        require(_may_close(each, by))
        move(PROGRESS, each, "close")
    _close(ready, by, on)
    return [each for each, _verdict in ready], len(rows) - len(ready)


def _may_close(progress: StageProgress, by: Actor) -> Verdict:
    return access.can_close_stage(by, progress.apprenticeship) and in_training(progress.apprenticeship)


def _close(ready: Sequence[tuple[StageProgress, Verdict]], by: Actor, on: date, remark: str = "") -> None:
    """Keep the verdicts of these stages, which just moved, open the stages after them, and write down the facts."""
    facts: list[JournalEntry] = []
    following, completed = stages.following(each for each, _verdict in ready), []

    def tell(verb: str, subject: Record, it: Apprenticeship, **more: Any) -> None:
        facts.append(journal.entry_for(verb, subject, by=by, on=on, threads=apprenticeships.threads(it), **more))

    for each, verdict in ready:
        it = each.apprenticeship
        each.closed_on, each.verdict = on, verdict.as_record()
        tell("stage closed", each, it, after={"stage": each.stage.key}, remark=remark)
        if ahead := following.get(it.pk):
            move(PROGRESS, ahead, "open")
            ahead.opened_on = on
            tell("stage opened", ahead, it)
        else:
            move(APPRENTICESHIP, it, "complete")
            completed.append(it)
            tell("apprenticeship completed", it, it)
    # One stage of an apprenticeship is open at a time: the one before closes first.
    StageProgress.objects.bulk_update([each for each, _verdict in ready], ["state", "closed_on", "verdict"])
    StageProgress.objects.bulk_update(following.values(), ["state", "opened_on"])
    Apprenticeship.objects.bulk_update(completed, ["state"])
    journal.record_all(facts)


def in_training(apprenticeship: Apprenticeship) -> Verdict:
    """Stages move only while the apprenticeship does."""
    if apprenticeship.state == ApprenticeshipState.ACTIVE:
        return YES
    return No("not_in_training", have=apprenticeship.get_state_display())


def may_reopen(progress: StageProgress) -> Verdict:
    """Whether a stage is opened again: it is the last that was closed, of somebody in training here or nowhere."""
    apprenticeship = progress.apprenticeship
    if apprenticeship.state != ApprenticeshipState.COMPLETED:
        if not (said := in_training(apprenticeship)):
            return said
    elif apprenticeships.holders([apprenticeship.enrolment.person_id]):
        return No("already_in_training")
    if any(each.state == ProgressState.CLOSED for each in stages.later(progress)):
        return No("later_stage_closed")
    return PROGRESS.may(progress, "reopen")


@transaction.atomic
def reopen_stage(progress: StageProgress, *, by: Actor, on: date, reason: str) -> StageProgress:
    """Open a closed stage again, for a reason; the stage after it waits again if it is open.

    Raises `Refused` without a reason, or when a later stage is closed already (reopen that one first).
    """
    [progress] = stages.for_update([progress.pk])
    apprenticeship = progress.apprenticeship
    require(access.can_close_stage(by, apprenticeship))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    require(may_reopen(progress))
    for each in stages.later(progress):
        if each.state == ProgressState.OPEN:
            move(PROGRESS, each, "wait")
            each.opened_on = None
            each.save()
    before = {"closed_on": progress.closed_on}
    move(PROGRESS, progress, "reopen")
    progress.closed_on = progress.verdict = None
    progress.save()
    if apprenticeship.state == ApprenticeshipState.COMPLETED:
        move(APPRENTICESHIP, apprenticeship, "resume")
        apprenticeship.save(update_fields=["state"])
    journal.record(
        "stage reopened", progress, by=by, on=on, before=before, remark=reason,
        threads=apprenticeships.threads(apprenticeship),
    )  # fmt: skip
    return progress
