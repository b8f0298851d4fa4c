"""What goes out of a list as .xlsx and .csv: the text whole, and every digit."""

import csv
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils.html import format_html

from jiangtu.core import tables
from jiangtu.sheets import workbook
from jiangtu.sheets.rules.layout import Column, Layout

pytestmark = pytest.mark.usefixtures("clock")


class Works(tables.Table):
    """A text as it is, and one in markup of ours."""

    work = tables.Column(verbose_name="Work")
    tagged = tables.Column(verbose_name="Tagged")

    def render_tagged(self, value: str) -> str:
        return format_html('<span class="tag">{}</span>', value)


def exported(form: str, *rows: dict[str, Any]) -> bytes:
    request = RequestFactory().get("/", {"export": form})
    answer = tables.listing(request, table=Works, queryset=list(rows), title="Works")
    return b"".join(answer.streaming_content)


def cells(form: str, *texts: Any) -> list[list[Any]]:
    """What stands in the lines of an export whose two columns hold each of the texts."""
    content = exported(form, *({"work": text, "tagged": text} for text in texts))
    if form == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))[1:]
    return [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows(2, values_only=True)]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(
    "text",
    ["10 mm> ok; a<b", "a<b>c", "<b>fett</b> & co", "&lt; is no <", "<script>alert(1)</script>", '"quoted" <x@y.cn>'],
)
def test_what_stands_between_angle_brackets_goes_out_whole(form: str, text: str) -> None:
    assert cells(form, text) == [[text, text]]


@pytest.mark.parametrize(
    "digits",
    ["330522199506151117", "123456789012", "0572", "007", "12E5", "3e10", "1-2", "2025-03", "3/4", "2025/3/1"],
)
def test_what_excel_would_make_another_number_or_a_day_of_stays_as_it_is_in_a_csv(digits: str) -> None:
    assert cells("csv", digits) == [[f'="{digits}"', f'="{digits}"']]
    assert cells("xlsx", digits) == [[digits, digits]]


@pytest.mark.parametrize(
    "text", ["13800001234", "330522", "12", "33052219950615111X", "3305****1117", "1-2班", "Z33 0001", 12]
)
def test_what_excel_leaves_alone_goes_out_as_it_is(text: Any) -> None:
    assert cells("csv", text)[0][0] == str(text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert cells("csv", text)[0][0] == f"'{text}"
    assert cells("xlsx", text)[0][0] == text


def test_what_went_out_as_csv_comes_in_again_with_its_digits() -> None:
    content = exported("csv", {"work": "330522199506151117", "tagged": "007"})
    layout = Layout("works", (Column("Work", "Work"), Column("Tagged", "Tagged")))
    sheet = workbook.read(content, "works.csv", layout)
    assert [list(sheet.column(key)) for key in layout.keys] == [["330522199506151117"], ["007"]]
