"""A college asks, the enterprise answers on its own desk, and until it has agreed nothing of it is seen."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from jiangtu.core import desk
from jiangtu.core.desk import Look
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.partnerships import begin_partnership, change_partnership, step_partner
from jiangtu.institutions.models import Partner
from jiangtu.institutions.queries import institutions, partnerships
from jiangtu.notices.actions import telling
from jiangtu.notices.models import Notice
from tests.factories.institutions import asked_partnership, client_as, institution, member, partnership
from tests.factories.pages import sure

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


def refused(partner, verb, by, remark="") -> str:
    with pytest.raises(Refused) as told, transaction.atomic():
        step_partner(partner, verb, by=by, remark=remark)
    return told.value.verdict.code


@pytest.fixture
def asked():
    """Two enterprises that a college has asked, on a campus hosted by a township's school."""
    college, school = institution("college"), institution("township_school")
    campus = institution("campus", owner=college, host=school)
    firm, other = institution(), institution()
    return college, school, firm, other, asked_partnership(college, firm, other, campuses=[campus])


def test_before_an_enterprise_agrees_its_page_opens_to_nobody_through_the_partnership(asked):
    college, school, firm, other, made = asked
    for role, house in (
        ("programme_head", college), ("college_trainer", college), ("township_coordinator", school),
        ("enterprise_hr", other), ("enterprise_mentor", other), ("apprentice", other),
    ):  # fmt: skip
        assert firm not in institutions.institutions(seen_by=member(role, house)), role
    assert list(partnerships.enterprises_of(college.pk, on=START)) == []


@pytest.mark.parametrize(
    ("role", "sees"), [("enterprise_hr", True), ("enterprise_mentor", False), ("apprentice", False)]
)
def test_what_is_asked_its_hr_reads_and_nobody_else_of_the_house(asked, role, sees):
    college, _school, firm, other, made = asked
    page = client_as(member(role, firm)).get(reverse("institutions:partnership", args=[made.uuid]))
    assert page.status_code == (200 if sees else 404)
    if sees:
        assert str(other) not in page.content.decode()


def test_the_enterprise_answers_and_nobody_for_it(asked):
    college, _school, firm, other, made = asked
    partner = Partner.objects.get(partnership=made, enterprise=firm)
    head, hr = member("programme_head", college), member("enterprise_hr", firm)
    for other_hand in (
        head, member("administrator"), member("enterprise_hr", other), member("enterprise_mentor", firm),
        member("township_coordinator"), member("bureau_officer"),
    ):  # fmt: skip
        assert refused(partner, "agree", other_hand) == "no_right"
    assert refused(partner, "decline", hr) == "partner_reason_missing"
    step_partner(partner, "decline", by=hr, remark="本年不招学徒")
    assert refused(partner, "ask", hr) == "no_right"
    step_partner(partner, "ask", by=head)
    agreed = step_partner(partner, "agree", by=hr)
    assert agreed.state == "agreed"
    assert firm in institutions.institutions(seen_by=head)
    assert other not in institutions.institutions(seen_by=head)
    step_partner(agreed, "withdraw", by=hr, remark="停产")
    assert firm not in institutions.institutions(seen_by=head)
    told = JournalEntry.objects.filter(subject=made.uuid, threads__contains=[firm.uuid]).order_by("pk")
    assert [entry.verb.split()[1] for entry in told][1:] == [
        "asked", "declined", "asked", "agreed", "withdrawn",
    ]  # fmt: skip


def test_whom_the_college_names_no_more_is_asked_no_more(asked):
    college, _school, firm, other, made = asked
    head = member("programme_head", college)
    change_partnership(made, [other], by=head, since=START)
    assert Partner.objects.get(enterprise=firm).state == "withdrawn"
    assert refused(Partner.objects.get(enterprise=firm), "agree", member("enterprise_hr", firm)) == "move_impossible"
    change_partnership(made, [firm, other], by=head, since=START)
    assert Partner.objects.get(enterprise=firm).state == "asked"


def test_the_question_waits_on_the_desk_of_hr_and_is_answered_on_its_page(asked):
    college, _school, firm, _other, made = asked
    hr = member("enterprise_hr", firm)
    client, page = client_as(hr), reverse("institutions:partnership", args=[made.uuid])
    assert page in [due.url for due in desk.waiting(Look(hr, START))]
    assert "Until then it sees your" in client.get(page).content.decode()
    agree = reverse("institutions:step-partner", args=[made.uuid, firm.uuid, "agree"])
    assert client.post(agree).status_code == 302
    assert Partner.objects.get(enterprise=firm).state == "agreed"
    assert page not in [due.url for due in desk.waiting(Look(hr, START))]
    assert client.post(reverse("institutions:step-partner", args=[made.uuid, firm.uuid, "sing"])).status_code == 404


def test_hr_is_told_of_the_question_and_the_head_of_the_answer():
    college, firm = institution("college"), institution()
    head, hr = member("programme_head", college), member("enterprise_hr", firm)
    made = begin_partnership(college, [firm], by=head, since=START)
    step_partner(made.partners.get(), "agree", by=hr)
    telling.tell([entry.pk for entry in JournalEntry.objects.filter(subject=made.uuid).order_by("pk")])
    told = Notice.objects.filter(kind__startswith="institutions.").order_by("pk").values_list("person", "kind")
    assert list(told) == [
        (hr.person, "institutions.partnership-asked"), (head.person, "institutions.partnership-agreed"),
    ]  # fmt: skip


def test_partners_see_each_other_once_both_have_agreed():
    college, firm, other = institution("college"), institution(), institution()
    made = partnership(college, firm, other)
    seen = partnerships.partnership(made.uuid, seen_by=member("enterprise_hr", firm))
    assert {each.enterprise for each in seen.partners.all()} == {firm, other}
    assert partnerships.partnerships(seen_by=member("enterprise_mentor", firm)).get().enterprises == 2


def test_who_declines_or_ends_reads_what_follows_first_and_a_long_reason_is_not_lost(asked):
    _college, _school, firm, _other, made = asked
    client = client_as(member("enterprise_hr", firm))
    decline, end = (
        reverse("institutions:step-partner", args=[made.uuid, firm.uuid, verb]) for verb in ("decline", "withdraw")
    )
    assert "It can ask you again later." in client.get(decline).content.decode()
    client.post(decline, {"reason": "not read yet"})
    assert Partner.objects.get(enterprise=firm).state == "asked"
    empty = sure(client, decline, {"reason": " "})
    assert (empty.status_code, "This field is required." in empty.content.decode()) == (200, True)
    long = "no places this year " * 20
    assert long.strip() in sure(client, decline, {"reason": long}).content.decode()
    client.post(reverse("institutions:step-partner", args=[made.uuid, firm.uuid, "agree"]))
    assert "No new class can be planned" in client.get(end).content.decode()
    sure(client, end, {"reason": "the works close"})
    assert Partner.objects.get(enterprise=firm).state == "withdrawn"
