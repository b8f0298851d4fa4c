"""The attendance sheet on paper: a row is whole on its page."""

import io

import pytest
from pypdf import PdfReader

from jiangtu.core.printing import pdf


def sheet(people: int, topic: str) -> list[str]:
    """The text of each page of a sheet with so many people, whose names and enterprises take two lines."""
    data = {
        "title": "Attendance sheet",
        "subtitle": "C",
        "facts": [["Topic", topic]],
        "headings": ["No.", "Name", "Enterprise", "In", "Out", "Signature"],
        "rows": [
            [str(n), f"Begin{n} of a long name End{n}", f"First{n} of a long enterprise's name Last{n}"]
            for n in range(people)
        ],
        "signatures": ["Trainer", "Date"],
        "scan": "The code leads to the roll call.",
    }
    made = pdf("training/sheet.typ", data, language="en")
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


@pytest.mark.parametrize("lines", range(1, 9))
def test_no_row_of_the_attendance_sheet_breaks_over_a_page(lines: int) -> None:
    pages = sheet(60, "\n".join(["x"] * lines))
    assert len(pages) > 1
    for n in range(60):
        on = [
            {at for at, page in enumerate(pages) if f"{word}{n}" in page.split()}
            for word in ("Begin", "End", "First", "Last")
        ]
        assert len(on[0]) == 1, n
        assert on == [on[0]] * 4, n
