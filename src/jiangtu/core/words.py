"""The words of the house: each room brings those it uses, with what they mean, for readers who meet one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from .doors import Door


@dataclass(frozen=True)
class Word:
    """A word as it stands on the pages, and what it means: one sentence, in the reader's language."""

    term: str | Promise
    meaning: str | Promise


words: Door[Callable[[], Iterable[Word]]] = Door("core", "words", "Which words does this room use, meaning what?")
