"""The days of a labour contract: whether they are days, fit each other, and cover the class."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jiangtu.core.verdict import Verdict
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.report import NO_FIGURES
from jiangtu.sheets.rules.values import Cell

from . import words
from .columns import ROSTER

if TYPE_CHECKING:
    from .book import RosterRules
    from .check import ClassFacts

Fault = tuple[str, str, Mapping[str, object]]  # column, code, figures


def earliest_end(start: date, months: int) -> date:
    """The last day of a contract of so many months, both ends counted: 2025-04-01 and 12 give 2026-03-31.

    Where the month has no such day, its last day.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1] if year <= 9999 else 0
    if start.day > last:
        return date(year, month + 1, last) if last else date.max
    return date(year, month + 1, start.day) - timedelta(days=1)


def contract(
    from_cell: Cell, to_cell: Cell, facts: ClassFacts, book: RosterRules, today: date
) -> tuple[date | None, date | None, list[Fault]]:
    """The first and the last day of a contract, None for what could not be read or is open, and what is wrong."""
    faults: list[Fault] = []
    start, began = _day("contract_from", from_cell, today)
    end, ended = _day("contract_to", to_cell, today)
    if values.text(from_cell) in values.NOTHING:
        faults.append(("contract_from", "contract_missing", NO_FIGURES))
    elif start is None:
        faults.append(("contract_from", began.code, began.figures()))
    elif start > facts.starts_on:
        faults.append(("contract_from", "contract_begins_late", {"have": start, "need": facts.starts_on}))
    if end is None:
        if not words.open_ended(to_cell):
            faults.append(("contract_to", ended.code, ended.figures()))
        return start, None, faults
    if start and end < start:
        faults.append(("contract_to", "contract_ends_first", {"have": end, "need": start}))
        return start, end, faults
    months = book.minimum_contract_months
    if start and months is not None and end < (least := earliest_end(start, months)):
        figures = {"have": end, "need": least, "months": months, "source": book.cite("minimum_contract_months")}
        faults.append(("contract_to", "contract_too_short", figures))
    if end < facts.starts_on:
        faults.append(("contract_to", "contract_over", {"have": end, "need": facts.starts_on}))
    elif end < facts.ends_on:
        faults.append(("contract_to", "contract_not_covering", {"have": end, "need": facts.ends_on}))
    return start, end, faults


def _day(column: str, cell: Cell, today: date) -> tuple[date | None, Verdict]:
    return ROSTER.by_key[column].day(cell, today=today)
