"""What the check of a file says: each problem by line and column, and what its good rows hold."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from jiangtu.core.verdict import KeptVerdict, No, Verdict, Warn

from . import values
from .layout import Sheet

NO_FIGURES: Mapping[str, object] = MappingProxyType({})


class Kept(KeptVerdict):
    """A problem as it is kept with its file: its place and its verdict."""

    row: int
    column: str


class Problem(NamedTuple):
    """One thing wrong with one cell: its line in the file, its column's key, and the figures its sentence names.

    `severity`: "error", which keeps the row out, or "warning", which does not. The figures hold nothing personal: no
    name, no number, no phone.
    """

    row: int
    column: str
    code: str
    values: Mapping[str, Any] = NO_FIGURES
    severity: str = "error"

    def verdict(self) -> Verdict:
        """The problem as a verdict: a no, or for a warning a yes with a word."""
        return (No if self.severity == "error" else Warn)(self.code, **self.values)

    def record(self) -> Kept:
        """Plain values for keeping the problem with its file; `of_record` reads them back."""
        return {"row": self.row, "column": self.column, **self.verdict().as_record()}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Problem:
        """The problem that was kept, also as it was kept before (see `Verdict.of_record`)."""
        said = Verdict.of_record(record)
        return cls(record["row"], record["column"], said.code, said.figures(), "warning" if said.ok else "error")


class Row(Protocol):
    """What a check reads a line as; at least its line in the file."""

    @property
    def row(self) -> int: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Report(Generic[R]):
    """Every problem in the order of the file, and every row as it was read.

    `known`: the lines of good rows that the record holds already, so that they change nothing.
    """

    problems: list[Problem]
    entries: list[R]
    known: Set[int] = frozenset()

    @property
    def rows(self) -> int:
        return len(self.entries)

    @property
    def faulty(self) -> set[int]:
        """The lines with an error."""
        return {problem.row for problem in self.problems if problem.severity == "error"}

    @property
    def good(self) -> list[R]:
        """The rows without an error."""
        faulty = self.faulty
        return [entry for entry in self.entries if entry.row not in faulty]

    def with_what_the_file_says(self, sheet: Sheet) -> Report[R]:
        """The same with what is so of every kind of file: a line that it hides was read like the others (a warning),
        and what a formula left that failed is nobody's word (an error)."""
        column = min(sheet.places, key=sheet.places.__getitem__, default="")
        lines = {entry.row for entry in self.entries}
        found = [Problem(line, column, "row_hidden", severity="warning") for line in sorted(lines & sheet.hidden)]
        said = {(each.row, each.column) for each in self.problems if each.severity == "error"}
        found += [
            Problem(line, key, "formula_failed")
            for key, cells in sheet.columns.items()
            if any(map(values.failed, set(cells)))
            for line, cell in zip(sheet.lines, cells, strict=True)
            if values.failed(cell) and line in lines and (line, key) not in said
        ]
        return replace(self, problems=sorted([*found, *self.problems], key=lambda problem: problem.row))

    @property
    def to_take(self) -> list[R]:
        """The good rows that would be new."""
        return [entry for entry in self.good if entry.row not in self.known]
