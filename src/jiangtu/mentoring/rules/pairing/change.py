"""What a hand's change costs, and why two people may or may not be paired: for the page on which pairs are moved."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from jiangtu.core.verdict import No, Refused, Verdict, Yes, every

from .faults import require_sound
from .fit import Figures, conditions, figures
from .optimum import Answer, solve
from .problem import Link, Problem


class Explanation(msgspec.Struct, frozen=True):
    """`verdict`: each rule of a pair with have and need (`verdict.leaves()`); `figures`: None when one fails."""

    verdict: Verdict
    figures: Figures | None


def explain(problem: Problem, mentor: str, apprentice: str) -> Explanation:
    """Why this mentor may or may not have this apprentice, by ids; whether places are left is not asked.

    The parts are: nobody's own mentor, not forbidden, shared site, shared shift, rank above, target level (where one is
    set), skill. `Refused` with `unknown_id` when there is no such person.
    """
    master = next((person for person in problem.mentors if person.id == mentor), None)
    learner = next((person for person in problem.apprentices if person.id == apprentice), None)
    if master is None:
        raise Refused(No("unknown_id", id=mentor, list="mentors", where="pair"))
    if learner is None:
        raise Refused(No("unknown_id", id=apprentice, list="apprentices", where="pair"))
    forbidden = (mentor, apprentice) in problem.forbidden
    verdict = every(
        No("own_mentor") if mentor == apprentice else Yes("another_person"),
        No("pair_forbidden") if forbidden else Yes("pair_not_forbidden"),
        *conditions(master, learner, problem.rules),
    )
    return Explanation(verdict, figures(master, learner, problem.rules) if verdict else None)


class ProposedChange(msgspec.Struct, frozen=True):
    """The optimum before and after a change. `filled` and `total_fit` are after less before: below 0 is a loss.

    `dropped` and `added` are the links in which the two optima differ. Among equally good pairings the optimum may
    move people the change did not name: lock the pairs that are to stay.
    """

    before: Answer
    after: Answer
    filled: int
    total_fit: int
    dropped: tuple[Link, ...]
    added: tuple[Link, ...]


def changed(
    problem: Problem, *, lock: Iterable[Link] = (), forbid: Iterable[Link] = (), release: Iterable[Link] = ()
) -> Problem:
    """The problem with links first released (no longer locked, no longer forbidden), then locked and forbidden.

    `Refused` with `invalid_problem` when a lock breaks a rule or leaves no room. To move an apprentice from one locked
    mentor to another, release the old link and lock the new one.
    """
    free = set(release)
    locked = dict.fromkeys([*(link for link in problem.locked if link not in free), *lock])
    forbidden = dict.fromkeys([*(link for link in problem.forbidden if link not in free), *forbid])
    return require_sound(msgspec.structs.replace(problem, locked=tuple(locked), forbidden=tuple(forbidden)))


def cost_of_change(
    problem: Problem,
    *,
    lock: Iterable[Link] = (),
    forbid: Iterable[Link] = (),
    release: Iterable[Link] = (),
    before: Answer | None = None,
) -> ProposedChange:
    """What a change costs against the optimum of the problem as it is (`before`, when it is already known)."""
    before = before or solve(problem)
    after = solve(changed(problem, lock=lock, forbid=forbid, release=release))
    old = {(pair.mentor, pair.apprentice) for pair in before.pairs}
    new = {(pair.mentor, pair.apprentice) for pair in after.pairs}
    return ProposedChange(
        before,
        after,
        after.filled - before.filled,
        after.total_fit - before.total_fit,
        tuple(sorted(old - new)),
        tuple(sorted(new - old)),
    )
