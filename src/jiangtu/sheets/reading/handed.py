"""Cells handed from the process that reads to the one that asked, as JSON: plain values alone, equal ones once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..rules.values import Cell

_PLAIN = {str, int, float, bool, type(None)}
_NUMBERS = {int, float, bool}
_READ: dict[str, Callable[[str], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_LOOK = 500  # cells of a column by which one sees whether few differ


def spelled(answer: dict[str, Any]) -> bytes:
    """The answer as it goes from one process to the other."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def packed(column: Sequence[Cell]) -> Any:
    """A column as JSON has it."""
    kinds = set(map(type, column))
    if len(kinds & _NUMBERS) > 1:  # 1 and TRUE are equal, and not the same
        return {"cells": list(map(_plain, column))}
    if len(set(column[:_LOOK])) > _LOOK // 2:
        return {"cells": list(map(_plain, column))} if kinds - _PLAIN else column
    places = {cell: at for at, cell in enumerate(dict.fromkeys(column))}
    return {"of": list(map(_plain, places)), "at": list(map(places.__getitem__, column))}


def unpacked(column: Any) -> Sequence[Cell]:
    """The column that was packed."""
    if isinstance(column, list):
        return column
    if "cells" in column:
        return [_cell(each) for each in column["cells"]]
    cells = [_cell(each) for each in column["of"]]
    return [cells[at] for at in column["at"]]


def _plain(cell: Cell) -> Any:
    if isinstance(cell, timedelta):
        return ["span", cell.total_seconds()]
    if isinstance(cell, (date, time)):  # a moment is a date
        return [type(cell).__name__, cell.isoformat()]
    return cell


def _cell(plain: Any) -> Cell:
    if not isinstance(plain, list):
        return plain
    kind, value = plain
    if kind == "span":
        return timedelta(seconds=value)
    return _READ[kind](value)
