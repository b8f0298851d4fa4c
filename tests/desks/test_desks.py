"""Each role's desk opens, says what waits in its order of urgency, and costs the same however much there is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiangtu.core.desk import MANY, Look
from jiangtu.core.models import JournalEntry
from jiangtu.desks.queries import desks
from jiangtu.institutions.actions.invitations import invite
from jiangtu.institutions.states import Kind, Role
from tests.factories import apprenticeships as field
from tests.factories.institutions import account_of, client_as, institution, member
from tests.factories.pages import markup
from tests.factories.training import (
    apprentice_of,
    draft_class,
    held_session,
    log_entry,
    planned_session,
    running_class,
    version,
)

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 16)


def shown(actor, path="/", language="en"):
    answer = client_as(actor, language=language).get(path)
    assert answer.status_code == 200
    return markup(answer)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_desk_that_says_what_belongs_there(role, language):
    html = shown(member(role), language=language)
    assert "<h1>" in html
    if role == Role.MINISTRY_ANALYST:
        assert 'id="waits"' not in html  # figures only
    elif role != Role.APPRENTICE:
        assert ("To do" if language == "en" else "等您办理") in html
        assert ('class="empty"' in html) == (role != Role.ENTERPRISE_HR)  # HR begins with choosing the Measures


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/")["Location"].startswith("/accounts/login")


def test_ones_own_pages_stand_below_nothing_in_the_bar():
    admin = member(Role.ADMINISTRATOR)
    assert "aria-current" in bar(shown(admin, "/people/"))
    assert bar(shown(admin, "/people/accounts")).count("aria-current") == 1  # not the records above it too
    assert "aria-current" not in bar(shown(admin, "/people/me"))


def bar(page):
    return page.partition('<nav class="nav"')[2].partition("</nav>")[0]


def test_a_programme_head_sees_what_is_late_before_what_can_wait():
    of = running_class(apprentices=2, ends_on=TODAY - timedelta(3))
    draft_class(college=of.college, starts_on=date(2025, 9, 1))
    planned_session(of, TODAY - timedelta(10))
    dues = desks.of(Look(field.head_of(of), TODAY)).dues
    assert [due.late for due in dues] == sorted((due.late for due in dues), reverse=True)
    texts = " | ".join(due.text for due in dues)
    assert "1 session was not called" in texts
    assert "ended on" in texts
    assert "is a draft" in texts
    assert all(due.url and due.act for due in dues)


def test_a_stage_whose_conditions_hold_waits_for_the_programme_head():
    of = running_class(apprentices=0)
    it = field.apprentice(of)
    progress = field.ready(it, on=TODAY)
    head = field.head_of(of)
    ready = [due for due in desks.of(Look(head, TODAY)).dues if "can be closed" in due.text]
    closes = not any("mentor" in due.text for due in desks.of(Look(head, TODAY)).dues)
    assert bool(ready) == closes  # only a pair in force is wanting, where mentoring asks for one
    assert progress.state == "open"


def test_hr_is_asked_to_confirm_what_the_college_prepared_for_its_own_enterprise_only():
    of = running_class(apprentices=0, enterprises=2)
    own, other = of.enterprises.order_by("pk")
    field.apprentice(of, state="proposed", enterprise=own)
    field.apprentice(of, state="proposed", enterprise=other)
    dues = {due.text: due for due in desks.of(Look(field.hr_of(own), TODAY)).dues}
    assert dues["1 apprentice that the college prepared waits for your confirmation"].late


def test_confirming_is_not_overdue_before_the_training_begins():
    of = draft_class(state="open", enterprises=1, starts_on=TODAY + timedelta(7))
    own = of.enterprises.get()
    field.apprentice(of, state="proposed", enterprise=own)
    [due] = [due for due in desks.of(Look(field.hr_of(own), TODAY)).dues if "prepared" in due.text]
    assert not due.late


def test_hr_is_asked_for_the_roster_of_an_open_class_until_somebody_is_in_it():
    of = draft_class(state="open", enterprises=1)
    own = of.enterprises.get()
    asked = [due for due in desks.of(Look(field.hr_of(own), TODAY)).dues if "none of your apprentices" in due.text]
    assert [due.url for due in asked] == [f"/apprenticeships/classes/{of.uuid}/rosters"]
    field.apprentice(of, state="proposed", enterprise=own)
    assert not [due for due in desks.of(Look(field.hr_of(own), TODAY)).dues if "none of your apprentices" in due.text]


def test_a_trainer_sees_todays_sessions_and_the_rolls_not_called():
    of = running_class(apprentices=2)
    planned_session(of, TODAY, topic="Drawing views")
    planned_session(of, TODAY - timedelta(7))
    trainer = field.trainer_of(of)
    dues = desks.of(Look(trainer, TODAY)).dues
    assert dues[0].late
    assert "The rolls of 2 sessions were not called" in dues[0].text  # that of this morning is over too
    assert any("08:00–09:30 Drawing views" in due.text for due in dues), "times are start and end"
    assert "Drawing views" not in shown(member("college_trainer"))


def test_a_session_whose_roll_is_called_waits_for_nobody():
    of = running_class(apprentices=1)
    held_session(of, TODAY, topic="Drawing views")
    assert "Drawing views" not in " ".join(str(due.text) for due in desks.of(Look(field.trainer_of(of), TODAY)).dues)


def test_a_bureau_sees_its_region_only_and_no_name():
    of = running_class(apprentices=0)
    it = field.apprentice(of)
    own = member("bureau_officer", institution(Kind.BUREAU, region="330500"))
    other = member("bureau_officer", institution(Kind.BUREAU, region="370000"))
    assert str(of.number) in shown(own)
    assert it.enrolment.person.name not in shown(own)
    assert str(of.number) not in shown(other)


def test_what_is_many_is_one_line_that_leads_to_all_of_it_and_nothing_is_left_out():
    college = institution("college")
    over = [draft_class(college=college, state="running", ends_on=TODAY - timedelta(3)) for _ in range(MANY + 1)]
    drafts = [version(college, released=False) for _ in range(MANY + 1)]
    bureau = member("bureau_officer", institution(Kind.BUREAU, region="330500"))
    lines = (
        (bureau, "class-to-complete", len(over)),
        (member("expert"), "classes-uncommented", len(over)),
        (member("programme_head", college), "class-to-complete", len(over)),
        (member("programme_head", college), "draft", len(drafts)),
    )
    for actor, name, n in lines:
        [due] = [due for due in desks.of(Look(actor, TODAY)).dues if due.name == name]
        assert due.n == n
        assert client_as(actor).get(due.url).context["table"].page.paginator.count == n


def test_the_administrator_is_told_of_houses_without_people():
    institution("college")
    texts = [due.text for due in desks.of(Look(member("administrator"), TODAY)).dues]
    assert any("nobody in a role" in text for text in texts)


def test_what_waits_for_the_administrator_leads_to_what_is_meant_and_nothing_else():
    bare, firm = institution("college"), institution(credit_code="")
    hr = member("enterprise_hr", firm)
    end = timezone.now() + timedelta(days=2)
    invited = invite(firm, "enterprise_hr", name="王师傅", email="wang@example.org", by=hr)
    type(invited).objects.update(expires_at=end)
    administrator = member("administrator")
    browser = client_as(administrator)
    account_of(hr)  # without a second factor
    meant = {"nobody in a role": bare, "no credit code": firm, "ends within three days": firm}
    dues = desks.of(Look(administrator, TODAY)).dues
    for words, it in meant.items():
        (due,) = [each for each in dues if words in each.text]
        assert [each.record for each in browser.get(due.url).context["table"].rows] == [it], words
    (due,) = [each for each in dues if "second factor" in each.text]
    assert [each.record.person_id for each in browser.get(due.url).context["table"].rows] == [hr.person]
    others = client_as(member("project_officer")).get("/institutions/")
    assert "lacks" not in others.context["filters"].form.fields


def filled(number):
    """A college with a running class of that many apprentices, with sessions and log."""
    of = running_class(apprentices=number)
    field.apprentices(of)
    held_session(of, TODAY - timedelta(20))
    planned_session(of, TODAY - timedelta(9))
    for enrolment in of.enrolments.order_by("pk"):
        log_entry(enrolment, TODAY - timedelta(12))
    return of


def hats_of(of):
    return {
        "programme_head": field.head_of(of),
        "college_trainer": field.trainer_of(of),
        "enterprise_hr": field.hr_of(of.enterprises.order_by("pk")[0]),
        "bureau_officer": member("bureau_officer", institution(Kind.BUREAU, region="330500")),
        "ministry_analyst": member("ministry_analyst"),
        "expert": member("expert"),
    }


@pytest.mark.parametrize("role", ["programme_head", "college_trainer", "enterprise_hr", "bureau_officer",
                                  "ministry_analyst", "expert"])  # fmt: skip
def test_a_desk_asks_the_same_number_of_queries_however_many_people(role, queries_of):
    few, many = filled(3), filled(30)
    counts = []
    for of in (few, many):
        actor = hats_of(of)[role]
        counts.append(queries_of(lambda actor=actor: desks.of(Look(actor, TODAY))))
    assert counts[0] == counts[1]
    assert counts[0] <= 32


# the apprentice's own pages


def test_an_apprentice_sees_today_on_one_page_and_nobody_elses():
    of = running_class(apprentices=0)
    it, other = field.apprentice(of), field.apprentice(of)
    planned_session(of, TODAY, topic="Drawing views")
    log_entry(it.enrolment, TODAY - timedelta(1), state="returned", word="Which lathe?")
    html = shown(apprentice_of(it.enrolment))
    for words in ("Write today", "Drawing views", "Which lathe?", "My path", "My hours", "My mentors"):
        assert words in html
    assert other.enrolment.person.name not in html
    assert 'class="tabs"' in html


def test_the_roll_call_stands_beside_the_session():
    of = running_class(apprentices=0)
    it = field.apprentice(of)
    held_session(of, TODAY)
    assert '<span class="tag ok">present</span>' in shown(apprentice_of(it.enrolment))


def test_the_path_shows_each_condition_and_the_record():
    of = running_class(apprentices=0)
    it = field.apprentice(of)
    html = shown(apprentice_of(it.enrolment), "/path")
    assert "What Junior craftsman still asks" in html
    assert 'class="why"' in html
    assert "Certificates" in html
    assess = f"/apprenticeships/{it.uuid}/assess"
    assert f'href="{assess}">Assess myself' in html
    assert 'class="rate"' in shown(apprentice_of(it.enrolment), assess)


def test_who_is_on_no_register_is_told_what_comes(client):
    nobody = member("apprentice")
    assert "on no class" in shown(nobody)
    assert "Your path begins" in shown(nobody, "/path")


def test_the_path_is_the_apprentices_alone():
    assert client_as(member("enterprise_hr")).get("/path").status_code == 404


def test_opening_desks_writes_nothing():
    before = JournalEntry.objects.count()
    shown(member("programme_head"))
    assert JournalEntry.objects.count() >= before
