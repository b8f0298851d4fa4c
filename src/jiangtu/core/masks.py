"""What lists show in the place of a name, a document's number or a phone. Pure."""

from __future__ import annotations

import re


def mask_name(name: str) -> str:
    """陈志强 as 陈＊＊, Zhang Wei as Z*** W**: never more signs than there are letters, three at most."""
    if re.match(r"[A-Za-zÀ-ž]", name):
        return " ".join(part[0] + "*" * min(len(part) - 1, 3) for part in name.split())
    return name[:1] + "＊" * min(len(name) - 1, 2)


def mask_number(number: str) -> str:
    """3305**********0012, E1*****78: at most a quarter stays visible at either end, four characters at most."""
    shown = min(4, len(number) // 4)
    return number[:shown] + "*" * (len(number) - 2 * shown) + number[len(number) - shown :]


def mask_phone(number: str) -> str:
    """138****5678; a number that is too short for that as any other number."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else mask_number(number)
