"""Which characters can be printed, by what the fonts for paper hold. The rest is said before it is printed."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from .letters import seen

FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "fonts"


def unprintable(texts: Iterable[str]) -> dict[str, str]:
    """Text → those of its characters that no font of ours has, each once; without texts that can be printed."""
    found = {text: "".join(dict.fromkeys(filter(_lacking, seen(text)))) for text in dict.fromkeys(texts)}
    return {text: characters for text, characters in found.items() if characters}


def _lacking(character: str) -> bool:
    return not character.isspace() and ord(character) not in _held()


@cache
def _held() -> frozenset[int]:
    """Every character of every font."""
    return frozenset(code for path in FONTS.glob("*.ttf") for code in _characters(path.read_bytes()))


def _characters(font: bytes) -> Iterator[int]:
    """The characters of a font, from the tables of its `cmap` (OpenType, formats 4 and 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    named = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)}
    cmap = named[b"cmap"]
    for each in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * each + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">3I", font, at + 16 + 12 * group)
                yield from range(first, last + 1)
        elif kind == 4:
            segments = struct.unpack_from(">H", font, at + 6)[0] // 2
            lasts = struct.unpack_from(f">{segments}H", font, at + 14)
            firsts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
            for first, last in zip(firsts, lasts, strict=True):
                yield from range(first, min(last, 0xFFFE) + 1)
