"""A roster comes in, is checked, and is taken over whole or not at all; or is put aside."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction

from jiangtu.core import files, jobs, journal
from jiangtu.core.actor import Actor
from jiangtu.core.jobs import Step, silent, spelled
from jiangtu.core.machine import move
from jiangtu.core.models import Job
from jiangtu.core.verdict import No, Refused, require

from .. import access, queries
from ..models import GivenFile, Roster
from ..rules import roster as rules
from ..states import ROSTER, RosterState
from .admission import admit

CHECK, COMMIT = "apprenticeships.check_roster", "apprenticeships.commit_roster"


@transaction.atomic
def take_roster(training_class: Any, *, content: bytes, name: str, by: Actor) -> Roster:
    """Keep a class's roster, sealed, and have it checked. Raises `Refused` without the right to bring one."""
    require(access.can_give_roster(by, training_class, queries.enterprise_keys(training_class)))
    roster = Roster(training_class=training_class)
    keep_file(roster, content=content, name=name, purpose="roster", giver=by)
    journal.record("roster given", roster, by=by, threads=[training_class.uuid])
    jobs.start(CHECK, by=by, about=roster.uuid, roster=str(roster.uuid), actor=spelled(by))
    return roster


def keep_file(given: GivenFile, *, content: bytes, name: str, purpose: str, giver: Actor) -> None:
    """Store an uploaded file sealed, and the record of who gave it."""
    plain = PurePath(name.replace("\\", "/")).name or "roster.xlsx"
    given.file = files.keep(
        content, name=plain, content_type="application/octet-stream", purpose=purpose, owner=giver.person_uuid
    )
    given.given_by_id, given.given_for_id = giver.person, giver.institution  # type: ignore[assignment]
    given.save()


@transaction.atomic
def check_roster(roster: Roster, *, by: Actor, step: Step = silent) -> Roster:
    """Read the file and note every problem; what cannot be read is kept as unreadable, with the reason.

    Checking anew what was checked writes a new report; what was taken over or put aside stays as it is.
    """
    roster = _locked(roster)
    require(access.can_take_over(by, roster))
    if roster.state not in (RosterState.CHECKING, RosterState.CHECKED):
        return roster
    step(5, 100)
    try:
        sheet = queries.sheet_of(roster)
    except Refused as refusal:
        return unreadable(roster, refusal)
    step(30, 100)
    report = queries.check(sheet, roster.training_class, by=by)
    step(80, 100)
    _note(roster, report)
    after = {"rows": roster.rows, "good": roster.good}
    journal.record("roster checked", roster, by=by, after=after, threads=[roster.training_class.uuid])
    return roster


@transaction.atomic
def check_again(roster: Roster, *, by: Actor) -> Job:
    """Have a roster checked anew: the record has changed since, or the work broke off."""
    roster = _locked(roster)
    require(access.can_take_over(by, roster))
    require(ROSTER.may(roster, "check"))
    return jobs.start(CHECK, by=by, about=roster.uuid, roster=str(roster.uuid), actor=spelled(by))


def unreadable(given: Any, refusal: Refused) -> Any:
    """Keep why a file cannot be read."""
    move(ROSTER, given, "refuse")
    given.refusal = refusal.verdict.as_record()
    given.save()
    return given


def _note(roster: Roster, report: rules.Report) -> None:
    good = report.good
    move(ROSTER, roster, "check")
    roster.rows, roster.good = report.rows, len(good)
    roster.known = len(_unchanged(good, roster))
    roster.problems = [problem.record() for problem in report.problems]
    roster.save()


def _unchanged(good: list[rules.Entry], roster: Roster) -> set[int]:
    """The lines of good rows whose people stand on the register; those sent back are corrected by the row instead."""
    here = queries.register_of(good, roster.training_class)
    states = {identity: it.state for identity, it in here.items()}
    return {e.row for e in good if states.get((e.id_type, e.resident_id), "returned") != "returned"}


@transaction.atomic
def ask_commit(roster: Roster, *, only_good: bool, since: date, by: Actor) -> Job | None:
    """Have a checked roster taken over by a job; a second click finds the job under way or done and starts none.

    Raises `Refused`: no right, errors without the explicit choice, nothing to take, not checked.
    """
    roster = _locked(roster)
    require(access.can_take_over(by, roster))
    if roster.state == RosterState.COMMITTED:
        return None
    require(ROSTER.may(roster, "commit"))
    require(may_take(roster, only_good=only_good))
    under_way = queries.latest_job(roster)
    if under_way and under_way.kind == COMMIT and under_way.state == Job.State.WAITING:
        return under_way
    return jobs.start(
        COMMIT, by=by, about=roster.uuid, roster=str(roster.uuid), actor=spelled(by), only_good=only_good,
        since=since.isoformat(),
    )  # fmt: skip


def may_take(given: GivenFile, *, only_good: bool) -> Any:
    """Whether the rows may be taken over: all, or the good ones by choice; and there must be some."""
    if given.faulty and not only_good:
        return No("rows_with_errors", have=given.faulty, need=0)
    return ROSTER.may(given, "commit") if given.to_take else No("nothing_to_take", have=given.known)


@transaction.atomic
def commit_roster(roster: Roster, *, only_good: bool, since: date, by: Actor, step: Step = silent) -> Roster:
    """Take over every row of a roster, or only the good ones, in one transaction: all of them or none.

    The file is read and checked once more. When that finds other problems than the report that was shown, nothing is
    taken over: the new report stands in its place (state: checked). A roster taken over already stays so.
    """
    roster = _locked(roster)
    require(access.can_take_over(by, roster))
    if roster.state == RosterState.COMMITTED:
        return roster
    require(ROSTER.may(roster, "commit"))
    training_class = queries.class_for_update(roster.training_class_id)
    sheet = queries.sheet_of(roster)
    report = queries.check(sheet, training_class, by=by)
    step(20, 100)
    shown = {problem["row"] for problem in roster.problems if problem["severity"] == "error"}
    if report.faulty != shown:
        _note(roster, report)
        return roster
    unchanged = _unchanged(report.good, roster)
    roster.known = len(unchanged)
    require(may_take(roster, only_good=only_good))
    entries = [entry for entry in report.good if entry.row not in unchanged]
    made = admit(training_class, entries, since=since, by=by, step=step)
    move(ROSTER, roster, "commit")
    roster.taken = len(made)
    roster.save()
    after = {"rows": roster.rows, "taken": roster.taken, "left_out": roster.faulty, "known": roster.known}
    journal.record("roster taken over", roster, by=by, on=since, after=after, threads=[training_class.uuid])
    return roster


@transaction.atomic
def discard_roster(roster: Roster, *, by: Actor) -> Roster:
    """Put a roster aside: nothing of it was taken over. A second click changes nothing."""
    roster = _locked(roster)
    require(access.can_take_over(by, roster))
    if roster.state != RosterState.DISCARDED:
        move(ROSTER, roster, "discard")
        roster.save(update_fields=["state"])
        journal.record("roster discarded", roster, by=by, threads=[roster.training_class.uuid])
    return roster


def _locked(roster: Roster) -> Roster:
    with_class = "training_class__version__programme__occupation"
    held = Roster.objects.select_for_update(of=("self",)).select_related("file", with_class, "training_class__campus")
    return held.get(pk=roster.pk)
