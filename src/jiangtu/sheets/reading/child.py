"""The process that reads: a file on its standard input, its cells on its standard output, within limits of its own."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence

import python_calamine as calamine

from . import handed
from .archive import look_over
from .limits import Limits, Unreadable, letters

TYPE_CHECKING = False  # see `handed`
if TYPE_CHECKING:
    from ..rules.values import Cell

MEMORY_OUT = 3  # the exit code


def main(form: str, limits: str) -> None:
    """Answer for one file. It ends by itself, by its limits, or by whoever started it."""
    given = Limits(**json.loads(limits))
    _confine(given)
    gc.disable()  # it lives for one file
    try:
        found = read(sys.stdin.buffer.read(), form, given)
    except Unreadable as fault:
        found = {"refused": fault.code, "figures": fault.figures}
    except MemoryError:
        raise SystemExit(MEMORY_OUT) from None
    sys.stdout.buffer.write(handed.spelled(found))
    sys.stdout.flush()
    os._exit(0)  # at once: to clear away each cell takes longer than to hand it over


def _confine(limits: Limits) -> None:
    """Set memory, time, and that it writes no file."""
    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.processor,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for of, bound in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # a system that cannot; the clock ends it there
            resource.setrlimit(of, (bound, bound))
    signal.alarm(limits.clock)  # where whoever started it is gone


def read(content: bytes, form: str, limits: Limits) -> handed.Answer:
    """The visible sheets, each with its name, its packed columns and the numbers of its hidden rows. Raises Unreadable.

    `form`: "xlsx", or "text" for what parts its cells by a mark.
    """
    if form == "text":
        from . import text  # a workbook does without

        return {"from_1904": False, "sheets": [_handed("", text.cells(content, limits), [], limits)]}
    looked = look_over(content, limits)
    looked.content.seek(0)
    try:
        with calamine.load_workbook(looked.content) as book:
            sheets = [
                _handed(name, _rows_of(book.get_sheet_by_name(str(at)), limits), hidden, limits)
                for at, (name, hidden) in enumerate(looked.sheets)
            ]
    except calamine.PasswordError:
        raise Unreadable("file_password") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise Unreadable("file_not_spreadsheet") from None
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # the reader's own way to fail, which is no Exception
            raise Unreadable("file_not_spreadsheet") from None
        raise
    return {"from_1904": looked.from_1904, "sheets": sheets}


def _handed(name: str, rows: Sequence[Sequence[Cell]], hidden: list[int], limits: Limits) -> handed.SheetRead:
    """A sheet for the answer: rows of one width, none empty at the end, and not too much text."""
    height = len(rows)
    while height and not any(map(_holds, rows[height - 1])):
        height -= 1
    rows = rows[:height]
    if len(rows) > limits.rows + 1:
        raise Unreadable("file_too_many_rows", have=len(rows) - 1, need=limits.rows)
    columns = list(zip(*rows, strict=True))
    if len(columns) > limits.columns:
        raise Unreadable("file_too_wide", need=letters(limits.columns))
    if sum(map(_length, columns)) > limits.text:
        raise Unreadable("file_zip_bomb")
    return {"name": name, "columns": list(map(handed.packed, columns)), "hidden": hidden}


def _length(column: Sequence[Cell]) -> int:
    """The characters of a column's cells together."""
    if set(map(type, column)) != {str}:
        column = [cell for cell in column if isinstance(cell, str)]
    return sum(map(len, column))  # type: ignore[arg-type]


def _holds(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _rows_of(sheet: calamine.CalamineSheet, limits: Limits) -> Sequence[Sequence[Cell]]:
    """The cells, with what a merged cell says in every line over which it reaches: one date for a whole intake."""
    rows = sheet.to_python(skip_empty_area=False)
    left = len(rows) * limits.columns  # merged cells do not overlap; a file in which they do shall not keep us busy
    for (first, place), (last, _) in sheet.merged_cell_ranges or ():
        under = rows[first + 1 : last + 1] if first > 0 and left > 0 else []
        left -= len(under)
        for row in under:
            if place < len(row) and row[place] == "" and any(row):
                row[place] = rows[first][place]
    return rows
