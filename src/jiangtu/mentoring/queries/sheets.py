"""Profiles as spreadsheets: the template with everybody's row in it, and the check of one that comes back.

The first column holds the public id of the person's row, so that nobody is found by a name alone; a row without one is
found by its name where that is unique.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from jiangtu.competences.rules.levels import LadderRules, parse_level
from jiangtu.core.phrases import phrase
from jiangtu.core.rulebook import schemes
from jiangtu.core.verdict import No, Refused
from jiangtu.sheets.queries import Note, cells, noted
from jiangtu.sheets.rules.layout import Column as SheetColumn
from jiangtu.sheets.rules.layout import Layout

from ..states import Suit

ENTRY = re.compile(r"[,，;；、/\n]")
MOST_PLACES = 50
MOST_LETTERS = 30  # of a site or shift
SUITS = {
    **dict.fromkeys(("red", "red suit", "红", "红装", "红工装"), Suit.RED),
    **dict.fromkeys(("white", "white smock", "白", "白大褂"), Suit.WHITE),
}


@dataclass(frozen=True)
class Column:
    """A column: its key, the heading in both languages, and how a cell is read (text -> value, or `Refused`)."""

    key: str
    zh: str
    en: str
    read: Callable[[str], Any]

    @property
    def heading(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass
class Report:
    """What a sheet holds: `good` rows as (whose, values), and every problem by row and column."""

    rows: int = 0
    found: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def good(self) -> int:
        return len(self.found)


def _text(cell: str) -> str:
    return cell


def _level(cell: str) -> str:
    if not cell:
        raise Refused(No("sheet_level_missing"))
    for name in sorted(schemes(LadderRules), key=lambda name: name != "national"):
        if key := parse_level(cell, name):
            return key
    raise Refused(No("sheet_level_unknown", have=cell))


def _suit(cell: str) -> str:
    if not cell:
        return Suit.RED
    found = SUITS.get(cell.casefold())
    if found is None:
        raise Refused(No("sheet_suit_unknown", have=cell))
    return found


def entries(text: str) -> list[str]:
    """The entries of a list as people type it: A, B；C、D, each once, of one width."""
    parts = (" ".join(part.split()) for part in ENTRY.split(unicodedata.normalize("NFKC", text)))
    return list(dict.fromkeys(filter(None, parts)))


def _list(cell: str) -> list[str]:
    found = entries(cell)
    if long := [each for each in found if len(each) > MOST_LETTERS]:
        raise Refused(No("sheet_entry_long", have=long[0], need=MOST_LETTERS))
    return found


def _number(least: int, most: int, empty: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if not cell:
            return empty
        if not re.fullmatch(r"\d{1,3}(\.0+)?", cell, re.ASCII) or not least <= int(float(cell)) <= most:
            raise Refused(No("sheet_number_invalid", have=cell, least=least, need=most))
        return int(float(cell))

    return read


KEY = Column("key", "编号", "key", _text)
NAME = Column("name", "姓名", "name", _text)
LEVEL = Column("level", "等级", "level", _level)
COMMON = [
    Column("suit", "类别", "suit", _suit),
    Column("sites", "场地", "sites", _list),
    Column("shifts", "班次", "shifts", _list),
]


def mentor_columns(skills: Sequence[Any]) -> list[Column]:
    """The columns of mentors; one for each skill."""
    places = Column("places", "名额", "places", _number(0, MOST_PLACES, 1))
    return [KEY, NAME, LEVEL, *COMMON, places, *_graded(skills)]


def apprentice_columns(skills: Sequence[Any] = ()) -> list[Column]:
    """The columns of apprentices; one for each skill with the grade to reach."""
    return [KEY, NAME, *COMMON, Column("mentors", "导师人数", "mentors", _number(0, 10, 1)), *_graded(skills)]


def _graded(skills: Sequence[Any]) -> list[Column]:
    return [Column(f"skill:{each.key}", each.name, each.name_en, _number(0, 5, 0)) for each in skills]


def template(columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> bytes:
    """The workbook to fill in, with the rows that are known."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("profiles")
        bold, soft = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#888888"})
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 12, soft)
        sheet.set_column(1, len(columns) - 1, 18)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.heading, bold)
        for line, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                value = row.get(column.key, "")
                if isinstance(value, int):
                    sheet.write_number(line, at, value)
                else:
                    sheet.write_string(line, at, "；".join(value) if isinstance(value, list) else str(value))
    return made.getvalue()


def check(
    content: bytes,
    name: str,
    columns: Sequence[Column],
    people: dict[str, Any],
    names: dict[str, str],
    new: Collection[str] = (),
) -> Report:
    """Read a sheet against its columns. `people`: key -> whose row it is; `names`: key -> name; `new`: keys of those
    who have no profile yet and so need a level.

    A row in which nothing but the person stands is one that nobody filled in: it is passed over. Raises `Refused` when
    the file itself cannot be read or lacks the column of names.
    """
    found = [[_plain(cell) for cell in row] for row in cells(content, name, _layout(columns))]
    at = _places(found[0], columns)
    once = Counter(names.values())
    by_name = {name: key for key, name in names.items() if once[name] == 1}
    report = Report()
    seen: set[str] = set()
    given = [place for key, place in at.items() if key not in ("key", "name")]
    for line, row in enumerate(found[1:], start=2):
        if not any(row[place] for place in given):
            continue
        report.rows += 1
        values, faults = _values(row, at, columns)
        key = values.pop("key", "") or by_name.get(values.get("name", ""), "")
        if key not in people:
            code = "sheet_name_ambiguous" if once[values.get("name", "")] > 1 else "sheet_person_unknown"
            faults.append((NAME, No(code, have=values.get("name", ""))))
        elif key in seen:
            faults.append((NAME, No("sheet_person_twice", have=values.get("name", ""))))
        elif key in new and "level" not in at:
            faults.append((LEVEL, No("sheet_level_missing")))
        seen.add(key)
        for column, verdict in faults:
            report.problems.append(
                {
                    "row": line,
                    "place": at.get(column.key),
                    "column": column.heading,
                    "code": verdict.code,
                    "severity": "error",
                    "message": phrase(verdict.code, have=verdict.have, need=verdict.need, **verdict.details),
                }
            )
        if not faults:
            values.pop("name", None)
            report.found.append((people[key], values))
    return report


def with_problems(content: bytes, name: str, report: Report) -> bytes:
    """The file given back as .xlsx, each problem in its cell and in a last column."""
    notes = [
        Note(each["row"], each["place"], each["column"], each["severity"], each["message"]) for each in report.problems
    ]
    return noted(content, name, notes, _layout([NAME]))


def _layout(columns: Sequence[Column]) -> Layout:
    return Layout("profiles", tuple(SheetColumn(each.key, each.zh, each.en) for each in columns))


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip()


def _places(header: list[str], columns: Sequence[Column]) -> dict[str, int]:
    """Column key -> where it stands; headings in either language or both, in any order."""
    spelled: dict[str, str] = {}
    for column in columns:
        for word in (column.heading, column.zh, column.en):
            spelled.setdefault(unicodedata.normalize("NFKC", word).casefold(), column.key)
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        key = spelled.get(cell.casefold())
        if key:
            found.setdefault(key, at)
    if "name" not in found:
        raise Refused(No("header_missing", need=NAME.heading, have=NAME.heading))
    return found


def _values(
    row: list[str], at: dict[str, int], columns: Sequence[Column]
) -> tuple[dict[str, Any], list[tuple[Column, Any]]]:
    values: dict[str, Any] = {}
    faults = []
    for column in columns:
        if column.key not in at:
            continue
        try:
            values[column.key] = column.read(row[at[column.key]])
        except Refused as refusal:
            faults.append((column, refusal.verdict))
    skills = {key[6:]: values.pop(key) for key in list(values) if key.startswith("skill:")}
    if skills:
        values["skills"] = skills
    return values, faults
