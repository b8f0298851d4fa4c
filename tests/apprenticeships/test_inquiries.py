"""A roster tells a house nothing of people of others: what stands against their beginning is asked where it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from jiangtu.apprenticeships.actions import apprenticeships as acts
from jiangtu.apprenticeships.actions.inquiries import answer_inquiry
from jiangtu.apprenticeships.models import Apprenticeship, Certificate, Inquiry
from jiangtu.apprenticeships.queries import inquiries
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.memberships import record_member
from jiangtu.people.models import Person
from tests.apprenticeships.test_roster_actions import brought, taken
from tests.factories import apprenticeships as factory
from tests.factories.institutions import client_as, institution, member
from tests.factories.people import resident_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def number_of(it: Apprenticeship) -> str:
    return Person.objects.get(pk=it.enrolment.person_id).document.reveal()


def elsewhere(**values: Any) -> Apprenticeship:
    """Somebody of another college and enterprise."""
    return factory.apprentice(**values)


def row_of(it: Apprenticeship, **values: Any) -> dict[str, Any]:
    return factory.roster_row(**{"resident_id": number_of(it), "name": it.enrolment.person.name, **values})


def bringers(of: Any) -> dict[str, Any]:
    return {"enterprise_hr": factory.hr_of(of.enterprises.get()), "programme_head": factory.head_of(of)}


@pytest.mark.parametrize("role", ["enterprise_hr", "programme_head"])
def test_a_row_says_the_same_of_a_stranger_whatever_is_known_of_them(role: str) -> None:
    of = factory.draft_class(state="open")
    same_trade = factory.running_class(apprentices=0, version=of.version)
    somebody = elsewhere()
    strangers = {
        "nowhere recorded": factory.roster_row(),
        "in training elsewhere": row_of(somebody),
        "under another name": row_of(elsewhere(state="left", left_on=date(2025, 4, 1), left_reason="x"), name="别人"),
        "trained before": row_of(elsewhere(training_class=same_trade, state="completed")),
    }  # fmt: skip
    told = {}
    for word, row in strangers.items():
        given = brought(of, row, by=bringers(of)[role])
        told[word] = (given.good, given.known, [(each["code"], each["column"]) for each in given.problems])
    assert set(map(str, told.values())) == {str((1, 0, []))}, told


def test_who_is_in_training_elsewhere_is_left_out_and_the_other_house_is_asked() -> None:
    of = factory.draft_class(state="open")
    hr, busy = factory.hr_of(of.enterprises.get()), elsewhere()
    done = taken(brought(of, row_of(busy, name="随手写"), factory.roster_row(), by=hr), by=hr)
    assert (done.state, done.taken) == ("taken", 1)
    asked = Inquiry.objects.get()
    assert (asked.name, asked.apprenticeship, asked.state) == ("随手写", busy, "asked")
    page = client_as(hr).get(reverse("apprenticeships:inquiries")).content.decode()
    assert "随手写" in page
    for secret in (busy.enrolment.person.name, str(busy.enrolment.enterprise), str(busy.enrolment.training_class)):
        assert secret not in page
    taken(brought(of, row_of(busy), by=hr), by=hr)  # once more: asked once
    assert Inquiry.objects.count() == 1


def test_only_who_keeps_the_record_answers_and_not_before_the_departure_is_recorded() -> None:
    of = factory.draft_class(state="open")
    head, busy = factory.head_of(of), elsewhere()
    taken(brought(of, row_of(busy), by=head), by=head)
    asked, theirs = Inquiry.objects.get(), factory.hr_of(busy.enrolment.enterprise)
    for other in (head, member("enterprise_hr"), member("administrator"), member("township_coordinator")):
        assert not inquiries.to_answer(other).exists()
        with pytest.raises(Refused) as told, transaction.atomic():
            answer_inquiry(asked, "clear", by=other)
        assert told.value.verdict.code == "no_right"
    assert list(inquiries.to_answer(factory.head_of(busy.enrolment.training_class))) == [asked]
    for verb, code in (("clear", "still_in_training"), ("refuse", "inquiry_word_missing")):
        with pytest.raises(Refused) as told, transaction.atomic():
            answer_inquiry(asked, verb, by=theirs)
        assert told.value.verdict.code == code
    acts.leave(busy, on=date(2025, 6, 1), reason="转厂", by=theirs)
    answer_inquiry(asked, "clear", by=theirs)
    assert list(inquiries.free(head)) == [asked]
    assert taken(brought(of, row_of(busy), by=head), by=head).taken == 1
    assert not inquiries.free(head).exists()


def test_who_was_trained_to_the_level_elsewhere_begins_once_that_house_has_answered() -> None:
    of = factory.draft_class(state="open")
    before = elsewhere(training_class=factory.running_class(apprentices=0, version=of.version), state="completed")
    hr = factory.hr_of(of.enterprises.get())
    assert taken(brought(of, row_of(before), by=hr), by=hr).taken == 0
    asked = Inquiry.objects.get()
    answer_inquiry(asked, "refuse", by=factory.hr_of(before.enrolment.enterprise), word="已在我处结业")
    assert taken(brought(of, row_of(before), by=hr), by=hr).taken == 0
    assert Inquiry.objects.count() == 2  # a new question, to the same house


def test_a_document_under_another_name_goes_to_who_keeps_the_records_and_fills_in_nothing() -> None:
    of = factory.draft_class(state="open")
    hr, gone = factory.hr_of(of.enterprises.get()), elsewhere(state="left", left_on=date(2025, 4, 1), left_reason="x")
    Person.objects.filter(pk=gone.enrolment.person_id).update(phone=b"")
    assert taken(brought(of, row_of(gone, name="别人"), by=hr), by=hr).taken == 0
    administrator = member("administrator")
    asked = inquiries.to_answer(administrator).get()
    assert Person.objects.get(pk=gone.enrolment.person_id).phone.reveal() == ""
    page = client_as(administrator).post(reverse("apprenticeships:answer-inquiry", args=[asked.uuid, "clear"]))
    assert page.status_code == 302
    assert taken(brought(of, row_of(gone, name="别人"), by=hr), by=hr).taken == 1


def test_in_a_pooled_class_an_enterprise_learns_nothing_of_the_other_s_people() -> None:
    of = factory.draft_class(state="open", enterprises=2)
    own, other = of.enterprises.order_by("pk")
    there = factory.apprentice(of, enterprise=other)
    hr = factory.hr_of(own)
    given = brought(of, row_of(there), by=hr)
    assert (given.good, given.known, given.problems) == (1, 0, [])
    assert taken(given, by=hr).taken == 0
    assert Inquiry.objects.get().apprenticeship == there


def test_recording_a_member_by_hand_tells_no_stranger_s_name_and_changes_no_phone() -> None:
    busy, firm = elsewhere(), institution()
    hr, known = factory.hr_of(firm), busy.enrolment.person
    Person.objects.filter(pk=known.pk).update(phone=b"")
    filled = {"document": number_of(busy), "phone": "13900001111", "by": hr}
    with pytest.raises(Refused) as told, transaction.atomic():
        record_member(firm, "enterprise_mentor", name="别人", **filled)
    assert (told.value.verdict.code, dict(told.value.verdict.details)) == ("document_and_name_apart", {})
    made = record_member(firm, "enterprise_mentor", name=known.name, **filled)
    assert made.person == known
    assert Person.objects.get(pk=known.pk).phone.reveal() == ""
    assert record_member(firm, "enterprise_mentor", name="新人", document=resident_id(), by=hr).person.name == "新人"
    assert Certificate.objects.count() == 0
