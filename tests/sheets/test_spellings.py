"""However a program spells a sheet, the same cells are read; and what failed is never read as nothing."""

import zipfile
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.core.verdict import Refused
from jiangtu.sheets import template, workbook
from jiangtu.sheets.reading import odd
from jiangtu.sheets.rules import values
from jiangtu.sheets.rules.report import Report
from tests.sheets.files import DATED, HEADER, MAIN, ROW, book, roster, rows, words
from tests.sheets.test_workbook import xlsx


def read(content: bytes) -> Any:
    return workbook.read(content, "r.xlsx", ROSTER)


def code_of(content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read(content)
    return refusal.value.verdict.code


@pytest.mark.parametrize(
    "far",
    [
        f'<row r="900000">{"<c><v>1</v></c>"}</row>',
        f'<row r="900000">{"<c><v>1</v></c>" * 52}</row>',
        f'<row r="900000">{"<c><v>1</v></c>" * 700}</row>',
        '<row r="900000"><c r="A900000"><f>A1</f></c></row>',
        '<row r="0900000"><c r=" A900000"><v>1</v></c></row>',
        '<x:row r="900000"><x:c><x:v>1</x:v></x:c></x:row>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/other/list.bin", "list"])
def test_a_cell_far_below_is_refused_at_once_whatever_its_part_is_called(far: str, part: str) -> None:
    sheet = f'<worksheet {MAIN} xmlns:x="x"><sheetData>{roster()}{far}</sheetData></worksheet>'
    assert code_of(book(sheet.encode(), part=part)) == "file_too_many_rows"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/other/list.bin", "list"])
def test_a_cell_far_to_the_right_is_refused_at_once_whatever_its_part_is_called(part: str) -> None:
    assert code_of(book(rows(words(*HEADER), words(*ROW) + "<c/>" * 47 + words("x")), part=part)) == "file_too_wide"


@pytest.mark.parametrize("workbook_part", ["xl/workbook.xml", "xl/workbook2.xml", "Buch/Mappe.xml"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/worksheets/Sheet 1.XML", "x/y/z"])
def test_the_parts_are_found_by_what_they_are_related_to(workbook_part: str, part: str) -> None:
    assert read(book(roster(), part=part, workbook=workbook_part)).column("name") == (ROW[0],)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="E2" t="e"><v>#N/A</v></c>',
        "<c r='E2' t='e'><v>#N/A</v></c>",
        '<c t = "e" ><v>#REF!</v></c>',
        '<c t="e"/>',
        '<c t="e"></c>',
        '<c t="e"><v></v></c>',
        '<c t="e"><v/></c>',
        '<c t="e"><f>1/0</f></c>',
        '<c t="&#101;"><v>#DIV/0!</v></c>',
        '<c t="e"><v><![CDATA[#N/A]]></v></c>',
        "<c><f>EDATE(D2,12)</f></c>",
        "<c><f>EDATE(D2,12)</f><v></v></c>",
        '<c r="E2"><f>EDATE(D2,12)</f><v/></c>',
        "<c><f><![CDATA[EDATE(D2,12)]]></f></c>",
        "<c><!-- --><f>EDATE(D2,12)</f></c>",
        '<c r="E2" s="1"><f ca="1">EDATE(D2,12)</f></c>',
        '<c t="str"><f>EDATE(D2,12)</f></c>',
        '<c t="n"><f>EDATE(D2,12)</f><v/></c>',
        '<c><f t="shared" si="0"/></c>',
        "<c><f/></c>",
        "<x:c><x:f>EDATE(D2,12)</x:f></x:c>",
        '<x:c r="E2" t="e"><x:v>#N/A</x:v></x:c>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "elsewhere.xml"])
def test_what_failed_or_was_never_computed_is_never_read_as_empty(cell: str, part: str) -> None:
    sheet = f'<worksheet {MAIN} xmlns:x="x"><sheetData>{roster(cell)}</sheetData></worksheet>'
    found = read(book(sheet.encode(), part=part)).column("contract_to")[0]
    assert values.failed(found), found


def test_so_it_is_in_another_encoding_of_the_sheet() -> None:
    sheet = f"<worksheet {MAIN}><sheetData>{roster('<c><f>EDATE(D2,12)</f></c>')}</sheetData></worksheet>"
    found = read(book(f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'.encode("utf-16")))
    assert (found.column("name")[0], found.column("contract_to")[0]) == (ROW[0], "=EDATE(D2,12)")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (f'<c s="{DATED}"><f>EDATE(D2,12)</f><v>46112</v></c>', date(2026, 3, 31)),
        ("<c><f>D2</f><v>46112</v></c>", 46112.0),
        ('<c t="str"><f>""</f><v></v></c>', ""),
        ('<c t="str"><f>D2</f><v>2026 &lt;3&gt; &amp;</v></c>', "2026 <3> &"),
        ('<c t="b"><f>TRUE()</f><v>1</v></c>', True),
        ('<c t="inlineStr"><is><r><t>长</t></r><r><t>期</t></r><rPh><t>chang</t></rPh></is></c>', "长期"),
        ('<c t="inlineStr"><is><t xml:space="preserve"> 长期 </t></is></c><c><f>1</f><v>1</v></c>', " 长期 "),
        ('<c t="inlineStr"><is><t>10 mm&gt; ok; a&lt;b</t></is></c><c><f>1</f><v>1</v></c>', "10 mm> ok; a<b"),
    ],
)
def test_what_was_computed_is_its_value(cell: str, value: object) -> None:
    found = read(book(rows(words(*HEADER), words(*ROW[:4]) + cell))).column("contract_to")[0]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("mark", ["", "<!-- -->"])
def test_days_of_a_workbook_of_1904_are_those_that_were_typed(mark: str) -> None:
    sheet = roster(f'{mark}<c s="{DATED}"><v>44286</v></c>', "<c><v>44650</v></c>")
    found = read(book(sheet, properties='<workbookPr date1904="1"/>'))
    assert found.column("contract_from") == (date(2025, 4, 1),)
    assert values.day(found.column("contract_to")[0]) == date(2026, 3, 31)


def test_a_plain_sheet_is_read_as_it_is_and_every_other_is_looked_at() -> None:
    def sheet_of(content: bytes) -> bytes:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.read("xl/worksheets/sheet1.xml")

    assert odd.is_plain(sheet_of(template.blank(ROSTER)))
    good = sheet_of(xlsx([list(HEADER), list(ROW)]))
    assert odd.is_plain(good)
    for old, new in [
        (b"<row ", b'<row hidden="1" '),
        (b"<row ", b'<row ht="0" '),
        (b"<c r=", b"<c  r="),
        (b'<c r="A2"', b"<c"),
        (b'<c r="A2"', b'<c r="a2"'),
        (b'<c r="A2"', b'<c r="BA2"'),
        (b'<c r="A2"', b'<c r="A100002"'),
        (b"<sheetData>", b"<sheetData><!-- -->"),
        (b"<sheetData>", b"<sheetData ><row><c><v>1</v></c></row><sheetData>"),
        (b"<sheetData>", b"<row><c><v>1</v></c></row><sheetData>"),
        (b"</sheetData>", b"</sheetData><f>1</f>"),
        (b"</row>", b"<x:c><v>1</v></x:c></row>"),
        (b"<v>", b"<f>"),
        (b't="s"', b't="e"'),
        (b't="s"', b"t='e'"),
    ]:
        assert old in good, old
        assert not odd.is_plain(good.replace(old, new)), new


@pytest.mark.parametrize("hiding", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="0.00"'])
def test_a_hidden_line_is_read_said_and_shown_in_what_is_given_back(hiding: str) -> None:
    content = book(f"{roster()}<row {hiding}>{words(*ROW)}</row>")
    found = read(content)
    assert (found.lines, found.hidden) == ([2, 3], {3})
    report = Report([], [SimpleNamespace(row=line) for line in found.lines]).with_what_the_file_says(found)
    assert [(each.row, each.column, each.code, each.severity) for each in report.problems] == [
        (3, "name", "row_hidden", "warning")
    ]
    back = openpyxl.load_workbook(BytesIO(template.report_workbook(content, "r.xlsx", report.problems, ROSTER)))
    assert [back.worksheets[0].row_dimensions[line].hidden for line in (1, 2, 3)] == [False, False, False]
    assert "hides this line" in back.worksheets[0].cell(3, len(HEADER) + 1).value
    assert "hides this line" in back.worksheets[0]["A3"].comment.text


def test_a_sheet_that_hides_what_it_does_not_name_hides_every_line() -> None:
    sheet = f'<worksheet {MAIN}><sheetFormatPr zeroHeight="1"/><sheetData>{roster()}</sheetData></worksheet>'
    assert read(book(sheet.encode())).hidden == {2}
