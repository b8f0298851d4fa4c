"""Files that strangers send: read in every form, refused with a reason in every other."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.core.verdict import Refused
from jiangtu.demo import samples
from jiangtu.sheets import workbook
from jiangtu.sheets.phrases import REFUSALS
from jiangtu.sheets.reading import child, handed
from jiangtu.sheets.reading.limits import Limits, Unreadable

HEADER = [column.title for column in ROSTER.columns]
ROW = [
    "陈志强",
    "",
    "330522199506151117",
    "13800000000",
    date(2025, 4, 1),
    date(2026, 3, 31),
    "",
    "五级",
    "否",
    "",
    "",
    "",
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def xlsx(*sheets: list[list[Any]], hidden: tuple[int, ...] = ()) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}
    )
    for rows in sheets:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    for place in hidden:
        book.worksheets()[place].hide()
    book.close()
    return target.getvalue()


def rezip(
    content: bytes, change: Callable[[str, bytes], bytes] = lambda _, inflated: inflated, **extra: bytes
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, inflated in extra.items():
            new.writestr(name.replace("__", "/"), inflated)
    return target.getvalue()


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, inflated: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return inflated
        assert old in inflated
        return inflated.replace(old, new, 1)

    return change


def code_of(content: bytes, name: str = "roster.xlsx") -> str:
    with pytest.raises(Refused) as refusal:
        workbook.read(content, name, ROSTER)
    code = refusal.value.verdict.code
    assert code in REFUSALS
    return code


GOOD = xlsx([HEADER, ROW])


def test_a_workbook_is_read_with_its_dates_and_line_numbers() -> None:
    sheet = workbook.read(xlsx([HEADER, [], ROW, [], ROW]), "花名册.xlsx", ROSTER)
    assert sheet.lines == [3, 5]
    assert list(sheet.column("contract_from")) == [date(2025, 4, 1)] * 2
    assert list(sheet.column("resident_id")) == ["330522199506151117"] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_is_read_in_every_usual_encoding(encoding: str, mark: str) -> None:
    lines = [
        mark.join(ROSTER.by_key[key].zh for key in ROSTER.keys),
        mark.join(["陈㛃", "", "330522199506151117", "138", "2025-04-01"]),
    ]
    sheet = workbook.read("\r\n".join(lines).encode(encoding), "roster.CSV", ROSTER)
    assert (sheet.column("name")[0], sheet.column("remark")[0], sheet.lines) == ("陈㛃", "", [2])


def test_a_quoted_line_break_keeps_the_rows_together() -> None:
    text = 'name,resident_id,phone,contract_from,contract_to,remark\n陈,1,2,3,4,"a\nb"\n'
    assert workbook.read(text.encode(), "r.csv", ROSTER).column("remark") == ("a\nb",)


def test_the_hidden_list_sheet_is_not_read() -> None:
    assert workbook.read(xlsx([HEADER, ROW], [["居民身份证"]], hidden=(1,)), "r.xlsx", ROSTER).lines == [2]


def test_of_two_visible_sheets_the_one_with_the_headers_is_read() -> None:
    assert workbook.read(xlsx([["填表说明"]], [HEADER, ROW]), "r.xlsx", ROSTER).lines == [2]
    assert code_of(xlsx([HEADER, ROW], [HEADER, ROW])) == "sheets_several"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "r.xlsx", "file_empty"),
        (b" \r\n", "r.csv", "file_empty"),
        (xlsx([]), "r.xlsx", "file_empty"),
        (xlsx([HEADER]), "r.xlsx", "file_empty"),
        (b"name,resident_id,phone,contract_from,contract_to\n,,,,\n", "r.csv", "file_empty"),
        (b"hello", "r.xlsx", "file_not_spreadsheet"),
        (b"%PDF-1.7 hello", "r.csv", "file_not_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "r.csv", "file_not_spreadsheet"),
        (b"PK\x03\x04 broken", "r.xlsx", "file_not_spreadsheet"),
        (GOOD[: len(GOOD) // 2], "r.xlsx", "file_not_spreadsheet"),
        (rezip(GOOD, in_sheet(b"<sheetData>", b"<sheetData")), "r.xlsx", "file_not_spreadsheet"),
        (
            rezip(GOOD, in_sheet(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')),
            "r.xlsx",
            "file_not_spreadsheet",
        ),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "r.xlsx", "file_password"),
        (OLE + "Workbook".encode("utf-16-le"), "r.xls", "file_kind_unsupported"),
        (rezip(GOOD, xl__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"), "r.xlsx", "file_macros"),
        (GOOD, "r.xlsm", "file_macros"),
        (xlsx([["学徒花名册"], HEADER, ROW]), "r.xlsx", "header_missing"),
        (xlsx([[*HEADER, "姓名"], ROW]), "r.xlsx", "header_repeated"),
        (xlsx([HEADER, [*ROW, *[""] * 50, "far"]]), "r.xlsx", "file_too_wide"),
        (b"name" + b"," * 99 + b"x", "r.csv", "file_too_wide"),
    ],
)
def test_what_is_no_roster_is_refused_with_its_reason(content: bytes, name: str, code: str) -> None:
    assert code_of(content, name) == code


def archive(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, inflated in members.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), inflated)
    return target.getvalue()


def test_other_kinds_of_archive_are_told_apart() -> None:
    assert code_of(archive(word__document_dot_xml=b"x")) == "file_not_spreadsheet"
    assert code_of(archive(content_dot_xml=b"x"), "r.ods") == "file_kind_unsupported"
    assert code_of(archive(xl__workbook_dot_bin=b"x"), "r.xlsb") == "file_kind_unsupported"


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_compressed_as_no_workbook_is_refused_and_not_taken_for_locked(way: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(target, "w", way) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert code_of(target.getvalue()) == "file_not_spreadsheet"


def test_a_zip_bomb_is_refused_before_it_unfolds() -> None:
    assert code_of(rezip(GOOD, xl__media=bytes(30_000_000))) == "file_zip_bomb"


def test_a_directory_that_lies_about_sizes_is_not_believed() -> None:
    content = rezip(GOOD, in_sheet(b"</worksheet>", b"</worksheet>" + b" " * 30_000_000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    true, small = size.to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert true in content
    assert code_of(content.replace(true, small)) == "file_not_spreadsheet"


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (b'r="A100002"', "file_too_many_rows"),
        (b"r='A1048576'", "file_too_many_rows"),
        (b'r = "A0100002"', "file_too_many_rows"),
        (b'r="XFD1"', "file_too_wide"),
        (b'r="BA1"', "file_too_wide"),
        (b'\n r\t=\n"ba1"', "file_too_wide"),
    ],
)
def test_one_cell_far_out_does_not_make_the_reader_allocate_all_before_it(reference: bytes, code: str) -> None:
    assert code_of(rezip(GOOD, in_sheet(b'r="A2"', reference))) == code


def test_empty_cells_that_only_look_like_something_do_not_count() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ROW)
    sheet.write_blank(200_000, 100, None, bold)
    book.close()
    assert workbook.read(target.getvalue(), "r.xlsx", ROSTER).lines == [2]


@pytest.mark.parametrize("line", ["", ",,,,", " , ,\u3000,,"])
def test_empty_lines_at_the_end_of_a_text_do_not_count(line: str) -> None:
    text = "name,resident_id,phone,contract_from,contract_to\n陈,1,2,3,4\n" + f"{line}\n" * (workbook.LIMITS.rows + 1)
    assert workbook.read(text.encode(), "r.csv", ROSTER).lines == [2]


def test_a_date_beyond_all_calendars_is_an_answer_and_no_crash() -> None:
    def figure(value: str) -> bytes:
        return rezip(GOOD, lambda _, inflated: inflated.replace(b"<v>45748</v>", f"<v>{value}</v>".encode()))

    assert code_of(figure("-1e300")) == "file_not_spreadsheet"
    long = workbook.read(figure("3.30522199506151E+17"), "r.xlsx", ROSTER)
    assert long.column("contract_from") == (3.30522199506151e17,)


def written(change: Callable[[Any], None], *rows: list[Any]) -> bytes:
    """A workbook as a program writes it, which computes no formula."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row)
    change(book.active)
    book.save(target)
    return target.getvalue()


def test_a_formula_that_failed_or_was_never_computed_is_no_empty_cell() -> None:
    def change(sheet: Any) -> None:
        sheet["F2"], sheet["F3"] = "=EDATE(E2,12)", "#REF!"
        sheet["F3"].data_type = "e"

    sheet = workbook.read(written(change, ROW, ROW), "r.xlsx", ROSTER)
    assert sheet.column("contract_to") == ("=EDATE(E2,12)", "#REF!")
    assert sheet.column("name") == ("陈志强", "陈志强")


def test_a_computed_formula_gives_its_value_and_an_empty_text_stays_empty() -> None:
    empty, text = b'<f>IF(1,"","x")</f><v></v></c>', b'<f>"a"&amp;"b"</f><v>ab</v></c>'
    formulas = b'<c r="J2" t="str">' + empty + b'<c r="K2" t="str">' + text + b"</row>"
    content = rezip(GOOD, lambda name, x: formulas.join(x.rsplit(b"</row>", 1)) if "sheet1" in name else x)
    sheet = workbook.read(content, "r.xlsx", ROSTER)
    assert (sheet.column("post"), sheet.column("enterprise")) == (("",), ("ab",))


def test_what_a_merged_cell_says_holds_for_every_line_under_it() -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("F2:F9")
        sheet.merge_cells("A1:B1")

    other = [*ROW[:5], None, *ROW[6:]]
    sheet = workbook.read(written(change, ROW, other, [], other), "r.xlsx", ROSTER)
    assert sheet.lines == [2, 3, 5]
    assert list(sheet.column("contract_to")) == [date(2026, 3, 31)] * 3


def test_a_csv_that_keeps_excel_from_reading_numbers_is_read() -> None:
    lines = 'name,resident_id,phone,contract_from,contract_to\n陈,="330522199506151117",="13800000000",="2025-04-01",\n'
    sheet = workbook.read(lines.encode(), "r.csv", ROSTER)
    assert (sheet.column("resident_id"), sheet.column("phone")) == (("330522199506151117",), ("13800000000",))
    assert sheet.column("contract_from") == ("2025-04-01",)


def test_one_long_text_repeated_everywhere_is_refused() -> None:
    rows = [HEADER, *([*ROW[:-1], "长" * 30_000] for _ in range(4_000))]
    assert code_of(xlsx(rows)) == "file_zip_bomb"


def test_more_than_a_hundred_thousand_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    line = b"\xe9\x99\x88,1,2,3,4\n"
    header = b"name,resident_id,phone,contract_from,contract_to\n"
    assert len(workbook.read(header + line * 100_000, "r.csv", ROSTER).lines) == 100_000
    assert code_of(header + line * 100_001, "r.csv") == "file_too_many_rows"
    monkeypatch.setattr(workbook, "LIMITS", Limits(rows=2))
    assert code_of(xlsx([HEADER, ROW, ROW, ROW])) == "file_too_many_rows"


def test_a_file_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook, "MAX_BYTES", 100)
    (tmp_path / "r.xlsx").write_bytes(GOOD)
    with pytest.raises(Refused, match="file_too_large"):
        workbook.read_file(tmp_path / "r.xlsx", ROSTER)
    assert code_of(GOOD) == "file_too_large"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(Refused, match="file_missing"):
            workbook.read_file(path, ROSTER)


@given(st.binary(max_size=200), st.sampled_from(["xlsx", "text"]), st.booleans())
def test_whatever_the_bytes_they_are_read_or_refused_by_a_reason_we_name(noise: bytes, form: str, graft: bool) -> None:
    content = GOOD[:1500] + noise + GOOD[1500 + len(noise) :] if graft else noise
    refused, heights = "", set()
    try:
        answer = child.read(content, form, Limits())
    except Unreadable as fault:
        refused = fault.code
    else:
        heights = {len(handed.unpacked(column)) for sheet in answer["sheets"] for column in sheet["columns"]}
    assert refused in REFUSALS if refused else len(heights) <= 1


def test_the_samples_are_as_the_code_makes_them() -> None:
    for name, content in samples.files().items():
        kept = (samples.FOLDER / name).read_bytes()
        if name.endswith(".xlsx"):
            assert workbook.grid(kept, name, ROSTER) == workbook.grid(content, name, ROSTER)
        else:
            assert kept == content


def test_excel_keeps_what_we_make() -> None:
    book = openpyxl.load_workbook(io.BytesIO(samples.files()["roster-good.xlsx"]))
    assert book.active["E2"].value == datetime(2025, 3, 1)
