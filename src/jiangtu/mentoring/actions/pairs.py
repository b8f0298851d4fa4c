"""Pairs: begun by a published pairing, written into a contract, ended with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.copying import create
from jiangtu.core.machine import final
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import No, Refused, Verdict, require

from .. import access
from ..models import Pair
from ..queries import pairs
from ..rules.term import may_change, may_end

CONTRACT = ("term_to", "goals", "tasks")


@transaction.atomic
def begin_pairs(
    new: Sequence[Pair], *, by: Actor, rulebook: str = "", beside: Iterable[JournalEntry] = ()
) -> list[Pair]:
    """Put all of these under contract, or none; as many statements for a hundred as for one.

    `beside`: what else the calling act has to record, written with the pairs' facts, so that what follows from all of
    them is one job. Raises `Refused`: no right, another enterprise, already paired.
    """
    for pair in new:
        require(access.can_lead_pair(by, pair))
        if pair.mentor.enterprise_id != pair.apprenticeship.enrolment.enterprise_id:
            raise Refused(No("pair_crosses_enterprises"))
    _require_parted(new)
    try:
        with transaction.atomic():
            create(new)
    except IntegrityError as clash:
        running = pairs.of_the_same(new).filter(until__isnull=True).values_list("mentor", "apprenticeship")
        links = set(running)
        twice = next((each for each in new if (each.mentor_id, each.apprenticeship_id) in links), new[0])
        raise Refused(No("already_paired", **_names(twice))) from clash
    facts = [
        journal.entry_for(
            "pair begun", pair, by=by, on=pair.since, after={"term_to": pair.term_to}, rulebook=rulebook,
            threads=pairs.threads(pair),
        )
        for pair in new
    ]  # fmt: skip
    journal.record_all([*facts, *beside])
    return list(new)


def _require_parted(new: Sequence[Pair]) -> None:
    """Nobody begins a pair before the last day of the same two's former one."""
    ended = pairs.of_the_same(new).filter(until__isnull=False).values_list("mentor", "apprenticeship", "until")
    last = {(mentor, apprenticeship): until for mentor, apprenticeship, until in ended.order_by("until", "pk")}
    for pair in new:
        until = last.get((pair.mentor_id, pair.apprenticeship_id))
        if until and until >= pair.since:
            raise Refused(No("former_pair_runs", have=until, **_names(pair)))


def _names(pair: Pair) -> dict[str, str]:
    return {"mentor": str(pair.mentor.person), "apprentice": str(pair.apprenticeship.enrolment.person)}


@transaction.atomic
def write_contract(pair: Pair, *, by: Actor, term_to: date | None, goals: str, tasks: str) -> Pair:
    """Write the contract's term, goals and tasks. Raises `Refused`: no right, pair ended, term too early."""
    pair = pairs.pair_for_update(pair.pk)
    require(access.can_lead_pair(by, pair))
    require(may_change(pair.until))
    if term_to and term_to < pair.since:
        raise Refused(No("term_before_start", have=term_to, need=pair.since))
    before = journal.values(pair, CONTRACT)
    pair.term_to, pair.goals, pair.tasks = term_to, goals.strip(), tasks.strip()
    if changed := journal.difference(before, journal.values(pair, CONTRACT)):
        pair.save(update_fields=CONTRACT)
        journal.record("pair contract written", pair, by=by, threads=pairs.threads(pair), **changed)
    return pair


@final
@transaction.atomic
def end_pair(pair: Pair, *, by: Actor, on: date, reason: str) -> Pair:
    """End a pair with `on` as its last day, which has come, for a reason. A second click on the same day changes
    nothing."""
    pair = pairs.pair_for_update(pair.pk)
    require(access.can_lead_pair(by, pair))
    if pair.until == on and pair.end_reason == reason.strip():
        return pair
    require(may_change(pair.until))
    if not reason.strip():
        raise Refused(No("pair_reason_missing"))
    require(may_end(on, today=timezone.localdate(), since=pair.since))
    _end(pair, by=by, on=on, reason=reason.strip())
    return pair


def end_pairs_of(apprenticeship: int, on: date, reason: str, by: Actor, allowed: Verdict) -> None:
    """End the pairs of an apprentice (primary key) who leaves: `on` is their last day, or the first one of what has not
    begun. Within the act that decides whether the actor may (`allowed`)."""
    require(allowed)
    left = Pair.objects.select_for_update(no_key=True, of=("self",)).select_related(*pairs.WITH_ALL).order_by("pk")
    for pair in left.filter(apprenticeship=apprenticeship, until__isnull=True):
        _end(pair, by=by, on=max(on, pair.since), reason=reason)


def resume_pairs_of(apprenticeship: int, reason: str, by: Actor, allowed: Verdict) -> None:
    """Let the pairs go on that ended with the departure of an apprentice (primary key), where nothing stands against
    it. Within the act that takes the departure back and decides whether the actor may (`allowed`)."""
    require(allowed)
    held = Pair.objects.select_for_update(no_key=True, of=("self",)).filter(apprenticeship=apprenticeship)
    for pair in pairs.ended_with_departure(held.order_by("pk")):
        if pairs.may_resume(pair):
            before = {"until": pair.until}
            pair.until, pair.end_reason = None, ""
            pair.save(update_fields=["until", "end_reason"])
            journal.record("pair resumed", pair, by=by, before=before, remark=reason, threads=pairs.threads(pair))


def _end(pair: Pair, *, by: Actor, on: date, reason: str) -> None:
    pair.until, pair.end_reason = on, reason
    pair.save(update_fields=["until", "end_reason"])
    journal.record("pair ended", pair, by=by, on=on, remark=reason, threads=pairs.threads(pair))
