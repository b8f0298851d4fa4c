"""Rules as dated data: TOML files under `rulebooks/`, chosen by name, place (or scheme) and date.

    rulebooks/cn/hours.toml                     a country's rules
    rulebooks/cn/310118/hours.toml              a district's; keys it lacks come from 310100, 310000, then cn
    rulebooks/mentor-measures/flat.toml         a scheme that an institution chooses by name

Each file is a list of `[[edition]]` tables with `from`, optional `to`, `source`, `url`, `mark` and the keys of its
`Rulebook` class. A key nobody gives stays None: unknown, never made up. Dated rows from the database
(`core.models.RuleRow`) stand before the files. Needs no Django and no database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec

from .dated import holds
from .verdict import No, Refused

ROOT = Path(__file__).resolve().parent.parent / "rulebooks"
COUNTRY = "cn"

# Marks of a source, as docs/rulebooks.md explains them: S read in a public source, S* through a mirror, M not
# confirmed, I inferred, ours a choice of Jiangtu's, example made up for the pilot data.
MARKS = ("S", "S*", "M", "I", "ours", "example")


class Clause(msgspec.Struct, frozen=True):
    """Where one key of a rulebook comes from."""

    edition: str
    source: str
    url: str
    mark: str


class Rulebook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One edition, merged along the region chain. A room subclasses it with its keys and sets NAME.

    `clauses` tells for each key that is known where it comes from; `id` names the edition(s), for replaying later.
    """

    NAME: ClassVar[str] = ""

    since: date = msgspec.field(name="from")
    until: date | None = msgspec.field(name="to", default=None)
    since_assumed: bool = msgspec.field(name="from_assumed", default=False)
    title: str = ""
    title_zh: str = ""
    source: str
    url: str = ""
    mark: str
    marks: dict[str, str] = {}  # keys whose mark differs from the edition's
    notes: dict[str, str] = {}  # key -> the clause's words or number in the source
    id: str = ""
    place: str = ""
    clauses: dict[str, Clause] = {}

    @property
    def verified(self) -> bool:
        """True only when the source itself was read."""
        return self.mark == "S"

    def cite(self, key: str) -> str:
        """The source of one key, with its clause where the file notes one."""
        clause = self.clauses.get(key)
        return clause.source if clause else self.source

    def in_force(self, on: date) -> bool:
        return holds(self.since, self.until, on)


BETWEEN = " · "  # a source or note in both languages: 中文 · English
OWN_FIELDS = frozenset(Rulebook.__struct_fields__)
T = TypeVar("T", bound=Rulebook)

# (name, places and schemes nearest first, owner, on) -> [(key, value, edition id, source, url, mark)], nearest last.
RowSource = Callable[[str, "list[str]", UUID | None, date], Iterable[tuple[str, Any, str, str, str, str]]]
_row_source: RowSource | None = None


def use_rows(source: RowSource | None) -> None:
    """Let dated database rows stand before the files (core.apps sets this; the console program does without)."""
    global _row_source
    _row_source = source


def region_chain(place: str) -> list[str]:
    """The place, the regions that hold it, then the country: 330522 → 330500 → 330000 → cn (GB/T 2260)."""
    chain = [place, place[:4] + "00", place[:2] + "0000"] if place and place != COUNTRY else []
    return [*dict.fromkeys(chain), COUNTRY]


@cache
def editions(kind: type[T], where: str) -> tuple[T, ...]:
    """All editions of a rulebook at one place or scheme, oldest first; () where there is no file.

    Raises ValueError that names the file when its content does not fit the class, lacks a source or overlaps.
    """
    folder = ROOT / COUNTRY if where == COUNTRY else ROOT / COUNTRY / where
    for path in (folder / f"{kind.NAME}.toml", ROOT / kind.NAME / f"{where}.toml"):
        if path.is_file():
            return _read(kind, where, path)
    return ()


def _read(kind: type[T], where: str, path: Path) -> tuple[T, ...]:
    known = set(kind.__struct_fields__) - OWN_FIELDS
    books: list[T] = []
    try:
        for table in tomllib.loads(path.read_text("utf-8"))["edition"]:
            book = msgspec.convert(table, kind, strict=False)
            _require_sound(book, known)
            if books and (books[-1].until is None or books[-1].until >= book.since):
                raise ValueError(f"the edition of {book.since} overlaps the one before it")
            edition = f"{kind.NAME}/{where}@{book.since}"
            clauses = {
                key: Clause(edition, _cite(book, key), book.url, _mark(book, key, given=key in table))
                for key in known
                if getattr(book, key) is not None
            }
            books.append(msgspec.structs.replace(book, id=edition, place=where, clauses=clauses))
    except (KeyError, ValueError, msgspec.ValidationError) as fault:
        raise ValueError(f"{path.relative_to(ROOT)}: {fault}") from fault
    if not books:
        raise ValueError(f"{path.relative_to(ROOT)}: it has no edition")
    return tuple(books)


def _require_sound(book: Rulebook, known: set[str]) -> None:
    """Raise ValueError for what the fields' types let through: no source, days reversed, marks of nothing."""
    if not book.source.strip():
        raise ValueError(f"the edition of {book.since} names no source")
    if book.until is not None and book.until < book.since:
        raise ValueError(f"the edition of {book.since} ends before it begins")
    if book.mark not in MARKS or not set(book.marks.values()) <= set(MARKS):
        raise ValueError(f"mark must be one of {', '.join(MARKS)}")
    given = {key for key in known if getattr(book, key) is not None}
    if stray := (set(book.marks) | set(book.notes)) - given:
        raise ValueError(f"marks or notes for keys it does not have: {', '.join(sorted(stray))}")


def _mark(book: Rulebook, key: str, *, given: bool) -> str:
    """A key's mark; what the file leaves to the class's default is no word of its source."""
    return book.marks.get(key, book.mark if given else "ours")


def _cite(book: Rulebook, key: str) -> str:
    if key not in book.notes:
        return book.source
    (source_zh, source), (note_zh, note) = both(book.source), both(book.notes[key])
    zh, en = f"{source_zh}，{note_zh}", f"{source}, {note}"
    return f"{zh}{BETWEEN}{en}" if BETWEEN in book.source + book.notes[key] else en


def both(text: str) -> tuple[str, str]:
    """A source or note as (Chinese, English): the two stand as “中文 · English”, one alone serves both."""
    zh, between, en = text.partition(BETWEEN)
    return (zh, en) if between else (text, text)


def rulebook(kind: type[T], *, on: date, place: str = "", scheme: str = "", owner: UUID | None = None) -> T:
    """The edition in force on a day: `kind.NAME` for a place (merged along its region chain) or for a scheme.

    The nearest place wins key by key and every key keeps its own source. Raises `Refused` with `no_edition_on_date`
    (no edition then), `rulebook_unknown` (no such place or scheme at all) or `rule_row_unreadable`.
    """
    chain = [scheme] if scheme else region_chain(place)
    found = [(where, editions(kind, where)) for where in chain]
    if not any(books for _, books in found):
        raise Refused(No("rulebook_unknown", name=kind.NAME, place=scheme or place or COUNTRY))
    current = [book for _, books in found for book in books if book.in_force(on)]
    if not current:
        first = min(book.since for _, books in found for book in books)
        raise Refused(No("no_edition_on_date", have=on, need=first, name=kind.NAME, place=scheme or place or COUNTRY))
    merged = _merge(current)
    return _with_rows(merged, chain, owner, on) if _row_source else merged


def _merge(nearest_first: list[T]) -> T:
    base, *further = nearest_first
    changes: dict[str, Any] = {}
    clauses = dict(base.clauses)
    for book in further:
        for key, clause in book.clauses.items():
            if key not in clauses:
                changes[key], clauses[key] = getattr(book, key), clause
    if not changes:
        return base
    used = dict.fromkeys([base.id, *(clause.edition for clause in clauses.values())])
    return msgspec.structs.replace(base, **changes, clauses=clauses, id="+".join(used))


def _with_rows(book: T, chain: list[str], owner: UUID | None, on: date) -> T:
    """The book with the dated rows before it. Raises `Refused` (`rule_row_unreadable`) for one that does not fit."""
    assert _row_source is not None
    clauses, merged, rows = dict(book.clauses), book, {}
    types = {f.name: f.type for f in msgspec.structs.fields(type(book)) if f.name not in OWN_FIELDS}
    for key, value, edition, source, url, mark in _row_source(book.NAME, chain, owner, on):
        try:
            read = msgspec.convert(value, types[key], strict=False)
            merged = msgspec.structs.replace(merged, **{key: read})
        except (KeyError, ValueError, TypeError) as fault:
            raise Refused(No("rule_row_unreadable", have=str(value), source=source, name=book.NAME, key=key)) from fault
        clauses[key], rows[key] = Clause(edition, source, url, mark), edition
    if not rows:
        return book
    return msgspec.structs.replace(merged, clauses=clauses, id="+".join(dict.fromkeys([book.id, *rows.values()])))


def schemes(kind: type[Rulebook]) -> list[str]:
    """The names of the schemes that exist, sorted."""
    return sorted(path.stem for path in (ROOT / kind.NAME).glob("*.toml"))


def places(kind: type[Rulebook]) -> list[str]:
    """The places that have rules of their own: region codes, and `cn`."""
    found = [path.parent.name for path in (ROOT / COUNTRY).glob(f"*/{kind.NAME}.toml")]
    return sorted(found) + ([COUNTRY] if (ROOT / COUNTRY / f"{kind.NAME}.toml").is_file() else [])


def kinds() -> list[type[Rulebook]]:
    """Every rulebook class that a room has declared."""
    return sorted(Rulebook.__subclasses__(), key=lambda kind: kind.NAME)


def check_all() -> None:
    """Read and validate every file: called at start, so that a bad rulebook never reaches a decision."""
    for kind in kinds():
        for where in [*places(kind), *schemes(kind)]:
            editions(kind, where)
