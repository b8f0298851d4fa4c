"""A problem as plain values (read from JSON) made into a `Problem`.

    {"mentors":     [{"id", "level", "sites", "shifts", "skills"?, "places"?, "suit"?}],
     "apprentices": [{"id", "level", "sites", "shifts", "wants"?, "target_level"?, "mentors"?, "suit"?}],
     "locked"?: [[mentor, apprentice]], "forbidden"?: [[mentor, apprentice]],
     "rules"?: {"max_apprentices_per_mentor"?, "min_level_gap"?, "ranks"?: {level: rank}}}

Left out or null: no skills and nothing wanted, 1 place, 1 mentor, no target level, no suit, no locked or forbidden
pairs, the rulebook's figures. A site, shift or link named twice counts once. Keys that are not named here are passed
over. `ranks` stands in the place of the rulebook's ladder as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiangtu.core.verdict import No, Verdict

from .book import PairingRules, Rules
from .faults import Part, faults, refuse
from .problem import Apprentice, Link, Mentor, Problem

WHOLE_NUMBERS = {int}  # and not bool: true is not a number


def read(data: Any, book: PairingRules) -> Problem:
    """The problem those values state, sound and ready to solve. `Refused` with `invalid_problem` and every fault."""
    reader = _Reader()
    if not isinstance(data, dict):
        refuse([No("not_an_object", at="$")])
    rules = reader.rules(data.get("rules"), book)
    problem = Problem(
        tuple(reader.mentors(data, rules)),
        tuple(reader.apprentices(data, rules)),
        rules,
        reader.links(data, "locked"),
        reader.links(data, "forbidden"),
    )
    refuse([*reader.faults, *faults(problem, doubtful=reader.doubtful)])
    return problem


class _Reader:
    """Takes values out, notes a fault for each that is not what it must be, and puts a harmless one in its place."""

    def __init__(self) -> None:
        self.faults: list[Verdict] = []
        self.doubtful: set[Part] = set()
        self.levels: dict[str, str] = {}
        self.sets: dict[tuple[str, ...], frozenset[str]] = {}

    def fault(self, code: str, at: str, **details: Any) -> None:
        self.faults.append(No(code, at=at, **details))

    def doubt(self, which: str, id: str, before: int) -> None:
        """Remember in which parts of a person, or of the rules, the faults noted since `before` lie."""
        for fault in self.faults[before:]:
            key = fault.details["at"].split(".")[1].partition("[")[0]  # mentors[0].sites[1] -> sites
            self.doubtful.add((which, id, key))

    def rules(self, given: Any, book: PairingRules) -> Rules:
        if given is None:
            given = {}
        if not isinstance(given, dict):
            self.fault("not_an_object", "rules")
            given = {}
        before, figures = len(self.faults), {}
        for key in ("max_apprentices_per_mentor", "min_level_gap"):
            if given.get(key) is not None:
                figures[key] = self.number(given[key], f"rules.{key}")
        ranks = given.get("ranks")
        if ranks is not None:
            ranks = self.numbers(ranks, "rules.ranks")  # none at all when it is no ladder: no level is looked up then
            if given["ranks"] == {}:
                self.fault("ranks_empty", "rules.ranks")
        self.doubt("rules", "", before)
        return Rules.of(book, ranks=ranks, **figures)

    def mentors(self, data: dict[str, Any], rules: Rules) -> Iterator[Mentor]:
        for at, item in self.people(data, "mentors"):
            before = len(self.faults)
            mentor = Mentor(
                self.text(item, "id", at),
                self.level(item, "level", at, rules),
                self.grades(item, "skills", at),
                self.names(item, "sites", at),
                self.names(item, "shifts", at),
                self.count(item, "places", at),
                self.optional(item, "suit", at),
            )
            self.doubt("mentors", mentor.id, before)
            if mentor.id:
                yield mentor

    def apprentices(self, data: dict[str, Any], rules: Rules) -> Iterator[Apprentice]:
        for at, item in self.people(data, "apprentices"):
            before = len(self.faults)
            apprentice = Apprentice(
                self.text(item, "id", at),
                self.level(item, "level", at, rules),
                self.grades(item, "wants", at),
                self.names(item, "sites", at),
                self.names(item, "shifts", at),
                self.level(item, "target_level", at, rules) if item.get("target_level") is not None else "",
                self.count(item, "mentors", at),
                self.optional(item, "suit", at),
            )
            self.doubt("apprentices", apprentice.id, before)
            if apprentice.id:
                yield apprentice

    def people(self, data: dict[str, Any], key: str) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
        if key not in data:
            self.fault("key_missing", key)
        elif not isinstance(data[key], list):
            self.fault("not_a_list", key)
        else:
            for number, item in enumerate(data[key]):
                if isinstance(item, dict):
                    yield (key, number), item
                else:
                    self.fault("not_an_object", f"{key}[{number}]")

    def text(self, item: dict[str, Any], key: str, at: tuple[str, int]) -> str:
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault("key_missing" if value is None else "not_a_text", _path(at, key))
        return ""

    def optional(self, item: dict[str, Any], key: str, at: tuple[str, int]) -> str:
        value = item.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self.fault("not_a_text", _path(at, key))
        return ""

    def level(self, item: dict[str, Any], key: str, at: tuple[str, int], rules: Rules) -> str:
        word = self.text(item, key, at)
        if word not in self.levels:
            self.levels[word] = (rules.level(word) or word) if rules.ranks else ""  # `faults` names unknown ones
        return self.levels[word]

    def names(self, item: dict[str, Any], key: str, at: tuple[str, int]) -> frozenset[str]:
        value = item.get(key)
        if not isinstance(value, list):
            self.fault("key_missing" if value is None else "not_a_list", _path(at, key))
            return frozenset()
        wrong = [number for number, name in enumerate(value) if type(name) is not str or not name]
        if wrong:
            for number in wrong:
                self.fault("not_a_text", f"{_path(at, key)}[{number}]")
            return frozenset()
        names = tuple(value)
        return self.sets.setdefault(names, frozenset(names))  # few different ones among many people: keep each once

    def grades(self, item: dict[str, Any], key: str, at: tuple[str, int]) -> dict[str, int]:
        value = item.get(key)
        if value is None:
            return {}
        if type(value) is dict and {*map(type, value.values())} <= WHOLE_NUMBERS:
            return value
        return self.numbers(value, _path(at, key))

    def numbers(self, value: Any, at: str) -> dict[str, int]:
        if not isinstance(value, dict):
            self.fault("not_an_object", at)
            return {}
        return {name: self.number(number, f"{at}.{name}") for name, number in value.items()}

    def count(self, item: dict[str, Any], key: str, at: tuple[str, int]) -> int:
        value = item.get(key)
        return 1 if value is None else self.number(value, _path(at, key))

    def number(self, value: Any, at: str) -> int:
        if type(value) in WHOLE_NUMBERS:
            return value
        self.fault("not_a_whole_number", at)
        return 1

    def links(self, data: dict[str, Any], key: str) -> tuple[Link, ...]:
        value = data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault("not_a_list", key)
            return ()
        links = []
        for number, item in enumerate(value):
            if isinstance(item, list) and len(item) == 2 and all(isinstance(id, str) for id in item):
                links.append((item[0], item[1]))
            else:
                self.fault("not_a_pair", f"{key}[{number}]")
        return tuple(dict.fromkeys(links))


def _path(at: tuple[str, int], key: str) -> str:
    return f"{at[0]}[{at[1]}].{key}"
