"""People's names: the one spelling on record, and what cannot be anybody's name.

Chinese names are written without spaces, and the parts of others with one dot between them (阿卜杜·热西提, the dot of
GB/T 15834), whatever a spreadsheet, an input method or a PDF made of it.
"""

from __future__ import annotations

import re
import unicodedata

from jiangtu.core.letters import DOT, DOTS, HAN, usual
from jiangtu.core.verdict import YES, No, Verdict, Warn

USERNAME = r"^[\w.-]+$"
LONGEST = 100
_CHARACTERS = re.compile(r"[\u4e00-\u9fff]{2,}").fullmatch  # nearly every name: nothing to fold, nothing to find
_DOTTED = re.compile(rf"\s*[{''.join(sorted(DOTS))}]+\s*")
_FULL_STOP = re.compile(rf"(?<={HAN.pattern})\s*[.。]\s*(?={HAN.pattern})")
_GAP = re.compile(rf"(?<={HAN.pattern})\s+(?={HAN.pattern})")
_OPENING, _CLOSING = "([{<【〔〈《「『〖", ")]}>】〕〉》」』〗"
_BRACKETS = frozenset(_OPENING + _CLOSING)
_BRACKETED = re.compile(rf"[{re.escape(_OPENING)}][^{re.escape(_OPENING + _CLOSING)}]+[{re.escape(_CLOSING)}]")
# What stands between letters: Jean-Luc O'Neill, and the tsheg between Tibetan syllables.
_MARKS = frozenset(f"{DOT} -‐‑'’ʼ\u0f0b\u0f0c")
_LATIN_MARKS = _MARKS | set(".,")  # John A. Smith, Jr.
# What people and programs write where no name is known, and what stands in the first column of a total.
_NO_NAMES = """
无 没有 未知 不详 暂无 空 待定 未填 同上 姓名 名字 学徒 学员 员工 某某 先生 女士 小姐 同志 老师 师傅 测试 备注 说明
合计 总计 共计 小计 总人数 合计人数 人数
null none nan nil undefined unknown test name total subtotal mr mrs
"""
NOBODY = frozenset(_NO_NAMES.split())


def spelled(name: str) -> str:
    """A name as it is recorded and looked for: usual letters, one kind of dot, no space between characters."""
    if _CHARACTERS(name):
        return name
    plain = _DOTTED.sub(DOT, " ".join(usual(name).split()))
    return _GAP.sub("", _FULL_STOP.sub(DOT, plain))


def same(one: str, other: str) -> bool:
    """Whether two names are one, but for capitals, spaces, dots and the like."""
    return one == other or _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(letter for letter in spelled(name).casefold() if letter not in _LATIN_MARKS)


def check(name: str) -> Verdict:
    """Whether a spelled name can be somebody's: no digits, no signs, nothing that a program left where a letter was.

    Words in brackets are said, and refuse nothing.
    """
    if not name:
        return No("name_missing")
    if len(name) > LONGEST:
        return No("name_too_long", have=len(name), need=LONGEST)
    if _CHARACTERS(name) and name not in NOBODY:
        return YES
    if (bare := _bare(name)) in NOBODY:
        return No("name_of_nobody", have=bare)
    marks = (_MARKS if HAN.search(name) else _LATIN_MARKS) | _BRACKETS
    foreign = [each for each in name if not (_is_letter(each) or each in marks)]
    foreign += [each for each, ends in ((name[0], ""), (name[-1], ".’'")) if each in marks - _BRACKETS - set(ends)]
    foreign += [each for each in _BRACKETED.sub("", name) if each in _BRACKETS]  # one that nothing answers
    if any(unicodedata.category(each).startswith("N") for each in foreign):
        return No("name_has_digits")
    if foreign or not any(map(_is_letter, name)):
        return No("name_character", have=_shown(foreign[0] if foreign else name[0]))
    return Warn("name_brackets") if _BRACKETS & set(name) else YES


def _is_letter(character: str) -> bool:
    return bool(HAN.match(character)) or unicodedata.category(character)[0] in "LM"


def _shown(character: str) -> str:
    """A character as a sentence names it: itself, or its number where nobody has a sign for it."""
    seen = unicodedata.category(character)[0] != "C" and character != "\ufffd"
    return character if seen else f"U+{ord(character):04X}"
