"""A roster that was imported by mistake is taken back while nothing rests on what it made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jiangtu.apprenticeships.actions.apprenticeships import confirm
from jiangtu.apprenticeships.actions.taking_back import may_take_back
from jiangtu.apprenticeships.models import Apprenticeship, Certificate
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.models import Membership
from jiangtu.mentoring.models import Pair
from jiangtu.people.models import Person
from jiangtu.sheets import actions as sheets
from jiangtu.sheets.models import GivenFile
from jiangtu.training.models import Attendance, Enrolment
from tests.factories import apprenticeships as factory
from tests.factories import mentoring as of_mentors
from tests.factories.institutions import client_as
from tests.factories.pages import markup, sure
from tests.factories.training import log_entry, planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def taken(rows: int = 2, as_head: bool = False) -> tuple[GivenFile, Any]:
    """A roster of some people that its class took over, and who brought it."""
    of = factory.running_class(apprentices=0)
    planned_session(of, date(2025, 6, 20))
    by = factory.head_of(of) if as_head else factory.hr_of(of.enterprises.get())
    content = factory.roster_csv(*(factory.roster_row() for _ in range(rows)))
    roster = factory.roster_checked(of, content, by=by)
    return sheets.take(roster, only_good=False, asked={"since": date(2025, 3, 1)}, by=by), by


def test_a_roster_taken_back_leaves_people_and_history_and_can_be_sent_again() -> None:
    roster, hr = taken()
    [first, _second] = Apprenticeship.objects.order_by("pk")
    content = factory.roster_csv(
        factory.roster_row(resident_id=Person.objects.get(pk=first.enrolment.person_id).document.reveal())
    )
    page = f"/sheets/files/{roster.uuid}"
    client = client_as(hr)
    assert "/take-back" in markup(client.get(page))
    sure(client, f"{page}/take-back", {"reason": "wrong class"})
    roster.refresh_from_db()
    assert (roster.state, Apprenticeship.objects.count(), Enrolment.objects.count()) == ("taken_back", 0, 0)
    assert not Attendance.objects.exists()
    assert Person.objects.filter(pk=first.enrolment.person_id).exists()
    assert set(Membership.objects.filter(role="apprentice").values_list("until", flat=True)) == {date(2025, 6, 15)}
    told = JournalEntry.objects.filter(threads__contains=[first.uuid]).order_by("pk")
    assert list(told.values_list("verb", flat=True))[-1] == "apprenticeship taken back"
    assert "/take-back" not in markup(client.get(page))
    of = first.enrolment.training_class
    later = factory.roster_checked(of, content, by=hr)
    sheets.take(later, only_good=False, asked={"since": TODAY}, by=hr)
    assert Apprenticeship.objects.get().enrolment.person_id == first.enrolment.person_id


def test_why_an_import_cannot_be_taken_back_stands_on_its_page() -> None:
    roster, hr = taken()
    client, page = client_as(hr), f"/sheets/files/{roster.uuid}"
    assert "cannot be taken back" not in markup(client.get(page))
    GivenFile.objects.filter(pk=roster.pk).update(made=[])  # as the releases before left it
    assert "What this file began is not on record: it was imported before" in markup(client.get(page))
    with pytest.raises(Refused) as told_why:
        sheets.take_back(roster, reason="x", by=hr)
    assert told_why.value.verdict.code == "file_made_unknown"
    GivenFile.objects.filter(pk=roster.pk).update(made=roster.made)
    it = Apprenticeship.objects.order_by("pk")[0]
    log_entry(it.enrolment, date(2025, 6, 2))
    told = markup(client.get(page))
    assert "The import cannot be taken back:" in told
    assert it.enrolment.person.name in told


RESTS: dict[str, Callable[[Apprenticeship, Any], object]] = {
    "log": lambda it, by: log_entry(it.enrolment, date(2025, 6, 2)),
    "roll": lambda it, by: Attendance.objects.filter(enrolment=it.enrolment).update(mark="present"),
    "pair": lambda it, by: Pair.objects.create(
        mentor=of_mentors.mentor(it.enrolment.enterprise), apprenticeship=it, since=TODAY
    ),
    "certificate": lambda it, by: Certificate.objects.create(
        person=it.enrolment.person, apprenticeship=it, number="Z330001", level="L5", issued_on=TODAY, body="x",
        occupation=it.enrolment.training_class.version.programme.occupation,
    ),
    "word": lambda it, by: JournalEntry.objects.create(
        on=TODAY, verb="assessed", kind="assessment.Assessment", subject=it.uuid, threads=[it.uuid]
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", RESTS)
def test_a_roster_stays_where_something_rests_on_it_and_says_on_whom(what: str) -> None:
    roster, hr = taken()
    it = Apprenticeship.objects.order_by("pk")[0]
    RESTS[what](it, hr)
    with pytest.raises(Refused) as refused:
        sheets.take_back(roster, reason="wrong class", by=hr)
    verdict = refused.value.verdict
    assert (verdict.code, verdict.have, verdict.details["names"]) == (
        "places_rested_upon",
        1,
        [it.enrolment.person.name],
    )
    assert Apprenticeship.objects.count() == 2


def test_whom_the_enterprise_confirmed_stays() -> None:
    roster, head = taken(as_head=True)
    it = Apprenticeship.objects.order_by("pk")[0]
    confirm([it], by=factory.hr_of(it.enrolment.enterprise))
    with pytest.raises(Refused):
        sheets.take_back(roster, reason="wrong class", by=head)


def test_a_list_of_certificates_is_withdrawn_as_a_whole() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    given = factory.certificates_checked(factory.certificates_csv(factory.certificate_row(it)), by=hr)
    given = sheets.take(given, only_good=False, by=hr)
    sheets.take_back(given, reason="last year's list", by=hr)
    assert Certificate.objects.get().state == "withdrawn"
    with pytest.raises(Refused):
        sheets.take_back(given, reason="again", by=hr)


def test_what_rests_is_asked_in_a_constant_number_of_queries(queries_of: Callable[[Callable[[], object]], int]) -> None:
    few, many = taken(rows=1)[0], taken(rows=5)[0]
    assert queries_of(lambda: may_take_back(few.made)) == queries_of(lambda: may_take_back(many.made))
