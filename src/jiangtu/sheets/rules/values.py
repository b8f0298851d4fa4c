"""What a cell says: text, numbers, dates and yes or no, however people and spreadsheets write them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

from jiangtu.core.letters import tight, usual
from jiangtu.core.masks import mask_number

Cell = str | int | float | date | time | timedelta | None  # what a spreadsheet holds in one place

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?"
    r"|(\d\d)(\d\d))(?:[T ](?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?",
    re.ASCII,
).fullmatch
_DASH = re.compile("[\u2010-\u2015\u2212]")  # however long
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+|\d{15,}\.0+", re.ASCII).fullmatch
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII).fullmatch
_BETWEEN_DIGITS = dict.fromkeys(map(ord, "()-\u2010\u2011\u2012\u2013\u2014\u2015.·"))
_ABROAD = re.compile(r"\+(?!86)[1-9]\d{6,14}", re.ASCII).fullmatch
_FAILURE = re.compile(r"=(?!\").*|#(?:N/A|DIV/0!|GETTING_DATA|[A-Z]+[!?])", re.DOTALL).fullmatch
_AS_TEXT = re.compile(r'="(.*)"').fullmatch  # how a .csv keeps Excel from turning digits into a number

# Excel counts days from here; numbers outside these years are not meant as dates.
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)

NOTHING = frozenset({"", "-", "--", "–", "—", "——", "/", "无"})
YES = frozenset({"是", "是的", "yes", "y", "true", "1", "√", "✓", "对"})
NO = frozenset({*NOTHING, "否", "不是", "非", "no", "n", "false", "0", "×", "✗", "x"})


def text(cell: Cell) -> str:
    """The cell's text in plain width, without what cannot be seen and with single spaces; "" for an empty cell."""
    if isinstance(cell, str):
        cell = usual(cell)
        return cell if cell.isalnum() else " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < 1e16 else repr(cell)
    return str(cell)


def quoted(cell: Cell, *, most: int = 20) -> str:
    """What stands in a cell, short, and with the digits of a number that slipped into the wrong column hidden."""
    return re.sub(r"\d{9,}[Xx]?", lambda found: mask_number(found[0]), text(cell)[: 2 * most])[:most]


def compact(cell: Cell) -> str:
    """The cell's text without any space, in capitals."""
    return tight(cell if isinstance(cell, str) else text(cell)).upper()


def number(cell: Cell) -> str:
    """A document number as it is compared and stored: no spaces, capitals, without a spreadsheet's marks for text."""
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():
        plain = cell.upper()
        if plain.isalnum():
            return plain
        plain = "".join(plain.split())
    else:
        plain = compact(cell)
    if plain.startswith("=") and (wrapped := _AS_TEXT(plain)):
        plain = wrapped[1]
    return plain.lstrip("'‘’`")


def failed(cell: Cell) -> bool:
    """True for what a formula leaves that failed (`#N/A`, `#REF!`) or was never computed (`=B2`)."""
    return isinstance(cell, str) and cell.startswith(("=", "#")) and _FAILURE(cell) is not None


def lost_digits(cell: Cell) -> bool:
    """True for a number that a spreadsheet holds as a number: beyond 15 digits it keeps zeros only."""
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool)
    if not isinstance(cell, str) or cell.isascii() and not ("." in cell or "E" in cell or "e" in cell):
        return False
    return _SCIENTIFIC(number(cell)) is not None


def day(cell: Cell) -> date | None:
    """The date a cell holds, None when it holds none.

    An Excel date, 2025-04-01, 2025/4/1, 2025.4.1, 2025年4月1日, 20250401.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if (numbered := serial_day(cell)) is not None:
        return numbered
    match = _DATE(_tight_date(cell))
    if match is None:
        return None
    year, month, day_of_month = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day_of_month) if year >= 1900 else None
    except ValueError:
        return None


def serial_day(cell: Cell) -> date | None:
    """The day that a number is to a spreadsheet, where it is one that people write."""
    if isinstance(cell, (int, float)) and math.isfinite(cell) and int(cell) in _EXCEL_DAYS:
        return _EXCEL_DAY_ZERO + timedelta(days=int(cell))
    return None


def _tight_date(cell: Cell) -> str:
    """The text with the spaces around a date's separators taken out, and no other: `2025 年 4 月 1 日`."""
    plain = _DASH.sub("-", text(cell)[:60].lstrip("'‘’`")).removesuffix(".")
    tight = re.sub(r"\s*([-/.年月])\s*|\s+(?=[日号])", r"\1", plain)
    return re.sub(r"(?<=[日号])(?=\d)", " ", tight)


def phone(cell: Cell) -> str | None:
    """The mobile number: 11 digits of the mainland, or +… of elsewhere; None when it is neither."""
    if isinstance(cell, str) and (match := _MOBILE(cell)):
        return match[1]
    plain = text(cell)
    if not plain.isalnum():
        plain = "".join(plain.translate(_BETWEEN_DIGITS).split()).lstrip("'‘’`")
    if plain is not cell and (match := _MOBILE(plain)):
        return match[1]
    return plain if plain.startswith("+") and _ABROAD(plain) else None


def yes(cell: Cell) -> bool | None:
    """True for yes, False for no or nothing, None when one cannot tell."""
    word = text(cell).lower()
    return True if word in YES else False if word in NO else None
