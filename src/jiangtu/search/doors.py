"""What rooms above tell this one: their things that can be found, and for whom; their pages, rules and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import override

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text
from jiangtu.core.doors import Door

from .rules import Query


@dataclass(frozen=True)
class Entry:
    """One thing as it is found. `title`: in Chinese; `also`: what else it is found by; `page`: what its page's address
    takes, the thing's own uuid unless said."""

    uuid: UUID
    title: str
    title_en: str = ""
    also: str = ""
    page: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A kind of things that stand in the index.

    `page`: the name of their page's address; `rank`: the lowest kind stands first. `entries(keys)`: those things that
    have one of these uuids or hang on one (on the person whose name they bear), all of them for None; the same number
    of queries for any keys. `visible(actor)`: the uuids of those the actor finds, as a queryset of one column; None
    where there can be none. `follows`: the labels of the models whose facts change an entry ("people.Person").
    `notes(uuids)`: a few words that tell one from another, in the reader's language, in a constant number of queries.
    """

    kind: str
    label: Text
    page: str
    rank: int
    entries: Callable[[set[UUID] | None], Iterable[Entry]]
    visible: Callable[[Actor], QuerySet[Any, Any] | None]
    follows: frozenset[str]
    notes: Callable[[set[UUID]], Mapping[UUID, Text]] = field(default=lambda uuids: {})


@dataclass(frozen=True)
class Place:
    """A page that stands in no table: of the house, a rule, a word. `also`: what else it is found by, in both
    languages; `note`, `note_en`: a few words about it."""

    title: str
    title_en: str
    url: str
    also: str = ""
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Shelf:
    """Places of one kind, and who finds which of them. `places` is asked at each search, so it keeps what it makes, or
    gives of many only what the query may find."""

    label: Text
    rank: int
    places: Callable[[Actor, Query], Iterable[Place]]


sources: Door[Callable[[], Iterable[Source]]] = Door("search", "sources", "Which things can be found, and by whom?")
shelves: Door[Callable[[], Iterable[Shelf]]] = Door(
    "search", "shelves", "Which pages, rules and words can be found besides?"
)


def both(text: Text) -> tuple[str, str]:
    """A text as it reads in Chinese and in English."""
    said = []
    for code in ("zh-hans", "en"):
        with override(code):
            said.append(str(text))
    return said[0], said[1]
