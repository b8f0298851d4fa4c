"""The best pairing: exact, and the same for the same problem whatever the order of its lists.

A flow from mentors to apprentices: each kind of mentor gives at most its places, each kind of apprentice takes at most
what it lacks, an arc carries at most one pair for each two people. Greatest flow first (most places filled), then least
cost of 1000 − fit: with the number of pairs fixed, the greatest total fit. Equally good pairings exist at times; which
of them is given follows from the ids and OR-Tools' own order, nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from .candidates import Candidates, Ints, candidates
from .faults import require_sound
from .fit import figures
from .kinds import Kind, apprentice_traits, deal, gather, mentor_traits
from .network import Network
from .problem import Apprentice, Link, Mentor, Problem
from .reasons import Reasons


class Match(msgspec.Struct, frozen=True, gc=False):
    """A mentor and an apprentice with their figures (see `fit`)."""

    mentor: str
    apprentice: str
    fit: int
    coverage: float
    closeness: float
    overlap: float


class Unfilled(msgspec.Struct, frozen=True, gc=False):
    """An apprentice who lacks `missing` mentors, and the reason that binds (see `reasons`)."""

    apprentice: str
    missing: int
    reason: str


class Answer(msgspec.Struct, frozen=True):
    """`pairs` by apprentice, then mentor; locked pairs are among them. `filled`: places filled, all pairs counted."""

    pairs: tuple[Match, ...]
    unfilled: tuple[Unfilled, ...]
    filled: int
    total_fit: int
    optimal: bool


class Plan(NamedTuple):
    """A problem made ready for the solver: its kinds, the candidates with their fits, the arcs still open."""

    problem: Problem
    locked: list[Link]
    mentors: list[Kind[Mentor]]
    apprentices: list[Kind[Apprentice]]
    found: Candidates
    fits: Ints
    arcs: Ints  # indices of candidates between which pairs may still be made

    def network(self) -> Network:
        m, a = self.found.mentor[self.arcs], self.found.apprentice[self.arcs]
        givers, takers = (np.array([len(kind.members) for kind in kinds]) for kinds in (self.mentors, self.apprentices))
        # Nobody gives or takes more than there are people on the other side.
        gives = givers * np.minimum([kind.places for kind in self.mentors], takers.sum())
        takes = takers * np.minimum([kind.places for kind in self.apprentices], givers.sum())
        most = np.minimum(givers[m] * takers[a], np.minimum(gives[m], takes[a]))
        return Network(len(gives) + a, m, most, 1000 - self.fits[self.arcs], np.concatenate([-gives, takes]))


def solve(problem: Problem) -> Answer:
    """The pairing that fills most places and, of those, has the greatest total fit. `Refused` when it has faults."""
    plan = prepare(problem)
    pairs = [*_locked_pairs(plan), *_made_pairs(plan, plan.network().flows())]
    pairs.sort(key=lambda pair: (pair.apprentice, pair.mentor))
    return Answer(tuple(pairs), tuple(_unfilled(plan, pairs)), len(pairs), sum(pair.fit for pair in pairs), True)


def prepare(problem: Problem) -> Plan:
    """Everything up to the solver. `Refused` with `invalid_problem` and every fault."""
    require_sound(problem)
    locked = sorted(set(problem.locked))
    learning = {apprentice.id for apprentice in problem.apprentices}
    oneself = {(mentor.id, mentor.id) for mentor in problem.mentors if mentor.id in learning}
    shut = {*locked, *problem.forbidden, *oneself}
    mentors, apprentices = _kinds(problem, locked, shut)
    found = candidates(mentors, apprentices, problem.rules)
    arcs = _open_arcs(found, mentors, apprentices, shut)
    return Plan(problem, locked, mentors, apprentices, found, found.fits(problem.rules), arcs)


def _kinds(
    problem: Problem, locked: Sequence[Link], shut: set[Link]
) -> tuple[list[Kind[Mentor]], list[Kind[Apprentice]]]:
    """Mentors and apprentices by kind, with the places that the locked pairs leave."""
    given, taken = Counter(m for m, _ in locked), Counter(a for _, a in locked)
    mentors = gather(
        problem.mentors,
        mentor_traits,
        lambda mentor: problem.capacity(mentor) - given[mentor.id],
        alone={m for m, _ in shut},
    )
    apprentices = gather(
        problem.apprentices,
        apprentice_traits,
        lambda apprentice: apprentice.mentors - taken[apprentice.id],
        alone={a for _, a in shut},
    )
    return mentors, apprentices


def _open_arcs(
    found: Candidates, mentors: Sequence[Kind[Mentor]], apprentices: Sequence[Kind[Apprentice]], shut: set[Link]
) -> Ints:
    """The candidates between which pairs may still be made, as indices."""
    open_ = np.array([kind.places > 0 for kind in mentors], bool)[found.mentor]
    open_ &= np.array([kind.places > 0 for kind in apprentices], bool)[found.apprentice]
    row_of_mentor = {id: row for row, kind in enumerate(mentors) for id in kind.members}
    row_of_apprentice = {id: row for row, kind in enumerate(apprentices) for id in kind.members}
    rows = [(row_of_apprentice[a], row_of_mentor[m]) for m, a in shut if a in row_of_apprentice and m in row_of_mentor]
    if rows:
        a, m = np.array(rows, np.int64).T
        open_ &= ~np.isin(found.apprentice * len(mentors) + found.mentor, a * len(mentors) + m)
    return np.flatnonzero(open_)


def _locked_pairs(plan: Plan) -> Iterator[Match]:
    mentors = {mentor.id: mentor for mentor in plan.problem.mentors}
    apprentices = {apprentice.id: apprentice for apprentice in plan.problem.apprentices}
    for m, a in plan.locked:
        known = figures(mentors[m], apprentices[a], plan.problem.rules)
        yield Match(m, a, known.fit, known.coverage, known.closeness, known.overlap)


def _made_pairs(plan: Plan, flows: Ints) -> Iterator[Match]:
    carried = plan.arcs[flows > 0]
    found = Candidates(*(column[carried] for column in plan.found))
    rows = zip(found.mentor.tolist(), found.apprentice.tolist(), flows[flows > 0].tolist(), strict=True)
    fit = plan.fits[carried].tolist()
    coverage, closeness, overlap = (part.tolist() for part in (found.coverage, found.closeness, found.overlap))
    for m, a, row in deal(plan.mentors, plan.apprentices, rows):
        yield Match(m, a, fit[row], coverage[row], closeness[row], overlap[row])


def _unfilled(plan: Plan, pairs: Sequence[Match]) -> list[Unfilled]:
    """Who lacks mentors, in order of id."""
    has: dict[str, list[str]] = {}
    for pair in pairs:
        has.setdefault(pair.apprentice, []).append(pair.mentor)
    reasons = Reasons(plan.mentors, plan.problem.rules)
    eligible = np.zeros(len(plan.apprentices), np.int64)
    np.add.at(eligible, plan.found.apprentice, reasons.sizes[plan.found.mentor])
    short = []
    for kind, count in zip(plan.apprentices, eligible.tolist(), strict=True):
        for id in kind.members:
            theirs = has.get(id, ())
            if missing := kind.person.mentors - len(theirs):
                short.append(Unfilled(id, missing, reasons.reason(kind.person, id, count, theirs)))
    return sorted(short, key=lambda unfilled: unfilled.apprentice)
