"""Names that lead to the page of what they name, for whom that page opens; for others they are plain text.

A page names things one by one: a person in a sentence, a class in a list, an enterprise in a history. Each name leaves
a mark (`Links.name`); when the page is written out (`web.page`), all that were named are asked for together, kind by
kind, and the marks become links or text. So a page of thirty names asks as often as one of three, and no view has to
know what its templates name.
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .actor import VISITOR, Actor
from .doors import Door
from .phrases import enumerated, separator

Key = tuple[str, UUID]  # a model's label ("people.Person") and the uuid of one of its rows
Thing = models.Model | Key
Named = models.Model | tuple[Thing, str]  # a thing, or a thing with the words it is called by here (a masked name)


@dataclass(frozen=True)
class Home:
    """Where the things of a kind have their page.

    `kind`: a model's label. `opens(actor, uuids)`: uuid → address of those whose page opens for the actor, in a
    constant number of queries.
    """

    kind: str
    opens: Callable[[Actor, set[UUID]], Mapping[UUID, str]]


homes: Door[Callable[[], Iterable[Home]]] = Door(
    "core", "homes", "Where do the room's things have their page, and for whom does it open?"
)


def is_named(value: object) -> TypeGuard[Named]:
    """Whether it is a thing, or one with its words."""
    return isinstance(value, models.Model) or (
        isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str)
    )


def _apart(named: Named) -> tuple[Thing, str]:
    return named if isinstance(named, tuple) else (named, str(named))


class Sentence(str):
    """A sentence that names things. It is the text with its values; a page makes links of its names."""

    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, values: dict[str, Any]) -> Sentence:
        """`text` as for `%`; `values`: what stands in it, things among them as `Named`."""
        plain = {key: _apart(each)[1] if is_named(each) else each for key, each in values.items()}
        made = super().__new__(cls, text % plain)
        made.text, made.values = text, values
        return made


def called(thing: Thing, words: str = "") -> Sentence:
    """A thing's name alone, as a sentence."""
    return Sentence("%(it)s", {"it": (thing, words) if words else thing})


def opened(actor: Actor, keys: Iterable[Key]) -> dict[Key, str]:
    """The addresses of those things whose page opens for the actor; of several pages that of the topmost room."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for kind, uuid in keys:
        wanted[kind].add(uuid)
    found: dict[Key, str] = {}
    for home in (home for bring in homes for home in bring() if home.kind in wanted):
        if left := {uuid for uuid in wanted[home.kind] if (home.kind, uuid) not in found}:
            found |= {(home.kind, uuid): address for uuid, address in home.opens(actor, left).items()}
    return found


class Links:
    """What one page names. `of(request)` gives the page's own."""

    def __init__(self, actor: Actor, here: str = ""):
        """`here`: the address of the page itself, to which none of its names leads."""
        self.actor, self.here = actor, here
        self._named: dict[tuple[Key, str], int] = {}
        self._secret = secrets.token_hex(4)  # so that nobody can type a mark

    def name(self, named: Named) -> SafeString:
        """The mark of a name, which `written` makes a link or plain text."""
        thing, words = _apart(named)
        key = (thing._meta.label, thing.uuid) if isinstance(thing, models.Model) else thing  # type: ignore[attr-defined]
        at = self._named.setdefault((key, conditional_escape(words)), len(self._named))
        return mark_safe(f"\ue000{self._secret}:{at}\ue001")

    def written(self, page: str) -> str:
        """The page with its names written out."""
        places = opened(self.actor, {key for key, _words in self._named})
        told = [self._link(places.get(key, ""), words) for key, words in self._named]
        return re.sub(rf"\ue000{self._secret}:(\d+)\ue001", lambda mark: told[int(mark[1])], page)

    def _link(self, address: str, words: str) -> str:
        leads = address and address != self.here
        return format_html('<a href="{}">{}</a>', address, mark_safe(words)) if leads else words


def of(request: HttpRequest) -> Links:
    """What the page that answers this request names."""
    if (found := getattr(request, "links", None)) is None:
        found = request.links = Links(getattr(request, "actor", VISITOR), request.path)  # type: ignore[attr-defined]
    return found


def plain(value: Any) -> str:
    """The same without links: for an export."""
    if is_named(value):
        return _apart(value)[1]
    return str(value) if isinstance(value, str) else enumerated(plain(each) for each in value)


def linked(request: HttpRequest, value: Any) -> SafeString:
    """A thing, several of them or a `Sentence`, as the marks of what they name; other text as it is."""
    links = of(request)
    if is_named(value):
        return links.name(value)
    if isinstance(value, Sentence):
        values = {key: linked(request, each) for key, each in value.values.items()}
        return mark_safe(conditional_escape(value.text) % values)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return mark_safe(conditional_escape(separator()).join(linked(request, each) for each in value))
    return conditional_escape(value)
