"""The room's pages: by every role at one's own institution and another's, with hostile files, in few queries."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.urls import reverse

from jiangtu.apprenticeships import doors
from jiangtu.apprenticeships.actions import certificates, stages
from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.core import web
from jiangtu.core.jobs import spelled
from jiangtu.core.models import Job, JournalEntry
from jiangtu.institutions.states import Role
from jiangtu.people.models import Person
from jiangtu.sheets import actions as sheets
from jiangtu.sheets import jobs, queries
from jiangtu.sheets.models import GivenFile
from tests.factories import apprenticeships as factory
from tests.factories.institutions import client_as, everybody, institution, member
from tests.factories.pages import markup, sure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def url(name: str, *args: Any) -> str:
    return reverse(f"apprenticeships:{name}", args=args)


def sheet(name: str, *args: Any) -> str:
    return reverse(f"sheets:{name}", args=args)


def checked(training_class: Any, content: bytes, *, by: Any, name: str = "r.csv") -> GivenFile:
    return factory.roster_checked(training_class, content, by=by, name=name)


def test_each_role_sees_its_own_apprentices_and_no_others() -> None:
    school = institution("township_school")
    campus = institution("campus", host=school, region="330522")
    it = factory.apprentice(factory.running_class(apprentices=0, campus=campus))
    factory.apprentice()
    own = factory.everybody_of(it) | {
        "township_coordinator": member("township_coordinator", school),
        "bureau_officer": member("bureau_officer", institution("bureau", region="330500")),
    }
    strangers = everybody()
    strangers["bureau_officer"] = member("bureau_officer", institution("bureau", region="440300"))
    sees = {*own} - {"enterprise_mentor"}
    for role in Role.values:
        actor = own.get(role, strangers[role])
        status = 200 if role in sees else 404
        assert client_as(actor).get(url("detail", it.uuid)).status_code == status, role
        assert client_as(strangers[role]).get(url("detail", it.uuid)).status_code == 404, role


def test_a_mentor_sees_whom_a_room_above_gives_them() -> None:
    it = factory.apprentice()
    mentor = factory.mentor_of(it.enrolment)
    client = client_as(mentor)
    with doors.visible.alone(lambda actor: Q(pk=it.pk) if actor == mentor else Q(pk__in=[])):
        assert client.get(url("detail", it.uuid)).status_code == 200
        assert client.get(url("assess", it.uuid)).status_code == 200


def test_the_list_masks_names_for_the_bureau_and_its_export_too() -> None:
    it = factory.apprentice()
    officer = member("bureau_officer", institution("bureau", region="330500"))
    name = it.enrolment.person.name
    client = client_as(officer)
    for address in (url("list"), url("list") + "?export=csv", url("detail", it.uuid), url("certificates")):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert name not in body.decode(), address
    assert client.get(url("list") + f"?words={name[1:]}").context["table"].paginator.count == 1  # it says nothing


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(language: str) -> None:
    it = factory.apprentice()
    training_class = it.enrolment.training_class
    head, hr = factory.head_of(training_class), factory.hr_of(it.enrolment.enterprise)
    factory.apprentice(training_class, state="proposed", enterprise=it.enrolment.enterprise)
    closed = stages.close_stage(factory.ready(it, on=TODAY), by=head, on=TODAY)
    hr_roster = checked(training_class, factory.roster_csv(factory.roster_row(), factory.roster_row(phone="")), by=hr)
    bad = checked(training_class, b"nothing", by=head, name="x.bin")
    given = factory.certificates_checked(
        factory.certificates_csv(factory.certificate_row(it), factory.certificate_row(it)), by=hr
    )
    certificates.enter_certificate(it, number="Z330007", level="L5", issued_on=date(2025, 6, 1), body="中心", by=hr)
    pages = {
        hr: [
            url("list"), url("list") + "?behind=1&stage=2&state=active", url("waiting"), url("detail", it.uuid),
            url("correct", it.uuid), url("leave", it.uuid), url("certificate", it.uuid), url("certificates"),
            sheet("give", "certificates", hr.institution_uuid), sheet("file", given.uuid),
            sheet("template", "certificates", hr.institution_uuid),
            sheet("corrected", given.uuid), sheet("give", "roster", training_class.uuid), sheet("file", hr_roster.uuid),
            sheet("file", hr_roster.uuid) + "?code=phone_invalid&sort=-row", sheet("corrected", hr_roster.uuid),
            url("join", training_class.uuid), sheet("template", "roster", training_class.uuid),
        ],
        head: [
            url("class-stages", training_class.uuid), url("reopen-stage", it.uuid, closed.uuid), url("assess", it.uuid),
            sheet("file", bad.uuid), url("detail", it.uuid),
        ],
        factory.everybody_of(it)["apprentice"]: [url("detail", it.uuid), url("assess", it.uuid), url("list")],
    }  # fmt: skip
    for actor, addresses in pages.items():
        client = client_as(actor, language=language)
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            if not response.streaming and b"<html" in response.content and language == "zh-hans":
                text = re.sub(r"<[^>]+>|\{[^}]*\}", " ", response.content.decode())
                assert "Why" not in text


@pytest.mark.parametrize("ends", ["before the work is asked for", "after it"])
def test_a_roster_checked_while_its_page_is_made_is_never_left_waiting(monkeypatch: Any, ends: str) -> None:
    """Whenever the check ends, the page either shows its result or goes on watching."""
    training_class = factory.draft_class(state="open")
    hr = factory.hr_of(training_class.enterprises.get())
    roster = factory.roster_given(training_class, b"not a workbook", name="r.xlsx", by=hr)
    latest = queries.latest_job

    def meanwhile(given: Any) -> Job | None:
        before = latest(given)
        sheets.check(GivenFile.objects.get(pk=roster.pk), by=hr)
        Job.objects.filter(about=roster.uuid).update(state=Job.State.DONE)
        return before if ends == "after it" else latest(given)

    client = client_as(hr)
    monkeypatch.setattr(queries, "latest_job", meanwhile)
    monkeypatch.setattr(web, "refuse_writes", lambda execute, *asked: execute(*asked))  # the worker writes
    page = client.get(sheet("file", roster.uuid)).content.decode()
    assert "notice error" in page or "hx-get" in page


def test_a_roster_goes_from_the_upload_to_the_register() -> None:
    training_class = factory.draft_class(state="open")
    hr = factory.hr_of(training_class.enterprises.get())
    client = client_as(hr)
    content = factory.roster_csv(factory.roster_row(), factory.roster_row(name=""))
    sent = client.post(sheet("give", "roster", training_class.uuid), {"file": SimpleUploadedFile("名册.csv", content)})
    roster = GivenFile.objects.get()
    assert sent.url == sheet("file", roster.uuid)
    assert b"hx-get" in client.get(sent.url).content  # it is watched while it is checked
    job = Job.objects.get(about=roster.uuid)
    jobs.check(job=str(job.uuid), given=str(roster.uuid), actor=spelled(hr))
    shown = client.get(sent.url).content.decode()
    assert "name_missing" in shown
    assert "Import only the good rows (1 person); 1 row with errors stays out" in shown
    corrected = openpyxl.load_workbook(BytesIO(client.get(sheet("corrected", roster.uuid)).content))
    assert "name is missing" in str(corrected.active.cell(3, 13).value)
    refused = client.post(sheet("take", roster.uuid), {"since": "2025-03-01"})
    assert refused.status_code == 409
    nothing = client.post(sheet("take", roster.uuid), {"since": "soon", "only_good": "1"})
    assert nothing.status_code == 200
    assert "soon" in nothing.content.decode()
    assert client.post(sheet("take", roster.uuid), {"since": "2025-03-01", "only_good": "1"}).status_code == 302
    sheets.take(roster, only_good=True, asked={"since": "2025-03-01"}, by=hr)
    assert Apprenticeship.objects.count() == 1
    again = client.post(sheet("take", roster.uuid), {"since": "2025-03-01", "only_good": "1"}, follow=True)
    assert "imported already" in again.content.decode()


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return out.getvalue()


def _macros() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.7", "no spreadsheet"),
        ("a.xlsx", b"PK\x03\x04broken", "no spreadsheet"),
        ("a.csv", b"\xff\xfe", "no lines"),
        ("a.xlsx", _bomb(), "unfold"),
        ("a.xlsx", _macros(), "macros"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.csv", b"a,b\n1,2\n", "Missing"),
        ("../../etc/passwd.csv", b"a,b\n1,2\n", "Missing"),
    ],
)
def test_a_wrong_file_gets_a_clear_sentence(name: str, content: bytes, sentence: str) -> None:
    training_class = factory.draft_class(state="open")
    hr = factory.hr_of(training_class.enterprises.get())
    roster = checked(training_class, content, by=hr, name=name)
    assert "/" not in roster.file.name
    shown = client_as(hr).get(sheet("file", roster.uuid)).content.decode()
    assert sentence in shown
    assert "Nothing was imported" in shown


def test_an_empty_upload_is_answered_on_the_page() -> None:
    training_class = factory.draft_class(state="open")
    client = client_as(factory.hr_of(training_class.enterprises.get()))
    for given in ({}, {"file": SimpleUploadedFile("a.csv", b"")}):
        response = client.post(sheet("give", "roster", training_class.uuid), given)
        assert response.status_code == 200
        assert b"errorlist" in response.content
    assert not GivenFile.objects.exists()


def test_a_roster_is_not_seen_by_another_enterprise_of_the_pooled_class() -> None:
    training_class = factory.draft_class(state="open", enterprises=2)
    own, other = training_class.enterprises.order_by("pk")
    roster = checked(training_class, factory.roster_csv(factory.roster_row()), by=factory.hr_of(own))
    for name in ("file", "corrected"):
        assert client_as(factory.hr_of(other)).get(sheet(name, roster.uuid)).status_code == 404
        assert client_as(factory.head_of(training_class)).get(sheet(name, roster.uuid)).status_code == 200


def test_who_brings_a_pooled_roster_reads_the_codes_that_its_lines_need() -> None:
    training_class = factory.draft_class(state="open", enterprises=2)
    page = client_as(factory.head_of(training_class)).get(sheet("give", "roster", training_class.uuid)).content.decode()
    for enterprise in training_class.enterprises.all():
        assert enterprise.credit_code in page
    own = client_as(factory.hr_of(training_class.enterprises.first()))
    assert "credit code" not in own.get(sheet("give", "roster", training_class.uuid)).content.decode()


def test_a_document_is_shown_once_unkept_and_never_without_a_reason() -> None:
    it = factory.apprentice()
    number = Person.objects.get(pk=it.enrolment.person_id).document.reveal()
    client = client_as(factory.hr_of(it.enrolment.enterprise))
    assert number not in client.get(url("detail", it.uuid)).content.decode()
    without = client.post(url("document", it.uuid), {"reason": ""})
    assert number not in without.content.decode()
    shown = client.post(url("document", it.uuid), {"reason": "filing with the bureau"})
    assert number in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert JournalEntry.objects.get(verb="document viewed").remark == "filing with the bureau"


def test_confirming_all_some_or_sending_back() -> None:
    training_class = factory.running_class(apprentices=0)
    three = [factory.apprentice(training_class, state="proposed") for _ in range(3)]
    client = client_as(factory.hr_of(training_class.enterprises.get()))
    address = url("waiting")
    assert "Nobody is ticked" in client.post(address, {"act": "some"}).content.decode()
    word = markup(client.post(address, {"act": "back", "it": three[0].uuid}))
    assert "Write the reason" in word
    assert f'value="{three[0].uuid}" checked' in word  # what was ticked stays so
    assert word.count(" checked") == 1
    client.post(address, {"act": "back", "it": three[0].uuid, "word": "wrong dates"})
    client.post(address, {"act": "some", "it": three[1].uuid})
    later = factory.apprentice(training_class, state="proposed")  # whom the page did not show
    client.post(address, {"act": "all", "everyone": [it.uuid for it in three]})
    assert Apprenticeship.objects.get(pk=later.pk).state == "proposed"
    states = [Apprenticeship.objects.get(pk=it.pk).state for it in three]
    assert states == ["returned", "active", "active"]


def test_who_was_sent_back_and_is_proposed_again_is_marked_with_the_former_word() -> None:
    training_class = factory.running_class(apprentices=0)
    new, again = (factory.apprentice(training_class, state="proposed") for _ in range(2))
    client = client_as(factory.hr_of(training_class.enterprises.get()))
    client.post(url("waiting"), {"act": "back", "it": again.uuid, "word": "wrong dates"})
    Apprenticeship.objects.filter(pk=again.pk).update(state="proposed", word="")
    page = markup(client.get(url("waiting")))
    assert page.count("sent back before") == page.count("“wrong dates”") == 1


def test_somebody_joins_by_the_form_which_keeps_what_was_typed() -> None:
    training_class = factory.running_class(apprentices=0)
    own = training_class.enterprises.get()
    client = client_as(factory.hr_of(own))
    row = factory.roster_row(id_type="resident_id", intake="new_hire", current_level="L5", enterprise=own.credit_code)
    values = {**row, "full_time_student": "", "since": "2025-06-16", "reason": "hired"}
    wrong = client.post(url("join", training_class.uuid), {**values, "phone": "12"})
    assert b"no mobile number" in wrong.content
    assert row["resident_id"].encode() in wrong.content
    assert client.post(url("join", training_class.uuid), values).status_code == 302
    assert Apprenticeship.objects.get().state == "active"
    twice = client.post(url("join", training_class.uuid), values)
    assert b"on the register of this class already" in twice.content


def test_assessing_on_the_page_puts_the_sides_beside_each_other() -> None:
    it = factory.apprentice()
    client = client_as(factory.trainer_of(it.enrolment.training_class))
    address = url("assess", it.uuid)
    competence = factory.open_stage(it).stage.requirements.order_by("pk")[0].competence
    assert b"errorlist" in client.post(address, {"on": "2025-06-16"}).content
    values = {f"level-{competence.uuid}": "4", f"example-{competence.uuid}": "四爪自己找正", "on": "2025-06-16"}
    assert client.post(address, values).status_code == 302
    assert "四爪自己找正" in client.get(address).content.decode()


def test_after_an_assessment_comes_the_next_person_and_after_the_last_one_nobody() -> None:
    training_class = factory.running_class(apprentices=0)
    first, second = sorted(
        (factory.apprentice(training_class) for _ in range(2)), key=lambda it: it.enrolment.person.name_key
    )
    client = client_as(factory.trainer_of(training_class))
    counted = url("class-stages", training_class.uuid) + "?assess=mine"
    assert counted in unescape(client.get("/").content.decode())
    asked = [each.competence.uuid for each in factory.open_stage(first).stage.requirements.exclude(whose="enterprise")]
    said = {f"level-{key}": "4" for key in asked} | {f"example-{key}": "四爪自己找正" for key in asked}
    answer = client.post(url("assess", first.uuid), {**said, "on": "2025-06-16"}, follow=True)
    assert answer.redirect_chain[-1][0] == url("assess", second.uuid)
    assert f"Next: {second.enrolment.person.name}." in answer.content.decode()
    shown = client.get(counted).content.decode()
    assert [each.enrolment.person.name in shown for each in (first, second)] == [False, True]
    answer = client.post(url("assess", second.uuid), {**said, "on": "2025-06-16"})
    assert answer["Location"] == url("assess", second.uuid)


def test_on_a_phone_a_line_is_a_card_with_its_title_and_filters_are_behind_one_button() -> None:
    it = factory.apprentice()
    page = client_as(factory.head_of(it.enrolment.training_class)).get(url("list")).content.decode()
    (title,) = re.findall(r"<td[^>]*data-title[^>]*>(.*?)</td>", page, re.DOTALL)
    assert it.enrolment.person.name in title
    assert url("detail", it.uuid) in title
    assert 'for="filters-shown"' in page


@pytest.mark.parametrize("name", ["list", "certificates"])
def test_a_list_makes_the_same_queries_whatever_its_length(name: str, queries_of: Any) -> None:
    training_class = factory.running_class(apprentices=0)
    head = factory.head_of(training_class)
    client = client_as(head)

    def grow(to: int) -> None:
        for _ in range(to):
            it = factory.apprentice(training_class)
            certificates.enter_certificate(
                it, number=f"Z33{it.pk:06d}", level="L5", issued_on=date(2025, 6, 1), body="x", by=head
            )

    client.get(url(name))
    grow(3)
    few = queries_of(lambda: client.get(url(name)))
    grow(20)
    assert queries_of(lambda: client.get(url(name))) == few
    behind = queries_of(lambda: client.get(url("list") + "?behind=1"))
    grow(3)
    assert queries_of(lambda: client.get(url("list") + "?behind=1")) == behind


def test_what_is_over_is_neither_changed_nor_joined_and_no_link_says_so() -> None:
    it = factory.apprentice()
    of, head = it.enrolment.training_class, client_as(factory.head_of(it.enrolment.training_class))
    pages = {
        url("correct", it.uuid): url("detail", it.uuid),
        url("join", of.uuid): sheet("give", "roster", of.uuid),
        reverse("training:edit-class", args=[of.uuid]): reverse("training:class", args=[of.uuid]),
    }
    seen = lambda: [(act in markup(head.get(page)), head.get(act).status_code) for act, page in pages.items()]  # noqa: E731
    assert seen() == [(True, 200)] * 3
    type(it).objects.update(state="left", left_on=TODAY, left_reason="离职")
    type(of).objects.update(state="completed")
    assert seen() == [(False, 409)] * 3


def test_a_certificate_is_entered_from_the_page_that_says_what_follows() -> None:
    it = factory.apprentice()
    hr = client_as(factory.hr_of(it.enrolment.enterprise))
    typed = {"number": "Z330001", "level": "L4", "body": "中心", "issued_on": "2025-06-01"}
    asked = hr.post(url("certificate", it.uuid), typed)
    assert asked.status_code == 200
    assert "Z330001" in asked.content.decode()
    assert not it.certificates.exists()
    for _click in range(2):
        assert sure(hr, url("certificate", it.uuid), typed).status_code == 302
    assert it.certificates.get().number == "Z330001"


def test_a_certificates_day_that_cannot_be_is_said_at_the_day_and_what_was_typed_stays() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    typed = {"number": "Z330001", "level": "L4", "body": "中心"}
    born = it.enrolment.person.born_on
    for day in ("1905-07-17", "9999-12-31", "2025-06-17", f"{born - timedelta(1)}", f"{born + timedelta(5000)}"):
        page = client_as(hr).post(url("certificate", it.uuid), {**typed, "issued_on": day})
        assert list(page.context["form"].errors) == ["issued_on"], day
        assert day in page.content.decode()
