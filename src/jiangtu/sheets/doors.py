"""What rooms above tell this one: the kinds of file they take.

A kind is a layout, a check and an act. This room keeps the file, shows its pages, and does the work in jobs; the owning
room declares its kinds in its own `sheets.py`, decides who may in its `access.py`, and writes its own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiangtu.core import phrases
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Piece
from jiangtu.core.doors import Door
from jiangtu.core.phrases import written
from jiangtu.core.verdict import YES, Verdict

from .rules.layout import Layout, Sheet
from .rules.report import Report, Row

if TYPE_CHECKING:
    from django.forms import Field

Text = str | Promise
A = TypeVar("A")
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Shown:
    """What a file's pages say of the thing it is about.

    `crumbs`, `acts` and `then` are (words, address): the way up, what else can be done there, and where one goes on
    once the file is taken over. `home`: the head that all pages of the thing carry. `says`: what to know before one
    sends a file; `warns`: before it is taken over.
    """

    name: Text = ""
    home: Piece | None = None
    crumbs: Sequence[tuple[Text, str]] = ()
    says: Sequence[Text] = ()
    warns: Sequence[Text] = ()
    acts: Sequence[tuple[Text, str]] = ()
    then: tuple[Text, str] | None = None


@dataclass(frozen=True)
class Back:
    """How what a file has made is taken back, by its own room.

    `begun`: the journal's verbs of what taking over begins. `may`: whether nothing rests on those things (their uuids),
    with the names of those on whom something does. `take_back`: (uuids, reason=, by=, allowed=) within the act.
    `follows`: what the page says of it.
    """

    begun: Sequence[str]
    may: Callable[[Collection[UUID]], Verdict]
    take_back: Callable[..., None]
    follows: Sequence[Text]


def _itself(about: A) -> A:
    return about


def _nothing_known(about: object, actor: Actor) -> Iterable[Mapping[str, object]]:
    return ()


def _always(about: object) -> Verdict:
    return YES


def _asks_nothing(about: object) -> dict[str, Field]:
    return {}


def _rows(n: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", n) % {"n": written(n)}


@dataclass(frozen=True)
class Kind(Generic[A, R]):
    """One kind of file. `A`: what such a file is about (a class; None); `R`: what its check reads a line as.

    `name`: in addresses, in the table and in the journal ("roster given"); `title`: as its pages are headed.
    `layout`: its columns, or a function of what it is about.
    `about`: the thing behind the uuids of an address (so many: `keys`), for one who sees it, else Http404.
    `may_give`: who brings and takes over such a file; it is taken over for the institution that brought it.
    `awaits`: whether it still takes such files, whoever asks: else its page says why not in the form's place.
    `visible`: which files of the kind an actor sees, a filter on GivenFile.
    `check`: (sheet, about, actor, and what it `asks` once that is filled in): every problem by line and column.
    `take`: (rows, about, by=, step=, and what it `asks`) makes good rows real in the act's transaction, all or none,
    and returns how many; `step` says how far it is.
    `hold`: the thing locked, before the second check; `asks`: form fields to fill in before taking over.
    `known_rows`: what the template holds already; `codes`: a few words for each code of a problem.
    `counts`: how many rows are spoken of ("3 people"); `partial`: whether good rows may go in without the others.
    `back`: how what was taken over is taken back, where it can be.
    """

    name: str
    title: Text
    layout: Layout | Callable[[A], Layout]
    about: Callable[[Sequence[UUID], Actor], A]
    may_give: Callable[[Actor, A], Verdict]
    visible: Callable[[Actor], Q]
    check: Callable[..., Report[R]]
    take: Callable[..., int]
    shows: Callable[[A, Actor], Shown]
    keys: int = 1
    awaits: Callable[[A], Verdict] = _always
    hold: Callable[[A], A] = _itself
    asks: Callable[[A], Mapping[str, Field]] = _asks_nothing
    known_rows: Callable[[A, Actor], Iterable[Mapping[str, object]]] = _nothing_known
    codes: Mapping[str, Text] = field(default_factory=dict)
    counts: Callable[[int], str] = _rows
    partial: bool = True
    back: Back | None = None

    def __post_init__(self) -> None:
        phrases.register(
            {
                f"{self.name} given": format_lazy(_("{title}: file sent"), title=self.title),
                f"{self.name} checked": format_lazy(
                    _("{title}: file checked, %(good)s of %(rows)s rows good"), title=self.title
                ),
                f"{self.name} unreadable": format_lazy(_("{title}: file could not be read"), title=self.title),
                f"{self.name} taken over": format_lazy(_("{title}: rows imported: %(taken)s"), title=self.title),
                f"{self.name} taken back": format_lazy(_("{title}: import taken back"), title=self.title),
                f"{self.name} deleted": format_lazy(
                    _("{title}: file deleted, as nobody imported it"), title=self.title
                ),
                f"{self.name} discarded": format_lazy(_("{title}: file discarded"), title=self.title),
            }
        )

    def checked(self, sheet: Sheet, about: A, by: Actor, asked: Mapping[str, object]) -> Report[R]:
        """What the check says, and what is so of every kind of file. `asked`: what was filled in so far."""
        return self.check(sheet, about, by, **asked).with_what_the_file_says(sheet)

    def layout_of(self, about: A) -> Layout:
        return self.layout if isinstance(self.layout, Layout) else self.layout(about)


AnyKind = Kind[Any, Any]  # one of which only its own room knows what its files are about
kinds: Door[Callable[[], Iterable[AnyKind]]] = Door("sheets", "kinds", "Which kinds of file does the room take?")
