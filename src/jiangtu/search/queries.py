"""Finding: what was typed, among what the actor may see, kind by kind. A constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import get_language

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text
from jiangtu.core.glossary import Word, words
from jiangtu.core.pinyin import name_key

from . import access, doors, rules
from .models import IndexEntry

MOST = 8  # of one kind on a page; whoever finds more types more


@dataclass(frozen=True)
class Found:
    """One thing that was found: its title in pieces, each with whether it is what was typed."""

    title: list[tuple[str, bool]]
    other: list[tuple[str, bool]]  # the title in the other language, where only that one holds what was typed
    note: Text
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more`: there is more than is shown."""

    label: Text
    items: list[Found]
    more: bool


class Meets(Func):
    """A condition: the vector answers the question (both as `rules` write them)."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def sources() -> list[doors.Source]:
    """Every kind of things in the index, the first to be shown first."""
    return sorted((each for of_room in doors.sources for each in of_room()), key=lambda each: each.rank)


def followed() -> frozenset[str]:
    """The labels of all models whose facts change the index."""
    return frozenset[str]().union(*(source.follows for source in sources()))


def find(typed: str, *, by: Actor) -> list[Group]:
    """What the actor finds by it, kind by kind; what they may not see is neither found nor counted."""
    query = rules.read(typed)
    if not query or not access.can_search(by):
        return []
    groups = [(source.rank, _of_source(source, query, typed, by)) for source in sources()]
    groups += [(shelf.rank, _of_shelf(shelf, query, by)) for of_room in doors.shelves for shelf in of_room()]
    return [group for _rank, group in sorted(groups, key=lambda each: each[0]) if group.items]


def entries(source: doors.Source, query: rules.Query, typed: str, *, by: Actor) -> QuerySet[IndexEntry]:
    """The actor's entries of a kind that the query finds: what is called so first, then what begins so, the short
    before the long."""
    seen = access.visible_to(by, source)
    if seen is None:
        return IndexEntry.objects.none()
    whole = rules.folded(typed)
    nearness = Case(
        When(Q(typed=whole) | Q(typed_en=whole), then=0),
        When(Q(typed__startswith=whole) | Q(typed_en__startswith=whole), then=1),
        default=2,
        output_field=IntegerField(),
    )
    found = IndexEntry.objects.filter(seen, Meets("words", Value(rules.as_tsquery(query))))
    return found.order_by(nearness, Length("title"), "sort_key", "pk")


def _of_source(source: doors.Source, query: rules.Query, typed: str, by: Actor) -> Group:
    rows = list(entries(source, query, typed, by=by)[: MOST + 1])
    notes = source.notes({row.subject for row in rows[:MOST]}) if rows else {}
    items = [
        _hit(query, row.title, row.title_en, notes.get(row.subject, ""), reverse(source.page, args=row.page))
        for row in rows[:MOST]
    ]
    return Group(source.label, items, len(rows) > MOST)


def _of_shelf(shelf: doors.Shelf, query: rules.Query, by: Actor) -> Group:
    met = [each for each in shelf.places(by, query) if rules.found(query, [each.title, each.title_en, each.also])]
    met.sort(key=lambda each: (not rules.found(query, [each.title, each.title_en]), len(each.title)))
    english = get_language() == "en"
    items = [
        _hit(query, each.title, each.title_en, each.note_en if english else each.note, each.url) for each in met[:MOST]
    ]
    return Group(shelf.label, items, len(met) > MOST)


def _hit(query: rules.Query, title: str, title_en: str, note: Text, url: str) -> Found:
    shown, other = (title_en, title) if get_language() == "en" and title_en else (title, title_en)
    return Found(rules.marked(query, shown), _other(query, shown, other), note, url)


def _other(query: rules.Query, shown: str, other: str) -> list[tuple[str, bool]]:
    if not other or other == shown or rules.found(query, [shown]) or not rules.found(query, [other]):
        return []
    return rules.marked(query, other)


def glossary() -> list[Word]:
    """Every word that a room has, as the reader's alphabet sorts them."""
    return sorted((word for _room, told in words() for word in told), key=lambda word: name_key(word.label))
