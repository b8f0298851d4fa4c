"""Cells handed from the process that reads to the one that asked, as JSON: plain values alone, equal ones once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

TYPE_CHECKING = False  # as type checkers know it: to import `typing` takes the process that reads longer than a sheet
if TYPE_CHECKING:
    from typing import TypedDict

    from ..rules.values import Cell

    Value = str | int | float | list[str | float] | None  # a cell as JSON has it: a day is ["date", "2025-04-01"]

    class Column(TypedDict, total=False):
        """A column: its `plain` cells; or its `cells`; or those that differ (`of`), and `at` which a line has."""

        plain: Sequence[Cell]
        cells: list[Value]
        of: list[Value]
        at: list[int]

    class SheetRead(TypedDict):
        """A sheet with the numbers of its hidden lines."""

        name: str
        columns: list[Column]
        hidden: list[int]

    class Answer(TypedDict, total=False):
        """The visible sheets of a file, or the code of a refusal with the figures of its sentence."""

        sheets: list[SheetRead]
        from_1904: bool
        refused: str
        figures: dict[str, object]


_PLAIN = {str, int, float, bool, type(None)}
_NUMBERS = {int, float, bool}
_READ: dict[str, Callable[[str], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_LOOK = 500  # cells of a column by which one sees whether few differ


def spelled(answer: Answer) -> bytes:
    """The answer as it goes from one process to the other."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def packed(column: Sequence[Cell]) -> Column:
    """A column for the answer."""
    kinds = set(map(type, column))
    if len(kinds & _NUMBERS) > 1:  # 1 and TRUE are equal, and not the same
        return {"cells": list(map(_value, column))}
    if len(set(column[:_LOOK])) > _LOOK // 2:
        return {"cells": list(map(_value, column))} if kinds - _PLAIN else {"plain": column}
    places = {cell: at for at, cell in enumerate(dict.fromkeys(column))}
    return {"of": list(map(_value, places)), "at": list(map(places.__getitem__, column))}


def unpacked(column: Column) -> Sequence[Cell]:
    """The column that was packed."""
    if "plain" in column:
        return column["plain"]
    if "cells" in column:
        return list(map(_cell, column["cells"]))
    cells = list(map(_cell, column["of"]))
    return [cells[at] for at in column["at"]]


def _value(cell: Cell) -> Value:
    if isinstance(cell, timedelta):
        return ["span", cell.total_seconds()]
    if isinstance(cell, (date, time)):  # a moment is a date
        return [type(cell).__name__, cell.isoformat()]
    return cell


def _cell(value: Value) -> Cell:
    if not isinstance(value, list):
        return value
    kind, said = value
    return timedelta(seconds=said) if isinstance(said, (int, float)) else _READ[str(kind)](said)
