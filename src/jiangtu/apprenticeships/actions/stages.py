"""Opening, closing and reopening the stages of apprenticeships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import move
from jiangtu.core.models import JournalEntry
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
    StageProgress.objects.bulk_create(rows, batch_size=2000)


@transaction.atomic
def close_stage(progress: StageProgress, *, by: Actor, on: date, remark: str = "") -> StageProgress:
    """Close a stage when all its conditions hold, and open the next; the last one completes the apprenticeship.

    The verdict with every figure is kept on the progress. Raises `Refused`: no right, not open, conditions short.
    """
    found = stages.progress_for_update(progress.pk)
    journal.record_all(_close(found, by=by, on=on, remark=remark))
    return found


def _close(progress: StageProgress, *, by: Actor, on: date, remark: str = "") -> list[JournalEntry]:
    """Close it; the facts are for the act to write, all of a class at once."""
    apprenticeship = progress.apprenticeship
    require(access.can_close_stage(by, apprenticeship))
    require(in_training(apprenticeship))
    move(PROGRESS, progress, "close")
    verdict = require(stage_complete(stages.stage_facts([progress], on=on)[progress.pk]))
    progress.closed_on, progress.verdict = on, verdict.as_record()
    progress.save()
    seen_in = apprenticeships.threads(apprenticeship)
    after = {"stage": progress.stage.key}
    closed = journal.entry_for("stage closed", progress, by=by, on=on, after=after, remark=remark, threads=seen_in)
    following = stages.following(progress)
    if following:
        move(PROGRESS, following, "open")
        following.opened_on = on
        following.save()
        return [closed, journal.entry_for("stage opened", following, by=by, on=on, threads=seen_in)]
    move(APPRENTICESHIP, apprenticeship, "complete")
    apprenticeship.save(update_fields=["state"])
    return [closed, journal.entry_for("apprenticeship completed", apprenticeship, by=by, on=on, threads=seen_in)]


def in_training(apprenticeship: Apprenticeship) -> Verdict:
    """Stages move only while the apprenticeship does."""
    if apprenticeship.state == ApprenticeshipState.ACTIVE:
        return YES
    return No("not_in_training", have=apprenticeship.get_state_display())


@transaction.atomic
def close_stages(progress: Iterable[StageProgress], *, by: Actor, on: date) -> tuple[list[StageProgress], int]:
    """Close the stage of everybody whose conditions hold; returns those closed and how many stay open."""
    rows = list(progress)
    ready = {pk for pk, facts in stages.stage_facts(rows, on=on).items() if stage_complete(facts)}
    closed = [stages.progress_for_update(each.pk) for each in rows if each.pk in ready]
    journal.record_all([fact for each in closed for fact in _close(each, by=by, on=on)])
    return closed, len(rows) - len(closed)


@transaction.atomic
def reopen_stage(progress: StageProgress, *, by: Actor, on: date, reason: str) -> StageProgress:
    """Open a closed stage again, for a reason; the stage after it waits again if it is open.

    Raises `Refused` without a reason, or when a later stage is closed already (reopen that one first).
    """
    progress = stages.progress_for_update(progress.pk)
    apprenticeship = progress.apprenticeship
    require(access.can_close_stage(by, apprenticeship))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    if apprenticeship.state != ApprenticeshipState.COMPLETED:
        require(in_training(apprenticeship))
    elif apprenticeships.holders([apprenticeship.enrolment.person_id]):
        raise Refused(No("already_in_training"))
    later = stages.later(progress)
    if any(each.state == ProgressState.CLOSED for each in later):
        raise Refused(No("later_stage_closed"))
    for each in later:
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
