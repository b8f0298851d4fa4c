"""Joining, confirming, correcting, leaving; certificates; assessing; looking at a document."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiangtu.apprenticeships.actions import admission, apprenticeships, assessments, certificates
from jiangtu.apprenticeships.models import Apprenticeship, Certificate
from jiangtu.assessment.rules.sheet import Rating
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.models import Membership
from jiangtu.people.models import Person
from jiangtu.sheets import actions as sheets
from jiangtu.sheets.models import GivenFile
from tests.factories import apprenticeships as factory
from tests.factories.institutions import member
from tests.factories.training import held_session, log_entry, planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.verdict.reasons()]


def test_somebody_joins_with_the_checks_of_a_row_and_a_reason() -> None:
    training_class = factory.running_class(apprentices=0)
    hr = factory.hr_of(training_class.enterprises.get())
    later = planned_session(training_class, date(2025, 6, 20))

    def join(reason: str = "hired in June", **changes: Any) -> Any:
        row = factory.roster_row(**changes)
        return admission.admit_one(training_class, row, since=TODAY, reason=reason, by=hr)

    assert refused(lambda: join(reason="")) == ["reason_missing"]
    assert refused(lambda: join(phone="1", name="")) == ["name_missing", "phone_invalid"]
    made, problems = join()
    assert (made.state, made.enrolment.since, problems) == ("active", TODAY, [])
    assert later.attendance.filter(enrolment=made.enrolment).exists()
    number = Person.objects.get(pk=made.enrolment.person_id).document.reveal()
    assert refused(lambda: join(resident_id=number)) == ["already_in_this_class"]


@pytest.mark.parametrize("begins, warned", [("2025-06-02", []), ("2025-06-17", ["contract_begins_late"])])
def test_the_contract_of_who_joins_later_is_asked_for_from_that_day(begins: str, warned: list[str]) -> None:
    """The class began on 1 March; a contract of June covers the whole training of who joins on 16 June."""
    training_class = factory.running_class(apprentices=0)
    hr = factory.hr_of(training_class.enterprises.get())
    row = factory.roster_row(contract_from=begins, contract_to="2026-12-31")
    made, problems = admission.admit_one(training_class, row, since=TODAY, reason="hired in June", by=hr)
    assert [problem.code for problem in problems] == warned
    assert made is not None
    facts = {"contract_from": made.contract_from, "contract_to": date(2027, 2, 28), "current_level": "L5",
             "intake": "new_hire", "full_time_student": False, "post": "", "remark": ""}  # fmt: skip
    _, problems = apprenticeships.correct(made, facts, by=hr, reason="prolonged")
    assert [problem.code for problem in problems] == warned


def test_sent_back_with_a_word_then_corrected_it_waits_again() -> None:
    it = factory.apprentice(state="proposed")
    hr, head = factory.hr_of(it.enrolment.enterprise), factory.head_of(it.enrolment.training_class)
    assert refused(lambda: apprenticeships.send_back([it], word="", by=hr)) == ["return_word_missing"]
    [back] = apprenticeships.send_back([it], word="the contract ends later", by=hr)
    assert (back.state, back.word) == ("returned", "the contract ends later")
    facts = {"contract_from": date(2025, 3, 1), "contract_to": date(2027, 2, 28), "current_level": "L5",
             "intake": "new_hire", "full_time_student": False, "post": "", "remark": ""}  # fmt: skip
    assert refused(lambda: apprenticeships.correct(back, facts, by=head, reason="")) == ["reason_missing"]
    short = {**facts, "contract_to": date(2025, 4, 1)}
    assert "contract_too_short" in refused(lambda: apprenticeships.correct(back, short, by=head, reason="x"))
    mended, _ = apprenticeships.correct(back, facts, by=head, reason="as signed")
    assert (mended.state, mended.word, mended.contract_to) == ("proposed", "", date(2027, 2, 28))
    assert apprenticeships.confirm([mended], by=hr)[0].state == "active"


def test_what_the_enterprise_sent_back_and_mends_itself_waits_for_nobody() -> None:
    it = factory.apprentice(state="returned", word="end?")
    hr = factory.hr_of(it.enrolment.enterprise)
    number = Person.objects.get(pk=it.enrolment.person_id).document.reveal()
    row = factory.roster_row(resident_id=number, name=it.enrolment.person.name, contract_to="2026-12-31")
    roster = factory.roster_checked(it.enrolment.training_class, factory.roster_csv(row), by=hr)
    sheets.take(roster, only_good=False, asked={"since": TODAY}, by=hr)
    it.refresh_from_db()
    assert (it.state, it.contract_to, it.word) == ("active", date(2026, 12, 31), "")
    assert JournalEntry.objects.filter(verb="apprenticeship confirmed", subject=it.uuid).count() == 1


def test_a_new_roster_proposes_again_whom_the_enterprise_sent_back() -> None:
    it = factory.apprentice(state="returned", word="end?")
    head = factory.head_of(it.enrolment.training_class)
    number = Person.objects.get(pk=it.enrolment.person_id).document.reveal()
    row = factory.roster_row(resident_id=number, name=it.enrolment.person.name, contract_to="2026-12-31")
    training_class = it.enrolment.training_class
    roster = factory.roster_checked(training_class, factory.roster_csv(row), by=head)
    assert (roster.known, roster.to_take) == (0, 1)
    sheets.take(roster, only_good=False, asked={"since": TODAY}, by=head)
    it.refresh_from_db()
    assert (it.state, it.word, it.contract_to) == ("proposed", "", date(2026, 12, 31))


def test_who_leaves_is_expected_no_more_and_their_role_ends() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    factory.everybody_of(it)
    later = planned_session(it.enrolment.training_class, date(2025, 6, 20))
    assert refused(lambda: apprenticeships.leave(it, on=TODAY, reason="", by=hr)) == ["reason_missing"]
    tomorrow = date(2025, 6, 17)
    assert refused(lambda: apprenticeships.leave(it, on=tomorrow, reason="x", by=hr)) == ["leaves_in_the_future"]
    left = apprenticeships.leave(it, on=TODAY, reason="went home", by=hr)
    assert (left.state, left.left_on, left.left_reason) == ("left", TODAY, "went home")
    it.enrolment.refresh_from_db()
    assert it.enrolment.until == TODAY
    assert not later.attendance.exists()
    assert Membership.objects.get(person=it.enrolment.person, role="apprentice").until == TODAY
    assert refused(lambda: apprenticeships.leave(it, on=TODAY, reason="again", by=hr)) == ["move_impossible"]
    assert refused(lambda: apprenticeships.correct(it, {}, by=hr, reason="x")) == ["apprenticeship_over"]


def test_nobody_left_before_a_day_on_which_the_record_has_them_in_training() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)

    def leave(on: date) -> Any:
        return apprenticeships.leave(it, on=on, reason="went home", by=hr)

    assert refused(lambda: leave(date(2020, 1, 1))) == ["leaves_before_joining"]
    log_entry(it.enrolment, date(2025, 6, 12))  # waits for the mentor: nobody has vouched for that day
    log_entry(it.enrolment, date(2025, 5, 20), state="countersigned")
    assert refused(lambda: leave(date(2025, 5, 19))) == ["leaves_before_seen"]
    held_session(it.enrolment.training_class, date(2025, 6, 2))
    assert refused(lambda: leave(date(2025, 5, 20))) == ["leaves_before_seen"]
    it.stages.filter(state="open").update(state="closed", opened_on=date(2025, 3, 1), closed_on=date(2025, 6, 5))
    assert refused(lambda: leave(date(2025, 6, 4))) == ["leaves_before_seen"]
    assert leave(date(2025, 6, 5)).left_on == date(2025, 6, 5)


def test_a_certificate_is_recorded_once_and_its_number_is_nobody_elses() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)

    def enter(of: Apprenticeship = it, **changes: Any) -> Certificate:
        values = {"number": "z33 0001", "level": "L4", "issued_on": date(2025, 6, 1), "body": "中心", **changes}
        return certificates.enter_certificate(of, by=hr, **values)

    first = enter()
    assert (first.number, enter().pk) == ("Z330001", first.pk)
    assert refused(lambda: enter(number="Z339999")) == ["certificate_level_held"]
    other = factory.apprentice(enterprise=it.enrolment.enterprise)
    assert refused(lambda: enter(of=other)) == ["certificate_number_used"]
    assert refused(lambda: enter(number="?")) == ["certificate_number_invalid"]
    assert refused(lambda: enter(number="Z334", level="L9")) == ["level_unknown"]
    assert refused(lambda: enter(number="Z334", level="apprentice")) == ["level_unknown"]  # nobody certifies it
    assert refused(lambda: enter(number="Z334", issued_on=date(2025, 6, 17))) == ["day_to_come"]
    assert refused(lambda: enter(number="Z334", body=" ")) == ["certificate_body_missing"]


def listed(by: Any, *rows: dict[str, Any], content: bytes | None = None) -> GivenFile:
    """A list of certificates that was brought and checked."""
    return factory.certificates_checked(factory.certificates_csv(*rows) if content is None else content, by=by)


def _another_digit(digit: str) -> str:
    return "1" if digit != "1" else "2"


def test_certificates_come_from_a_file_with_the_rosters_care() -> None:
    it, other = (factory.apprentice() for _ in range(2))
    it2 = factory.apprentice(enterprise=it.enrolment.enterprise)
    hr = factory.hr_of(it.enrolment.enterprise)
    row, row2 = factory.certificate_row(it), factory.certificate_row(it2)
    cases = {
        "certificate_number_missing": {**row2, "number": ""},
        "certificate_number_invalid": {**row2, "number": "?"},
        "certificate_level_missing": {**row2, "level": ""},
        "level_unknown": {**row2, "level": "九级"},
        "day_to_come": {**row2, "issued_on": "2025-06-17"},
        "certificate_body_missing": {**row2, "body": ""},
        "certificate_twice_in_file": {**row, "number": "Z33XYZ"},
        "person_unknown": factory.certificate_row(other),
        "id_missing": {**row2, "resident_id": ""},
        "id_checksum": {**row2, "resident_id": row2["resident_id"][:17] + _another_digit(row2["resident_id"][17])},
        "id_length": {**row2, "resident_id": row2["resident_id"][:17]},
        "id_as_number": {**row2, "resident_id": "3.30522E+17"},
        "id_type_unknown": {**row2, "id_type": "?"},
        "name_differs": {**row2, "name": "别人"},
    }
    for code, bad in cases.items():
        given = listed(hr, row, bad)
        assert {problem["code"] for problem in given.problems} == {code}, code
    given = listed(hr, row, cases["person_unknown"])
    assert refused(lambda: sheets.take(given, only_good=False, by=hr)) == ["rows_with_errors"]
    done = sheets.take(given, only_good=True, by=hr)
    assert (done.state, done.taken, Certificate.objects.get().person) == ("taken", 1, it.enrolment.person)
    again = listed(hr, row)
    assert (again.good, again.known) == (1, 1)
    assert refused(lambda: sheets.take(again, only_good=False, by=hr)) == ["nothing_to_take"]
    held = listed(hr, {**row, "number": "Z339999"}, {**row2, "number": row["number"]})
    assert {p["code"] for p in held.problems} == {"certificate_level_held", "certificate_number_used"}
    assert listed(hr, content=b"PK\x03\x04").refusal["code"] == "file_not_spreadsheet"


def test_checking_certificates_asks_a_fixed_number_of_queries(queries_of: Any) -> None:
    training_class = factory.running_class(apprentices=0)
    head = factory.head_of(training_class)
    people = [factory.apprentice(training_class) for _ in range(12)]
    few = listed(head, *(factory.certificate_row(it) for it in people[:2]))
    many = listed(head, *(factory.certificate_row(it) for it in people))
    assert queries_of(lambda: sheets.check(few, by=head)) == queries_of(lambda: sheets.check(many, by=head))


def test_who_may_assess_and_who_not() -> None:
    it = factory.apprentice()
    competence = it.stages.get(stage__order=1).stage.requirements.order_by("pk")[0].competence
    own = factory.everybody_of(it)

    def assess(actor: Any) -> Any:
        return assessments.assess_apprentice(it, [Rating(competence.pk, 3, "seen")], by=actor, on=TODAY)

    for role in ("apprentice", "college_trainer", "programme_head"):
        assert len(assess(own[role])) == 1, role
    for role in ("enterprise_mentor", "enterprise_hr"):  # a mentor only once a room above shows them this apprentice
        assert refused(lambda role=role: assess(own[role])) == ["no_right"], role
    for actor in factory.everybody_of(factory.apprentice()).values():
        assert refused(lambda actor=actor: assess(actor)) == ["no_right"]


def test_nothing_is_assessed_of_a_day_outside_the_training() -> None:
    it = factory.apprentice()
    competence = it.stages.get(stage__order=1).stage.requirements.order_by("pk")[0].competence
    trainer, first = factory.everybody_of(it)["college_trainer"], it.enrolment.since

    def assess(on: date) -> Any:
        return assessments.assess_apprentice(it, [Rating(competence.pk, 3, "seen")], by=trainer, on=on)

    assert refused(lambda: assess(first - timedelta(days=1))) == ["assessed_before_training"]
    assert len(assess(first)) == 1


def test_a_document_is_shown_for_a_reason_that_is_kept() -> None:
    it = factory.apprentice()
    own = factory.everybody_of(it)
    number = Person.objects.get(pk=it.enrolment.person_id).document.reveal()
    for role in ("enterprise_hr", "programme_head"):
        without = refused(lambda role=role: apprenticeships.reveal_document(it, reason="", by=own[role]))
        assert without == ["reason_missing"]
        assert apprenticeships.reveal_document(it, reason="filing", by=own[role]) == number
    assert JournalEntry.objects.filter(verb="document viewed", remark="filing").count() == 2
    elsewhere = factory.hr_of(factory.apprentice().enrolment.enterprise)
    strangers = [elsewhere, member("bureau_officer"), own["college_trainer"]]
    for actor in strangers:
        assert refused(lambda actor=actor: apprenticeships.reveal_document(it, reason="x", by=actor)) == ["no_right"]
