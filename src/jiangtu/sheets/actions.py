"""A file comes in, is checked, and is taken over whole, by its good rows, or not at all; or is put aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from jiangtu.core import files, jobs, journal
from jiangtu.core.actor import SYSTEM, Actor
from jiangtu.core.jobs import Step, silent, spelled
from jiangtu.core.machine import final, move
from jiangtu.core.models import Job
from jiangtu.core.verdict import No, Refused, Verdict, require

from . import access, queries
from .doors import A, AnyKind, Kind, R
from .models import GivenFile
from .rules.report import Report
from .states import GIVEN_FILE, LEFT, FileState

CHECK, TAKE = "sheets.check", "sheets.take"


@transaction.atomic
def give(kind: Kind[A, R], about: Sequence[UUID], *, content: bytes, name: str, by: Actor) -> GivenFile:
    """Keep a file, sealed, and have it checked. Raises `Refused` without the right to bring one, and where none is
    awaited any more."""
    thing = _what_it_is_about(kind, about, by)
    require(access.can_give(by, kind, thing))
    require(kind.awaits(thing))
    plain = PurePath(name.replace("\\", "/")).name or f"{kind.name}.xlsx"
    kept = files.keep(
        content, name=plain, content_type="application/octet-stream", purpose=kind.name, owner=by.person_uuid
    )
    given = GivenFile.objects.create(
        kind=kind.name, about=list(about), file=kept, given_by=by.person_uuid, given_for=by.institution_uuid
    )
    journal.record(f"{kind.name} given", given, by=by, threads=given.about)
    jobs.start(CHECK, by=by, about=given.uuid, given=str(given.uuid), actor=spelled(by))
    return given


@transaction.atomic
def check(given: GivenFile, *, by: Actor, step: Step = silent) -> GivenFile:
    """Read the file and note every problem; what cannot be read is kept as unreadable, with the reason.

    Checking anew what was checked writes a new report; what was taken over or put aside stays as it is.
    """
    given, kind, about = _locked_file(given, by)
    if given.state not in (FileState.GIVEN, FileState.CHECKED):
        return given
    step(5, 100)
    try:
        sheet = queries.sheet_of(given, kind.layout_of(about))
    except Refused as refusal:
        move(GIVEN_FILE, given, "refuse")
        given.refusal = refusal.verdict.as_record()
        given.save()
        journal.record(f"{kind.name} unreadable", given, by=by, threads=given.about)
        return given
    step(30, 100)
    report = kind.checked(sheet, about, by, _answers(kind, about, given.asked))
    step(80, 100)
    _note(given, report)
    after = {"rows": given.rows, "good": given.good}
    journal.record(f"{kind.name} checked", given, by=by, after=after, threads=given.about)
    return given


@transaction.atomic
def check_again(given: GivenFile, *, by: Actor) -> Job:
    """Have a file checked anew: the record has changed since, or the work broke off."""
    given, _kind, _about = _locked_file(given, by)
    require(GIVEN_FILE.may(given, "check"))
    return jobs.start(CHECK, by=by, about=given.uuid, given=str(given.uuid), actor=spelled(by))


def _answers(kind: Kind[A, R], about: A, asked: Mapping[str, object]) -> dict[str, object]:
    """What was filled in, as the kind's fields read it; nothing before anybody was asked."""
    return {name: each.clean(asked.get(name)) for name, each in kind.asks(about).items()} if asked else {}


def _note(given: GivenFile, report: Report[R]) -> None:
    move(GIVEN_FILE, given, "check")
    good = {row.row for row in report.good}
    given.rows, given.good, given.known = report.rows, len(good), len(good & report.known)
    given.problems = [problem.record() for problem in report.problems]
    given.save()


@transaction.atomic
def ask_take(given: GivenFile, *, only_good: bool, by: Actor, asked: Mapping[str, object] | None = None) -> Job | None:
    """Have a checked file taken over by a job; a second click finds the job under way or done and starts none.

    `asked`: what the kind asks before. Raises `Refused`: no right, errors without the explicit choice, nothing to take,
    not checked.
    """
    given, kind, _about = _locked_file(given, by)
    if given.state == FileState.TAKEN:
        return None
    require(GIVEN_FILE.may(given, "take"))
    require(may_take(given, kind, only_good=only_good))
    under_way = queries.latest_job(given)
    if under_way and under_way.kind == TAKE and under_way.state == Job.State.WAITING:
        return under_way
    return jobs.start(
        TAKE, by=by, about=given.uuid, given=str(given.uuid), actor=spelled(by), only_good=only_good,
        asked=journal.plain(asked or {}),
    )  # fmt: skip


def may_take(given: GivenFile, kind: Kind[A, R], *, only_good: bool) -> Verdict:
    """Whether the rows may be taken over: all, or the good ones by choice; and there must be some."""
    if given.faulty and not (only_good and kind.partial):
        return No("rows_with_errors", have=given.faulty, need=0)
    return GIVEN_FILE.may(given, "take") if given.to_take else No("nothing_to_take", have=given.known)


@transaction.atomic
def take(
    given: GivenFile, *, only_good: bool, by: Actor, asked: Mapping[str, object] | None = None, step: Step = silent
) -> GivenFile:
    """Take over every row of a file, or only the good ones, in one transaction: all of them or none.

    The file is read and checked once more, with what was `asked`. When that keeps other rows out than the report that
    was shown, nothing is taken over: the new report stands in its place (state: checked), with what was filled in. A
    file taken over already stays so.
    """
    given, kind, about = _locked_file(given, by)
    if given.state == FileState.TAKEN:
        return given
    require(GIVEN_FILE.may(given, "take"))
    about = kind.hold(about)
    given.asked = journal.plain(asked or {})
    values = _answers(kind, about, given.asked)
    report = kind.checked(queries.sheet_of(given, kind.layout_of(about)), about, by, values)
    step(20, 100)
    shown = {problem.row for problem in queries.problems_of(given) if problem.severity == "error"}
    if report.faulty != shown:
        _note(given, report)
        return given
    given.known = len(report.good) - len(report.to_take)
    given.problems = [problem.record() for problem in report.problems]
    require(may_take(given, kind, only_good=only_good))
    with journal.watched() as facts:
        given.taken = kind.take(report.to_take, about, by=by, step=step, **values)
    given.made = [fact.subject for fact in facts if kind.back and fact.verb in kind.back.begun]
    move(GIVEN_FILE, given, "take")
    given.save()
    after = {"rows": given.rows, "taken": given.taken, "left_out": given.faulty, "known": given.known}
    journal.record(f"{kind.name} taken over", given, by=by, after=after, threads=given.about)
    return given


@final
@transaction.atomic
def take_back(given: GivenFile, *, reason: str, by: Actor) -> GivenFile:
    """Take back what was made of a file by mistake, while nothing rests on it. The file and what the journal says of
    it stay.

    Raises `Refused`: no right, no reason, not taken over, a kind that keeps what it made, and on what something rests.
    """
    given, kind, about = _locked_file(given, by)
    if not reason.strip():
        raise Refused(No("file_reason_missing"))
    kind.hold(about)
    allowed = require(may_take_back(given, kind))
    if kind.back:
        kind.back.take_back(given.made, reason=reason.strip(), by=by, allowed=allowed)
    move(GIVEN_FILE, given, "take back")
    given.save(update_fields=["state"])
    after = {"taken": len(given.made)}
    journal.record(f"{kind.name} taken back", given, by=by, after=after, remark=reason, threads=given.about)
    return given


def may_take_back(given: GivenFile, kind: Kind[A, R]) -> Verdict:
    """Whether it was taken over, its kind can take back what it made, and nothing rests on that."""
    if not GIVEN_FILE.may(given, "take back"):
        return GIVEN_FILE.may(given, "take back")
    if kind.back is None:
        return No("file_keeps_what_it_made")
    return kind.back.may(given.made) if given.made else No("file_made_unknown")


@final
@transaction.atomic
def discard(given: GivenFile, *, by: Actor) -> GivenFile:
    """Put a file aside: nothing of it was taken over. A second click changes nothing."""
    given, kind, _about = _locked_file(given, by)
    if given.state != FileState.DISCARDED:
        move(GIVEN_FILE, given, "discard")
        given.save(update_fields=["state"])
        journal.record(f"{kind.name} discarded", given, by=by, threads=given.about)
    return given


def sweep() -> int:
    """Let go of the content of files that nobody took over within `settings.SHEETS_KEPT_DAYS`, and of discarded ones,
    counted from the last that was done with them; how many. What is worked on stays."""
    before = timezone.now() - timedelta(days=settings.SHEETS_KEPT_DAYS)
    return sum(_let_go(key, before) for key in queries.swept_by(before))


@transaction.atomic
def _let_go(key: int, before: datetime) -> bool:
    """Whether it went: under the lock that whoever works on it takes, nothing waits, goes on or was done since."""
    held = GivenFile.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related("file")
    given = held.filter(pk=key).first()
    if given is None or given.state not in LEFT or queries.used_since(given, before):
        return False
    if given.state == FileState.DISCARDED:
        move(GIVEN_FILE, given, "clear")
    else:
        move(GIVEN_FILE, given, "expire")
    given.refusal = No(f"file_{given.state}", have=settings.SHEETS_KEPT_DAYS).as_record()
    given.save(update_fields=["state", "refusal"])
    files.empty(given.file)
    journal.record(f"{given.kind} deleted", given, by=SYSTEM, threads=given.about)
    return True


def _locked_file(given: GivenFile, by: Actor) -> tuple[GivenFile, AnyKind, object]:
    """The file, locked, with its kind and what it is about. Raises `Refused` for one who may not take it over."""
    given = GivenFile.objects.select_for_update(no_key=True, of=("self",)).select_related("file").get(pk=given.pk)
    kind = queries.kind(given.kind)
    about = _what_it_is_about(kind, given.about, by)
    require(access.can_take_over(by, given, kind, about))
    return given, kind, about


def _what_it_is_about(kind: Kind[A, R], keys: Sequence[UUID], by: Actor) -> A:
    """The thing behind the keys; `Refused` for one who does not see it."""
    try:
        return queries.about(kind, keys, seen_by=by)
    except Http404:
        raise Refused(No("no_right", action="give")) from None
