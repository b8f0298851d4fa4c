"""The template downloaded, filled in, saved as text in each way that Excel and WPS offer, sent and taken over whole."""

import csv
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.core.jobs import spelled
from jiangtu.core.models import Job
from jiangtu.sheets import jobs
from jiangtu.sheets.models import GivenFile
from tests.factories import apprenticeships as factory
from tests.factories.institutions import client_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def filled(template: bytes, row: dict[str, Any]) -> list[list[str]]:
    """The template's lines with one person in the second."""
    header = [cell.value for cell in openpyxl.load_workbook(BytesIO(template)).worksheets[0][1]]
    assert all("\n" in title for title in header)  # both languages in one cell
    return [header, [str(row[title.partition("\n")[2]]) for title in header]]


def saved(lines: list[list[str]], mark: str, encoding: str, said: str = "") -> bytes:
    """As Excel saves text: lines end with CR LF, a line break in a cell is LF, in quotes."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator="\r\n").writerows(lines)
    return (said + text.getvalue()).encode(encoding)


@pytest.mark.parametrize(
    ("name", "mark", "encoding", "said"),
    [
        ("名册.csv", ",", "utf-8-sig", ""),
        ("名册.csv", ",", "gb18030", ""),
        ("名册.csv", ";", "utf-8-sig", ""),
        ("名册.csv", ";", "gb18030", "sep=;\r\n"),
        ("名册.csv", ",", "utf-8-sig", "sep=,\r\n"),
        ("名册.txt", "\t", "utf-16", ""),  # "Unicode text"
        ("名册.txt", "\t", "gb18030", ""),  # "Text (tabs)"
        ("名册.tsv", "\t", "utf-8", "sep=\t\r\n"),
    ],
)
def test_the_template_comes_back_as_text_and_is_taken_over_whole(
    name: str, mark: str, encoding: str, said: str
) -> None:
    training_class = factory.draft_class(state="open")
    hr = factory.hr_of(training_class.enterprises.get())
    client, page = client_as(hr), reverse("sheets:give", args=["roster", training_class.uuid])
    template = client.get(reverse("sheets:template", args=["roster", training_class.uuid])).content
    content = saved(filled(template, factory.roster_row(name="陈㛃")), mark, encoding, said)
    sent = client.post(page, {"file": SimpleUploadedFile(name, content)})
    given = GivenFile.objects.get()
    assert sent.url == reverse("sheets:file", args=[given.uuid])
    jobs.check(job=str(Job.objects.get(about=given.uuid).uuid), given=str(given.uuid), actor=spelled(hr))
    given.refresh_from_db()
    assert (given.state, given.good, given.problems) == ("checked", 1, [])
    early = client.post(reverse("sheets:take", args=[given.uuid]), {"since": "2020-01-01"}).content.decode()
    assert "before the class&#x27;s first day, 1 Mar 2025." in early
    client.post(reverse("sheets:take", args=[given.uuid]), {"since": "2025-03-01"})
    job = Job.objects.get(about=given.uuid, kind="sheets.take")
    jobs.take(
        job=str(job.uuid), given=str(given.uuid), actor=spelled(hr), only_good=False, asked={"since": "2025-03-01"}
    )
    assert Apprenticeship.objects.get().enrolment.person.name == "陈㛃"


def test_the_form_offers_and_names_what_is_read() -> None:
    training_class = factory.draft_class(state="open")
    client = client_as(factory.hr_of(training_class.enterprises.get()))
    shown = client.get(reverse("sheets:give", args=["roster", training_class.uuid])).content.decode()
    assert 'accept=".xlsx,.csv,.txt,.tsv"' in shown
    assert "Or text, with commas, semicolons or tabs between the cells" in shown
