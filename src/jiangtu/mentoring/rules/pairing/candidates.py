"""Which kinds of mentors may take which kinds of apprentices, found through an index.

Mentors stand in slots by (site, shift, skill), the highest rank first; an apprentice's kind looks only into the slots
of its own sites, shifts and wanted skills, and there only at the ranks that are high enough. What a slot gives also
says how far the mentor covers its skill, so that coverage falls out of the same search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .book import Rules
from .fit import WHOLE, fit_of
from .kinds import Kind
from .problem import Apprentice, Mentor

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
AT_ONCE = 250_000  # finds held in memory at a time
ANYTHING = None  # stands in the place of a skill where nothing is wanted: every mentor has it


class Candidates(NamedTuple):
    """One row per pair of kinds that meets the rules, ordered by apprentice, then mentor."""

    mentor: Ints
    apprentice: Ints
    covered: Ints  # sixtieths of what is wanted
    wanted: Ints  # sixtieths in all
    gap: Ints  # of ranks, at least 1
    shared: Ints  # shifts
    shifts: Ints  # of the apprentice

    @property
    def coverage(self) -> Floats:
        return self.covered / self.wanted

    @property
    def closeness(self) -> Floats:
        return 1 / self.gap

    @property
    def overlap(self) -> Floats:
        return self.shared / self.shifts

    def fits(self, rules: Rules) -> Ints:
        """The fit of each row, 0–1000."""
        fits: Ints = fit_of(self.coverage, self.closeness, self.overlap, rules.weights).astype(np.int64)
        return fits


class _Slots(NamedTuple):
    """What apprentices look into: numbers for (site, shift) and for skills."""

    places: dict[tuple[str, str], int]
    skills: dict[str | None, int]


def candidates(mentors: Sequence[Kind[Mentor]], apprentices: Sequence[Kind[Apprentice]], rules: Rules) -> Candidates:
    """Every pair of kinds that shares a site and a shift, keeps the rank rules and has a coverage above 0."""
    ladder = sorted({rules.ranks[kind.person.level] for kind in mentors})
    slots = _Slots({}, {})
    wishes = _wishes(apprentices, rules, ladder, slots)
    offers = _offers(mentors, rules, ladder, slots)
    found = list(_search(wishes, offers, len(mentors), len(slots.skills), len(ladder)))
    m, a, covered = (np.concatenate(column) for column in zip(*found, strict=True)) if found else [_none()] * 3
    wanted = np.array([WHOLE * max(1, len(kind.person.wants)) for kind in apprentices], np.int64)[a]
    rank_of_mentor = np.array([rules.ranks[kind.person.level] for kind in mentors], np.int64)
    rank_of_apprentice = np.array([rules.ranks[kind.person.level] for kind in apprentices], np.int64)
    gap = np.maximum(1, rank_of_mentor[m] - rank_of_apprentice[a])
    shared, shifts = _overlap(mentors, apprentices, m, a)
    return Candidates(m, a, covered, wanted, gap, shared, shifts)


def _none() -> Ints:
    return np.zeros(0, np.int64)


class _Entries(NamedTuple):
    """One row per slot someone stands in: who, the slot, a step of the ladder, a grade, the skill's number."""

    row: Ints
    slot: Ints
    step: Ints
    grade: Ints
    skill: Ints


def _wishes(apprentices: Sequence[Kind[Apprentice]], rules: Rules, ladder: list[int], slots: _Slots) -> _Entries:
    """Where each kind of apprentice looks, and the lowest step of the ladder that will do."""
    flat: list[int] = []
    for row, kind in enumerate(apprentices):
        person = kind.person
        need = rules.ranks[person.level] + rules.min_level_gap
        if person.target_level:
            need = max(need, rules.ranks[person.target_level])
        step = bisect_left(ladder, need)
        if step == len(ladder):
            continue
        wanted: Iterable[tuple[str | None, int]] = person.wants.items() or [(ANYTHING, 1)]
        wants = [(slots.skills.setdefault(skill, len(slots.skills)), grade) for skill, grade in wanted]
        for site in person.sites:
            for shift in person.shifts:
                place = slots.places.setdefault((site, shift), len(slots.places))
                for skill, grade in wants:
                    flat += (row, place, step, grade, skill)
    return _entries(flat, len(slots.skills))


def _offers(mentors: Sequence[Kind[Mentor]], rules: Rules, ladder: list[int], slots: _Slots) -> _Entries:
    """Where each kind of mentor can be found; slots nobody looks into are left out."""
    flat: list[int] = []
    steps = {rank: step for step, rank in enumerate(ladder)}
    anything = slots.skills.get(ANYTHING)
    for row, kind in enumerate(mentors):
        person = kind.person
        step = steps[rules.ranks[person.level]]
        offered = [(slots.skills[skill], grade) for skill, grade in person.skills.items() if skill in slots.skills]
        if anything is not None:
            offered.append((anything, 1))
        for site in person.sites:
            for shift in person.shifts:
                place = slots.places.get((site, shift))
                if place is not None:
                    for skill, grade in offered:
                        flat += (row, place, step, grade, skill)
    return _entries(flat, len(slots.skills))


def _entries(flat: list[int], skills: int) -> _Entries:
    row, place, step, grade, skill = np.array(flat, np.int64).reshape(-1, 5).T.copy()
    return _Entries(row, place * skills + skill, step, grade, skill)


def _search(
    wishes: _Entries, offers: _Entries, mentors: int, skills: int, steps: int
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """(mentors, apprentices, sixtieths covered), some apprentices at a time."""
    key = offers.slot * steps + (steps - 1 - offers.step)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.searchsorted(key, wishes.slot * steps)
    last = np.searchsorted(key, wishes.slot * steps + (steps - 1 - wishes.step), side="right")
    number = last - first
    finds = np.cumsum(number)
    begin = 0
    while begin < len(number):
        before = finds[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(finds, before + AT_ONCE, side="right")))
        end = int(np.searchsorted(wishes.row, wishes.row[end - 1], side="right"))  # an apprentice is never cut in two
        count = number[begin:end]
        wish = np.repeat(np.arange(begin, end), count)
        nth = np.arange(len(wish)) - np.repeat(np.cumsum(count) - count, count)
        offer = order[first[wish] + nth]
        covers = np.minimum(WHOLE, WHOLE * offers.grade[offer] // wishes.grade[wish])
        yield _distinct(wishes.row[wish] * mentors + offers.row[offer], wishes.skill[wish], covers, mentors, skills)
        begin = end


def _distinct(pair: Ints, skill: Ints, covers: Ints, mentors: int, skills: int) -> tuple[Ints, Ints, Ints]:
    """Each pair once, with what it covers added up over its skills (met in several slots, a skill counts once)."""
    packed = np.sort((pair * skills + skill) * 64 + covers)
    packed = packed[np.diff(packed, prepend=-1) != 0]
    pair = packed // (64 * skills)
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    covered = np.add.reduceat(packed % 64, starts) if len(starts) else _none()
    return pair[starts] % mentors, pair[starts] // mentors, covered


def _overlap(
    mentors: Sequence[Kind[Mentor]], apprentices: Sequence[Kind[Apprentice]], m: Ints, a: Ints
) -> tuple[Ints, Ints]:
    """Shifts shared, and the apprentice's shifts, of each candidate."""
    numbers: dict[str, int] = {}
    for kind in apprentices:
        for shift in kind.person.shifts:
            numbers.setdefault(shift, len(numbers))
    shared = np.zeros(len(m), np.int64)
    theirs, ours = (_bits([kind.person.shifts for kind in kinds], numbers) for kinds in (mentors, apprentices))
    for word in range(theirs.shape[1]):
        shared += np.bitwise_count(theirs[m, word] & ours[a, word])
    return shared, np.array([len(kind.person.shifts) for kind in apprentices], np.int64)[a]


def _bits(sets: Sequence[frozenset[str]], numbers: dict[str, int]) -> npt.NDArray[np.uint64]:
    """Sets as rows of 64-bit words, a bit for each number."""
    bits = np.zeros((len(sets), len(numbers) // 64 + 1), np.uint64)
    known: dict[frozenset[str], npt.NDArray[np.uint64]] = {}
    for row, names in enumerate(sets):
        if names not in known:
            whole = sum(1 << numbers[name] for name in names if name in numbers)
            known[names] = np.array([(whole >> 64 * i) & (2**64 - 1) for i in range(bits.shape[1])], np.uint64)
        bits[row] = known[names]
    return bits
