"""Letters as they are meant: without what nobody sees, in plain width, radicals as the characters they look like.

What nobody sees is told by its property, Default_Ignorable_Code_Point, never by a list of ours: `unicode.txt` holds it.
Free text (a log, a remark) is kept as it was typed; names, numbers, codes and what is searched for come through here.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
# What is written for the dot between the parts of a name (阿卜杜·热西提). There is no property for it.
DOT = "·"
DOTS = frozenset("·•‧∙⋅⦁●・･ꞏ᛫⸱⸳\u0387\U00010101")
_CONTROLS = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # without those that are white space
_LINE = re.compile(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))? *; ([0-9A-Za-z_]+)", re.MULTILINE)


def _property() -> tuple[str, dict[int, int]]:
    """The ignorable characters as they stand in a regular expression's brackets; radical → character."""
    ignorable: list[str] = []
    radicals: dict[int, int] = {}
    for first, last, value in _LINE.findall(files(__package__).joinpath("unicode.txt").read_text("utf-8")):
        begins, ends = int(first, 16), int(last or first, 16)
        if value == "Default_Ignorable_Code_Point":
            ignorable.append(f"{chr(begins)}-{chr(ends)}")
        else:
            radicals |= dict.fromkeys(range(begins, ends + 1), int(value, 16))
    return "".join(ignorable), radicals


IGNORABLE, RADICALS = _property()
_UNSEEN = re.compile(f"[{_CONTROLS}{IGNORABLE}]")


def seen(text: str) -> str:
    """The text without what nobody sees and every comparison trips over; white space stays."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def usual(text: str) -> str:
    """The text in its usual letters: half-width, without what nobody sees, a radical of a PDF as its character."""
    if text.isascii() and text.isprintable():
        return text
    text = seen(text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(RADICALS)


def tight(text: str) -> str:
    """The same without any white space: for numbers and codes."""
    return "".join(usual(text).split())
