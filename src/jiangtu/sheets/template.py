"""A layout as a file to fill in, and the file that came in given back with its problems written into it.

What is given back is written anew, from the cells that were read: no formula, name, link or other sheet of a stranger
travels on, every line can be seen, and text stays text, whatever it begins with.
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from jiangtu.core.days import EARLIEST, LATEST
from jiangtu.core.phrases import sentence

from . import workbook
from .rules import values
from .rules.layout import Column, Layout
from .rules.report import Problem
from .rules.values import Cell

DATES_HINT = "请写完整日期，例如 2025-04-01。 Write the whole date, such as 2025-04-01."
LIST_SHEET = "选项 lists"
PROBLEMS_HEADER = "问题\nproblems"
LAST_ROW = workbook.LIMITS.rows

_TEXT, _DATE = "@", "yyyy-mm-dd"
_COLOURS = {"error": "#F8D0C8", "warning": "#FBE8B6"}
_HEADER = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#EFEBE3", "border": 1}
_NEEDED = {**_HEADER, "font_color": "#B5382A"}
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)  # the same bytes every time
_LONGEST_COMMENT = 1_000
_LONGEST_TEXT = 32_000
_WIDE = 80
# What a spreadsheet would take for a formula, were it typed anew into its cell.
_LIKE_A_FORMULA = ("=", "+", "-", "@")


class Note(NamedTuple):
    """What is said of a cell: its line in the file, its place there from 0 (None: not in the file), its heading."""

    row: int
    place: int | None
    heading: str
    severity: str
    words: str


def blank(layout: Layout, rows: Iterable[Mapping[str, object]] = ()) -> bytes:
    """The template: one visible sheet with the headers in line 1, lists for the choices from a hidden one.

    `rows`: what is known already, one line each: column -> value (a list is written with ； between).
    """
    book = _Book(layout, dict(enumerate(layout.columns)))
    for place, column in enumerate(layout.columns):
        wanted = column.required and not column.may_be_empty
        book.sheet.write_string(0, place, column.title, book.look(_NEEDED if wanted else _HEADER))
        if column.note:
            book.sheet.write_comment(0, place, column.note, {"x_scale": 3})
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(layout.columns):
            value = row.get(column.key, "")
            book.write(line, place, "；".join(value) if isinstance(value, list) else value)
    return book.content()


def report_workbook(content: bytes, name: str, problems: Iterable[Problem], layout: Layout) -> bytes:
    """The file as .xlsx with each problem in its cell (coloured, with a comment) and in a last column. Raises Refused.

    Its columns have the lists and formats of the template.
    """
    rows = workbook.grid(content, name, layout).rows()
    found = layout.places(rows[0])
    notes = [
        Note(each.row, found.get(each.column), layout.by_key[each.column].zh, each.severity, sentence(each.verdict()))
        for each in problems
    ]
    marked = {cell: (words, severity) for cell, words, severity in _by_cell(notes)}
    book = _Book(layout, {place: layout.by_key[key] for key, place in found.items()})
    last = _problems_place(rows[0])
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if place != last:
                words, severity = marked.get((line, place), ("", ""))
                book.write(line - 1, place, cell, severity, header=line == 1)
                if words:
                    book.sheet.write_comment(line - 1, place, words[:_LONGEST_COMMENT], {"x_scale": 3})
    wrapped = book.look({"text_wrap": True, "valign": "top"})
    book.sheet.set_column(last, last, _WIDE)
    book.sheet.write_string(0, last, PROBLEMS_HEADER, book.look(_HEADER))
    for line, words in _by_row(notes).items():
        book.sheet.write_string(line - 1, last, words, wrapped)
    return book.content()


class _Book:
    """A workbook of one sheet in a layout's looks, and the hidden one of its lists. `columns`: place → its column."""

    def __init__(self, layout: Layout, columns: Mapping[int, Column]) -> None:
        self.target = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.target,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self.book.set_properties({"created": _MADE_AT})
        self.sheet: Worksheet = self.book.add_worksheet(layout.sheet)
        self.columns = columns
        self.looks: dict[tuple[tuple[str, object], ...], Format] = {}
        for place, column in columns.items():
            pattern = _pattern(column)
            self.sheet.set_column(place, place, column.width, self.look({"num_format": pattern}) if pattern else None)
            if column.days:
                self._ask_for_days(place)
        self._offer_choices()
        self.sheet.set_row(0, 34)
        self.sheet.freeze_panes(1, 1)

    def look(self, properties: Mapping[str, object]) -> Format:
        """The format of these properties, made once."""
        key = tuple(properties.items())
        if key not in self.looks:
            self.looks[key] = self.book.add_format(dict(properties))
        return self.looks[key]

    def write(self, row: int, place: int, cell: object, severity: str = "", *, header: bool = False) -> None:
        """The value as it was read: dates as dates, everything else that is no finite number as text."""
        column = self.columns.get(place)
        properties: dict[str, object] = dict(_HEADER) if header else {}
        if severity:
            properties["bg_color"] = _COLOURS[severity]
        if column and not header and (pattern := _pattern(column)):
            properties["num_format"] = pattern
        if isinstance(cell, date) and cell.year >= 1900:
            look = self.look({**properties, "num_format": _DATE})
            self.sheet.write_datetime(row, place, cell, look)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(row, place, cell, self._look_of(properties))
        elif isinstance(cell, (int, float)) and math.isfinite(cell):
            if column and column.days and not header and values.serial_day(cell) is None:
                properties["num_format"] = "0"  # 20250401: as a date a spreadsheet shows only ########
            self.sheet.write_number(row, place, cell, self._look_of(properties))
        elif cell is None or cell == "":
            self.sheet.write_blank(row, place, None, self._look_of(properties))
        else:
            words = str(cell)[:_LONGEST_TEXT]
            if words.startswith(_LIKE_A_FORMULA):
                properties["quote_prefix"] = True
            self.sheet.write_string(row, place, words, self._look_of(properties))

    def content(self) -> bytes:
        """The workbook's bytes, once all is written."""
        self.book.close()
        return self.target.getvalue()

    def _look_of(self, properties: Mapping[str, object]) -> Format | None:
        return self.look(properties) if properties else None

    def _ask_for_days(self, place: int) -> None:
        """What the spreadsheet itself says to a date that cannot be meant, a year alone say; words may stay."""
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": EARLIEST,
            "maximum": LATEST,
            "error_type": "warning",
            "error_title": "日期 date",
            "error_message": DATES_HINT,
        }
        self.sheet.data_validation(1, place, LAST_ROW, place, rule)

    def _offer_choices(self) -> None:
        """A list at each column that has choices, from a column of the hidden sheet."""
        lists = self.book.add_worksheet(LIST_SHEET)
        offering = [(place, column) for place, column in self.columns.items() if column.choices]
        for at, (place, column) in enumerate(offering):
            lists.write_column(0, at, column.choices)
            letter = xl_col_to_name(at)
            source = f"='{LIST_SHEET}'!${letter}$1:${letter}${len(column.choices)}"
            rule = {"validate": "list", "source": source, "ignore_blank": True}
            self.sheet.data_validation(1, place, LAST_ROW, place, rule)
        lists.hide()


def _pattern(column: Column) -> str:
    """How a spreadsheet is to show a column's cells; "" for as it likes."""
    return _DATE if column.days else _TEXT if column.cells == "text" else ""


def _problems_place(header: Sequence[Cell]) -> int:
    """The column of an earlier report, else the one after the last header."""
    for place, cell in enumerate(header):
        if values.text(cell) == values.text(PROBLEMS_HEADER):
            return place
    return len(header)


def _by_cell(notes: Iterable[Note]) -> Iterable[tuple[tuple[int, int], str, str]]:
    """Each cell with its sentences and the gravest severity; what concerns no column of the file has no cell."""
    cells: dict[tuple[int, int], list[Note]] = defaultdict(list)
    for note in notes:
        if note.place is not None:
            cells[note.row, note.place].append(note)
    for cell, several in cells.items():
        severity = "error" if any(note.severity == "error" for note in several) else "warning"
        yield cell, "\n".join(note.words for note in several), severity


def _by_row(notes: Iterable[Note]) -> dict[int, str]:
    rows: dict[int, list[str]] = defaultdict(list)
    for note in notes:
        rows[note.row].append(f"{note.heading}：{note.words}")
    return {row: "\n".join(words)[:_LONGEST_TEXT] for row, words in rows.items()}
