"""The words of the house: each room says its own in `words.py`; docs/words.md is written from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from .room import rooms


@dataclass(frozen=True)
class Word:
    """A term (several, divided by commas or dots, when one line says what they are), and what it is, in both
    languages."""

    term: str
    chinese: str
    meaning: str
    meaning_zh: str

    @property
    def label(self) -> str:
        """The term in the reader's language."""
        return self.term if get_language() == "en" else self.chinese

    @property
    def said(self) -> str:
        """What it is, in the reader's language."""
        return self.meaning if get_language() == "en" else self.meaning_zh


def words() -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Each room with its words, from the ground up; rooms without words are left out."""
    for room in rooms():
        spoken = room.part("words")
        if spoken is not None:
            yield room.title, spoken.WORDS
