"""Pairs: begun by a published pairing, written into a contract, ended with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require

from .. import access
from ..models import MentorProfile, Pair, PairingRun
from ..queries import pairs

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship

CONTRACT = ("term_to", "goals", "tasks")


@transaction.atomic
def begin_pair(
    mentor: MentorProfile,
    apprenticeship: Apprenticeship,
    *,
    by: Actor,
    since: date,
    term_to: date | None = None,
    goals: str = "",
    tasks: str = "",
    fit: Mapping[str, float] | None = None,
    run: PairingRun | None = None,
    rulebook: str = "",
) -> Pair:
    """Put two people under contract from a day on. Raises `Refused`: no right, another enterprise, already paired."""
    pair = Pair(
        mentor=mentor,
        apprenticeship=apprenticeship,
        run=run,
        since=since,
        term_to=term_to,
        goals=goals.strip(),
        tasks=tasks.strip(),
        fit=dict(fit or {}),
    )
    require(access.can_lead_pair(by, pair))
    if mentor.enterprise_id != apprenticeship.enrolment.enterprise_id:
        raise Refused(No("pair_crosses_enterprises"))
    names = {"mentor": str(mentor.person), "apprentice": str(apprenticeship.enrolment.person)}
    former = Pair.objects.filter(mentor=mentor, apprenticeship=apprenticeship, until__gte=since).first()
    if former:
        raise Refused(No("former_pair_runs", have=former.until, **names))
    try:
        with transaction.atomic():
            pair.save()
    except IntegrityError as clash:
        raise Refused(No("already_paired", **names)) from clash
    journal.record(
        "pair begun", pair, by=by, on=since, after={"term_to": term_to}, rulebook=rulebook, threads=pairs.threads(pair)
    )
    return pair


@transaction.atomic
def write_contract(pair: Pair, *, by: Actor, term_to: date | None, goals: str, tasks: str) -> Pair:
    """Write the contract's term, goals and tasks. Raises `Refused`: no right, pair ended, term too early."""
    pair = pairs.pair_for_update(pair.pk)
    require(access.can_lead_pair(by, pair))
    if pair.until:
        raise Refused(No("pair_ended", have=pair.until))
    if term_to and term_to < pair.since:
        raise Refused(No("term_before_start", have=term_to, need=pair.since))
    before = journal.values(pair, CONTRACT)
    pair.term_to, pair.goals, pair.tasks = term_to, goals.strip(), tasks.strip()
    if changed := journal.difference(before, journal.values(pair, CONTRACT)):
        pair.save(update_fields=CONTRACT)
        journal.record("pair contract written", pair, by=by, threads=pairs.threads(pair), **changed)
    return pair


@transaction.atomic
def end_pair(pair: Pair, *, by: Actor, on: date, reason: str) -> Pair:
    """End a pair with `on` as its last day, for a reason. A second click on the same day changes nothing."""
    pair = pairs.pair_for_update(pair.pk)
    require(access.can_lead_pair(by, pair))
    if pair.until == on and pair.end_reason == reason.strip():
        return pair
    if pair.until:
        raise Refused(No("pair_ended", have=pair.until))
    if not reason.strip():
        raise Refused(No("pair_reason_missing"))
    if on < pair.since:
        raise Refused(No("ends_before_start", have=on, need=pair.since))
    pair.until, pair.end_reason = on, reason.strip()
    pair.save(update_fields=["until", "end_reason"])
    journal.record("pair ended", pair, by=by, on=on, remark=pair.end_reason, threads=pairs.threads(pair))
    return pair
