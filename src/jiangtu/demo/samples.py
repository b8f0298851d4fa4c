"""The sample rosters of docs/samples: `python -m jiangtu.demo.samples` writes them anew, the same every time.

The people are made up: their document numbers are well formed and belong to nobody we know of.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.people.rules.documents import check_digit

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "samples"
CLASS = """\
# The class for which the sample rosters are checked: turners of Changxing, to level 4.
place = "330522"
level = "L4"
occupation = "车工"
starts_on = 2025-04-01
ends_on = 2026-03-31
intake = "new_hire"
"""
_NAMES = "陈志强、王丽娟、李明、张伟、刘洋、杨秀英、黄磊、赵静、吴军、周敏、徐勇、孙艳、马超、朱涛、胡杰".split("、")  # noqa: SIM905

Row = dict[str, Any]


def resident_id(region: str, born: date, order: int) -> str:
    """A well-formed resident ID number; an odd `order` (0–999) is a man's."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def good_rows() -> list[Row]:
    """Rows that may all be taken over."""
    return [
        {
            "name": name,
            "id_type": "" if order % 3 else "居民身份证",
            "resident_id": resident_id("330522", date(1990 + order, 1 + order % 12, 10 + order), 101 + 2 * order),
            "phone": f"1390000{1000 + order}",
            "contract_from": date(2025, 3, 1),
            "contract_to": "" if order % 4 == 0 else date(2027, 2, 28),
            "intake": "新招用" if order % 2 else "转岗",
            "current_level": ["初级工（五级）", "学徒工", "L5"][order % 3],
            "full_time_student": "否",
            "post": "车工",
            "enterprise": "",
            "remark": "",
        }
        for order, name in enumerate(_NAMES)
    ]


def mistaken_rows() -> list[Row]:
    """The mistakes that rosters come with, one or a few in each row; the remark names them."""
    mistakes: list[tuple[str, Row]] = [
        ("", {}),
        ("name_missing", {"name": " "}),
        ("id_missing", {"resident_id": ""}),
        ("id_length", {"resident_id": "33052219930404107"}),
        ("id_characters", {"resident_id": "33O522199404141098"}),
        ("id_checksum", {"resident_id": resident_id("330522", date(1995, 6, 15), 111)[:-1] + "?"}),
        ("id_date_impossible", {"resident_id": "330522200502290019"}),
        ("id_region_unknown", {"resident_id": resident_id("990101", date(1997, 8, 17), 115)}),
        ("id_as_number", {"resident_id": 330522199809181000.0}),
        ("under_age", {"resident_id": resident_id("330522", date(2009, 9, 1), 119)}),
        ("young_worker", {"resident_id": resident_id("330522", date(2008, 3, 2), 120)}),
        ("phone_invalid", {"phone": "0572-6020000"}),
        ("date_invalid", {"contract_from": "2025年2月30日"}),
        ("contract_missing", {"contract_from": ""}),
        ("contract_too_short contract_not_covering", {"contract_to": date(2025, 12, 31)}),
        ("contract_begins_late", {"contract_from": date(2025, 6, 1), "contract_to": date(2026, 5, 31)}),
        ("full_time_student", {"full_time_student": "是"}),
        ("level_unknown", {"current_level": "九级"}),
        ("level_not_below_target", {"current_level": "高级工"}),
        ("level_missing", {"current_level": ""}),
        ("enterprise_unknown", {"enterprise": "91330522MA2B000000"}),
        ("duplicate_in_file", {"resident_id": good_rows()[0]["resident_id"]}),
        ("name_character", {"name": "李?"}),
        ("name_has_digits", {"name": "王芳2"}),
        ("name_of_nobody", {"name": "合计"}),
        ("name_brackets", {"name": "王芳（离职）"}),
        ("id_region_unlisted", {"resident_id": resident_id("320219", date(1996, 2, 3), 121)}),
        ("id_is_hk_macau_residence", {"resident_id": resident_id("810000", date(1996, 2, 4), 123)}),
        ("day_of_a_year", {"contract_from": date(1905, 7, 17)}),
        ("day_before_birth", {"contract_from": date(1984, 3, 1)}),
        ("day_implausible", {"contract_to": date(9999, 12, 31)}),
        ("contract_ends_first", {"contract_to": date(2025, 2, 28)}),
        ("text_too_long", {"post": "车" * 101}),
        ("", {"phone": "１３９００００９９９９", "contract_from": "2025/3/1", "contract_to": "2027年2月28日"}),
    ]
    rows = []
    for order, (codes, changes) in enumerate(mistakes):
        row = dict(good_rows()[order % len(_NAMES)])
        row["resident_id"] = (
            row["resident_id"] if order == 0 else resident_id("330500", date(1985, 5, 1) + timedelta(days=order), 301)
        )
        wrong = dict(changes)
        if isinstance(number := wrong.get("resident_id"), str) and number.endswith("?"):
            right = check_digit(number)
            wrong["resident_id"] = number[:-1] + ("0" if right != "0" else "1")
        rows.append({**row, **wrong, "remark": codes})
    return rows


def xlsx(rows: list[Row]) -> bytes:
    """The rows as the template would hold them."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    sheet, day = book.add_worksheet("学徒花名册 roster"), book.add_format({"num_format": "yyyy-mm-dd"})
    head = book.add_format({"bold": True, "text_wrap": True})
    sheet.write_row(0, 0, [column.title for column in ROSTER.columns], head)
    for line, row in enumerate(rows, start=1):
        for place, key in enumerate(ROSTER.keys):
            cell = row[key]
            if isinstance(cell, date):
                sheet.write_datetime(line, place, cell, day)
            elif cell != "":
                sheet.write(line, place, cell)
    sheet.set_column(0, len(ROSTER.keys) - 1, 16)
    book.close()
    return target.getvalue()


def gb18030(rows: list[Row]) -> bytes:
    """The rows as a Chinese Excel saves a .csv, the headers in an order of their own."""
    keys = sorted(ROSTER.keys, reverse=True)
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([ROSTER.by_key[key].zh for key in keys])
    writer.writerows(
        [f"{row[key]:%Y/%m/%d}" if isinstance(row[key], date) else row[key] for key in keys] for row in rows
    )
    return target.getvalue().encode("gb18030")


def files() -> dict[str, bytes]:
    """Every sample by its file's name."""
    return {
        "class.toml": CLASS.encode(),
        "roster-good.xlsx": xlsx(good_rows()),
        "roster-gb18030.csv": gb18030(good_rows()),
        "roster-with-mistakes.xlsx": xlsx(mistaken_rows()),
    }


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
