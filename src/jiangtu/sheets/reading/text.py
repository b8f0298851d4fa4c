"""Cells of a text file: commas, semicolons or tabs between them, in any encoding that spreadsheets write."""

from __future__ import annotations

import csv
import io

from .limits import Limits, Unreadable, letters

MARKS = ",\t;|"


def cells(content: bytes, limits: Limits) -> list[list[str]]:
    """Its lines, all of one width, without empty ones at the end. Raises Unreadable."""
    csv.field_size_limit(limits.cell)
    mark, text = _said(_decoded(content))
    wrapped = '="' in text
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark or _mark(text))
    begun = filled = 0
    try:
        for row in reader:
            if any(map(str.strip, row[limits.columns :])):
                raise Unreadable("file_too_wide", need=letters(limits.columns))
            if any(map(str.strip, row)):
                filled = len(rows) + 1
                if filled > limits.rows + 1:
                    raise Unreadable("file_too_many_rows", need=limits.rows)
            if len(rows) <= limits.rows:
                rows.append([_unwrapped(cell) if wrapped else cell for cell in row[: limits.columns]])
            last, begun = begun, reader.line_num
    except csv.Error:
        raise Unreadable("file_quote_open", have=begun + 1) from None
    if rows and rows[-1] and "\n" in rows[-1][-1] and text.count('"') % 2:
        raise Unreadable("file_quote_open", have=last + 1)
    width = max(map(len, rows[:filled]), default=0)
    return [row + [""] * (width - len(row)) for row in rows[:filled]]


def _said(text: str) -> tuple[str, str]:
    """The mark between cells that a first line `sep=;` says, and the text after it."""
    if text[:4].lower() == "sep=" and text[4:5] and text[5:6] in ("\r", "\n"):
        return text[4], text[5:].lstrip("\r\n")
    return "", text


def _mark(text: str) -> str:
    """The mark that parts the first line, quoted line breaks and all, into the most cells."""
    return max(MARKS, key=lambda mark: _width(text, mark))


def _width(text: str, mark: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), ()))
    except csv.Error:
        return 0


def _unwrapped(cell: str) -> str:
    """Digits that were kept from Excel, which would make a number of them: ="0123"."""
    return cell[2:-1] if cell[:2] == '="' and cell[-1] == '"' and len(cell) > 2 else cell


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else GB18030."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.startswith("%PDF-"):
            return text
    raise Unreadable("file_not_spreadsheet")
