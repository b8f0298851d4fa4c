"""What rooms above tell this one: occupations, who gives whom a card to sign in, and from which of their pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due, Text
from jiangtu.core.doors import Door
from jiangtu.core.tables import Narrowings

occupations: Door[Callable[[], list[tuple[str, str]]]] = Door(
    "institutions", "occupations", "Which occupations are there, by code and name in the reader's language?"
)
invitable: Door[Callable[[Actor], Q]] = Door(
    "institutions", "invitable", "Whom (a filter on Membership), besides those it gives roles to, may it give a card?"
)
cardless: Door[Callable[[Collection[UUID], Actor], Iterable[tuple[int, Due]]]] = Door(
    "institutions", "cardless", "Of these people (uuids) how many have no role for a card yet, why, and what mends it?"
)
on_card: Door[Callable[[list[int]], dict[int, str]]] = Door(
    "institutions", "on_card", "What else (their class) stands on the cards of these people (primary keys)?"
)
lists: Door[Callable[[str, Mapping[str, UUID], Actor], list[tuple[Text, str]]]] = Door(
    "institutions",
    "lists",
    "What is the way down to this list of people (its address by name, and what stands in it), in words and addresses?",
)
narrowings: Narrowings = Door("institutions", "narrowings", "By what else is the list of institutions filtered?")
