"""Institutions, roles and partnerships: what is recorded, what is refused, what the journal tells."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.institutions import change_institution, register_institution
from jiangtu.institutions.actions.memberships import end_membership, give_role, give_roles
from jiangtu.institutions.actions.partnerships import begin_partnership, change_partnership, say_contribution
from jiangtu.institutions.models import Institution, Membership, Partner
from jiangtu.institutions.queries import institutions, memberships, partnerships
from tests.factories.institutions import client_as, credit_code, hat, institution, member, partnership
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    return caught.value.verdict.code


def wrong(code):
    return code[:-1] + ("1" if code[-1] != "1" else "2")


def test_a_credit_code_is_checked_and_kept_in_capitals_without_spaces():
    code = credit_code()
    kept = institution(credit_code=f" {code[:8].lower()} {code[8:]} ")
    assert kept.credit_code == code


def test_a_credit_code_that_cannot_be_is_refused_even_with_a_reason():
    assert refused(institution, credit_code="9133", credit_code_exception="证照如此") == "credit_code_length"
    assert refused(institution, credit_code="9133052200000000I0") == "credit_code_characters"


def test_a_code_that_fails_its_check_is_recorded_with_its_reason_only():
    code = wrong(credit_code())
    assert refused(institution, credit_code=code) == "credit_code_checksum"
    kept = institution(credit_code=code, credit_code_exception="营业执照原件核对无误")
    assert (kept.credit_code, kept.credit_code_exception) == (code, "营业执照原件核对无误")
    entry = JournalEntry.objects.get(verb="institution registered", subject=kept.uuid)
    assert entry.after["credit_code_exception"] == "营业执照原件核对无误"


def test_a_good_code_keeps_no_exception():
    assert institution(credit_code_exception="没有必要").credit_code_exception == ""


def test_a_credit_code_belongs_to_one_institution():
    code = credit_code()
    institution(credit_code=code)
    assert refused(institution, credit_code=code) == "credit_code_taken"


def test_an_institution_is_registered_once_unless_two_codes_tell_them_apart():
    first = institution(name="甲厂", credit_code="")
    assert refused(institution, name="甲厂 ", credit_code="") == "institution_here_already"
    assert refused(institution, name="甲厂", credit_code=credit_code()) == "institution_here_already"
    change_institution(first, by=SYSTEM, credit_code=credit_code())
    other = institution(name="甲厂", credit_code=credit_code())
    change_institution(other, by=SYSTEM, address="一路一号")
    institution(name="丙厂", credit_code="", region="330522")
    assert refused(institution, name="丙厂", credit_code="", region="330000") == "institution_here_already"
    assert institution(name="丙厂", credit_code="", region="370000")
    third = institution(name="乙厂", credit_code="")
    assert refused(change_institution, third, by=SYSTEM, name="甲厂") == "institution_here_already"


@pytest.mark.parametrize("region", ["", "99", "990000", "cn"])
def test_an_enterprise_stands_in_a_region_there_is(region):
    assert refused(institution, region=region) == "region_unknown"


def test_retired_codes_stay_valid_and_a_ministry_is_the_whole_countrys():
    assert institution(region="510200").region == "510200"
    assert institution("ministry", region="cn").region == "cn"


def test_a_campus_has_an_owner_and_may_stand_elsewhere():
    college, village = institution("college"), institution("township_school")
    campus = institution("campus", owner=college, host=village)
    assert list(institutions.campuses(college.pk)) == [campus]
    alone = {"kind": "campus", "name": "校区", "region": "330522", "by": SYSTEM}
    assert refused(register_institution, **alone) == "campus_needs_owner"


def test_a_coordinator_gathers_small_firms_of_its_own_county_only():
    school = institution("township_school", region="330522")
    coordinator = member("township_coordinator", school)
    register = register_institution
    firm = register(kind="enterprise", name="五金厂", region="330522", credit_code=credit_code(), by=coordinator)
    assert firm.gathered_by == school
    assert list(institutions.gathered(school.pk)) == [firm]
    assert refused(register, kind="enterprise", name="远厂", region="330521", by=coordinator) == "region_not_yours"
    assert refused(register, kind="bureau", name="局", region="330522", by=coordinator) == "no_right"
    change_institution(firm, by=coordinator, name="五金制品厂")
    assert refused(change_institution, firm, by=coordinator, region="330521") == "region_not_yours"
    assert refused(change_institution, institution(), by=coordinator, name="x") == "no_right"


def test_a_change_is_journaled_with_what_it_was():
    firm = institution(name="旧名厂")
    change_institution(firm, by=SYSTEM, name="新名厂")
    change_institution(firm, by=SYSTEM, name="新名厂")
    entry = JournalEntry.objects.get(verb="institution changed")
    assert (entry.before, entry.after) == ({"name": "旧名厂"}, {"name": "新名厂"})
    with pytest.raises(TypeError):
        change_institution(firm, by=SYSTEM, kind="bureau")


def test_a_role_is_held_once_and_given_again_changes_nothing():
    firm, somebody = institution(), person()
    first = give_role(somebody, firm, "apprentice", by=SYSTEM)
    assert give_role(somebody, firm, "apprentice", by=SYSTEM) == first
    assert Membership.objects.count() == 1
    assert JournalEntry.objects.filter(verb="role given").count() == 1


def test_roles_of_many_cost_the_same_queries_as_of_few(queries_of):
    firm = institution()
    few, many = [person() for _ in range(2)], [person() for _ in range(12)]
    cost = queries_of(lambda: give_roles(few, firm, "apprentice", by=SYSTEM))
    assert queries_of(lambda: give_roles(many, firm, "apprentice", by=SYSTEM)) == cost
    assert memberships.people_of(firm.pk, "apprentice", on=timezone.localdate()).count() == 14


def test_a_kind_gives_only_its_own_roles():
    assert refused(hat, "bureau_officer", institution("enterprise")) == "role_not_of_kind"


@pytest.mark.parametrize(
    "role, gives",
    [
        ("enterprise_hr", "enterprise_mentor"),
        ("programme_head", "college_trainer"),
        ("township_coordinator", "township_coordinator"),
    ],
)
def test_a_role_gives_roles_at_its_own_institution_only(role, gives):
    giver = member(role)
    own = Institution.objects.get(pk=giver.institution)
    assert give_role(person(), own, gives, by=giver)
    assert refused(give_role, person(), institution(own.kind), gives, by=giver) == "no_right"


def test_nobody_makes_themselves_administrator():
    analyst = member("ministry_analyst")
    own = Institution.objects.get(pk=analyst.institution)
    assert refused(give_role, person(), own, "administrator", by=analyst) == "no_right"


def test_a_role_ends_with_a_day_and_stays_as_it_was_ended():
    firm = institution()
    hr, mentor = member("enterprise_hr", firm), hat("enterprise_mentor", firm, since=date(2024, 1, 1))
    assert refused(end_membership, mentor, by=hr, on=date(2023, 12, 31)) == "ends_before_it_starts"
    end_membership(mentor, by=hr, on=date(2024, 6, 30), reason="调岗")
    again = end_membership(mentor, by=hr, on=date(2024, 9, 30))
    assert again.until == date(2024, 6, 30)
    assert JournalEntry.objects.filter(verb="role ended").count() == 1
    assert memberships.hats(mentor.person_id, on=date(2024, 6, 30))
    assert not memberships.hats(mentor.person_id, on=date(2024, 7, 1))


def test_an_end_still_to_come_may_come_sooner_and_no_later(clock):
    firm = institution()
    hr, mentor = member("enterprise_hr", firm), hat("enterprise_mentor", firm, since=date(2024, 1, 1))
    end_membership(mentor, by=hr, on=date(2025, 12, 31), reason="合同到期")
    assert "End<" in client_as(hr).get(reverse("institutions:members", args=[firm.uuid])).content.decode()
    assert end_membership(mentor, by=hr, on=date(2026, 3, 31)).until == date(2025, 12, 31)
    assert end_membership(mentor, by=hr, on=date(2025, 6, 15), reason="辞退").until == date(2025, 6, 15)
    assert not memberships.hats(mentor.person_id, on=date(2025, 6, 16))
    assert JournalEntry.objects.filter(verb="role ended").count() == 2


def test_nobody_ends_the_role_they_act_in_or_one_elsewhere():
    hr = member("enterprise_hr")
    own = Membership.objects.get(person=hr.person)
    assert refused(end_membership, own, by=hr, on=timezone.localdate()) == "own_role"
    assert refused(end_membership, hat("enterprise_hr"), by=hr, on=timezone.localdate()) == "no_right"


def test_enterprises_of_a_college_are_those_of_partnerships_in_force_that_day():
    college, now, past = institution("college"), institution(), institution()
    partnership(college, now, since=date(2024, 1, 1))
    partnership(college, past, since=date(2022, 1, 1), until=date(2023, 12, 31))
    assert list(partnerships.enterprises_of(college.pk, on=date(2025, 1, 1))) == [now]
    assert list(partnerships.enterprises_of(college.pk, on=date(2023, 12, 31))) == [past]


def test_a_partnership_needs_enterprises_and_a_term_that_can_be():
    college = institution("college")
    assert refused(partnership, college) == "partnership_needs_enterprise"
    assert refused(partnership, college, institution("bureau")) == "not_an_enterprise"
    backwards = {"since": date(2025, 1, 2), "until": date(2025, 1, 1)}
    assert refused(partnership, college, institution(), **backwards) == "ends_before_it_starts"


def test_a_college_keeps_its_own_partnerships_and_an_enterprise_says_what_it_contributes():
    college, firm, other = institution("college"), institution(), institution()
    head, hr = member("programme_head", college), member("enterprise_hr", firm)
    start = {"since": date(2025, 1, 1)}
    assert refused(begin_partnership, college, [firm], by=member("programme_head"), **start) == "no_right"
    kept = begin_partnership(college, [firm, other], by=head, **start)
    own, theirs = (Partner.objects.get(partnership=kept, enterprise=each) for each in (firm, other))
    say_contribution(own, "两名师傅、一条实训线", by=hr)
    assert refused(say_contribution, theirs, "x", by=hr) == "no_right"
    changed = change_partnership(kept, [firm], by=head, occupations=["6-18-01-01"], **start)
    left, taken_back = changed.partners.order_by("pk")
    assert (left.state, taken_back.state) == ("asked", "withdrawn")
    assert left.enterprise_gives == "两名师傅、一条实训线"
    entry = JournalEntry.objects.get(verb="partnership changed")
    assert entry.after["occupations"] == ["6-18-01-01"]
