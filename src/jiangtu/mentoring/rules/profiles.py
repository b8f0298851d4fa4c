"""Sheets of profiles: their columns, and the check of one that comes back.

The first column holds the public id of the person's row, so that nobody is found by a name alone; a row without one is
found by its name where that is unique.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from jiangtu.competences.rules.levels import LadderRules, parse_level
from jiangtu.core.letters import usual
from jiangtu.core.rulebook import schemes
from jiangtu.core.verdict import No, Refused
from jiangtu.people.rules import names as of_people
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.layout import Column, Layout, Sheet
from jiangtu.sheets.rules.report import Problem, Report
from jiangtu.sheets.rules.values import Cell

ENTRY = re.compile(r"[,，;；、/\n]")
MOST_PLACES = 50
MOST_MENTORS = 10
MOST_LETTERS = 30  # of a site or shift
HIGHEST_GRADE = 5
SKILL = "skill:"
RED, WHITE = "red", "white"  # suits
SUITS = {
    **dict.fromkeys(("red", "red suit", "红", "红装", "红工装"), RED),
    **dict.fromkeys(("white", "white smock", "白", "白大褂"), WHITE),
}
KEY = Column("key", "编号", cells="text", width=40)
NAME = Column("name", "姓名", required=True, may_be_empty=True, cells="text")
PLACED = (
    Column("suit", "类别"),
    Column("sites", "场地", cells="text", width=18),
    Column("shifts", "班次", cells="text", width=18),
)


class Skill(Protocol):
    """What a column of a skill must know of it: its key and its name in both languages."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Known:
    """Whom a sheet may be about: public id of the row -> name; and of those the ones who need a level first."""

    names: Mapping[str, str]
    new: Set[str] = frozenset()


@dataclass(frozen=True)
class Filled:
    """One line that somebody filled in: `key` is the person's row; `given` what it says, `skills` its grades by key."""

    row: int
    key: str
    given: dict[str, object] = field(default_factory=dict)
    skills: dict[str, int] | None = None


def mentors_layout(skills: Sequence[Skill]) -> Layout:
    """The columns of mentors; one for each skill."""
    level, places = Column("level", "等级", cells="text"), Column("places", "名额")
    return Layout("profiles", (KEY, NAME, level, *PLACED, places, *_graded(skills)))


def apprentices_layout(skills: Sequence[Skill]) -> Layout:
    """The columns of apprentices; one for each skill with the grade to reach."""
    return Layout("profiles", (KEY, NAME, *PLACED, Column("mentors", "导师人数"), *_graded(skills)))


def _graded(skills: Sequence[Skill]) -> Iterator[Column]:
    for each in skills:
        yield Column(f"{SKILL}{each.key}", each.name, each.name_en)


def check(sheet: Sheet, known: Known) -> Report[Filled]:
    """Every problem of a sheet's rows, and what its rows say.

    A row in which nothing but the person stands is one that nobody filled in: it is passed over.
    """
    spelled = {key: of_people.spelled(name) for key, name in known.names.items()}
    once = Counter(spelled.values())
    by_name = {name: key for key, name in spelled.items() if once[name] == 1}
    asked = [key for key in sheet.columns if key not in (KEY.key, NAME.key)]
    keys, names = sheet.column(KEY.key), sheet.column(NAME.key)
    report: Report[Filled] = Report([], [])
    seen: dict[str, int] = {}
    for at, line in enumerate(sheet.lines):
        cells = {key: sheet.columns[key][at] for key in asked}
        if not any(values.text(cell) for cell in cells.values()):
            continue
        name = of_people.spelled(values.text(names[at]))
        key = values.text(keys[at]) or by_name.get(name, "")
        filled, problems = _read(line, key, cells)
        if key not in known.names:
            code = "sheet_name_ambiguous" if once[name] > 1 else "sheet_person_unknown"
            problems.insert(0, Problem(line, NAME.key, code))
        elif key in seen:
            problems.insert(0, Problem(line, NAME.key, "sheet_person_twice", {"have": seen[key]}))
        elif key in known.new and "level" not in cells:
            problems.append(Problem(line, NAME.key, "sheet_level_missing"))
        seen.setdefault(key, line)
        report.entries.append(filled)
        report.problems.extend(problems)
    return report


def _read(line: int, key: str, cells: Mapping[str, Cell]) -> tuple[Filled, list[Problem]]:
    """What a line's cells say, and what is wrong with them."""
    given: dict[str, object] = {}
    skills: dict[str, int] = {}
    problems = []
    for column, cell in cells.items():
        try:
            if values.failed(cell):
                raise Refused(No("sheet_formula_failed"))
            if column.startswith(SKILL):
                skills[column.removeprefix(SKILL)] = _number(cell, 0, HIGHEST_GRADE, empty=0)
            else:
                given[column] = READ[column](cell)
        except Refused as refusal:
            problems.append(Problem(line, column, refusal.verdict.code, refusal.verdict.figures()))
    graded = any(column.startswith(SKILL) for column in cells)
    return Filled(line, key, given, skills if graded else None), problems


def _level(cell: Cell) -> str:
    text = values.text(cell)
    if not text:
        raise Refused(No("sheet_level_missing"))
    for name in sorted(schemes(LadderRules), key=lambda name: name != "national"):
        if key := parse_level(text, name):
            return key
    raise Refused(No("sheet_level_unknown", have=values.quoted(text)))


def _suit(cell: Cell) -> str:
    text = values.text(cell)
    if not text:
        return RED
    found = SUITS.get(text.casefold())
    if found is None:
        raise Refused(No("sheet_suit_unknown", have=values.quoted(text)))
    return found


def entries(text: str) -> list[str]:
    """The entries of a list as people type it: A, B；C、D, each once, of one width."""
    parts = (" ".join(part.split()) for part in ENTRY.split(usual(text)))
    return list(dict.fromkeys(filter(None, parts)))


def _list(cell: Cell) -> list[str]:
    found = entries(cell if isinstance(cell, str) else values.text(cell))
    if long := [each for each in found if len(each) > MOST_LETTERS]:
        raise Refused(No("sheet_entry_long", have=values.quoted(long[0]), need=MOST_LETTERS))
    return found


def _number(cell: Cell, least: int, most: int, *, empty: int) -> int:
    text = values.text(cell)
    if not text:
        return empty
    if not re.fullmatch(r"\d{1,3}(\.0+)?", text, re.ASCII) or not least <= int(float(text)) <= most:
        raise Refused(No("sheet_number_invalid", have=values.quoted(text), least=least, need=most))
    return int(float(text))


def _places(cell: Cell) -> int:
    return _number(cell, 0, MOST_PLACES, empty=1)


def _mentors(cell: Cell) -> int:
    return _number(cell, 0, MOST_MENTORS, empty=1)


READ: Mapping[str, Callable[[Cell], object]] = {
    "level": _level,
    "suit": _suit,
    "sites": _list,
    "shifts": _list,
    "places": _places,
    "mentors": _mentors,
}
