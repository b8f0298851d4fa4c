"""A sheet's XML in the one spelling that the reader is given.

Nearly all programs write a sheet so plainly that it can be read as it is; `is_plain` knows them by counting. Any other
is written anew, cell by cell: each with its place, a formula that failed or was never computed with what it says
instead of nothing, and without cells that only look like something.
"""

from __future__ import annotations

import io
import re

from .limits import Limits, Unreadable, letters
from .xml import Attributes, parse

# Outside of the rows, what begins like a cell or a formula and is none.
_NO_CELLS = (b"<col ", b"<cols>", b"<conditionalFormatting", b"<cfRule", b"<cfvo", b"<color ", b"<colorScale>")
_NO_FORMULAS = (b"<formula1>", b"<formula2>", b"<formula>", b"<filterColumn", b"<filters", b"<filter ")
# Not in a plain row: comments and the like, formulas, names with a prefix, what failed or is hidden. Each after a
# letter of it that is rare: where that is not found, which takes a tenth of the time, the whole cannot be.
_ODD = (
    *((b"f", b"<f"), (b":", b":f"), (b"!", b"<!"), (b"\0", b"\0"), (b"h", b"hidden"), (b"h", b'ht="0')),
    *((b"'", b"='"), (b"&", b'="&'), (b":", b":c"), (b"=", b'="e"')),
)
_ODD_OUTSIDE = (b"<!", b"\0", b":c", b"zeroHeight")
# Perhaps beyond AZ100001, or spelled unusually, or no cell: no repetition here is without bounds.
_FAR = re.compile(rb'<c(?! r="A?[A-Z](?:[0-9]{1,5}|10000[01])")')
_IN_UTF_8 = (b'ENCODING="UTF-8"', b'ENCODING="UTF-8" STANDALONE="YES"')
_LONGEST_FORMULA = 200
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_FAILED = "#ERROR!"  # where a cell says that it failed, and not with what
_TYPED = ("b", "d", "e", "inlineStr", "n", "s", "str")


def plain(sheet: bytes, limits: Limits) -> tuple[bytes, list[int]]:
    """The sheet in plain spelling, and the numbers of the hidden rows that hold something. Raises Unreadable."""
    if is_plain(sheet):
        return sheet, []
    rewriting = _Rewriting(limits)
    parse(sheet, rewriting.start, rewriting.end, rewriting.text)
    return rewriting.written(), rewriting.hidden


def is_plain(sheet: bytes) -> bool:
    """Whether a sheet holds nothing that the reader might leave out or take for too much."""
    first, last = sheet.find(b"<sheetData>"), sheet.rfind(b"</sheetData>")
    if first < 0 or last < 0:
        return False
    return _plain_outside(sheet[:first], sheet[last:]) and _plain_rows(sheet, first, last)


def _plain_outside(head: bytes, tail: bytes) -> bool:
    said = head.upper().partition(b"?>")[0]
    return (said.startswith(b"<WORKSHEET ") or said.endswith(_IN_UTF_8)) and all(
        not any(mark in part for mark in _ODD_OUTSIDE)
        and part.count(b"<c") == sum(map(part.count, _NO_CELLS))
        and part.count(b"<f") == sum(map(part.count, _NO_FORMULAS))
        for part in (head, tail)
    )


def _plain_rows(sheet: bytes, first: int, last: int) -> bool:
    """Of the rows between two places, which are not copied: a sheet may be large."""
    headed = max(first, sheet.find(b"</row>", first, last))  # by itself: among the headers every letter is found
    return not _FAR.search(sheet, first, last) and not any(
        sheet.find(rare, start, end) >= 0 and sheet.find(mark, start, end) >= 0
        for start, end in ((first, headed), (headed, last))
        for rare, mark in _ODD
    )


class _Cell:
    """What a cell's element says."""

    def __init__(self, row: int, column: int, kind: str, style: str) -> None:
        self.row, self.column, self.kind, self.style = row, column, kind, style
        self.formula: list[str] | None = None
        self.value: list[str] | None = None


class _Rewriting:
    """Takes the elements of a sheet and writes them plainly."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.out = io.BytesIO()
        self.of_row: list[str] = []
        self.merged: list[str] = []
        self.hidden: list[int] = []
        self.row, self.column = 0, 0
        self.row_hidden, self.rows_hidden = False, False
        self.cell: _Cell | None = None
        self.into: list[str] | None = None
        self.unspoken = 0  # how deep in what tells only how something is pronounced

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self.unspoken += 1
        elif name in ("v", "t", "f") and self.cell is not None and not self.unspoken:
            self._start_words(self.cell, name)
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif name == "sheetFormatPr":
            self.rows_hidden = attributes.get("zeroHeight", "") in ("1", "true")

    def end(self, name: str) -> None:
        if name == "c" and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif name == "row":
            self._close_row()
        elif name == "rPh":
            self.unspoken -= 1
        elif name in ("v", "t", "f"):
            self.into = None

    def text(self, words: str) -> None:
        if self.into is not None:
            self.into.append(words)

    def written(self) -> bytes:
        """The sheet, once all of it was told."""
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merged if ref.replace(":", "").isalnum())
        merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        return b"%b%b</sheetData>%b</worksheet>" % (_HEAD, self.out.getvalue(), merged.encode())

    def _start_row(self, attributes: Attributes) -> None:
        self._close_row()
        before, self.row = self.row, _number(attributes["r"]) if "r" in attributes else self.row + 1
        if self.row <= before:
            raise Unreadable("file_not_spreadsheet")
        flat = not attributes.get("ht", "1").strip("0.")
        self.row_hidden = flat or attributes.get("hidden", "1" if self.rows_hidden else "") in ("1", "true")
        self.column = 0

    def _start_cell(self, attributes: Attributes) -> None:
        row, self.column = _place(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        kind = attributes.get("t", "n")
        if kind not in _TYPED:
            raise Unreadable("file_not_spreadsheet")
        self.cell = _Cell(row, self.column, kind, attributes.get("s", ""))

    def _start_words(self, cell: _Cell, name: str) -> None:
        if name == "f":
            self.into = cell.formula = cell.formula or []
        else:
            self.into = cell.value = cell.value or []

    def _end_cell(self, cell: _Cell) -> None:
        """Write a cell that holds something. Raises Unreadable when it stands beyond the limits."""
        kind, value = cell.kind, "" if cell.value is None else "".join(cell.value)
        if kind == "e":
            kind, value = "str", value if value.startswith("#") else _FAILED
        elif not value and cell.formula is not None and (kind != "str" or cell.value is None):
            kind, value = "str", "=" + "".join(cell.formula)[:_LONGEST_FORMULA]
        if not value.strip():
            return
        if cell.row > self.limits.rows + 1:
            raise Unreadable("file_too_many_rows", need=self.limits.rows)
        if cell.column > self.limits.columns:
            raise Unreadable("file_too_wide", need=letters(self.limits.columns))
        if cell.row != self.row:
            raise Unreadable("file_not_spreadsheet")
        style = f' s="{cell.style}"' if cell.style.isdigit() else ""
        start = f'<c r="{letters(cell.column)}{cell.row}"{style} t='
        words = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if kind in ("str", "inlineStr"):
            self.of_row.append(f'{start}"inlineStr"><is><t xml:space="preserve">{words}</t></is></c>')
        else:
            self.of_row.append(f'{start}"{kind}"><v>{words}</v></c>')

    def _close_row(self) -> None:
        if self.of_row:
            self.out.write(f'<row r="{self.row}">{"".join(self.of_row)}</row>'.encode())
            self.of_row.clear()
            if self.row_hidden:
                self.hidden.append(self.row)


def _number(digits: str) -> int:
    """A row's number: of a few digits, for a longer one is beyond every sheet."""
    digits = digits.strip().lstrip("0")
    if not digits.isascii() or not digits.isdigit():
        raise Unreadable("file_not_spreadsheet")
    return int(digits[:9])


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as B7."""
    reference = reference.strip()
    name = reference.rstrip("0123456789")
    if not 1 <= len(name) <= 3 or not name.isascii() or not name.isalpha():
        raise Unreadable("file_not_spreadsheet")
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - 64
    return _number(reference[len(name) :]), column
