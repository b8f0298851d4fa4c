"""The columns of a roster, and how its first line is recognised: either language, any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from jiangtu.core.verdict import No, Refused

# Key (its English header) -> Chinese header, then the other headers that people write for it.
HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "学徒姓名", "名字", "full name"),
    "id_type": ("证件类型", "证件种类", "document type"),
    "resident_id": (
        "证件号码",
        "证件号",
        "身份证",
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "居民身份证号码",
        "resident id number",
        "id number",
        "id no",
        "document number",
    ),
    "phone": (
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "电话",
        "联系方式",
        "mobile",
        "mobile phone",
        "telephone",
        "phone number",
    ),
    "contract_from": (
        "劳动合同起",
        "劳动合同起始日期",
        "劳动合同开始日期",
        "合同起",
        "合同起始日期",
        "合同开始日期",
        "contract start",
    ),
    "contract_to": (
        "劳动合同止",
        "劳动合同终止日期",
        "劳动合同结束日期",
        "合同止",
        "合同终止日期",
        "合同结束日期",
        "contract end",
    ),
    "intake": ("招用方式", "招用类型", "用工方式"),
    "current_level": ("现技能等级", "现有技能等级", "技能等级", "现等级", "skill level"),
    "full_time_student": ("是否在校生", "在校生", "是否全日制在校生", "student"),
    "post": ("岗位", "工作岗位", "职位"),
    "enterprise": (
        "企业",
        "企业统一社会信用代码",
        "统一社会信用代码",
        "社会信用代码",
        "企业信用代码",
        "credit code",
        "enterprise credit code",
    ),
    "remark": ("备注", "说明", "remarks", "note"),
}
KEYS = tuple(HEADERS)
# Without these nothing can be checked; a roster that lacks one of the others is read as if it were empty there.
REQUIRED = ("name", "resident_id", "phone", "contract_from", "contract_to")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roster's cells by column, with the line in the file of each row (the header is line 1).

    `places` tells at which position in the file a column stands, counted from 0.
    """

    lines: list[int]
    columns: dict[str, Sequence[Any]]
    places: dict[str, int]

    def column(self, key: str) -> Sequence[Any]:
        """The cells of a column; empty ones when the file lacks it."""
        return self.columns[key] if key in self.columns else [""] * len(self.lines)


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of file: key -> Chinese header and other words for it; those that must be there."""

    headers: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]

    @cached_property
    def spellings(self) -> dict[str, str]:
        return {_plain(word): key for key, words in self.headers.items() for word in (key, *words)}

    def chinese(self, key: str) -> str:
        """The Chinese header of a column."""
        return self.headers[key][0]

    def title(self, key: str) -> str:
        """The header as the template writes it: Chinese with English beneath."""
        return f"{self.chinese(key)}\n{key}"

    def recognise(self, header: object) -> str | None:
        """The column that a header names, or None. `姓名`, `Name *` and `证件号码（必填）` are understood."""
        if not isinstance(header, str) or not header.strip():
            return None
        text = unicodedata.normalize("NFKC", header[:200]).lower()
        bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text)
        pieces = [text, bare, *re.split(r"[\n/|]", bare), *re.findall(r"[\u4e00-\u9fff]+|[a-z][a-z0-9 _-]*", bare)]
        return next((known for piece in pieces if (known := self.spellings.get(_plain(piece)))), None)

    def places(self, header: Sequence[object]) -> dict[str, int]:
        """Column -> its position. Raises Refused with `header_missing` (which ones) or `header_repeated`."""
        found: dict[str, int] = {}
        for place, cell in enumerate(header):
            key = self.recognise(cell)
            if key in found:
                raise Refused(No("header_repeated", have=self.chinese(key), column=key))
            if key:
                found[key] = place
        if missing := [key for key in self.required if key not in found]:
            raise Refused(No("header_missing", need=[f"{self.chinese(key)} {key}" for key in missing]))
        return found

    def arrange(self, rows: Sequence[Sequence[Any]]) -> Sheet:
        """The file's rows (line 1 first, all of one width) as columns; empty rows are left out, lines kept.

        What stands in other columns, a running number for instance, makes no row.

        Raises Refused with `file_empty`, `header_missing` or `header_repeated`.
        """
        if not rows:
            raise Refused(No("file_empty"))
        found = self.places(rows[0])
        inside = itemgetter(*found.values())
        kept = [(line, row) for line, row in enumerate(rows[1:], start=2) if any(row) and not _blank(inside(row))]
        if not kept:
            raise Refused(No("file_empty"))
        lines, filled = zip(*kept, strict=True)
        columns = list(zip(*filled, strict=True))
        return Sheet(list(lines), {key: columns[place] for key, place in found.items()}, found)


def _blank(row: Sequence[Any]) -> bool:
    return all(cell is None or isinstance(cell, str) and not cell.strip() for cell in row)


def _plain(text: str) -> str:
    return re.sub(r"[\s_*:\-]", "", text)


ROSTER = Layout(HEADERS, REQUIRED)
chinese, title, recognise, places, arrange = (
    ROSTER.chinese,
    ROSTER.title,
    ROSTER.recognise,
    ROSTER.places,
    ROSTER.arrange,
)
