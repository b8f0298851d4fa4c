"""Skill levels as a file's cells name them."""

from __future__ import annotations

from jiangtu.competences.rules.levels import NATIONAL, ladder, parse_level
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.values import Cell

NO_LEVEL = "apprentice"
_NO_LEVEL_WORDS = frozenset({"无", "没有", "无等级", "无技能等级", "none", "no"})


def ranks(ladder_name: str) -> dict[str, int]:
    """Level → its rank on a ladder."""
    return {level.key: level.rank for level in ladder(ladder_name)}


def read_level(cell: Cell, ladder_name: str = NATIONAL) -> str | None:
    """The key of the level on that ladder, else on the national one; "" for none given, None for an unknown one."""
    word = values.text(cell)[:100]
    if word.lower() in _NO_LEVEL_WORDS:
        return NO_LEVEL
    return "" if word in values.NOTHING else parse_level(word, ladder_name) or parse_level(word)
