"""The rulebooks as a reader sees them: which rule holds where and when, each key with its value and its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from uuid import UUID

import msgspec
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiangtu.competences import queries as competences
from jiangtu.core import phrases, rulebook
from jiangtu.core.rulebook import COUNTRY, OWN_FIELDS, Rulebook
from jiangtu.core.verdict import Refused, Verdict
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.rules import regions

# A value as a page tells it: words, {"pairs": a list of (name, value)} or {"rows": a list of values}.
Told = str | Mapping[str, Sequence["Told | tuple[str, Told]"]]


class Edition(TypedDict):
    """One edition of a rulebook in the list of all; `in_force`: on the day that was asked for."""

    name: str
    rulebook: str
    where: str
    place: str
    title: str
    since: date
    until: date | None
    assumed: bool
    source: str
    mark: str
    in_force: bool


@dataclass(frozen=True)
class Line:
    """One key: its name, value, clause and where that comes from. `inherited`: from a wider region or a dated row."""

    key: str
    label: str
    value: Told
    note: str
    source: str
    url: str
    mark: str
    edition: str
    inherited: bool


@dataclass(frozen=True)
class Read:
    """An edition, or the one merged out of several that is in force."""

    book: Rulebook
    name: str
    label: str
    where: str
    lines: list[Line]
    absent: list[str]

    @property
    def title(self) -> str:
        return _title(self.book)


def _kinds() -> dict[str, type[Rulebook]]:
    return {
        kind.NAME: kind for kind in rulebook.kinds() if kind.NAME and (rulebook.places(kind) or rulebook.schemes(kind))
    }


def label_of(name: str) -> str:
    """What a rulebook is called in the reader's language."""
    known = phrases.known()
    return str(known.get(f"rulebook:{name}", name.replace("-", " ")))


def key_label(name: str, key: str) -> str:
    known = phrases.known()
    said = known.get(f"rule:{name}.{key}") or known.get(f"rule:{key}") or competences.worded("level", key)
    return str(said or key.replace("_", " "))


def place_label(where: str) -> str:
    """A region's name, or the country; nothing for a scheme, which has a title and holds wherever it is chosen."""
    if where == COUNTRY:
        return _("China")
    return institutions.place_name(where) if where.isdigit() else ""


def _title(book: Rulebook) -> str:
    return (book.title if get_language() == "en" else book.title_zh) or book.title or label_of(type(book).NAME)


def editions(on: date) -> list[Edition]:
    """Every edition of every rulebook, with whether it is in force on a day."""
    found: list[Edition] = []
    for name, kind in _kinds().items():
        for where in [*rulebook.places(kind), *rulebook.schemes(kind)]:
            for book in rulebook.editions(kind, where):
                found.append(
                    {
                        "name": name,
                        "rulebook": label_of(name),
                        "where": where,
                        "place": place_label(where),
                        "title": _title(book),
                        "since": book.since,
                        "until": book.until,
                        "assumed": book.since_assumed,
                        "source": phrases.side(book.source),
                        "mark": book.mark,
                        "in_force": book.in_force(on),
                    }
                )
    return found


def edition(name: str, where: str, since: str) -> Read:
    """One edition as its file has it. Raises Http404."""
    kind = _kinds().get(name)
    known = kind and where in (*rulebook.places(kind), *rulebook.schemes(kind))
    for book in rulebook.editions(kind, where) if kind and known else ():
        if book.since.isoformat() == since:
            return _edition_lines(book, name, where)
    raise Http404


def in_force(name: str, where: str, on: date, *, owner: UUID | None = None) -> tuple[Read | None, Verdict | None]:
    """What holds at a place, or by a scheme, on a day: merged key by key, the nearest first, an institution's own rules
    (`owner`: its uuid) before all. Else the refusal."""
    kind = _kinds().get(name)
    if kind is None:
        raise Http404
    choice = {"scheme": where} if where in rulebook.schemes(kind) else {"place": "" if where == COUNTRY else where}
    try:
        return _edition_lines(rulebook.rulebook(kind, on=on, owner=owner, **choice), name, where), None
    except Refused as refused:
        return None, refused.verdict


def _edition_lines(book: Rulebook, name: str, where: str) -> Read:
    own = f"{name}/{where}@"
    lines, absent = [], []
    for key in sorted(set(type(book).__struct_fields__) - OWN_FIELDS, key=type(book).__struct_fields__.index):
        clause = book.clauses.get(key)
        if clause is None:
            absent.append(key_label(name, key))
            continue
        own_key = clause.edition == book.id.split("+")[0]
        note, source = (book.notes.get(key, ""), book.source) if own_key else ("", clause.source)
        lines.append(
            Line(
                key,
                key_label(name, key),
                told(getattr(book, key), key),
                note,
                source,
                clause.url,
                clause.mark,
                clause.edition,
                not clause.edition.startswith(own),
            )
        )
    return Read(book, name, label_of(name), place_label(where), lines, absent)


def told(value: object, key: str = "") -> Told:
    """A value for a page: a text, or pairs of a name and a value (nested), or a list of those. A value that is one of
    the key's own words is said in the reader's language."""
    if isinstance(value, msgspec.Struct):
        given = msgspec.structs.asdict(value)
        coded = {"key"} & set(given) if given.get("name") or given.get("name_en") else set()
        value = {
            key: each for key, each in given.items() if key not in coded and each not in (None, "", {}, [], (), False)
        }
    if isinstance(value, Mapping):
        return {"pairs": [(key_label("", str(key)), told(each, str(key))) for key, each in value.items()]}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [told(each, key) for each in value]
        words = [each for each in items if isinstance(each, str)]
        return phrases.enumerated(words) if len(words) == len(items) else {"rows": items}
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return str(phrases.known().get(f"value:{key}.{value}") or competences.worded(key, value) or value)
    return date_format(value) if isinstance(value, date) else phrases.written(value)


def rulebooks_to_choose() -> list[tuple[str, str]]:
    return [(name, label_of(name)) for name in _kinds()]


def places_to_choose(name: str) -> list[tuple[str, str]]:
    """Where a rulebook may be asked for: schemes where it has them; else country, provinces, and places of its own."""
    kind = _kinds().get(name)
    if kind is None:
        return []
    if found := rulebook.schemes(kind):
        return [(where, _scheme_title(kind, where)) for where in found]
    provinces = [region.code for region in regions.children()]
    wanted = dict.fromkeys([COUNTRY, *sorted({*provinces, *rulebook.places(kind)} - {COUNTRY})])
    return [(where, place_label(where)) for where in wanted]


def _scheme_title(kind: type[Rulebook], where: str) -> str:
    books = rulebook.editions(kind, where)
    return _title(books[-1]) if books and books[-1].title else where
