"""What the words of a contract's cells say: an end that is left open, and how somebody came in."""

from __future__ import annotations

import re

from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.values import Cell

OPEN_ENDED = frozenset(
    {
        *(*values.NOTHING, "长期", "无固定期限", "无固定期", "无固定期限合同", "无固定期限劳动合同", "无期限"),
        *("openended", "permanent", "indefinite"),
    }
)
STUDENT = "student"  # the way of intake of who is at school
INTAKES = {
    "new_hire": ("新招用", "新招", "新录用", "新进", "新员工", "newhire", "new", "newlyhired"),
    "transferred": ("转岗", "转岗人员", "转岗职工", "transferred", "transfer"),
    STUDENT: ("在校生", "学生", "学徒生", "student"),
}
_INTAKES = {word: key for key, words in INTAKES.items() for word in words}


def open_ended(cell: Cell) -> bool:
    """True when a contract's end is left empty or written as open-ended (无固定期限)."""
    word = values.text(cell).lower()
    return word in OPEN_ENDED or re.sub(r"[\s_-]", "", word) in OPEN_ENDED


def intake(cell: Cell) -> str | None:
    """`new_hire`, `transferred` or `student`; "" for nothing, None when one cannot tell."""
    word = re.sub(r"[\s_-]", "", values.text(cell)).lower()
    return "" if word in values.NOTHING else _INTAKES.get(word)
