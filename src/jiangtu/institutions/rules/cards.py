"""The code on a sign-in card: sixty bits that one can type. Pure."""

from __future__ import annotations

import re

from jiangtu.core import letters

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread or make words
LENGTH = 12
LOOKS_LIKE = str.maketrans("ILO", "110")
A_CARD = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def code(secret: str) -> str:
    """The code of a keyed hash (hex), in its short form: 7K2MQ4XT9HBD."""
    bits = int(secret, 16)
    return "".join(ALPHABET[bits >> 5 * at & 31] for at in range(LENGTH))


def spaced(code: str) -> str:
    """As it is printed: 7K2M-Q4XT-9HBD."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def compact(typed: str) -> str:
    """What was typed, as a code: without spaces and dashes, misread letters put right. A link's token stays itself."""
    short = re.sub(r"[\-–—]", "", letters.tight(typed)).upper().translate(LOOKS_LIKE)
    return short if A_CARD.fullmatch(short) else letters.seen(typed).strip()
