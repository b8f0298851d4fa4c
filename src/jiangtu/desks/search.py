"""The pages of a role can be found by their names and by what one does there; the rules, each edition by its title, its
place and what it decides."""

from __future__ import annotations

from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jiangtu.core import desk
from jiangtu.search import doors
from jiangtu.search.doors import Place, Shelf

from .queries import rulebooks


@cache
def rules() -> tuple[Place, ...]:
    """The latest edition of each rulebook at each place, kept: they change with a release alone."""
    chinese, english = (_edition_texts(code) for code in ("zh-hans", "en"))
    return tuple(
        Place(title, english[url][0], url, f"{note} {keys} {english[url][2]}", note, english[url][1])
        for url, (title, note, keys) in chinese.items()
    )


def _edition_texts(code: str) -> dict[str, tuple[str, str, str]]:
    """Address of an edition -> its title, its rulebook with its place, and the names of its keys, in one language."""
    with override(code):
        latest = {(each["name"], each["where"]): each for each in rulebooks.editions(timezone.localdate())}
        return {
            reverse("desks:edition", args=[*key, str(each["since"])]): _texts_of(each) for key, each in latest.items()
        }


def _texts_of(edition: rulebooks.Edition) -> tuple[str, str, str]:
    read = rulebooks.edition(edition["name"], edition["where"], str(edition["since"]))
    note = " · ".join(filter(None, (edition["rulebook"], edition["place"])))
    return edition["title"], note, " ".join(line.label for line in read.lines)


@cache
def pages(role: str) -> tuple[Place, ...]:
    """The pages of the navigation that a role has, kept likewise."""
    told = []
    for place in desk.of_role(role):
        (title, title_en), (group, group_en) = doors.both(place.label), doors.both(place.group)
        also = " ".join((*doors.both(place.hint), *doors.both(place.acts)))
        told.append(Place(title, title_en, reverse(place.name), also, note=group, note_en=group_en))
    return tuple(told)


@doors.shelves.bring
def shelves() -> tuple[Shelf, ...]:
    return (
        Shelf(_("Pages of your role"), 90, lambda actor, query: pages(actor.role)),
        Shelf(_("Rules"), 92, lambda actor, query: rules()),
    )
