"""What is wrong with a problem: every fault at once, so that it is mended in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from jiangtu.core.verdict import No, Refused, Verdict

from .fit import conditions
from .problem import Apprentice, Link, Mentor, Problem

Part = tuple[str, str, str]  # what a fault lies in: (list, id, key)
MOST = 1_000_000  # of places, of mentors for one apprentice: above any real figure, and safe to add up


def require_sound(problem: Problem) -> Problem:
    """The same problem when nothing is wrong with it; otherwise `Refused` with `invalid_problem`, a part per fault."""
    refuse(list(faults(problem)))
    return problem


def refuse(found: Sequence[Verdict]) -> None:
    """Raise `Refused` with `invalid_problem` when there are faults."""
    if found:
        raise Refused(Verdict(ok=False, code="invalid_problem", have=len(found), parts=tuple(found)))


def faults(problem: Problem, doubtful: Collection[Part] = frozenset()) -> Iterator[Verdict]:
    """Every fault of a problem. Of the `doubtful` parts a fault is known already: nothing is concluded from them, and
    an empty level is not named once more."""
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    apprentices = {apprentice.id: apprentice for apprentice in problem.apprentices}
    wrong = set(doubtful)
    found = [*_repeated("mentors", problem.mentors), *_repeated("apprentices", problem.apprentices)]
    people: Iterable[Mentor | Apprentice] = chain(problem.mentors, problem.apprentices)
    for part, fault in chain.from_iterable(_person(person, problem, wrong) for person in people):
        wrong.add(part)
        found.append(fault)
    for part, fault in _rules(problem):
        wrong.add(part)
        found.append(fault)
    yield from found
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


def _person(person: Mentor | Apprentice, problem: Problem, wrong: Collection[Part]) -> Iterator[tuple[Part, Verdict]]:
    ranks = problem.rules.ranks
    if isinstance(person, Mentor):
        which, key, number, graded, grades = "mentors", "places", person.places, "skills", person.skills
        levels = {"level": person.level}
    else:
        which, key, number, graded, grades = "apprentices", "mentors", person.mentors, "wants", person.wants
        levels = {"level": person.level, "target_level": person.target_level}
    if number < 0:
        yield (which, person.id, key), No(f"negative_{key}", have=number, need=0, id=person.id, list=which)
    elif number > MOST:
        too_many = No("number_too_large", have=number, need=MOST, key=key, id=person.id, list=which)
        yield (which, person.id, key), too_many
    for name, level in levels.items():
        part = which, person.id, name
        told = part in wrong or ("rules", "", "ranks") in wrong and not ranks
        if level not in ranks and (level or name == "level") and not told:
            yield part, No("unknown_level", have=level, need=list(ranks), id=person.id, list=which)
    if grades and not (min(grades.values()) >= 1 and max(grades.values()) <= 5):
        for skill, grade in grades.items():
            if not 1 <= grade <= 5:
                fault = No("grade_out_of_range", have=grade, skill=skill, id=person.id, list=which)
                yield (which, person.id, graded), fault


def _rules(problem: Problem) -> Iterator[tuple[Part, Verdict]]:
    rules = problem.rules
    for key in ("max_apprentices_per_mentor", "min_level_gap"):
        number = getattr(rules, key)
        if not 0 <= number <= MOST:
            yield ("rules", "", key), No("rule_out_of_range", have=number, need=MOST, key=key)
    for level, rank in rules.ranks.items():
        if not 0 <= rank <= MOST:
            yield ("rules", "", "ranks"), No("rank_out_of_range", have=rank, need=MOST, level=level)


def _locked(
    problem: Problem,
    locked: Sequence[Link],
    mentors: Mapping[str, Mentor],
    apprentices: Mapping[str, Apprentice],
    wrong: Collection[Part],
) -> Iterator[Verdict]:
    forbidden = set(problem.forbidden)
    unsure: dict[tuple[str, str], set[str]] = {}
    for which, id, key in wrong:
        unsure.setdefault((which, id), set()).add(key)
    of_rules = unsure.get(("rules", ""), set())
    everywhere = {"level"} if of_rules & {"min_level_gap", "ranks"} else set()
    for m, a in locked:
        if (m, a) in forbidden:
            yield No("locked_pair_breaks_rule", mentor=m, apprentice=a, rule="pair_forbidden")
        if m == a:
            yield No("locked_pair_breaks_rule", mentor=m, apprentice=a, rule="own_mentor")
            continue
        unknown = everywhere.union(unsure.get(("mentors", m), ()), unsure.get(("apprentices", a), ()))
        for verdict in conditions(mentors[m], apprentices[a], problem.rules, unknown):
            if not verdict:
                figures = {"have": verdict.have, "need": verdict.need}
                yield No("locked_pair_breaks_rule", **figures, mentor=m, apprentice=a, rule=verdict.code)
    for m, have in Counter(m for m, _ in locked).items():
        sure = ("mentors", m, "places") not in wrong and "max_apprentices_per_mentor" not in of_rules
        if sure and have > (need := problem.capacity(mentors[m])):
            yield No("locked_beyond_places", have=have, need=need, mentor=m)
    for a, have in Counter(a for _, a in locked).items():
        if ("apprentices", a, "mentors") not in wrong and have > (need := apprentices[a].mentors):
            yield No("locked_beyond_mentors", have=have, need=need, apprentice=a)
