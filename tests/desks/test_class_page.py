"""The page of a class: who sees it, whom it names, what it costs; and comments on it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from jiangtu.core import journal
from jiangtu.core.desk import Look
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.desks import actions
from jiangtu.desks.queries.class_page import RECENT, class_page
from jiangtu.institutions.states import Kind
from jiangtu.notices.actions.telling import tell
from jiangtu.notices.models import Notice
from jiangtu.training.actions.register import end_enrolment
from tests.factories import apprenticeships as field
from tests.factories import mentoring as pairing
from tests.factories.institutions import client_as, institution, member
from tests.factories.training import draft_class, held_session, log_entry, running_class

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 16)


def pooled():
    """A running class of two enterprises, one apprentice each."""
    of = running_class(apprentices=0, enterprises=2)
    own, other = of.enterprises.order_by("pk")
    return of, field.apprentice(of, enterprise=own), field.apprentice(of, enterprise=other)


def read(actor, of, language="en"):
    return client_as(actor, language=language).get(f"/classes/{of.uuid}")


def hats(of, it):
    return field.everybody_of(it) | {
        "bureau_officer": member("bureau_officer", institution(Kind.BUREAU, region="330500")),
        "expert": member("expert"),
        "project_officer": member("project_officer"),
    }


def test_hr_in_a_pooled_class_sees_only_its_own_people():
    of, own, other = pooled()
    page = class_page(of.uuid, Look(field.hr_of(own.enrolment.enterprise), TODAY))
    assert (page.people, page.in_all) == (1, 2)
    html = read(field.hr_of(own.enrolment.enterprise), of).content.decode()
    assert own.enrolment.person.name in html
    assert other.enrolment.person.name not in html
    assert "1 of 2 apprentices, those you see" in html
    assert "mean of the apprentices you see" in html


def test_the_history_tells_hr_nothing_of_another_enterprises_people():
    of, own, other = pooled()
    hr, head = field.hr_of(own.enrolment.enterprise), field.head_of(of)
    for it in (own, other):
        end_enrolment(it.enrolment, on=TODAY, reason="moved away", by=head)
    seen = {entry.subject for entry in class_page(of.uuid, Look(hr, TODAY)).history}
    assert own.enrolment.uuid in seen
    assert other.enrolment.uuid not in seen


def test_the_number_beside_an_act_is_never_cut_off_with_the_list():
    """27 stages were closed, and 25 acts are shown: “× 25” stood beside it, and “× 27” on the page of the history."""
    of = running_class()
    with transaction.atomic():
        for _ in range(RECENT + 2):
            journal.record("class opened", of, by=field.head_of(of), on=TODAY)
    for url in (f"/classes/{of.uuid}", f"/classes/{of.uuid}/history"):
        html = client_as(field.head_of(of)).get(url).content.decode()
        assert f"× {RECENT + 2}<" in html


def test_a_bureau_reads_masked_names_and_who_may_see_nobody_reads_none():
    of, it, _ = pooled()
    name = it.enrolment.person.name
    for role, masked in (("bureau_officer", True), ("expert", False), ("project_officer", False)):
        html = read(hats(of, it)[role], of).content.decode()
        assert name not in html
        assert (f"{name[0]}＊" in html) == masked, role
        assert of.head.name not in html


def test_the_page_shows_path_hours_rule_and_forecast():
    of, it, _ = pooled()
    held_session(of, TODAY - timedelta(30))
    html = read(field.head_of(of), of).content.decode()
    for words in ('class="path"', "Junior craftsman", "Hours against the programme", "edition of", "At this pace",
                  "Behind schedule", "without a mentor"):  # fmt: skip
        assert words in html
    chinese = read(field.head_of(of), of, "zh-hans").content.decode()
    assert "学时与培养方案对照" in chinese
    assert "照此进度" in chinese or "按此进度" in chinese or "按目前进度" in chinese


def test_the_rule_of_the_place_is_held_against_the_class_itself():
    it = pairing.paired(apprentices=9, mentors=1, logged=False)
    of = it.training_class
    type(of).objects.filter(pk=of.pk).update(place="120000")
    verdict = class_page(of.uuid, Look(field.head_of(of), TODAY)).plan_verdict
    found = {each.code: (each.have, each.need) for each in verdict.leaves()}
    assert found["class_size_within"] == (9, 40)
    assert found["apprentices_of_a_mentor_over"] == (9, 8)


def test_a_stage_closed_for_everybody_carries_the_seal():
    of, it, other = pooled()
    for each in (it, other):
        each.stages.filter(state="open").update(state="closed", closed_on=TODAY)
    with translation.override("en"):
        first, second, _ = class_page(of.uuid, Look(field.head_of(of), TODAY)).stations
    assert (first["state"], second["state"]) == ("closed", "ahead")
    assert "16 Jun 2025" in first["note"]


def test_who_left_holds_no_stage_open():
    of, it, other = pooled()
    it.stages.filter(state="open").update(state="closed", closed_on=TODAY)
    other.state, other.left_on, other.left_reason = "left", TODAY, "moved"
    other.save()
    assert class_page(of.uuid, Look(field.head_of(of), TODAY)).stations[0]["state"] == "closed"


def test_a_draft_without_people_says_so():
    of = draft_class()
    assert "Nobody is on the register yet" in read(field.head_of(of), of).content.decode()


def test_the_page_asks_the_same_number_of_queries_however_many_people(queries_of):
    counts = []
    for number in (3, 30):
        of = running_class(apprentices=number)
        field.apprentices(of)
        held_session(of, TODAY - timedelta(20))
        for enrolment in of.enrolments.order_by("pk"):
            log_entry(enrolment, TODAY - timedelta(12), state="countersigned")
        head = field.head_of(of)
        browser = client_as(head)
        browser.get(f"/classes/{of.uuid}")
        counts.append(queries_of(lambda of=of, browser=browser: browser.get(f"/classes/{of.uuid}")))
    assert counts[0] == counts[1]


# comments


@pytest.mark.parametrize("role", ["expert", "project_officer"])
def test_a_comment_is_journaled_and_stands_in_the_history(role):
    of, _, _ = pooled()
    browser = client_as(member(role))
    answer = browser.post(f"/classes/{of.uuid}/comments", {"words": "Why so few hours online?"})
    assert answer["Location"] == f"/classes/{of.uuid}"
    entry = JournalEntry.objects.get(verb="commented")
    assert (entry.subject, entry.role, entry.remark) == (of.uuid, role, "Why so few hours online?")
    assert "Why so few hours online?" in read(field.head_of(of), of).content.decode()
    assert "Why so few hours online?" in browser.get(f"/classes/{of.uuid}").content.decode()


def test_a_comment_sent_again_by_the_back_button_stands_once():
    of, _, _ = pooled()
    browser, url = client_as(member("expert")), f"/classes/{of.uuid}/comments"
    browser.post(url, {"words": "Why so few hours online?"})
    assert (
        "Nothing was changed" in browser.post(url, {"words": "Why so few hours online? "}, follow=True).content.decode()
    )
    browser.post(url, {"words": "And at night?"})
    assert JournalEntry.objects.filter(verb="commented").count() == 2


def test_an_empty_comment_is_refused_and_nothing_is_written():
    of, _, _ = pooled()
    answer = client_as(member("expert")).post(f"/classes/{of.uuid}/comments", {"words": "  "})
    assert answer.status_code == 200
    assert "This field is required" in answer.content.decode()
    with pytest.raises(Refused) as refused:
        actions.comment(of, " ", by=member("expert"))
    assert refused.value.verdict.code == "comment_empty"
    assert not JournalEntry.objects.filter(verb="commented").exists()


def test_a_head_who_is_asked_answers_and_who_asked_is_told():
    of, _, _ = pooled()
    expert, head = member("expert"), field.head_of(of)
    for page, url in (
        (f"/classes/{of.uuid}", f"/classes/{of.uuid}/comments"),
        (f"/programmes/{of.version.uuid}", f"/programmes/{of.version.uuid}/comments"),
    ):
        form = page if page.startswith("/classes") else url
        of_head = client_as(head)
        assert "Post answer" not in of_head.get(form).content.decode(), "nobody has asked yet"
        client_as(expert).post(url, {"words": "Why so few hours online?"})
        told = of_head.get(form).content.decode()
        assert "Post answer" in told
        assert "Name no apprentice" in told
        assert of_head.post(url, {"words": "They are in the second year."})["Location"] == page
        assert "They are in the second year." in client_as(expert).get(page).content.decode()
        assert client_as(member("programme_head")).post(url, {"words": "x"}).status_code in (404, 409)
    tell(JournalEntry.objects.filter(verb="commented").values_list("pk", flat=True))
    answered = Notice.objects.filter(kind="desks.answered")
    assert {*answered.values_list("person", "page")} == {
        (expert.person, f"/classes/{of.uuid}"), (expert.person, f"/programmes/{of.version.uuid}"),
    }  # fmt: skip
    assert set(answered.values_list("role", "institution")) == {("expert", expert.institution)}


def test_only_those_who_look_on_comment():
    of, it, _ = pooled()
    first = {"expert": 1, "project_officer": 1}  # after them a head may answer
    for role, actor in sorted(hats(of, it).items(), key=lambda hat: first.get(hat[0], 0)):
        status = client_as(actor).post(f"/classes/{of.uuid}/comments", {"words": "Well done."}).status_code
        assert status == (302 if role in first else 409), role
    assert client_as(member("programme_head")).post(f"/classes/{of.uuid}/comments", {"words": "x"}).status_code == 404


def test_a_comment_on_a_programme_stands_in_its_history():
    of, _, _ = pooled()
    address = f"/programmes/{of.version.uuid}"
    browser = client_as(member("expert"))
    assert browser.post(f"{address}/comments", {"words": "Add safety."})["Location"] == address
    assert "Add safety." in browser.get(address).content.decode()
    assert "Add safety." in client_as(field.head_of(of)).get(f"{address}/comments").content.decode()
    mentor = client_as(field.mentor_of(of.enrolments.first()))
    assert mentor.post(f"{address}/comments", {"words": "x"}).status_code == 409


def test_who_looks_on_reads_no_name_in_the_history_of_a_programme_and_in_the_timetable():
    of, _, _ = pooled()
    head, version = field.head_of(of), of.version
    with transaction.atomic():
        journal.record("version released", version, by=head)
    held_session(of, TODAY)
    trainer = of.trainers.get().name
    for role in ("ministry_analyst", "expert", "project_officer"):
        browser = client_as(member(role))
        for page in (f"/programmes/{version.uuid}", f"/programmes/{version.uuid}/comments"):
            assert of.head.name not in browser.get(page).content.decode(), (role, page)
    assert of.head.name in client_as(head).get(f"/programmes/{version.uuid}").content.decode()
    week = f"/classes/{of.uuid}/timetable"
    assert trainer in client_as(head).get(week).content.decode()
    assert trainer not in client_as(member("expert")).get(week).content.decode()
