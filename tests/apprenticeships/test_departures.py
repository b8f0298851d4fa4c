"""A departure that was recorded by mistake is taken back, while nothing rests on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from jiangtu.allowances.actions import runs
from jiangtu.apprenticeships.actions import apprenticeships as acts
from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.queries import memberships
from jiangtu.mentoring.actions import pairs, profiles
from tests.factories import allowances as of_allowances
from tests.factories import apprenticeships as factory
from tests.factories import mentoring as of_mentors
from tests.factories.institutions import client_as
from tests.factories.pages import markup, sure
from tests.factories.training import planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY, LEFT = date(2025, 6, 16), date(2025, 6, 12)


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.verdict.reasons()]


def gone(it: Apprenticeship, hr: Any) -> Apprenticeship:
    return acts.leave(it, on=LEFT, reason="left for home", by=hr)


def test_a_departure_taken_back_leaves_the_person_in_training_as_before() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    factory.everybody_of(it)
    later = planned_session(it.enrolment.training_class, date(2025, 6, 20))
    gone(it, hr)
    assert refused(lambda: acts.take_back_departure(it, reason=" ", by=hr)) == ["reason_missing"]
    back = acts.take_back_departure(it, reason="another of the same name", by=hr)
    assert (back.state, back.left_on, back.left_reason) == ("active", None, "")
    it.enrolment.refresh_from_db()
    assert it.enrolment.until is None
    assert later.attendance.filter(enrolment=it.enrolment).exists()
    held = memberships.people_of(it.enrolment.enterprise_id, "apprentice", on=date(2025, 6, 20))
    assert held.filter(person=it.enrolment.person).exists()
    told = JournalEntry.objects.filter(threads__contains=[it.uuid]).order_by("-pk")
    assert [(each.verb, each.remark) for each in told[:2]] == [
        ("departure taken back", "another of the same name"), ("apprenticeship left", "left for home"),
    ]  # fmt: skip
    assert refused(lambda: acts.take_back_departure(it, reason="again", by=hr)) == ["move_impossible"]
    assert gone(it, hr).state == "left", "and it can be recorded again"


@pytest.mark.parametrize("state, word", [("proposed", ""), ("returned", "wrong contract")])
def test_who_left_before_the_enterprise_confirmed_waits_for_it_again(state: str, word: str) -> None:
    it = factory.apprentice(state=state, word=word)
    head = factory.head_of(it.enrolment.training_class)
    gone(it, head)
    assert acts.take_back_departure(it, reason="by mistake", by=head).state == state


def test_a_departure_stays_once_the_person_came_into_another_class() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    gone(it, hr)
    factory.apprentice(person=it.enrolment.person)
    assert refused(lambda: acts.take_back_departure(it, reason="x", by=hr)) == ["came_into_another_class"]
    page = client_as(hr).get(reverse("apprenticeships:take-back-departure", args=[it.uuid]))
    assert page.status_code == 409


def test_a_departure_stays_once_the_class_is_over() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    gone(it, hr)
    type(it.enrolment.training_class).objects.update(state="completed")
    assert refused(lambda: acts.take_back_departure(it, reason="x", by=hr)) == ["class_takes_nobody"]


def test_a_departure_stays_once_an_allowance_was_released_by_it() -> None:
    it = of_allowances.following(of_mentors.paired(apprentices=2, mentors=1), "flat-two-hundred")
    left, other = it.apprentices
    left = acts.leave(left, on=date(2025, 6, 10), reason="x", by=it.hr)
    other = acts.leave(other, on=TODAY, reason="x", by=it.hr)  # after the period: but its result came by it
    run = runs.compute_run(it.enterprise, period_from=date(2025, 1, 1), period_to=date(2025, 6, 15), by=it.hr)
    runs.show_run(run, by=it.hr)
    assert acts.may_take_back_departure(left), "nothing is paid yet"
    runs.release_run(run, by=it.hr)
    for each in (left, other):
        assert refused(lambda each=each: acts.take_back_departure(each, reason="x", by=it.hr)) == ["departure_paid"]


def test_pairs_that_ended_with_the_departure_run_again_and_the_page_says_so_before() -> None:
    it = of_mentors.paired(apprentices=1, mentors=3)
    apprentice, (runs_again, ended, idle) = it.apprentices[0], it.mentors
    before = of_mentors.begin_pair(ended, apprentice, by=it.hr, since=date(2025, 2, 1))
    without = of_mentors.begin_pair(idle, apprentice, by=it.hr, since=date(2025, 2, 1))
    pairs.end_pair(before, by=it.hr, on=date(2025, 5, 1), reason="another mentor")
    gone(apprentice, it.hr)
    profiles.keep_mentor_profile(idle.person, it.enterprise, by=it.hr, active=False)
    client = client_as(it.hr)
    url = reverse("apprenticeships:take-back-departure", args=[apprentice.uuid])
    assert url in markup(client.get(reverse("apprenticeships:detail", args=[apprentice.uuid])))
    page = markup(client.get(url))
    assert f"The pair with {runs_again.person} runs again." in page
    assert f"The pair with {idle.person} stays ended: " in page
    assert f"The pair with {ended.person}" not in page, "it had ended before"
    sure(client, url, {"reason": "by mistake"})
    pair = it.pairs[0]
    for each in (pair, before, without):
        each.refresh_from_db()
    assert (pair.until, pair.end_reason) == (None, "")
    assert (before.until, without.until) == (date(2025, 5, 1), LEFT)
    assert JournalEntry.objects.filter(verb="pair resumed", subject=pair.uuid, remark="by mistake").exists()


def test_a_pair_whose_mentors_places_are_taken_meanwhile_stays_ended() -> None:
    it = of_mentors.paired(apprentices=2, mentors=1)
    [mentor], (first, _second) = it.mentors, it.apprentices
    gone(first, it.hr)
    profiles.keep_mentor_profile(mentor.person, it.enterprise, by=it.hr, places=1)
    acts.take_back_departure(first, reason="x", by=it.hr)
    pair = it.pairs[0]
    pair.refresh_from_db()
    assert pair.until == LEFT


def test_who_left_has_no_open_stage_on_any_page() -> None:
    it = factory.apprentice()
    hr, stage = factory.hr_of(it.enrolment.enterprise), factory.open_stage(it).stage
    client, url = client_as(hr), reverse("apprenticeships:detail", args=[it.uuid])
    assert 'class="station open"' in markup(client.get(url))
    gone(it, hr)
    page = markup(client.get(url))
    for gone_too in ('class="station open"', "still ahead", "open since", f"Whether “{stage}” may close"):
        assert gone_too not in page
    for shown in ('class="station off"', "left on 12 Jun 2025"):
        assert shown in page
    listed = markup(client.get(reverse("apprenticeships:list")))
    assert str(stage) not in listed
    assert str(it.enrolment.person) not in markup(client.get(reverse("apprenticeships:list"), {"stage": "1"}))


def test_the_page_of_who_did_not_leave_offers_nothing_to_take_back() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    url = reverse("apprenticeships:take-back-departure", args=[it.uuid])
    assert url not in markup(client_as(hr).get(reverse("apprenticeships:detail", args=[it.uuid])))
    assert client_as(hr).get(url).status_code == 409
