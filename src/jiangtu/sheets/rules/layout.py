"""The columns of a kind of file, and how its first line is recognised: either language, any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from jiangtu.core.days import EARLIEST, LATEST, Days, OfAge
from jiangtu.core.letters import usual
from jiangtu.core.verdict import No, Refused, Verdict

from .values import Cell, day, quoted


@dataclass(frozen=True)
class Column:
    """One column: its key, its header in both languages, and what its cells hold.

    `en`: the English header where it is not the key itself; `also`: other headers that people write for it.
    `required`: a file without the column cannot be checked; `may_be_empty`: of such a one, its cells may be.
    `cells`: how the template formats them ("text" keeps the digits of long numbers); `days`: of a column of dates,
    which ones can be meant; `choices`: what its list offers;
    `note`: a word of help at the header.
    """

    key: str
    zh: str
    en: str = ""
    also: tuple[str, ...] = ()
    required: bool = False
    may_be_empty: bool = False
    cells: Literal["any", "text"] = "any"
    days: Days | None = None
    choices: tuple[str, ...] = ()
    note: str = ""
    width: int = 13

    @property
    def english(self) -> str:
        return self.en or self.key

    @property
    def title(self) -> str:
        """The header as the template writes it: Chinese with English beneath."""
        return f"{self.zh}\n{self.english}"

    def day(
        self, cell: Cell, *, today: date, born: date | None = None, of_age: OfAge | None = None
    ) -> tuple[date | None, Verdict]:
        """The day that a cell of a column of dates says; None, with what is wrong, where it says none one can mean.

        `born`: the birthday of whoever the line is about; `of_age`: the age at which one may.
        """
        assert self.days is not None, self.key
        found = day(cell)
        if found is None:
            return None, No("date_invalid", have=quoted(cell))
        if year := year_alone(found):
            return None, No("day_of_a_year", have=found, need=str(year))
        said = self.days.check(found, today=today, born=born, of_age=of_age)
        return (found if said else None), said


def year_alone(found: date) -> int | None:
    """The year that somebody typed into a cell for dates: to a spreadsheet 2025 is the 2025th day since 1899."""
    number = (found - date(1899, 12, 30)).days
    return number if EARLIEST.year <= number <= LATEST.year else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's cells by column, with the line in the file of each row (the header is line 1).

    `places` tells at which position in the file a column stands, counted from 0; `hidden` which lines the file hides.
    """

    lines: list[int]
    columns: Mapping[str, Sequence[Cell]]
    places: dict[str, int]
    hidden: frozenset[int] = frozenset()

    def column(self, key: str) -> Sequence[Cell]:
        """The cells of a column; empty ones when the file lacks it."""
        return self.columns[key] if key in self.columns else [""] * len(self.lines)


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of file, in the order of its template; `sheet`: the name of the template's sheet."""

    sheet: str
    columns: tuple[Column, ...]

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.by_key)

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every way to write a header, plain, and its column's key; of two columns that share one, the first."""
        found: dict[str, str] = {}
        for each in self.columns:
            for word in (each.key, each.english, each.zh, each.zh + each.english, *each.also):
                found.setdefault(_plain(usual(word).lower()), each.key)
        return found

    def recognise(self, header: Cell) -> str | None:
        """The column that a header names, or None. `姓名`, `Name *` and `证件号码（必填）` are understood."""
        if not isinstance(header, str) or not header.strip():
            return None
        text = usual(header[:200]).lower()
        bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text)
        pieces = [text, bare, *re.split(r"[\n/|]", bare), *re.findall(r"[\u4e00-\u9fff]+|[a-z][a-z0-9 _-]*", bare)]
        return next((known for piece in pieces if (known := self.spellings.get(_plain(piece)))), None)

    def dated(self, header: Cell) -> bool:
        """Whether a header is that of a column of dates."""
        key = self.recognise(header)
        return key is not None and self.by_key[key].days is not None

    def places(self, header: Sequence[Cell]) -> dict[str, int]:
        """Column -> its position. Raises Refused with `header_missing` (which ones) or `header_repeated`."""
        found: dict[str, int] = {}
        for place, cell in enumerate(header):
            key = self.recognise(cell)
            if key in found:
                raise Refused(No("header_repeated", have=self.by_key[key].zh, column=key))
            if key:
                found[key] = place
        if missing := [each for each in self.columns if each.required and each.key not in found]:
            raise Refused(No("header_missing", need=[f"{each.zh} {each.english}" for each in missing]))
        return found

    def arrange(self, columns: Sequence[Sequence[Cell]], hidden: Iterable[int] = ()) -> Sheet:
        """A file's columns (line 1 first, all of one height) by their keys; a row with nothing in them is left out.

        What stands in other columns, a running number for instance, makes no row. `hidden`: the lines the file hides.

        Raises Refused with `file_empty`, `header_missing` or `header_repeated`.
        """
        if not columns:
            raise Refused(No("file_empty"))
        found = self.places([column[0] for column in columns])
        inside = [columns[place] for place in found.values()]
        kept = _filled(inside)
        if not kept:
            raise Refused(No("file_empty"))
        first, last = kept[0], kept[-1] + 1
        whole = len(kept) == last - first
        filled = [tuple(column[first:last] if whole else [column[at] for at in kept]) for column in inside]
        lines = [at + 1 for at in kept]
        seen = frozenset(hidden).intersection(lines)
        return Sheet(lines, dict(zip(found, filled, strict=True)), found, seen)


def _filled(columns: Sequence[Sequence[Cell]]) -> list[int]:
    """The places of the rows that hold anything, without the header's; mostly one column alone tells it of all."""
    if any(not any(map(_blank, set(column))) for column in columns):
        return list(range(1, len(columns[0])))
    return [at for at, row in enumerate(zip(*columns, strict=True)) if at and not all(map(_blank, row))]


def _blank(cell: Cell) -> bool:
    return cell is None or isinstance(cell, str) and not cell.strip()


def _plain(text: str) -> str:
    return re.sub(r"[\s_*:\-]", "", text)
