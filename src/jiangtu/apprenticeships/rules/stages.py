"""When a stage may be closed: pure, from the facts of one apprenticeship."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jiangtu.core.verdict import YES, No, Verdict, Yes, every


@dataclass(frozen=True)
class HoursOfKind:
    """Hours delivered and planned of one kind at one venue."""

    what: str  # kind and venue as the reader reads them
    have: Decimal
    need: Decimal


@dataclass(frozen=True)
class StageFacts:
    """What the record says of a stage. `source` names the programme version whose figures are asked.

    `further` are conditions that rooms above add, such as the pair in force.
    """

    hours: tuple[HoursOfKind, ...]
    log_countersigned: int
    log_waiting: int
    competences: Verdict  # of `assessment.rules.standing.levels_met`
    source: str
    log_returned: int = 0
    further: tuple[Verdict, ...] = ()


def seen_in_training(on: date, *, since: date) -> Verdict:
    """What counts for a stage was seen while the person was on the register, not before."""
    return YES if on >= since else No("assessed_before_training", have=on, need=since)


def stage_complete(facts: StageFacts) -> Verdict:
    """Yes when hours by kind and venue, the log, the required competences and every further condition hold. Of many at
    once `queries.stages.ready` finds the same."""
    return every(
        *(_hours(each, facts.source) for each in facts.hours),
        log_settled(facts.log_countersigned, facts.log_waiting, facts.log_returned),
        *(replace(each, source=facts.source) for each in facts.competences.parts),
        *facts.further,
        code="stage_complete",
    )


def _hours(each: HoursOfKind, source: str) -> Verdict:
    answer = Yes if each.have >= each.need else No
    code = "stage_hours_met" if each.have >= each.need else "stage_hours_short"
    short = max(each.need - each.have, Decimal(0))
    return answer(code, have=each.have, need=each.need, source=source, what=each.what, short=short)


def log_settled(countersigned: int, waiting: int, returned: int) -> Verdict:
    """Yes when the stage has a log, and none of it waits for the mentor, or, returned, for the apprentice, who sends it
    again or withdraws it."""
    need = countersigned + waiting + returned
    if waiting or returned:
        code = "stage_log_open" if waiting and returned else "stage_log_waiting" if waiting else "stage_log_returned"
        return No(code, have=countersigned, need=need, waiting=waiting, returned=returned)
    if not countersigned:
        return No("stage_log_empty", have=0, need=1)
    return Yes("stage_log_countersigned", have=countersigned, need=need)
