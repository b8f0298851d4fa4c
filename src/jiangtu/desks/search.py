"""The rules can be found, each edition by its title, its place and what it decides."""

from __future__ import annotations

from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jiangtu.search import doors
from jiangtu.search.doors import Place, Shelf

from .queries import rulebooks


@cache
def rules() -> tuple[Place, ...]:
    """The latest edition of each rulebook at each place, kept: they change with a release alone."""
    said = {}
    for code in ("zh-hans", "en"):
        with override(code):
            said[code] = {(each["name"], each["where"]): each for each in rulebooks.editions(timezone.localdate())}
    places = []
    for key, chinese in said["zh-hans"].items():
        english = said["en"][key]
        url = reverse("desks:edition", args=[*key, chinese["since"].isoformat()])
        notes = [" · ".join(filter(None, (each["rulebook"], each["place"]))) for each in (chinese, english)]
        also = " ".join([*notes, *rulebooks.key_labels(*key)])
        places.append(Place(chinese["title"], english["title"], url, also, *notes))
    return tuple(places)


@doors.shelves.bring
def shelves() -> tuple[Shelf, ...]:
    return (Shelf(_("Rules"), 92, lambda actor: rules()),)
