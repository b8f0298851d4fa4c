"""What rooms above tell this one: whose records somebody may open, the codes of the regions, what a merge moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from jiangtu.core.actor import Actor
from jiangtu.core.doors import Door
from jiangtu.core.forms import Form
from jiangtu.core.verdict import Verdict

visible: Door[Callable[[Actor], Q]] = Door("people", "visible", "Whose records (a filter on Person) does it see?")
regions: Door[Callable[[], frozenset[str]]] = Door("people", "regions", "With which codes do identity numbers begin?")

of_roles: Door[Callable[[], frozenset[str]]] = Door("people", "of_roles", "Which facts give or end somebody's role?")


@dataclass(frozen=True)
class Moving:
    """What becomes of one relation's rows when a person's second record is merged into the first: they move.

    `relation`: "training.Enrolment.person". `settle` puts right beforehand what would clash (primary keys of the second
    and the first record). `alike`: a row that agrees in these columns with one of the first record stays behind.
    `single`: a person has one at most; where the first record has one, the second's stays behind.
    Whatever the table still refuses is in the way: `clash` says in which thing both records stand.
    """

    relation: str
    clash: str | Promise = ""
    alike: tuple[str, ...] = ()
    single: bool = False
    settle: Callable[[int, int], None] | None = None


merging: Door[Callable[[], Iterable[Moving]]] = Door(
    "people", "merging", "How do a room's rows of a person move to the record that stays?"
)


class FirstStep(Form):
    """What a room asks on the page of the first time: its fields, and what is kept of them."""

    def keep(self, *, by: Actor) -> None:
        """Keep what was chosen."""
        raise NotImplementedError


first_steps: Door[Callable[[Actor, Mapping[str, object] | None], FirstStep | None]] = Door(
    "people", "first_steps", "What is somebody asked the first time they sign in?"
)
purposes: Door[Callable[[int], Iterable[str]]] = Door(
    "people", "purposes", "Which purposes of consent concern this person (primary key)?"
)
mergeable: Door[Callable[[int, int], Verdict]] = Door(
    "people", "mergeable", "May these two records (primary keys) be those of one person?"
)
