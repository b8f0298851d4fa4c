"""Who runs accounts, gives roles and sees which institutions; which page opens to whom the matrix of rights says."""

import pytest
from django.urls import reverse

from jiangtu.core.verdict import Refused
from jiangtu.core.web import PAGES
from jiangtu.institutions import access
from jiangtu.institutions.actions.memberships import end_membership, give_role
from jiangtu.institutions.actions.partnerships import begin_partnership, step_partner
from jiangtu.institutions.models import Institution, Membership, Partnership
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.states import Role
from jiangtu.people.models import Person
from tests.factories.institutions import account_of, client_as, hat, institution, member, partnership
from tests.factories.people import account, person

pytestmark = pytest.mark.django_db
ROLES = list(Role.values)
SEES_ALL = {"ministry_analyst", "expert", "project_officer", "administrator"}
GIVES = {"enterprise_hr", "programme_head", "township_coordinator", "administrator"}


def status(client, name, *args, method="get", data=None):
    return getattr(client, method)(reverse(name, args=args), data or {}).status_code


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_run_accounts_and_open_others_documents(role):
    actor, known = member(role), account(person())
    client = client_as(actor)
    allowed = role == "administrator"
    shown = client.post(reverse("people:document", args=[known.person.uuid]), {"reason": "核对"})
    number = Person.objects.get(pk=known.person_id).document.reveal()
    assert (number in shown.content.decode()) == allowed
    for act in ("reopen", "unlock", "sessions", "password"):
        done = client.post(reverse("people:account", args=[known.uuid]), {"act": act, "reason": "核对"})
        assert done.status_code == (302 if allowed else 409), act


@pytest.mark.parametrize("role", ROLES)
def test_who_gives_and_ends_which_roles(role):
    actor = member(role)
    own = Institution.objects.get(pk=actor.institution)
    other = institution(own.kind, region="620102")
    for where, mine in ((own, True), (other, False)):
        for given in Role.values:
            verdict = access.can_give_role(actor, where, given)
            possible = given in access.roles_to_give(actor, where)
            assert bool(verdict) == possible
            if possible:
                assert role == "administrator" or (mine and role in GIVES)
                somebody = give_role(person(), where, given, by=actor)
                assert end_membership(somebody, by=actor, on=somebody.since).until
            else:
                with pytest.raises(Refused):
                    give_role(person(), where, given, by=actor)


@pytest.mark.parametrize("role", ROLES)
def test_which_institutions_each_role_sees(role):
    actor = member(role)
    own = institutions.own(actor)
    near, far = institution(), institution(region="620102")
    college = own if own.kind == "college" else institution("college")
    school = own if own.kind == "township_school" else institution("township_school")
    campus = institution("campus", owner=college, host=school)
    partnership(college, own if own.kind == "enterprise" else near, far, campuses=[campus])
    seen = {
        "enterprise": {own, college, campus},
        "college": {own, campus, school, near, far},
        "township_school": {own, campus, near, far},
        "bureau": {own, college, school, campus, near},
    }
    everything = {own, college, school, campus, near, far}
    assert set(institutions.institutions(seen_by=actor)) == (everything if role in SEES_ALL else seen[own.kind])


@pytest.mark.parametrize(("role", "whole"), [("ministry_analyst", False), ("expert", False), ("administrator", True)])
def test_the_history_of_a_partnership_names_its_people_to_its_own_sides(role, whole):
    college, firm = institution("college"), institution()
    head = member("programme_head", college)
    hr = member("enterprise_hr", firm)
    known = begin_partnership(college, [firm], since="2025-01-01", by=head)
    step_partner(known.partners.get(), "agree", by=hr)
    name = Person.objects.get(pk=head.person).name
    page = reverse("institutions:partnership", args=[known.uuid])
    assert name in client_as(hr).get(page).content.decode()
    assert (name in client_as(member(role)).get(page).content.decode()) == whole


def test_a_bureau_sees_its_region_and_no_other():
    officer = member("bureau_officer", institution("bureau", region="330500"))
    inside, outside = institution(region="330522"), institution(region="330102")
    seen = set(institutions.institutions(seen_by=officer))
    assert inside in seen
    assert outside not in seen
    province = member("bureau_officer", institution("bureau", region="330000"))
    assert {inside, outside} <= set(institutions.institutions(seen_by=province))
    county = member("bureau_officer", institution("bureau", region="330522"))
    assert set(institutions.institutions(seen_by=county)) >= {inside}
    assert institutions.covers("330500", "330522")
    assert not institutions.covers("330522", "330500")


def test_a_coordinator_sees_the_campus_at_its_school_and_the_firms_trained_there():
    school, college = institution("township_school"), institution("college")
    campus = institution("campus", owner=college, host=school)
    firm, other = institution(), institution()
    partnership(college, firm, campuses=[campus])
    partnership(college, other)
    coordinator = member("township_coordinator", school)
    seen = set(institutions.institutions(seen_by=coordinator))
    assert {school, campus, firm} <= seen
    assert other not in seen


def test_a_visitor_is_sent_to_sign_in_from_every_page_that_is_not_public(client):
    firm, known = institution(), account(person())
    theirs = Partnership.objects.get(pk=partnership(institution("college"), firm).pk)
    urls = [
        reverse("people:me"), reverse("people:accounts"), reverse("people:account", args=[known.uuid]),
        reverse("people:document", args=[known.person.uuid]), reverse("people:correct", args=[known.person.uuid]),
        reverse("institutions:list"), reverse("institutions:register"), reverse("institutions:hats"),
        reverse("institutions:detail", args=[firm.uuid]), reverse("institutions:change", args=[firm.uuid]),
        reverse("institutions:members", args=[firm.uuid]), reverse("institutions:invite", args=[firm.uuid]),
        reverse("institutions:partnerships"), reverse("institutions:begin-partnership"),
        reverse("institutions:partnership", args=[theirs.uuid]),
        reverse("institutions:change-partnership", args=[theirs.uuid]),
        reverse("institutions:contribution", args=[theirs.uuid, firm.uuid]),
    ]  # fmt: skip
    for url in urls:
        assert client.get(url)["Location"].startswith("/accounts/login/"), url
        posted = client.post(url)
        assert posted.status_code == 405 or posted["Location"].startswith("/accounts/login/"), url


def test_pages_that_write_refuse_to_do_so_on_get():
    only_post = ["people:my-document", "people:my-phone", "people:my-language", "people:consent", "people:end-sessions",
                 "institutions:wear"]  # fmt: skip
    client = client_as(member("enterprise_mentor"))
    for name in only_post:
        assert client.get(reverse(name)).status_code == 405, name
    rooms = ("jiangtu.people.views", "jiangtu.institutions.views")
    public = {p.view.__name__ for p in PAGES if p.view.__module__.startswith(rooms) and p.public}
    assert public == {"accept", "enter", "make"}


def test_a_hat_must_be_the_persons_own_and_in_force():
    mentor = member("enterprise_mentor")
    client = client_as(mentor)
    theirs = hat("enterprise_hr")
    assert client.post(reverse("institutions:wear"), {"hat": theirs.uuid}).status_code == 409
    ended = hat("enterprise_hr", of=Person.objects.get(pk=mentor.person))
    Membership.objects.filter(pk=ended.pk).update(since="2021-01-01", until="2021-02-01")
    assert client.post(reverse("institutions:wear"), {"hat": ended.uuid}).status_code == 409
    assert client.post(reverse("institutions:wear"), {"hat": "nonsense"}).status_code == 302
    second = hat("apprentice", of=Person.objects.get(pk=mentor.person))
    assert client.post(reverse("institutions:wear"), {"hat": second.uuid})["Location"] == "/"
    assert client.get(reverse("institutions:hats")).wsgi_request.actor.role == "apprentice"


def test_an_act_under_a_hat_that_has_ended_is_not_done_under_another():
    mentor = member("enterprise_mentor")
    me = Person.objects.get(pk=mentor.person)
    hat("apprentice", of=me)
    client = client_as(mentor)
    Membership.objects.filter(person=me, role="enterprise_mentor").update(until="2020-02-01")
    turned_away = client.post(reverse("people:my-phone"), {"phone": "13900009999"})
    assert turned_away["Location"] == "/"
    assert Person.objects.get(pk=me.pk).phone.reveal() != "13900009999"
    assert client.get(reverse("people:me")).wsgi_request.actor.role == "apprentice"


def test_the_session_ends_with_the_last_role():
    mentor = member("enterprise_mentor")
    client = client_as(mentor)
    Membership.objects.filter(person=mentor.person).update(until="2020-02-01")
    response = client.get(reverse("people:me"))
    assert response["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session
    assert "None of your roles is in force" in client.get(response["Location"]).content.decode()
    assert account_of(mentor).is_active
