"""A roster is taken over whole or not at all, and twice changes nothing."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections

from jiangtu.apprenticeships.actions import apprenticeships
from jiangtu.apprenticeships.models import Apprenticeship, StageProgress
from jiangtu.core.actor import SYSTEM
from jiangtu.core.jobs import spelled
from jiangtu.core.models import Job, JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.models import Membership
from jiangtu.people.actions.people import renew_document
from jiangtu.people.models import Person
from jiangtu.sheets import actions as sheets
from jiangtu.sheets import jobs
from jiangtu.sheets.models import GivenFile
from jiangtu.training.models import TrainingClass
from tests.factories import apprenticeships as factory
from tests.factories.institutions import client_as, institution, member
from tests.factories.people import person, resident_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SINCE = date(2025, 3, 1)
ASKED = {"since": "2025-03-01"}  # as a job carries it


def brought(training_class: Any, *rows: dict[str, Any], by: Any = None, content: bytes | None = None) -> GivenFile:
    """A roster that was brought and checked."""
    actor = by or factory.head_of(training_class)
    given = factory.roster_csv(*rows) if content is None else content
    return factory.roster_checked(training_class, given, by=actor)


def taken(roster: GivenFile, *, by: Any, only_good: bool = False) -> GivenFile:
    return sheets.take(roster, only_good=only_good, asked={"since": SINCE}, by=by)


def codes(roster: GivenFile) -> set[str]:
    return {problem["code"] for problem in roster.problems}


def of_the_same_college(training_class: Any) -> TrainingClass:
    """Another class that whoever leads this one sees too: what a check says of people, it says of one's own."""
    return factory.running_class(apprentices=0, college=training_class.college)


def refused(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return next(iter(caught.value.verdict.reasons()), caught.value.verdict).code


def test_the_college_prepares_and_the_enterprise_confirms() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    done = taken(brought(training_class, factory.roster_row(), factory.roster_row(), by=head), by=head)
    assert (done.state, done.taken) == ("taken", 2)
    made = list(Apprenticeship.objects.order_by("pk"))
    assert {it.state for it in made} == {"proposed"}
    assert {it.prepared_by_id for it in made} == {training_class.college_id}
    assert not Membership.objects.filter(role="apprentice").exists()
    hr = factory.hr_of(made[0].enrolment.enterprise)
    assert len(apprenticeships.confirm(made, by=hr)) == 2
    assert apprenticeships.confirm(made, by=hr) == []  # the second click
    assert set(Apprenticeship.objects.order_by().values_list("state", flat=True)) == {"active"}
    assert Membership.objects.filter(role="apprentice", institution=made[0].enrolment.enterprise).count() == 2


def test_what_the_enterprise_enters_itself_is_in_training_at_once_with_its_first_stage_open() -> None:
    training_class = factory.draft_class(state="open")
    hr = factory.hr_of(training_class.enterprises.get())
    taken(brought(training_class, factory.roster_row(), by=hr), by=hr)
    it = Apprenticeship.objects.get()
    assert (it.state, it.prepared_by, it.contract_to) == ("active", None, date(2026, 2, 28))
    assert list(it.stages.order_by("stage__order").values_list("state", flat=True)) == ["open", "waiting", "waiting"]
    assert Membership.objects.filter(role="apprentice", person=it.enrolment.person).exists()


def test_the_same_file_twice_changes_nothing() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    content = factory.roster_csv(factory.roster_row(), factory.roster_row())
    first = taken(brought(training_class, content=content), by=head)
    assert taken(first, by=head).taken == 2
    second = brought(training_class, content=content)
    assert (second.good, second.known, second.to_take) == (2, 2, 0)
    ask = refused(lambda: sheets.ask_take(second, only_good=False, asked={"since": SINCE}, by=head))
    assert ask == "nothing_to_take"
    assert refused(lambda: taken(second, by=head)) == "nothing_to_take"
    assert Apprenticeship.objects.count() == 2


LATER = {"since": "2025-09-01"}
OVER = {
    "contract_from": "2024-06-01",
    "contract_to": "2025-06-30",
}  # in force on the class's first day, not in September
FROM_THEN = {"contract_from": "2025-09-01", "contract_to": "2026-08-31"}


def test_the_contracts_of_who_joins_later_are_checked_once_more_from_that_day_and_nothing_is_lost() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    found = brought(training_class, factory.roster_row(**OVER), factory.roster_row(**FROM_THEN), by=head)
    assert codes(found) == {"contract_not_covering", "contract_begins_late"}  # from the class's first day
    again = sheets.take(found, only_good=False, asked=LATER, by=head)
    assert (again.state, again.good, Apprenticeship.objects.count()) == ("checked", 1, 0)
    assert [(problem["row"], problem["code"]) for problem in again.problems] == [(2, "contract_over")]
    Job.objects.update(state="done")
    page = client_as(head).get(f"/sheets/files/{again.uuid}").content.decode()
    assert "2025-09-01" in page  # the day that was filled in stands in the form
    done = sheets.take(again, only_good=True, asked=LATER, by=head)
    assert (done.state, done.taken) == ("taken", 1)
    assert Apprenticeship.objects.get().enrolment.since == date(2025, 9, 1)


def test_what_was_warned_of_for_the_first_day_is_no_longer_said_of_who_joins_later() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    found = brought(training_class, factory.roster_row(**FROM_THEN), by=head)
    assert codes(found) == {"contract_begins_late"}
    done = sheets.take(found, only_good=False, asked=LATER, by=head)
    assert (done.state, done.problems) == ("taken", [])


def test_rows_with_errors_stay_out_only_by_choice() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    roster = brought(training_class, factory.roster_row(), factory.roster_row(phone="12"))
    assert (roster.rows, roster.good, roster.faulty) == (2, 1, 1)
    assert refused(lambda: taken(roster, by=head)) == "rows_with_errors"
    assert Apprenticeship.objects.count() == 0
    assert taken(roster, by=head, only_good=True).taken == 1


def test_a_crash_in_the_middle_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    training_class = factory.draft_class(state="open")
    hr = factory.hr_of(training_class.enterprises.get())
    roster = brought(training_class, factory.roster_row(), factory.roster_row(), by=hr)
    people = Person.objects.count()

    def breaks(*_args: Any, **_more: Any) -> None:
        raise OSError("the power went")

    monkeypatch.setattr("jiangtu.apprenticeships.actions.admission.give_hats", breaks)
    with pytest.raises(OSError, match="power"):
        taken(roster, by=hr)
    roster.refresh_from_db()
    assert (roster.state, Apprenticeship.objects.count(), StageProgress.objects.count()) == ("checked", 0, 0)
    assert Person.objects.count() == people
    assert not training_class.enrolments.exists()
    monkeypatch.undo()
    assert taken(roster, by=hr).taken == 2


def test_what_changed_since_the_check_gives_a_new_report_and_enters_nobody() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    number = resident_id(born=date(1999, 5, 4))
    roster = brought(training_class, factory.roster_row(resident_id=number), factory.roster_row())
    factory.apprentice(of_the_same_college(training_class), person=person("陈志强", document=number))
    again = taken(roster, by=head)
    assert (again.state, again.good, codes(again)) == ("checked", 1, {"already_in_training"})
    assert not training_class.enrolments.exists()


def test_who_has_a_new_passport_is_the_same_person_on_every_roster() -> None:
    smith = person("A. Smith", document="EA1234567", document_type="passport")
    renew_document(smith, document_type="passport", document="EA1234568", by=SYSTEM, reason="护照换发")
    training_class = factory.draft_class(state="open")
    left = {"state": "left", "left_on": date(2025, 4, 1), "left_reason": "moved"}
    factory.apprentice(of_the_same_college(training_class), person=smith, **left)
    head = factory.head_of(training_class)
    rows = [{"name": "A. Smith", "id_type": "护照", "resident_id": f"EA123456{n}"} for n in (7, 8)]
    both = brought(training_class, *(factory.roster_row(**row) for row in rows))
    assert [(each["row"], each["code"]) for each in both.problems] == [(3, "duplicate_in_file")]
    old = brought(training_class, factory.roster_row(**rows[0]))
    assert taken(old, by=head).taken == 1
    assert training_class.enrolments.get().person == smith
    again = brought(training_class, factory.roster_row(**rows[1]))
    assert (codes(again), again.known) == (set(), 1)


def test_one_number_under_two_kinds_and_a_permit_of_two_lengths_bring_one_person_each() -> None:
    training_class = factory.draft_class(state="open")
    residence = resident_id(region="810000", born=date(1999, 3, 5))
    rows = [
        {"id_type": "居民身份证", "resident_id": residence},
        {"id_type": "港澳居民居住证", "resident_id": residence},
        {"id_type": "回乡证", "resident_id": "H12345678"},
        {"id_type": "回乡证", "resident_id": "H1234567801"},
        {"id_type": "回乡证", "resident_id": "HA1234567"},
    ]
    roster = brought(training_class, *(factory.roster_row(**row) for row in rows))
    told = [(each["row"], each["code"]) for each in roster.problems]
    assert told == [(2, "id_is_hk_macau_residence"), (3, "duplicate_in_file"), (5, "duplicate_in_file")]
    good = brought(training_class, *(factory.roster_row(**row) for row in (rows[1], rows[2], rows[4])))
    assert taken(good, by=factory.head_of(training_class)).taken == 3
    later = brought(factory.draft_class(state="open", college=training_class.college), factory.roster_row(**rows[3]))
    assert "already_in_training" in codes(later)


def test_a_roster_s_names_stand_in_one_spelling() -> None:
    training_class = factory.draft_class(state="open")
    names = ["张\u3000志强", "阿卜杜．热西提", "⻢晓\xad燕"]
    rows = [factory.roster_row(name=name, resident_id=f"\u2068{resident_id()}\u2069") for name in names]
    assert taken(brought(training_class, *rows), by=factory.head_of(training_class)).taken == 3
    kept = {it.person.name for it in training_class.enrolments.select_related("person").order_by("pk")}
    assert kept == {"张志强", "阿卜杜·热西提", "马晓燕"}


def test_who_completed_this_trade_at_this_level_is_found() -> None:
    before = factory.apprentice(state="completed")
    of = before.enrolment.training_class
    training_class = factory.draft_class(state="open", version=of.version, college=of.college)
    number = Person.objects.get(pk=before.enrolment.person_id).document.reveal()
    roster = brought(training_class, factory.roster_row(resident_id=number, name=before.enrolment.person.name))
    assert codes(roster) == {"same_level_before"}


def test_who_left_this_class_and_who_is_recorded_under_another_name_are_found() -> None:
    it = factory.apprentice(state="left", left_on=date(2025, 4, 1), left_reason="moved")
    number = Person.objects.get(pk=it.enrolment.person_id).document.reveal()
    roster = brought(it.enrolment.training_class, factory.roster_row(resident_id=number, name="另一人"))
    assert codes(roster) == {"left_this_class", "name_differs"}


def test_in_a_pooled_class_hr_brings_its_own_people_and_the_college_everybodys() -> None:
    training_class = factory.draft_class(state="open", enterprises=2)
    own, other = training_class.enterprises.order_by("pk")
    rows = [factory.roster_row(enterprise=own.credit_code), factory.roster_row(enterprise=other.name)]
    assert codes(brought(training_class, *rows, by=factory.hr_of(own))) == {"enterprise_not_yours"}
    assert codes(brought(training_class, factory.roster_row(), by=factory.hr_of(own))) == set()  # its own, unsaid
    head = factory.head_of(training_class)
    assert codes(brought(training_class, factory.roster_row(), by=head)) == {"enterprise_missing"}
    taken(brought(training_class, *rows, by=head), by=head)
    assert set(training_class.enrolments.order_by().values_list("enterprise", flat=True)) == {own.pk, other.pk}


def test_a_township_brings_all_of_a_class_on_its_campus_and_nobody_elsewhere() -> None:
    school = institution("township_school")
    campus = institution("campus", host=school)
    training_class = factory.draft_class(state="open", campus=campus)
    coordinator = member("township_coordinator", school)
    assert taken(brought(training_class, factory.roster_row(), by=coordinator), by=coordinator).taken == 1
    assert Apprenticeship.objects.get().prepared_by == school
    stranger = member("township_coordinator")
    assert refused(lambda: factory.roster_given(training_class, b"x", by=stranger)) == "no_right"


def test_a_file_that_cannot_be_read_is_kept_as_such_with_its_reason() -> None:
    training_class = factory.draft_class(state="open")
    roster = brought(training_class, content=b"%PDF-1.7 no roster")
    assert (roster.state, roster.refusal["code"]) == ("unreadable", "file_not_spreadsheet")


def test_neither_problems_nor_journal_hold_a_document_or_phone() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    number = resident_id(born=date(2015, 5, 4))
    roster = brought(training_class, factory.roster_row(resident_id=number, phone="13900005678", contract_to="甲"),
                     factory.roster_row(resident_id=number[:-1]))  # fmt: skip
    good = brought(training_class, factory.roster_row(phone="13900005678"))
    taken(good, by=head)
    journaled = JournalEntry.objects.order_by("id").values_list("before", "after", "remark")
    told = str(roster.problems) + str(list(journaled))
    secret = [number, number[:-1], "13900005678"]
    assert not any(word in told for word in secret)


def test_a_discarded_roster_enters_nobody() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    roster = sheets.discard(brought(training_class, factory.roster_row()), by=head)
    assert sheets.discard(roster, by=head).state == "discarded"
    assert refused(lambda: taken(roster, by=head)) == "move_impossible"


def test_checking_asks_a_fixed_number_of_queries(queries_of: Any) -> None:
    training_class = factory.draft_class(state="open")
    few = brought(training_class, *(factory.roster_row() for _ in range(3)))
    many = brought(training_class, *(factory.roster_row() for _ in range(30)))
    head = factory.head_of(training_class)
    assert queries_of(lambda: sheets.check(few, by=head)) == queries_of(lambda: sheets.check(many, by=head))


def test_taking_over_asks_a_fixed_number_of_queries(queries_of: Any) -> None:
    counted = []
    for size in (3, 15):
        training_class = factory.draft_class(state="open")
        head = factory.head_of(training_class)
        roster = brought(training_class, *(factory.roster_row() for _ in range(size)))
        counted.append(queries_of(lambda roster=roster, head=head: taken(roster, by=head)))
    assert counted[0] == counted[1]


def test_the_jobs_check_and_take_over_and_say_how_it_went() -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    content = factory.roster_csv(factory.roster_row())
    roster = factory.roster_given(training_class, content, by=head)
    job = Job.objects.get(about=roster.uuid)
    jobs.check(job=str(job.uuid), given=str(roster.uuid), actor=spelled(head))
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"state": "checked"})
    commit = sheets.ask_take(roster, only_good=False, asked={"since": SINCE}, by=head)
    assert sheets.ask_take(roster, only_good=False, asked={"since": SINCE}, by=head) == commit  # the second click
    jobs.take(job=str(commit.uuid), given=str(roster.uuid), actor=spelled(head), only_good=False, asked=ASKED)
    commit.refresh_from_db()
    assert (commit.state, commit.result) == ("done", {"state": "taken"})
    assert sheets.ask_take(roster, only_good=False, asked={"since": SINCE}, by=head) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_class", [True, False])
def test_two_who_take_over_at_once_enter_a_person_once(same_class: bool) -> None:
    first = factory.draft_class(state="open")
    second = first if same_class else factory.draft_class(state="open")
    row = factory.roster_row()
    rosters = [brought(first, row), brought(second, row)]
    told: list[str] = []
    gate = threading.Barrier(2)

    def take(roster: GivenFile) -> None:
        try:
            gate.wait()
            done = taken(roster, by=factory.head_of(TrainingClass.objects.get(uuid=roster.about[0])))
            told.append(done.state)
        except Refused as refusal:
            told.append(refusal.verdict.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(roster,)) for roster in rosters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "taken" in told
    assert Apprenticeship.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_can_be_seen_while_nothing_is_committed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    training_class = factory.draft_class(state="open")
    head = factory.head_of(training_class)
    roster = brought(training_class, factory.roster_row())
    job = sheets.ask_take(roster, only_good=False, asked={"since": SINCE}, by=head)
    seen: list[tuple[int, int]] = []

    def look(*_args: Any, **_more: Any) -> None:
        def other() -> None:
            try:
                now = Job.objects.get(pk=job.pk)
                seen.append((now.done, Apprenticeship.objects.count()))
            finally:
                connections.close_all()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    monkeypatch.setattr("jiangtu.apprenticeships.actions.admission.lay_out_stages", look)
    jobs.take(job=str(job.uuid), given=str(roster.uuid), actor=spelled(head), only_good=False, asked=ASKED)
    assert seen == [(60, 0)]
    assert Apprenticeship.objects.count() == 1
