"""Classes can be found, by number and name; and their pages, by their tab's name and what one does there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Tab, Text
from jiangtu.search import doors
from jiangtu.search import queries as search
from jiangtu.search.doors import Entry, Place, Shelf, Source
from jiangtu.search.rules import Query, found

from .doors import tabs
from .models import TrainingClass
from .queries import classes
from .states import ClassState


def _entries(keys: set[UUID] | None) -> Iterator[Entry]:
    every = TrainingClass.objects.order_by("pk")
    if keys is not None:
        every = every.filter(uuid__in=keys)
    for uuid, number, name in every.values_list("uuid", "number", "name").iterator():
        yield Entry(uuid, f"{number} {name}")


def _colleges(uuids: set[UUID]) -> dict[UUID, Text]:
    named = TrainingClass.objects.filter(uuid__in=uuids).select_related("college")
    return {each.uuid: f"{each.college} · {each.get_state_display()}" for each in named}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return (CLASSES,)


CLASSES = Source(
    kind="class", label=_("Classes"), page="desks:class", rank=30, entries=_entries,
    visible=lambda actor: classes.classes(seen_by=actor).values("uuid"),
    follows=frozenset({"training.TrainingClass"}), notes=_colleges,
)  # fmt: skip


@cache
def _tabs() -> tuple[tuple[Tab, tuple[str, ...]], ...]:
    """The pages of a class's home, each with everything it is found by: its name in Chinese and English first."""
    every = sorted((tab for bring in tabs for tab in bring()), key=lambda tab: tab.rank)
    return tuple(
        (tab, tuple(t for each in (tab.label, tab.heading, tab.acts) for t in doors.both(each))) for tab in every
    )


def pages(actor: Actor, query: Query) -> Iterator[Place]:
    """The pages of classes that the query means: by the page's words, and where it says more, by the class's."""
    of_class: dict[Query, list[TrainingClass]] = {}
    for tab, (title, title_en, *texts) in _tabs():
        rest = tuple(term for term in query if not found((term,), (title, title_en, *texts)))
        if rest == query:
            continue
        if rest not in of_class:
            of_class[rest] = list(_some(actor, rest))
        for it in of_class[rest]:
            if tab.opens(actor, it):
                also = " ".join((*texts, str(it)))
                url = reverse(tab.name, args=[it.uuid])
                yield Place(title, title_en, url, also, note=str(it), note_en=str(it))


def _some(actor: Actor, named: Query) -> QuerySet[TrainingClass]:
    """One more of the actor's classes than a search shows: those called so, else those that are not over."""
    seen = classes.classes(seen_by=actor).order_by("-starts_on", "number")
    if named:
        seen = seen.filter(uuid__in=search.entries(CLASSES, named, "", by=actor).order_by().values("subject"))
    else:
        seen = seen.exclude(state__in=(ClassState.CLOSED, ClassState.CANCELLED))
    return seen[: search.MOST + 1]


@doors.shelves.bring
def shelves() -> tuple[Shelf, ...]:
    return (Shelf(_("Pages of classes"), 35, pages),)
