"""A layout as a file to fill in, and the same file given back with its problems written into it.

Nothing that came from outside is written back as a formula: text stays text, whatever it begins with.
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from zipfile import BadZipFile

import openpyxl
import python_calamine as calamine
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet as Edited
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet as Written

from jiangtu.core.phrases import sentence

from . import workbook
from .rules import values
from .rules.layout import Layout
from .rules.report import Problem
from .rules.values import Cell

LIST_SHEET = "选项 lists"
PROBLEMS_HEADER = "问题\nproblems"
LAST_ROW = workbook.MAX_ROWS

_FORMATS = {"text": "@", "date": "yyyy-mm-dd"}
# A larger file is written anew, cell by cell: editing it in place would take several kilobytes of memory for each row.
EDITED_IN_PLACE = 20_000
_COLOURS = {"error": "F8D0C8", "warning": "FBE8B6"}
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)  # the same bytes every time
_LONGEST_COMMENT = 1_000


def blank(layout: Layout, rows: Iterable[Mapping[str, object]] = ()) -> bytes:
    """The template: one visible sheet with the headers in line 1, lists for the choices from a hidden one.

    `rows`: what is known already, one line each: column -> value (a list is written with ； between).
    """
    target = io.BytesIO()
    book = _new_book(target)
    sheet, lists = book.add_worksheet(layout.sheet), book.add_worksheet(LIST_SHEET)
    look = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#EFEBE3", "border": 1}
    header, needed = book.add_format(look), book.add_format({**look, "font_color": "#B5382A"})
    formats = {name: book.add_format({"num_format": pattern}) for name, pattern in _FORMATS.items()}
    for place, column in enumerate(layout.columns):
        sheet.set_column(place, place, column.width, formats.get(column.cells))
        wanted = column.required and not column.may_be_empty
        sheet.write_string(0, place, column.title, needed if wanted else header)
        if column.note:
            sheet.write_comment(0, place, column.note, {"x_scale": 3})
    _offer_choices(layout, sheet, lists)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(layout.columns):
            value = row.get(column.key, "")
            if value != "":
                cell = "；".join(value) if isinstance(value, list) else value
                _write(sheet, line, place, cell, formats.get(column.cells))
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 1)
    lists.hide()
    book.close()
    return target.getvalue()


def _offer_choices(layout: Layout, sheet: Written, lists: Written) -> None:
    """A list at each column that has choices, from a column of the hidden sheet."""
    offering = [(place, column) for place, column in enumerate(layout.columns) if column.choices]
    for at, (place, column) in enumerate(offering):
        lists.write_column(0, at, column.choices)
        letter = xl_col_to_name(at)
        source = f"='{LIST_SHEET}'!${letter}$1:${letter}${len(column.choices)}"
        rule = {"validate": "list", "source": source, "ignore_blank": True}
        sheet.data_validation(1, place, LAST_ROW, place, rule)


class Note(NamedTuple):
    """What is said of a cell: its line in the file, its place there from 0 (None: not in the file), its heading."""

    row: int
    place: int | None
    heading: str
    severity: str
    words: str


def report_workbook(content: bytes, name: str, problems: Iterable[Problem], layout: Layout) -> bytes:
    """The file as .xlsx with each problem in its cell and in a last column (see `noted`). Raises Refused."""
    found = layout.places(workbook.cells(content, name, layout)[0])
    notes = [
        Note(
            each.row,
            found.get(each.column),
            layout.by_key[each.column].zh,
            each.severity,
            sentence(each.verdict()),
        )  # fmt: skip
        for each in problems
    ]
    return noted(content, name, notes, layout)


def noted(content: bytes, name: str, notes: Sequence[Note], layout: Layout) -> bytes:
    """The file as .xlsx with each note in its cell (coloured, with a comment) and in a last column.

    An .xlsx of ordinary size keeps its looks and lists; a .csv or a very large file is written anew. The file must be
    one that `workbook.cells` reads; raises Refused otherwise.
    """
    rows = workbook.cells(content, name, layout)
    if content.startswith(b"PK") and len(rows) <= EDITED_IN_PLACE:
        try:
            return _edited(content, rows, notes)
        except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError):
            pass  # a file that Excel and calamine read and openpyxl does not: write it anew
    return _rewritten(rows, notes, layout.sheet)


def _edited(content: bytes, rows: workbook.Rows, notes: Sequence[Note]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[_sheet_name(content, rows)]
    _fix_formulas(sheet, rows)
    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in _COLOURS.items()}
    last = _problems_place(rows[0]) + 1
    for row in range(2, sheet.max_row + 1):  # an earlier report's words
        if sheet.cell(row, last).value is not None:
            sheet.cell(row, last).value = None
    sheet.cell(1, last, PROBLEMS_HEADER).alignment = Alignment(wrap_text=True)
    sheet.column_dimensions[sheet.cell(1, last).column_letter].width = 80
    for (row, place), words, severity in _by_cell(notes):
        cell = sheet.cell(row, place + 1)
        cell.fill = fills[severity]
        cell.comment = Comment(words[:_LONGEST_COMMENT], "Jiangtu 匠途", width=360, height=120)
    for row, words in _by_row(notes).items():
        sheet.cell(row, last, words).alignment = Alignment(wrap_text=True, vertical="top")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fix_formulas(sheet: Edited, rows: workbook.Rows) -> None:
    """Put the values that were checked in place of formulas: a file goes on to other people's machines."""
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                line, place = cell.row - 1, cell.column - 1
                inside = line < len(rows) and place < len(rows[line])
                cell.value = None
                cell.value = rows[line][place] if inside else None
                if cell.data_type == "f":
                    cell.data_type = "s"
            elif cell.data_type == "s" and str(cell.value)[:1] in "=+-@":
                cell.quotePrefix = True
            if cell.hyperlink:
                cell.hyperlink = None


def _sheet_name(content: bytes, rows: workbook.Rows) -> str:
    with calamine.load_workbook(io.BytesIO(content)) as book:
        names = workbook.sheet_names(book)
        if len(names) == 1:
            return names[0]
        return next(
            n for n in names if book.get_sheet_by_name(n).to_python(skip_empty_area=False, nrows=1)[:1] == rows[:1]
        )


def _rewritten(rows: workbook.Rows, notes: Sequence[Note], title: str) -> bytes:
    target = io.BytesIO()
    book = _new_book(target)
    sheet = book.add_worksheet(title)
    looks = {severity: book.add_format({"bg_color": f"#{colour}"}) for severity, colour in _COLOURS.items()}
    dated = {
        severity: book.add_format({"bg_color": f"#{colour}", "num_format": "yyyy-mm-dd"})
        for severity, colour in _COLOURS.items()
    }
    plain_date = book.add_format({"num_format": "yyyy-mm-dd"})
    marked = {cell: (words, severity) for cell, words, severity in _by_cell(notes)}
    last = _problems_place(rows[0])
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if place == last:
                continue
            words, severity = marked.get((line, place), ("", ""))
            is_date = isinstance(cell, date)
            look = (dated if is_date else looks).get(severity, plain_date if is_date else None)
            _write(sheet, line - 1, place, cell, look)
            if words:
                sheet.write_comment(line - 1, place, words[:_LONGEST_COMMENT], {"x_scale": 3})
    sheet.write_string(0, last, PROBLEMS_HEADER)
    for line, words in _by_row(notes).items():
        sheet.write_string(line - 1, last, words)
    sheet.set_column(0, max(last - 1, 0), 14)
    sheet.set_column(last, last, 80)
    sheet.freeze_panes(1, 1)
    book.close()
    return target.getvalue()


def _write(sheet: Written, row: int, place: int, cell: object, look: Format | None) -> None:
    """The value as it was read: dates as dates, everything else that is not a finite number as text."""
    if isinstance(cell, date) and cell.year >= 1900:
        sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        sheet.write_number(row, place, cell, look)
    elif cell is None or cell == "":
        sheet.write_blank(row, place, None, look)
    else:
        sheet.write_string(row, place, str(cell)[:32_000], look)


def _new_book(target: io.BytesIO) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": _MADE_AT})
    return book


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
    return {row: "\n".join(words)[:32_000] for row, words in rows.items()}
