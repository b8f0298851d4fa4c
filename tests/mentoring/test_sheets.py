"""Profiles as spreadsheets: the template that comes back, and every problem by row and column."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangtu.core.actor import Actor
from jiangtu.mentoring.actions import profiles as acts
from jiangtu.mentoring.models import ApprenticeProfile, MentorProfile
from jiangtu.mentoring.queries import pairing
from jiangtu.mentoring.rules import profiles as rules
from jiangtu.mentoring.sheets import APPRENTICES, MENTORS
from jiangtu.sheets import actions, queries, workbook
from jiangtu.sheets.models import GivenFile
from tests.factories import mentoring as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def filled(content: bytes, **cells: object) -> bytes:
    """The workbook with cells changed: B2="…"."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at, value in cells.items():
        book.active[at] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mentors_page(it: make.Situation, page: str = "give") -> str:
    return reverse(f"sheets:{page}", args=[MENTORS.name, it.enterprise.uuid])


def apprentices_page(it: make.Situation, page: str = "give") -> str:
    return reverse(f"sheets:{page}", args=[APPRENTICES.name, [it.training_class.uuid, it.enterprise.uuid]])


def brought(page: str, content: bytes, *, by: Actor) -> GivenFile:
    """A file sent on its page, as the worker's check leaves it."""
    file = SimpleUploadedFile("profiles.xlsx", content)
    assert make.client_as(by).post(page, {"file": file}).status_code == 302
    return actions.check(queries.given_files(seen_by=by).first(), by=by)


def problems(given: GivenFile) -> list[tuple[int, str, str]]:
    return [(each["row"], each["column"], each["code"]) for each in given.problems]


def test_the_template_of_mentors_comes_back_filled_in_and_is_imported():
    it = make.situation(mentors=1)
    somebody = make.member("enterprise_mentor", it.enterprise)
    client = make.client_as(it.hr)
    content = client.get(mentors_page(it, "template")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["编号\nkey", "姓名\nname", "等级\nlevel", "类别\nsuit"]
    row = next(n for n in (2, 3) if sheet.cell(n, 1).value == str(somebody.person_uuid))
    cells = {f"C{row}": "技师", f"E{row}": "A；B", f"F{row}": "day", f"G{row}": 3, f"H{row}": 5}
    given = brought(mentors_page(it), filled(content, **cells), by=it.hr)
    page = reverse("sheets:file", args=[given.uuid])
    assert "Every row is good" in client.get(page).content.decode()
    assert (given.good, given.known) == (2, 1)
    assert MentorProfile.objects.count() == 1
    for _click in range(2):
        taken = actions.take(given, only_good=False, by=it.hr)
        assert (taken.state, taken.taken) == ("taken", 1)
    made = MentorProfile.objects.get(person=somebody.person)
    assert (made.level, made.sites, made.shifts, made.places, made.skills) == ("L2", ["A", "B"], ["day"], 3, {"c1": 5})
    assert make.client_as(make.member("enterprise_hr")).get(page).status_code == 404


def test_problems_are_named_and_only_good_rows_go_in_by_an_explicit_choice():
    it = make.situation(mentors=3)
    client = make.client_as(it.hr)
    content = client.get(mentors_page(it, "template")).content
    given = brought(mentors_page(it), filled(content, C2="神级", D2="绿", G2=99, A3="", B3="无此人", G4=7), by=it.hr)
    page = reverse("sheets:file", args=[given.uuid])
    said = client.get(page).content.decode()
    for words in ("“神级” is no level", "“绿” is neither", "whole number from 0 to 50", "Nobody of this name belongs"):
        assert words in said
    corrected = client.get(reverse("sheets:corrected", args=[given.uuid]))
    sheet = openpyxl.load_workbook(io.BytesIO(corrected.content)).worksheets[0]
    assert "“神级” is no level" in sheet["C2"].comment.text
    assert "Nobody of this name" in sheet["B3"].comment.text
    assert sheet["C4"].comment is None
    assert "“绿” is neither" in sheet.cell(2, sheet.max_column).value
    elsewhere = make.client_as(make.member("enterprise_hr"))
    assert elsewhere.get(reverse("sheets:corrected", args=[given.uuid])).status_code == 404
    client.post(reverse("sheets:take", args=[given.uuid]))
    assert not MentorProfile.objects.filter(places=7).exists()
    assert actions.take(given, only_good=True, by=it.hr).taken == 1
    assert MentorProfile.objects.filter(places=7).count() == 1


def test_what_is_kept_of_a_files_problems_names_nobody():
    it = make.situation(mentors=2)
    content = make.client_as(it.hr).get(mentors_page(it, "template")).content
    name = it.mentors[0].person.name
    given = brought(mentors_page(it), filled(content, A2="", B2="无此人", A3="", B3=name, G3=2), by=it.hr)
    assert problems(given) == [(2, "name", "sheet_person_unknown")]
    assert "无此人" not in str(given.problems)


def test_a_profile_keeps_the_skills_that_a_sheet_has_no_column_for():
    it = make.situation(mentors=1)
    profile = it.mentors[0]
    acts.keep_mentor_profile(profile.person, it.enterprise, by=it.hr, skills={"elsewhere": 4, "c1": 2})
    content = make.client_as(it.hr).get(mentors_page(it, "template")).content
    given = brought(mentors_page(it), filled(content, H2=5), by=it.hr)
    actions.take(given, only_good=False, by=it.hr)
    profile.refresh_from_db()
    assert profile.skills == {"elsewhere": 4, "c1": 5}


def test_a_template_sent_back_untouched_has_nothing_to_import():
    it = make.situation(apprentices=2, mentors=2)
    client = make.client_as(it.hr)
    for page, template in (
        (mentors_page(it), mentors_page(it, "template")),
        (apprentices_page(it), apprentices_page(it, "template")),
    ):
        given = brought(page, client.get(template).content, by=it.hr)
        assert (given.problems, given.to_take, given.known) == ([], 0, 2)


def test_who_may_prepare_a_pairing_imports_apprentices_and_only_hr_imports_mentors():
    it = make.situation(apprentices=1, mentors=1)
    head, stranger = make.client_as(it.head), make.client_as(make.member("enterprise_hr"))
    assert head.get(apprentices_page(it)).status_code == 200
    assert head.get(mentors_page(it)).status_code == 404
    assert stranger.get(apprentices_page(it)).status_code == 404
    assert stranger.get(mentors_page(it)).status_code == 404
    assert make.client_as(it.mentor()).get(mentors_page(it)).status_code == 409
    assert make.client_as(it.apprentice()).get(apprentices_page(it)).status_code == 404


def checked(text: str, layout, names: dict[str, str], new: frozenset[str] = frozenset()):
    return rules.check(workbook.read(text.encode(), "a.csv", layout), rules.Known(names, new))


def said(report) -> list[tuple[int, str]]:
    return [(each.row, each.code) for each in report.problems]


def test_a_row_without_key_is_found_by_a_name_that_is_alone():
    names = {"1": "陈工", "2": "李工", "3": "李工"}
    report = checked("name,sites\n陈工,A\n李工,B\n陈工,C\n", rules.apprentices_layout([]), names)
    assert [(each.key, each.given) for each in report.good] == [("1", {"sites": ["A"]})]
    assert said(report) == [(3, "sheet_name_ambiguous"), (4, "sheet_person_twice")]
    assert report.problems[1].values == {"have": 2}


def test_a_name_is_found_however_it_is_written():
    names = {"1": "阿卜杜·热西提", "2": "马晓燕"}
    report = checked("name,sites\n阿卜杜•热西提,A\n⻢\u3000晓燕\xad,B\n", rules.apprentices_layout([]), names)
    assert (said(report), [each.key for each in report.good]) == ([], ["1", "2"])


def test_a_row_that_nobody_filled_in_is_passed_over_and_a_new_mentor_needs_a_level():
    names, layout = {"1": "陈工", "2": "李工"}, rules.mentors_layout([])
    report = checked("name,places\n陈工,3\n李工,\n", layout, names, frozenset({"1", "2"}))
    assert (report.rows, report.good) == (1, [])
    assert said(report) == [(2, "sheet_level_missing")]
    known = checked("name,places\n陈工,3\n", layout, names)
    assert [(each.key, each.given) for each in known.good] == [("1", {"places": 3})]
    assert said(checked("name,level,places\n陈工,,3\n", layout, names)) == [(2, "sheet_level_missing")]


def test_sites_and_shifts_are_of_one_width_and_not_too_long():
    text = f"name,sites\n陈工,Ａ厂； B  1 、A厂\n李工,{'长' * 31}\n"
    report = checked(text, rules.apprentices_layout([]), {"1": "陈工", "2": "李工"})
    assert [each.given for each in report.good] == [{"sites": ["A厂", "B 1"]}]
    assert said(report) == [(3, "sheet_entry_long")]


@pytest.mark.parametrize("column", ["等级", "类别", "场地", "名额"])
def test_a_number_of_a_person_in_the_wrong_column_is_not_kept_with_the_problem(column):
    number = "330522199506151117"
    cell = number + "x" * 20 if column == "场地" else number
    report = checked(f"姓名,{column}\n陈,{cell}\n", rules.mentors_layout([]), {"k": "陈"})
    assert report.problems
    assert number[4:-4] not in str([problem.record() for problem in report.problems])


def test_a_failed_formula_becomes_no_site_of_work():
    report = checked("name,sites,shifts\n陈工,#REF!,day\n", rules.apprentices_layout([]), {"1": "陈工"})
    assert [(each.column, each.code) for each in report.problems] == [("sites", "sheet_formula_failed")]


def test_the_grades_to_reach_come_from_the_programme_and_may_be_changed_by_a_sheet():
    it = make.situation(apprentices=2, mentors=1)
    client = make.client_as(it.hr)
    asked = pairing.wanted_skills(it.training_class)
    content = client.get(apprentices_page(it, "template")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sorted(cell.value for cell in sheet[2][6:] if cell.value) == sorted(asked.values())
    first = sheet["G2"].value
    given = brought(apprentices_page(it), filled(content, G2=first % 5 + 1), by=it.hr)
    assert actions.take(given, only_good=False, by=it.hr).taken == 1
    key = pairing.skills_to_learn(it.training_class)[0].key
    wants = [each.wants for each in pairing.facts(it.training_class, it.enterprise, on=TODAY).problem.apprentices]
    assert sorted(w[key] for w in wants) == sorted([first % 5 + 1, first])
    assert ApprenticeProfile.objects.filter(wants__isnull=True).count() == 1
    where = reverse("mentoring:apprentices", args=[it.training_class.uuid, it.enterprise.uuid])
    assert "of their own" in client.get(where).content.decode()


def test_apprentices_are_placed_by_a_sheet_too_and_a_file_that_is_none_is_said():
    it = make.situation(apprentices=2, mentors=1, placed=False)
    client = make.client_as(it.hr)
    content = client.get(apprentices_page(it, "template")).content
    given = brought(apprentices_page(it), filled(content, D2="A", E2="day", F2=2, D3="B", E3="night"), by=it.hr)
    assert client.get(reverse("sheets:corrected", args=[given.uuid])).content.startswith(b"PK")
    assert actions.take(given, only_good=False, by=it.hr).taken == 2
    assert sorted(ApprenticeProfile.objects.values_list("sites", "mentors")) == [(["A"], 2), (["B"], 1)]
    assert pairing.facts(it.training_class, it.enterprise, on=TODAY).problem.apprentices[0].sites
    broken = brought(apprentices_page(it), b"not a workbook", by=it.hr)
    page = client.get(reverse("sheets:file", args=[broken.uuid]))
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
