"""The layers in which the pairs of an enterprise stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """People of one level who mentor somebody, highest level first; `people` are their keys in the given order."""

    level: str
    people: tuple[int, ...]


def layers(links: Iterable[tuple[int, int]], levels: Mapping[int, str], ranks: Mapping[str, int]) -> list[Layer]:
    """The mentors among the links (mentor, apprentice: people's keys), gathered by level, highest rank first.

    A level that `ranks` does not know comes last. Those who only learn are found below their mentors, not as a layer.
    """
    mentors = dict.fromkeys(mentor for mentor, _ in links)
    by_level: dict[str, list[int]] = {}
    for person in mentors:
        by_level.setdefault(levels.get(person, ""), []).append(person)
    order = sorted(by_level, key=lambda level: (-ranks.get(level, -1), level))
    return [Layer(level, tuple(by_level[level])) for level in order]
