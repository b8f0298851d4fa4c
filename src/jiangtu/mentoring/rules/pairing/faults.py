"""What is wrong with a problem: every fault at once, so that it is mended in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from jiangtu.core.verdict import No, Refused, Verdict

from .fit import conditions
from .problem import Apprentice, Link, Mentor, Problem

MOST = 1_000_000  # of places, of mentors for one apprentice: above any real figure, and safe to add up


def require_sound(problem: Problem) -> Problem:
    """The same problem when nothing is wrong with it; otherwise `Refused` with `invalid_problem`, a part per fault."""
    refuse(list(faults(problem)))
    return problem


def refuse(found: Sequence[Verdict]) -> None:
    """Raise `Refused` with `invalid_problem` when there are faults."""
    if found:
        raise Refused(Verdict(ok=False, code="invalid_problem", have=len(found), parts=tuple(found)))


def faults(problem: Problem, doubtful: Collection[str] = frozenset()) -> Iterator[Verdict]:
    """Every fault of a problem. Of `doubtful` people a fault is known already: no fault of a pair is laid on them, and
    an empty level is not named once more."""
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    apprentices = {apprentice.id: apprentice for apprentice in problem.apprentices}
    yield from _repeated("mentors", problem.mentors)
    yield from _repeated("apprentices", problem.apprentices)
    wrong = set(doubtful)
    people: Iterable[Mentor | Apprentice] = chain(problem.mentors, problem.apprentices)
    for person in people:
        for fault in _person(person, problem, person.id in doubtful):
            wrong.add(person.id)
            yield fault
    yield from _rules(problem)
    for where, links in (("locked", problem.locked), ("forbidden", problem.forbidden)):
        for mentor, apprentice in links:
            if mentor not in mentors:
                yield No("unknown_id", id=mentor, list="mentors", where=where)
            if apprentice not in apprentices:
                yield No("unknown_id", id=apprentice, list="apprentices", where=where)
    known = {link for link in problem.locked if link[0] in mentors and link[1] in apprentices}
    yield from _locked(problem, sorted(known), mentors, apprentices, wrong)


def _repeated(where: str, people: Sequence[Mentor | Apprentice]) -> Iterator[Verdict]:
    ids = [person.id for person in people]
    if len(set(ids)) < len(ids):
        for id, times in Counter(ids).items():
            if times > 1:
                yield No("duplicate_id", have=times, id=id, list=where)


def _person(person: Mentor | Apprentice, problem: Problem, doubtful: bool) -> Iterator[Verdict]:
    ranks = problem.rules.ranks
    if isinstance(person, Mentor):
        key, number, grades, target, which = "places", person.places, person.skills, "", "mentors"
    else:
        key, number, grades, target, which = "mentors", person.mentors, person.wants, person.target_level, "apprentices"
    if number < 0:
        yield No(f"negative_{key}", have=number, need=0, id=person.id, list=which)
    elif number > MOST:
        yield No("number_too_large", have=number, need=MOST, key=key, id=person.id, list=which)
    for level in (person.level, target) if target else (person.level,):
        if level not in ranks and (level or not doubtful):
            yield No("unknown_level", have=level, need=list(ranks), id=person.id, list=which)
    if grades and not (min(grades.values()) >= 1 and max(grades.values()) <= 5):
        for skill, grade in grades.items():
            if not 1 <= grade <= 5:
                yield No("grade_out_of_range", have=grade, skill=skill, id=person.id, list=which)


def _rules(problem: Problem) -> Iterator[Verdict]:
    rules = problem.rules
    for key in ("max_apprentices_per_mentor", "min_level_gap"):
        number = getattr(rules, key)
        if not 0 <= number <= MOST:
            yield No("rule_out_of_range", have=number, need=MOST, key=key)
    for level, rank in rules.ranks.items():
        if not 0 <= rank <= MOST:
            yield No("rank_out_of_range", have=rank, need=MOST, level=level)


def _locked(
    problem: Problem,
    locked: Sequence[Link],
    mentors: Mapping[str, Mentor],
    apprentices: Mapping[str, Apprentice],
    wrong: Collection[str],
) -> Iterator[Verdict]:
    forbidden = set(problem.forbidden)
    for m, a in locked:
        if (m, a) in forbidden:
            yield No("locked_pair_breaks_rule", mentor=m, apprentice=a, rule="pair_forbidden")
        if m == a:
            yield No("locked_pair_breaks_rule", mentor=m, apprentice=a, rule="own_mentor")
        elif m not in wrong and a not in wrong:
            for verdict in conditions(mentors[m], apprentices[a], problem.rules):
                if not verdict:
                    yield No(
                        "locked_pair_breaks_rule",
                        have=verdict.have,
                        need=verdict.need,
                        mentor=m,
                        apprentice=a,
                        rule=verdict.code,
                    )
    for m, have in Counter(m for m, _ in locked).items():
        if m not in wrong and have > (need := problem.capacity(mentors[m])):
            yield No("locked_beyond_places", have=have, need=need, mentor=m)
    for a, have in Counter(a for _, a in locked).items():
        if a not in wrong and have > (need := apprentices[a].mentors):
            yield No("locked_beyond_mentors", have=have, need=need, apprentice=a)
