"""A room brings its own furniture: what it says, where its pages are, and what it tells the rooms below."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

from django.apps import AppConfig, apps
from django.urls import URLPattern, URLResolver, include, path
from django.utils.functional import Promise

from . import phrases

# Modules that declare something by being loaded, in this order, where a room has them.
DECLARING = ("doors", "sheets", "desk", "links", "notices", "search", "checks", "reactions")


class Room(AppConfig):
    """Base of the rooms' `Config`.

    `prefix`: where its addresses begin, if not with its name; `books`: the modules of its rules that declare
    rulebooks, which are validated when the program starts.
    """

    default = False  # Django finds this class too in every room's `apps`; the room's own is meant
    prefix: str
    books: tuple[str, ...] = ()

    def __init_subclass__(cls, **kwargs: object):
        super().__init_subclass__(**kwargs)
        cls.default = True
        if not hasattr(cls, "prefix"):
            cls.prefix = f"{cls.name.rpartition('.')[2]}/"

    @property
    def title(self) -> str:
        """The room's own name: "training"."""
        return self.name.rpartition(".")[2]

    def part(self, name: str) -> ModuleType | None:
        """One of the room's modules, loaded; None where it has no such module."""
        return import_module(f"{self.name}.{name}") if find_spec(f"{self.name}.{name}") else None

    @property
    def sentences(self) -> dict[str, str | Promise]:
        """What the room says. A small one has its few sentences beside its words, a larger one a file or a folder of
        its own for them."""
        spoken = self.part("phrases") or self.part("words")
        files = [each.name for each in iter_modules(getattr(spoken, "__path__", []), f"{self.name}.phrases.")]
        every = [getattr(each, "PHRASES", {}) for each in (spoken, *map(import_module, files))]
        return {code: text for each in every for code, text in each.items()}

    def ready(self) -> None:
        """Register the room's sentences, load what declares itself, then bring what rooms below ask for."""
        phrases.register(self.sentences)
        for name in (*self.books, *DECLARING):
            self.part(name)
        self.bring()

    def bring(self) -> None:
        """What the room brings to the doors of the rooms below it; most bring something, some nothing."""


def rooms() -> Iterator[Room]:
    """The rooms of this installation, from the ground up."""
    return reversed([config for config in apps.get_app_configs() if isinstance(config, Room)])


def addresses() -> list[URLPattern | URLResolver]:
    """Each room's addresses below its prefix and called by it ("training:week"), the topmost room's last: its may stand
    at the root.

    They stand in `urls`, in a small room at the foot of its `views`.
    """
    found = [(room, module) for room in rooms() if (module := room.part("urls") or room.part("views"))]
    found.sort(key=lambda each: each[0].prefix == "")
    return [path(room.prefix, include((module.urlpatterns, room.title))) for room, module in found]
