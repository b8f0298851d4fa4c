"""Profiles as spreadsheets: the template that comes back, and every problem by row and column."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangtu.mentoring.models import ApprenticeProfile, MentorProfile
from jiangtu.mentoring.queries import pairing, sheets
from tests.factories import mentoring as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def filled(content, **cells):
    """The workbook with cells changed: B2="…"."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at, value in cells.items():
        book.active[at] = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("profiles.xlsx", out.getvalue())


def test_the_template_of_mentors_comes_back_filled_in_and_is_entered():
    it = make.situation(mentors=1)
    somebody = make.member("enterprise_mentor", it.enterprise)
    client = make.client_as(it.hr)
    content = client.get(reverse("mentoring:mentor-template")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]][:4] == ["编号 key", "姓名 name", "等级 level", "类别 suit"]
    row = next(n for n in (2, 3) if sheet.cell(n, 1).value == str(somebody.person_uuid))
    given = filled(content, **{f"C{row}": "技师", f"E{row}": "A；B", f"F{row}": "day", f"G{row}": 3, f"H{row}": 5})
    sent = client.post(reverse("mentoring:mentor-sheet"), {"file": given})
    assert sent.status_code == 302
    assert "Every row is good" in client.get(sent.url).content.decode()
    assert MentorProfile.objects.count() == 1
    for _click in range(2):
        assert client.post(sent.url).status_code == 302
    made = MentorProfile.objects.get(person=somebody.person)
    assert (made.level, made.sites, made.shifts, made.places, made.skills) == ("L2", ["A", "B"], ["day"], 3, {"c1": 5})
    elsewhere = make.client_as(make.member("enterprise_hr"))
    assert elsewhere.get(sent.url).status_code == 404


def test_problems_are_named_and_only_good_rows_go_in_by_an_explicit_choice():
    it = make.situation(mentors=3)
    client = make.client_as(it.hr)
    content = client.get(reverse("mentoring:mentor-template")).content
    given = filled(content, C2="神级", D2="绿", G2=99, A3="", B3="无此人", G4=7)
    url = client.post(reverse("mentoring:mentor-sheet"), {"file": given}).url
    page = client.get(url).content.decode()
    for said in ("“神级” is no level", "“绿” is neither", "whole number from 0 to 50", "Nobody named “无此人”"):
        assert said in page
    corrected = client.get(f"{url}/checked.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(corrected.content)).active
    assert "“神级” is no level" in sheet["C2"].comment.text
    assert "Nobody named “无此人”" in sheet["B3"].comment.text
    assert sheet["C4"].comment is None
    assert "“绿” is neither" in sheet.cell(2, sheet.max_column).value
    assert make.client_as(make.member("enterprise_hr")).get(f"{url}/checked.xlsx").status_code == 404
    client.post(url)
    assert not MentorProfile.objects.filter(places=7).exists()
    client.post(url, {"only_good": "1"})
    assert MentorProfile.objects.filter(places=7).count() == 1


def test_a_row_without_key_is_found_by_a_name_that_is_alone():
    people = {"1": "one", "2": "two", "3": "three"}
    names = {"1": "陈工", "2": "李工", "3": "李工"}
    text = "name,sites\n陈工,A\n李工,B\n陈工,C\n"
    report = sheets.check(text.encode(), "a.csv", sheets.apprentice_columns(), people, names)
    assert report.found == [("one", {"sites": ["A"]})]
    assert [(p["row"], p["code"]) for p in report.problems] == [(3, "sheet_name_ambiguous"), (4, "sheet_person_twice")]


def test_a_row_that_nobody_filled_in_is_passed_over_and_a_new_mentor_needs_a_level():
    people, names = {"1": "one", "2": "two"}, {"1": "陈工", "2": "李工"}
    columns = sheets.mentor_columns([])
    report = sheets.check("name,places\n陈工,3\n李工,\n".encode(), "a.csv", columns, people, names, {"1", "2"})
    assert (report.rows, report.found) == (1, [])
    assert [(p["row"], p["code"]) for p in report.problems] == [(2, "sheet_level_missing")]
    known = sheets.check("name,places\n陈工,3\n".encode(), "a.csv", columns, people, names)
    assert known.found == [("one", {"places": 3})]
    empty = sheets.check("name,level,places\n陈工,,3\n".encode(), "a.csv", columns, people, names)
    assert [(p["row"], p["code"]) for p in empty.problems] == [(2, "sheet_level_missing")]


def test_sites_and_shifts_are_of_one_width_and_not_too_long():
    people, names = {"1": "one", "2": "two"}, {"1": "陈工", "2": "李工"}
    text = f"name,sites\n陈工,Ａ厂； B  1 、A厂\n李工,{'长' * 31}\n"
    report = sheets.check(text.encode(), "a.csv", sheets.apprentice_columns(), people, names)
    assert report.found == [("one", {"sites": ["A厂", "B 1"]})]
    assert [(p["row"], p["code"]) for p in report.problems] == [(3, "sheet_entry_long")]


def test_the_grades_to_reach_come_from_the_programme_and_may_be_changed_by_a_sheet():
    it = make.situation(apprentices=2, mentors=1)
    client = make.client_as(it.hr)
    where = [it.training_class.uuid, it.enterprise.uuid]
    asked = pairing.wanted_skills(it.training_class)
    content = client.get(reverse("mentoring:apprentice-template", args=where)).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sorted(cell.value for cell in sheet[2][6:] if cell.value) == sorted(asked.values())
    first = sheet["G2"].value
    sent = client.post(
        reverse("mentoring:apprentices", args=where), {"sheet": "1", "file": filled(content, G2=first % 5 + 1)}
    )
    assert client.post(sent.url).status_code == 302
    key = pairing.skills_to_learn(it.training_class)[0].key
    wants = [each.wants for each in pairing.facts(it.training_class, it.enterprise, on=TODAY).problem.apprentices]
    assert sorted(w[key] for w in wants) == sorted([first % 5 + 1, first])
    assert ApprenticeProfile.objects.filter(wants__isnull=True).count() == 1
    assert "of their own" in client.get(reverse("mentoring:apprentices", args=where)).content.decode()


def test_apprentices_are_placed_by_a_sheet_too_and_a_file_that_is_none_is_said():
    it = make.situation(apprentices=2, mentors=1, placed=False)
    client = make.client_as(it.hr)
    where = [it.training_class.uuid, it.enterprise.uuid]
    content = client.get(reverse("mentoring:apprentice-template", args=where)).content
    given = filled(content, D2="A", E2="day", F2=2, D3="B", E3="night")
    sent = client.post(reverse("mentoring:apprentices", args=where), {"sheet": "1", "file": given})
    assert client.get(sent.url).status_code == 200
    assert client.get(f"{sent.url}/checked.xlsx").content.startswith(b"PK")
    assert client.post(sent.url).status_code == 302
    assert sorted(ApprenticeProfile.objects.values_list("sites", "mentors")) == [(["A"], 2), (["B"], 1)]
    assert pairing.facts(it.training_class, it.enterprise, on=TODAY).problem.apprentices[0].sites
    broken = SimpleUploadedFile("profiles.xlsx", b"not a workbook")
    sent = client.post(reverse("mentoring:apprentices", args=where), {"sheet": "1", "file": broken})
    page = client.get(sent.url)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode() or "errorlist" in page.content.decode()
