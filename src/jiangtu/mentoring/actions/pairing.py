"""Pairing for a class: proposed by the engine, changed by hand, published by the enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final, move
from jiangtu.core.verdict import No, Refused, Verdict, require

from .. import access
from ..models import Pair, PairingRun, PairWish
from ..queries import pairing
from ..rules.pairing.problem import Link, Problem
from ..states import PAIRING_RUN, RunState, WishKind
from .pairs import begin_pairs

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass

    from ..queries.pairing import Facts
    from ..rules.pairing.change import ProposedChange
    from ..rules.pairing.optimum import Answer


@transaction.atomic
def run_pairing(
    training_class: TrainingClass, enterprise: Institution, *, by: Actor, on: date | None = None
) -> PairingRun:
    """Work out the best pairing of an enterprise's apprentices in a class; it takes the place of an earlier draft.

    Pairs in force stay, wishes are kept. Raises `Refused`: no right, nobody to pair, or a wish that breaks a rule.
    """
    require(access.can_prepare_pairing(by, training_class, enterprise))
    facts = pairing.facts(training_class, enterprise, on=on or timezone.localdate())
    if not facts.problem.apprentices:
        raise Refused(No("nobody_to_pair"))
    answer = solved(facts.problem, facts.names())
    return _lay_down(training_class, enterprise, facts, facts.problem, answer, by)


def solved(problem: Problem, names: Mapping[str, str]) -> Answer:
    """The optimum; a refusal names people instead of ids."""
    from ..rules.pairing.optimum import solve  # numpy and OR-Tools: a second of every start, if it stood above

    try:
        return solve(problem)
    except Refused as refusal:
        raise Refused(pairing.named(refusal.verdict, names)) from refusal


def _lay_down(
    training_class: TrainingClass, enterprise: Institution, facts: Facts, problem: Problem, answer: Answer, by: Actor
) -> PairingRun:
    """Keep a run as the draft that lies on the table, in the place of the one before."""
    drafts = PairingRun.objects.filter(training_class=training_class, enterprise=enterprise, state=RunState.DRAFT)
    for draft in drafts.select_for_update(no_key=True).order_by("pk"):
        move(PAIRING_RUN, draft, "drop")
        draft.save(update_fields=["state"])
    best = answer
    if facts.wishes:
        from ..rules.pairing.optimum import solve

        free = msgspec.structs.replace(
            facts.problem,
            locked=tuple(link for link in facts.problem.locked if link not in facts.wishes),
            forbidden=tuple(link for link in facts.problem.forbidden if link not in facts.wishes),
        )
        best = solve(free)
    kept = {
        **msgspec.to_builtins(answer, order="deterministic"),
        "optimum": {"filled": best.filled, "total_fit": best.total_fit},
    }
    try:
        with transaction.atomic():
            run = PairingRun.objects.create(
                training_class=training_class,
                enterprise=enterprise,
                problem=msgspec.to_builtins(problem, order="deterministic"),
                answer=kept,
                rulebook=facts.book.id,
            )
    except IntegrityError as clash:
        raise Refused(No("pairing_running")) from clash
    journal.record(
        "pairing run",
        run,
        by=by,
        after={"filled": answer.filled, "wanted": pairing.wanted(problem), "total_fit": answer.total_fit},
        rulebook=facts.book.id,
        threads=[training_class.uuid, enterprise.uuid],
    )
    return run


@transaction.atomic
def change_pairing(
    run: PairingRun, *, by: Actor, link: Link, instead_of: Link | None = None, forbid: bool = False
) -> PairingRun:
    """Move an apprentice by hand, or keep two people apart: the wish is kept and the proposal worked out anew.

    A second click finds the wish already there and gives the draft as it is. Raises `Refused`: no right, a rule is
    broken, a pair in force, or another proposal lies on the table by now (`pairing_replaced`).
    """
    run = pairing.pairing_for_update(run.pk)
    require(access.can_prepare_pairing(by, run.training_class, run.enterprise))
    facts = pairing.facts(run.training_class, run.enterprise, on=timezone.localdate())
    kind = WishKind.FORBID if forbid else WishKind.LOCK
    if facts.wishes.get(link) == kind and run.state != RunState.DRAFT:
        return pairing.draft_of(run.training_class, run.enterprise) or run
    if run.state != RunState.DRAFT:
        raise Refused(No("pairing_replaced"))
    if link in facts.kept or instead_of in facts.kept:
        raise Refused(No("pair_is_in_force"))
    change = pairing.weigh(run, facts, link=link, instead_of=instead_of, forbid=forbid)
    if instead_of:
        _unwish(run, instead_of)
    _wish(run, facts, link, kind, by)
    after = pairing.facts(run.training_class, run.enterprise, on=timezone.localdate())
    return _lay_down(run.training_class, run.enterprise, after, _as_changed(after, change), change.after, by)


def _as_changed(facts: Facts, change: ProposedChange) -> Problem:
    """The problem whose pairs are exactly those of the change: kept beside the run for replaying it."""
    from ..rules.pairing.change import changed

    links = [(pair.mentor, pair.apprentice) for pair in change.after.pairs]
    return changed(facts.problem, lock=links)


@transaction.atomic
def lock_pair(run: PairingRun, link: Link, *, by: Actor) -> PairWish:
    """Keep a proposed pair together in every later run."""
    from ..rules.pairing.change import changed

    run = pairing.pairing_for_update(run.pk)
    require(access.can_prepare_pairing(by, run.training_class, run.enterprise))
    facts = pairing.facts(run.training_class, run.enterprise, on=timezone.localdate())
    try:
        changed(facts.problem, lock=[link])
    except Refused as refusal:
        raise Refused(pairing.named(refusal.verdict, facts.names())) from refusal
    return _wish(run, facts, link, WishKind.LOCK, by)


@transaction.atomic
def lift_wish(run: PairingRun, link: Link, *, by: Actor) -> None:
    """Forget a wish; the next run may pair these two or not. A second click changes nothing."""
    run = pairing.pairing_for_update(run.pk)
    require(access.can_prepare_pairing(by, run.training_class, run.enterprise))
    if _unwish(run, link):
        journal.record("pairing wish lifted", run, by=by, threads=[run.training_class.uuid])


def _wish(run: PairingRun, facts: Facts, link: Link, kind: str, by: Actor) -> PairWish:
    mentor, apprentice = facts.mentors.get(link[0]), facts.apprentices.get(link[1])
    if mentor is None or apprentice is None:
        raise Refused(No("pairing_outdated"))
    wish, made = PairWish.objects.get_or_create(
        training_class=run.training_class, mentor=mentor, apprenticeship=apprentice, defaults={"kind": kind}
    )
    if made or wish.kind != kind:
        wish.kind = kind
        wish.save()
        journal.record(
            "pair locked" if kind == WishKind.LOCK else "pair forbidden",
            run,
            by=by,
            threads=[run.training_class.uuid, apprentice.uuid],
        )
    return wish


def _unwish(run: PairingRun, link: Link) -> bool:
    found = PairWish.objects.filter(
        training_class=run.training_class, mentor__uuid=link[0], apprenticeship__uuid=link[1]
    )
    return bool(found.delete()[0])


@final
@transaction.atomic
def publish_pairing(run: PairingRun, *, by: Actor, on: date, term_to: date | None = None) -> PairingRun:
    """Put the proposed pairs under contract from a day on; pairs in force stay as they are and nothing ends.

    A second click changes nothing. Raises `Refused`: no right; another proposal lies on the table by now, which nobody
    publishes unseen (`pairing_replaced`); days outside the class; or the record has changed since so that a proposed
    pair breaks a rule now (`pairing_outdated`, with the pairs concerned).
    """
    run = pairing.pairing_for_update(run.pk)
    require(access.can_publish_pairing(by, run))
    if run.state == RunState.PUBLISHED:
        return run
    if run.state != RunState.DRAFT:
        raise Refused(No("pairing_replaced"))
    move(PAIRING_RUN, run, "publish")
    last = run.training_class.ends_on
    if not run.training_class.starts_on <= on <= last:
        raise Refused(No("pairing_outside_class", have=on, first=run.training_class.starts_on, need=last))
    if term_to and term_to < on:
        raise Refused(No("term_before_start", have=term_to, need=on))
    from ..rules.pairing.optimum import Answer

    facts = pairing.facts(run.training_class, run.enterprise, on=timezone.localdate())
    answer = msgspec.convert(run.answer, Answer, strict=False)
    fresh = [pair for pair in answer.pairs if (pair.mentor, pair.apprentice) not in facts.kept]
    _require_current(facts, [(pair.mentor, pair.apprentice) for pair in fresh])
    run.save(update_fields=["state"])
    published = journal.entry_for(
        "pairing published",
        run,
        by=by,
        on=on,
        after={"pairs": len(fresh), "filled": answer.filled, "total_fit": answer.total_fit},
        rulebook=run.rulebook,
        threads=[run.training_class.uuid, run.enterprise.uuid],
    )
    new = [
        Pair(
            mentor=facts.mentors[pair.mentor],
            apprenticeship=facts.apprentices[pair.apprentice],
            run=run,
            since=on,
            term_to=term_to or last,
            fit={"fit": pair.fit, "coverage": pair.coverage, "closeness": pair.closeness, "overlap": pair.overlap},
        )
        for pair in fresh
    ]
    begin_pairs(new, by=by, rulebook=run.rulebook, beside=[published])
    return run


def _require_current(facts: Facts, links: list[Link]) -> None:
    """The proposed pairs must still be possible, all of them together."""
    from ..rules.pairing.change import changed

    gone = [link for link in links if link[0] not in facts.mentors or link[1] not in facts.apprentices]
    if gone:
        raise Refused(No("pairing_outdated"))
    try:
        changed(facts.problem, lock=links)
    except Refused as refusal:
        parts = pairing.named(refusal.verdict, facts.names()).parts
        raise Refused(Verdict(ok=False, code="pairing_outdated", parts=(No("pairing_outdated"), *parts))) from refusal
