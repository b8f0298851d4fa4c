"""What the rooms tell: each act that exists reaches those whom it concerns, on a page that they may open."""

from datetime import date, timedelta

import pytest
from django.db.models import Count

from jiangtu.allowances.actions import objections, runs
from jiangtu.allowances.models import OutdatedStatement
from jiangtu.apprenticeships.actions import stages
from jiangtu.apprenticeships.actions.reminding import remind_enterprises
from jiangtu.apprenticeships.actions.stages import lay_out_stages
from jiangtu.apprenticeships.models import StageProgress
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES, Refused
from jiangtu.institutions.models import Membership
from jiangtu.mentoring.actions.reminding import remind_mentors
from jiangtu.mentoring.models import Pair
from jiangtu.notices import queries
from jiangtu.notices.actions import telling
from jiangtu.notices.models import Notice
from jiangtu.training.actions import logbook
from tests.factories import allowances as of_allowances
from tests.factories import apprenticeships as of_apprentices
from tests.factories import mentoring as of_mentors
from tests.factories import training as factory
from tests.factories.assessment import assessed
from tests.factories.institutions import client_as, institution, member
from tests.factories.pages import markup
from tests.notices.conftest import TODAY

pytestmark = pytest.mark.django_db


def told_to(actor, kind):
    """The notices of that kind that reached the actor, each with its page open to them."""
    found = list(Notice.objects.filter(person=actor.person, kind=kind).order_by("pk"))
    for notice in found:
        client = client_as(actor)
        opened = client.post(f"/notices/{notice.uuid}", follow=True)
        assert opened.status_code == 200, (kind, notice.page)
        assert opened.redirect_chain[0][0] == notice.page
    return [queries.said(notice) for notice in found]


@pytest.fixture
def it(db, clock):
    return of_allowances.following(of_mentors.paired(apprentices=2, mentors=1))


def test_a_new_pair_is_told_to_both_and_names_the_other(it, told):
    apprentice, mentor = it.apprentice(), it.mentor()
    told()
    [said] = told_to(apprentice, "mentoring.pair-begun")
    assert it.mentors[0].person.name in said
    assert len(told_to(mentor, "mentoring.pair-begun")) == 2


def test_a_corrected_entry_reaches_the_mentor_of_its_day(it, told):
    enrolment = it.apprentices[0].enrolment
    signed = factory.log_entry(enrolment, TODAY - timedelta(2), state="countersigned")
    competences = list(signed.competences.order_by("pk"))
    logbook.correct_entry(
        signed, by=it.apprentice(), on=signed.on, minutes=60, work="改", independence="alone", competences=competences
    )
    told()
    [said] = told_to(it.mentor(), "mentoring.log-corrected")
    assert enrolment.person.name in said


def test_a_correction_of_a_closed_stages_day_is_told_to_who_closed_it_and_the_mentor_reads_so_before(it, told):
    apprentice, other = it.apprentices
    lay_out_stages([apprentice, other], on=it.training_class.starts_on)
    progress = of_apprentices.ready(apprentice, on=TODAY)
    signed = apprentice.enrolment.log.order_by("-on")[0]
    stages.close_stage(progress, by=it.head, on=TODAY)
    same = {"work": "改", "independence": "alone", "competences": list(signed.competences.order_by("pk"))}
    made = logbook.correct_entry(signed, by=it.apprentice(), on=signed.on, minutes=120, **same)
    plain = factory.log_entry(other.enrolment, TODAY - timedelta(3), state="countersigned")  # its stage is open still
    of_open = logbook.correct_entry(plain, by=it.apprentice(1), on=plain.on, minutes=120, **same)
    client = client_as(it.mentor())
    for page in (f"/classes/log/{made.uuid}", "/mentoring/log"):
        assert markup(client.get(page)).count(f"The stage “{progress.stage}” was closed on 16 Jun 2025") == 1
    logbook.countersign([made, of_open], by=it.mentor(), allowed=YES)
    told()
    [said] = told_to(it.head, "apprenticeships.closed-stage-corrected")
    assert apprentice.enrolment.person.name in said
    notice = Notice.objects.get(kind="apprenticeships.closed-stage-corrected")
    assert notice.page == f"/apprenticeships/{apprentice.uuid}"
    assert f"The stage “{progress.stage}” was closed" not in markup(client.get(f"/classes/log/{made.uuid}"))


def test_a_corrected_entry_reaches_who_countersigned_it_though_nobody_is_paired_on_that_day(it, told):
    enrolment, mentor, day = it.apprentices[0].enrolment, it.mentor(), TODAY - timedelta(2)
    [signed] = logbook.countersign([factory.log_entry(enrolment, day)], by=mentor, allowed=YES)
    for pair in it.pairs:
        pair.until = day - timedelta(1)
        pair.save()
    written = {"minutes": 60, "work": "改", "independence": "alone", "competences": list(signed.competences.all())}
    logbook.correct_entry(signed, by=it.apprentice(), on=day, **written)
    told()
    assert told_to(mentor, "mentoring.log-corrected") == []
    [said] = told_to(mentor, "mentoring.log-countersigned-corrected")
    assert enrolment.person.name in said


def test_who_is_to_countersign_a_correction_is_not_told_of_it_a_second_time(it, told):
    enrolment, mentor, day = it.apprentices[0].enrolment, it.mentor(), TODAY - timedelta(2)
    [signed] = logbook.countersign([factory.log_entry(enrolment, day)], by=mentor, allowed=YES)
    written = {"minutes": 60, "work": "改", "independence": "alone", "competences": list(signed.competences.all())}
    logbook.correct_entry(signed, by=it.apprentice(), on=day, **written)
    told()
    assert len(told_to(mentor, "mentoring.log-corrected")) == 1
    assert told_to(mentor, "mentoring.log-countersigned-corrected") == []


def test_who_brought_a_roster_is_told_what_the_check_found_though_it_ran_in_their_name(clock, told):
    training_class = of_apprentices.draft_class(state="open")
    head = of_apprentices.head_of(training_class)
    rows = of_apprentices.roster_csv(of_apprentices.roster_row(), of_apprentices.roster_row(name=""))
    of_apprentices.roster_checked(training_class, rows, by=head)
    assert told() == 1
    [said] = told_to(head, "sheets.checked")
    assert "1 of 2 rows" in said


def test_who_brought_a_file_that_nobody_can_read_is_told_where_it_says_why(clock, told):
    training_class = of_apprentices.draft_class(state="open")
    head = of_apprentices.head_of(training_class)
    of_apprentices.roster_checked(training_class, b"\x00\x01", by=head)
    assert told() == 1
    assert len(told_to(head, "sheets.unreadable")) == 1


def test_entries_countersigned_together_are_told_once(it, told):
    enrolment = it.apprentices[0].enrolment
    entries = [factory.log_entry(enrolment, TODAY - timedelta(n)) for n in (1, 2, 3)]
    logbook.countersign(entries, by=it.mentor(), allowed=YES)
    told()
    [said] = told_to(it.apprentice(), "training.log-countersigned")
    assert said == "Entries of your log were countersigned, the latest of 15 Jun 2025."


def test_an_entry_that_waits_too_long_is_told_once(it):
    factory.log_entry(it.apprentices[0].enrolment, TODAY - timedelta(6))
    telling.tell_late(TODAY)
    assert told_to(it.mentor(), "mentoring.log-waits") == []
    telling.tell_late(TODAY + timedelta(1))
    telling.tell_late(TODAY + timedelta(2))
    assert len(told_to(it.mentor(), "mentoring.log-waits")) == 1


def test_a_contract_that_has_run_out_is_told_to_hr(it):
    it.pairs[0].term_to = TODAY - timedelta(1)
    it.pairs[0].save()
    telling.tell_late(TODAY)
    assert len(told_to(it.hr, "mentoring.term-ended")) == 1


def test_a_head_reminds_the_mentors_of_a_class_once_a_day(it, clock):
    for back in (1, 2):
        factory.log_entry(it.apprentices[0].enrolment, TODAY - timedelta(back))
    page = client_as(it.head)
    address = f"/mentoring/classes/{it.training_class.uuid}/remind"
    assert "Remind 1 mentor" in " ".join(page.get(address).content.decode().split())
    assert page.post(address).status_code == 302
    assert "reminded of this today" in page.post(address, headers={"referer": "http://testserver/"}).content.decode()
    [said] = told_to(it.mentor(), "mentoring.reminder-log")
    assert "countersign: 2" in said
    with pytest.raises(Refused):
        remind_mentors(it.training_class, by=it.hr)  # whoever asks
    clock.move_to("2025-06-17T02:00:00+00:00")
    assert remind_mentors(it.training_class, by=it.hr) == 1


def waits_to_be_confirmed(it, number=1):
    """So many of the class's apprentices are prepared and not yet confirmed."""
    for each in it.apprentices[:number]:
        each.state = "proposed"
        each.save()


def test_a_head_reminds_the_enterprises_of_whom_to_confirm_once_a_day(it, clock):
    waits_to_be_confirmed(it, 2)
    page, address = client_as(it.head), f"/apprenticeships/classes/{it.training_class.uuid}/remind"
    assert address in page.get("/").content.decode()  # the desk's line leads there
    assert "Remind 1 enterprise" in " ".join(page.get(address).content.decode().split())
    assert page.post(address).status_code == 302
    assert "reminded of this today" in page.post(address, headers={"referer": "http://testserver/"}).content.decode()
    [said] = told_to(it.hr, "apprenticeships.reminder-confirm")
    assert ": 2" in said
    clock.move_to("2025-06-17T02:00:00+00:00")
    assert remind_enterprises(it.training_class, by=it.head) == 1
    assert JournalEntry.objects.filter(verb="enterprises reminded", subject=it.training_class.uuid).count() == 2


def test_the_township_that_prepares_them_reminds_as_well_and_the_enterprise_itself_does_not(it):
    waits_to_be_confirmed(it)
    township = institution("township_school")
    it.training_class.campus = institution("campus", owner=it.training_class.college, host=township)
    it.training_class.save()
    assert remind_enterprises(it.training_class, by=member("township_coordinator", township)) == 1
    for stranger in (it.hr, it.apprentice(), member("programme_head"), member("township_coordinator")):
        with pytest.raises(Refused) as refusal:
            remind_enterprises(it.training_class, by=stranger)
        assert refusal.value.verdict.code == "no_right"


def test_where_nobody_could_confirm_that_is_said(it):
    waits_to_be_confirmed(it)
    Membership.objects.filter(role="enterprise_hr").update(until=TODAY - timedelta(1))
    with pytest.raises(Refused) as refusal:
        remind_enterprises(it.training_class, by=it.head)
    assert refusal.value.verdict.code == "nobody_confirms"


def test_where_nobody_waits_nobody_is_reminded(it):
    assert remind_enterprises(it.training_class, by=it.head) == 0
    assert not Notice.objects.exists()


@pytest.fixture
def opened(it):
    """The first stage of both apprentices is open; what it asks both sides for."""
    stage = it.training_class.version.stages.order_by("order")[0]
    for each in it.apprentices:
        StageProgress.objects.create(apprenticeship=each, stage=stage, state="open", opened_on=TODAY)
    return list(stage.requirements.select_related("competence").order_by("pk"))


def says(actor, it, asked):
    """Somebody says their word on each competence."""
    for each in asked:
        assessed(it.enrolment.person, each.competence, 2, by=actor, episode=it.uuid)


def test_whose_word_on_a_stage_is_missing_is_told_once_until_it_is_said(it, opened):
    trainer, mentor = factory.trainer_of(it.training_class), it.mentor()
    for day in range(3):
        telling.tell_late(TODAY + timedelta(day))
    [said] = told_to(trainer, "apprenticeships.unassessed")
    assert ": 2" in said
    assert Notice.objects.get(kind="apprenticeships.unassessed").page.endswith("/stages?assess=mine")  # as the desk
    assert len(told_to(mentor, "mentoring.unassessed")) == 2  # for each of them, as the desk says
    first, second = it.apprentices
    says(mentor, first, opened[1:])
    telling.tell_late(TODAY)
    assert not Notice.objects.filter(kind="mentoring.unassessed", ended_at__isnull=False)  # one is still missing
    says(mentor, first, opened[:1])
    telling.tell_late(TODAY)
    ended = Notice.objects.filter(kind="mentoring.unassessed", ended_at__isnull=False)
    assert [notice.about for notice in ended] == [first.uuid]
    for each in (first, second):
        says(trainer, each, opened)
    telling.tell_late(TODAY)
    assert Notice.objects.get(kind="apprenticeships.unassessed").ended_at


def test_who_learns_and_who_left_the_college_are_told_of_no_missing_word(it, opened):
    trainer = factory.trainer_of(it.training_class)
    Membership.objects.filter(person=trainer.person).update(until=TODAY - timedelta(1))
    telling.tell_late(TODAY)
    assert not Notice.objects.filter(kind="apprenticeships.unassessed").exists()
    assert not Notice.objects.filter(person=it.apprentice().person).exists()


def test_another_enterprise_or_college_reminds_nobody(it):
    for role in ("enterprise_hr", "programme_head", "college_trainer"):
        with pytest.raises(Refused) as refusal:
            remind_mentors(it.training_class, by=member(role))
        assert refusal.value.verdict.code == "no_right"


def test_a_statement_is_told_from_its_showing_to_its_release(it, told):
    mentor = it.mentor()
    half = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}
    run = runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **half), by=it.hr)
    told()
    assert len(told_to(mentor, "allowances.statement-shown")) == 1
    other = factory.hr_of(it.enterprise)
    objection = objections.object_to_statement(run, it.mentors[0], word="少一个月", by=mentor)
    told()
    assert it.mentors[0].person.name in told_to(other, "allowances.objection")[0]
    objections.answer_objection(objection, word="已核对", by=it.hr)
    told()
    assert len(told_to(mentor, "allowances.objection-answered")) == 1
    runs.release_run(run, by=it.hr)
    told()
    assert len(told_to(mentor, "allowances.released")) == 1


def test_a_roll_that_nobody_called_is_told_to_its_trainer_until_it_is(it):
    session = factory.planned_session(it.training_class, TODAY - timedelta(1))
    telling.tell_late(TODAY)
    trainer = factory.trainer_of(it.training_class)
    assert len(told_to(trainer, "training.roll-uncalled")) == 1
    session.state = "held"
    session.save()
    telling.tell_late(TODAY)
    assert Notice.objects.get(kind="training.roll-uncalled").ended_at


def one_late_class():
    """A class in which all that can be late is: a roll, an entry, both assessments, a term, a confirmation, a run of
    allowances that no longer fits."""
    it = of_mentors.paired(apprentices=2, mentors=1, logged=False)
    lay_out_stages(it.apprentices, on=it.training_class.starts_on)
    factory.log_entry(it.apprentices[0].enrolment, TODAY - timedelta(20))
    factory.planned_session(it.training_class, TODAY - timedelta(1))
    waits_to_be_confirmed(it)
    Pair.objects.filter(pk__in=[pair.pk for pair in it.pairs]).update(term_to=TODAY - timedelta(1))
    run = of_allowances.shown(of_allowances.following(it))
    OutdatedStatement.objects.create(run=run, mentor=it.mentors[0], lines=1, due=-200, currency="CNY")


def test_what_is_late_costs_as_many_queries_in_fifteen_classes_as_in_three(db, clock, queries_of):
    late = {code for code, kind in queries.kinds().items() if kind.late}

    def cost(classes):
        for _class in range(classes):
            one_late_class()
        return queries_of(lambda: telling.tell_late(TODAY))

    few = cost(3)
    assert set(Notice.objects.values_list("kind", flat=True).order_by()) == late
    assert cost(12) == few
    assert set(Notice.objects.values_list("kind").annotate(n=Count("about", distinct=True)).order_by()) == {
        (code, 15 * (2 if code == "mentoring.term-ended" else 1)) for code in late
    }
    assert queries_of(lambda: telling.tell_late(TODAY)) <= few  # told already
