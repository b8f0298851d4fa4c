"""Skill levels and titles: the ladders as data, and the one table of the ways people write them.

A ladder is a rulebook (`rulebooks/ladders/*.toml`): `national` (the eight levels 学徒工 … 首席技师), `professional`
(titles of the "white smocks") and `petroleum`. The codes of the national ladder fall as the rank rises (五级 is the
lowest skilled worker, 一级 is above 二级), so levels are compared by `rank`, never by code.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import ClassVar

import msgspec

from jiangtu.core.letters import usual
from jiangtu.core.rulebook import Rulebook, editions, schemes

NATIONAL = "national"


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One rung: `key` is what is stored, `term` and `name` are what people read, `code` the state's number or ""."""

    key: str
    rank: int
    term: str
    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()


class LadderRules(Rulebook, frozen=True, kw_only=True):
    """A ladder of levels, lowest first."""

    NAME: ClassVar[str] = "ladders"

    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        if [level.rank for level in self.levels] != sorted({level.rank for level in self.levels}):
            raise ValueError("ranks must rise from level to level")
        written = [(spelling, level.key) for level in self.levels for spelling in _spellings(level)]
        if len({spelling for spelling, _ in written}) != len(set(written)):
            raise ValueError("one spelling stands for two levels")


def ladder(name: str = NATIONAL) -> tuple[Level, ...]:
    """The levels of a ladder in its latest edition, lowest first. Raises LookupError when there is no such ladder."""
    books = editions(LadderRules, name)
    if not books:
        raise LookupError(f"no ladder named {name}")
    return books[-1].levels


def spelled(level: Level) -> str:
    """A level as Chinese pages, files and refusals write it: 初级工（五级）."""
    return f"{level.term}（{level.code}）" if level.code else level.term


def rank(key: str, name: str = NATIONAL) -> int:
    """The rank of a level on its ladder; higher is more skilled. Raises KeyError for a level it does not have."""
    return {level.key: level.rank for level in ladder(name)}[key]


@lru_cache(maxsize=4096)
def parse_level(text: str, name: str = NATIONAL) -> str | None:
    """The key of the level a person wrote, or None when it is none of the ladder's.

    五级, 初级工, 5级, L5, Ｌ５, "五级/初级工" and "junior worker" are all L5. A bare number is not read: 1 is the top
    code and the bottom rank, and a guess would be wrong half the time. Parts joined by / or a space or in brackets
    must agree.
    """
    known = _levels_by_spelling(name)
    plain = _plain(text)
    if plain in known:
        return known[plain]
    parts = {known.get(_plain(part)) for part in re.split(r"[/|、,()\[\]\s]", usual(text)) if part.strip()}
    return parts.pop() if len(parts) == 1 else None


def known_level(text: str) -> bool:
    """Whether any ladder has a level so written: for a field that may hold a skill level or a title."""
    return any(parse_level(text, name) for name in schemes(LadderRules))


@cache
def _levels_by_spelling(name: str) -> dict[str, str]:
    return {spelling: level.key for level in ladder(name) for spelling in _spellings(level)}


def _spellings(level: Level) -> set[str]:
    return {_plain(word) for word in (level.key, level.term, level.name, level.code, *level.aliases) if word}


def _plain(text: str) -> str:
    """Without what does not tell levels apart: width, case, spaces, hyphens and the words of the old certificates."""
    folded = re.sub(r"[\s\-_.·]", "", usual(text).casefold())
    return re.sub(r"^(国家)?(职业资格|职业技能等级|技能等级)", "", folded)


LEVELS: tuple[Level, ...] = ladder(NATIONAL)
RANKS: dict[str, int] = {level.key: level.rank for level in LEVELS}
