"""People who are alike in everything that pairing looks at, taken together.

A class of 300 from one programme is a handful of kinds. Pairing kinds instead of people loses nothing: where n alike
mentors of c places each and g alike apprentices of k places each exchange a flow that keeps to n × c, g × k and g × n,
dealing it out in turn gives no one too much and no pair twice (`deal`). People named by a locked or forbidden pair
stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from .problem import Apprentice, Mentor

P = TypeVar("P", bound=Mentor | Apprentice)
Traits = tuple[Hashable, ...]  # what pairing looks at in a person


class Kind(msgspec.Struct, Generic[P], frozen=True, gc=False):
    """`members`: ids in order; `person`: one of them, for all; `places`: the open places of each."""

    members: tuple[str, ...]
    person: P
    places: int


def gather(
    people: Iterable[P], traits: Callable[[P], Traits], places: Callable[[P], int], alone: Collection[str]
) -> list[Kind[P]]:
    """The kinds among these people, in the order of their first ids, whatever the order of the people."""
    groups: dict[Hashable, list[P]] = {}
    for person in sorted(people, key=lambda person: person.id):
        key = person.id if person.id in alone else (places(person), *traits(person))
        groups.setdefault(key, []).append(person)
    return [Kind(tuple([p.id for p in group]), group[0], places(group[0])) for group in groups.values()]


def mentor_traits(mentor: Mentor) -> Traits:
    skills = sorted(mentor.skills)
    return mentor.level, mentor.sites, mentor.shifts, *skills, *map(mentor.skills.get, skills)


def apprentice_traits(apprentice: Apprentice) -> Traits:
    wants = sorted(apprentice.wants)
    levels = apprentice.level, apprentice.target_level
    return *levels, apprentice.sites, apprentice.shifts, *wants, *map(apprentice.wants.get, wants)


def deal(
    mentors: Sequence[Kind[Mentor]], apprentices: Sequence[Kind[Apprentice]], flows: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[str, str, int]]:
    """Deal flows between kinds out to people.

    `flows`: (kind of mentor, kind of apprentice, pairs) as indices and a number. Yields (mentor's id, apprentice's
    id, index of the flow). Each side is served in turn, going on where the last flow stopped: so shares differ by at
    most one, no one gets more than their places, and no two people meet twice.
    """
    next_mentor, next_apprentice = [0] * len(mentors), [0] * len(apprentices)
    for index, (m, a, pairs) in enumerate(flows):
        givers, takers = mentors[m].members, apprentices[a].members
        if len(givers) == len(takers) == 1:
            yield givers[0], takers[0], index
            continue
        each, more = divmod(pairs, len(takers))
        first, turn = next_apprentice[a], next_mentor[m]
        for step in range(min(pairs, len(takers))):
            taker = takers[(first + step) % len(takers)]
            for _ in range(each + (step < more)):
                yield givers[turn % len(givers)], taker, index
                turn += 1
        next_apprentice[a] = (first + pairs) % len(takers)
        next_mentor[m] = turn % len(givers)
