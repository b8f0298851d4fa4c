"""The attendance sheet on paper: a row is whole on its page."""

import io
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from jiangtu.core.printing import pdf
from jiangtu.people.models import Person
from tests.factories import training as factory
from tests.factories.institutions import client_as


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


@pytest.mark.django_db
def test_the_session_says_before_the_sheet_is_printed_which_names_no_font_has(clock: object) -> None:
    training_class = factory.running_class(apprentices=2)
    session = factory.planned_session(training_class, date(2025, 6, 16))
    trainer = client_as(factory.trainer_of(training_class))
    page = reverse("training:session", args=[session.uuid])
    assert "empty boxes" not in trainer.get(page).content.decode()
    person = session.attendance.order_by("pk")[0].enrolment.person
    Person.objects.filter(pk=person.pk).update(name="张\U0002a6d6")
    shown = trainer.get(page).content.decode()
    assert "empty boxes" in shown
    assert "\U0002a6d6: 张\U0002a6d6" in shown
