"""What is done in mentoring, on the real database: rights, refusals, double clicks, crashes, corrections."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError

from jiangtu.core import journal
from jiangtu.core.verdict import Refused
from jiangtu.institutions.states import Role
from jiangtu.mentoring import actions, queries
from jiangtu.mentoring.actions import pairing as pairing_actions
from jiangtu.mentoring.models import AllowanceLine, AllowanceRun, MentorProfile, Pair, PairingRun, PayEntry
from tests.factories import mentoring as make
from tests.factories import training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)
FIVE = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}


def refused(code, act, *args, **values):
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(*args, **values)
    verdict = caught.value.verdict
    assert code in {verdict.code, *(leaf.code for leaf in verdict.leaves())}, verdict


def amounts(run):
    return {line.pair_id: (line.state, line.months, line.amount) for line in queries.lines(run)}


# profiles


def test_only_who_holds_the_mentors_role_gets_a_profile():
    it = make.situation(mentors=0)
    refused("not_a_mentor", actions.keep_mentor_profile, it.apprentices[0].enrolment.person, it.enterprise, by=it.hr)


def test_a_profile_written_twice_is_journaled_once():
    it = make.situation(mentors=1)
    profile = it.mentors[0]
    actions.keep_mentor_profile(profile.person, it.enterprise, by=it.hr, level="L2")
    actions.keep_mentor_profile(profile.person, it.enterprise, by=it.mentor(), level="L1")
    verbs = [entry.verb for entry in journal.history(profile.uuid)]
    assert verbs == ["mentor profile changed", "mentor profile written"]


def test_profiles_of_a_sheet_are_written_all_or_none():
    it = make.situation(mentors=1)
    rows = [(it.mentors[0].person, {"places": 7}), (it.apprentices[0].enrolment.person, {"places": 7})]
    refused("not_a_mentor", actions.keep_mentor_profiles, rows, it.enterprise, by=it.hr)
    assert MentorProfile.objects.get().places == 2


# pairing


def test_a_mentor_is_never_paired_across_enterprises():
    it = make.situation(enterprises=1)
    elsewhere = make.mentor(make.institution("enterprise"))
    refused("no_right", actions.begin_pair, elsewhere, it.apprentices[0], by=it.hr, since=TODAY)
    theirs = make.member("enterprise_hr", elsewhere.enterprise)
    refused("pair_crosses_enterprises", actions.begin_pair, elsewhere, it.apprentices[0], by=theirs, since=TODAY)
    facts = queries.facts(it.training_class, it.enterprise, on=TODAY)
    assert str(elsewhere.uuid) not in facts.mentors


def test_a_class_without_apprentices_in_training_cannot_be_paired():
    it = make.situation()
    type(it.apprentices[0]).objects.update(state="proposed")
    refused("nobody_to_pair", actions.run_pairing, it.training_class, it.enterprise, by=it.hr)


def test_the_skills_wanted_are_the_occupations_that_the_enterprise_judges():
    assert queries.wanted_skills(make.situation().training_class) == {"c1": 3, "c2": 3}
    college = make.institution("college")
    version = training.version(college, released=False)
    for stage in version.stages.all():
        stage.requirements.filter(competence__key="c2").update(whose="college")
    assert queries.wanted_skills(make.situation(college=college, version=version).training_class) == {"c1": 3}


def test_pairs_in_force_stay_in_a_new_proposal_even_when_they_break_a_rule_today():
    it = make.paired(apprentices=2, mentors=2)
    actions.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, sites=["B"])
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    facts = queries.facts(it.training_class, it.enterprise, on=TODAY)
    assert facts.outside == [(str(it.mentors[0].uuid), str(it.apprentices[0].uuid))]
    assert run.answer["filled"] == 1
    actions.publish_pairing(run, by=it.hr, on=TODAY)
    assert Pair.objects.filter(until__isnull=True).count() == 2


def test_pairs_of_another_class_take_their_places():
    it = make.situation(apprentices=2, mentors=1)
    other = make.situation(apprentices=1, mentors=0, placed=False)
    other.training_class.enrolments.update(enterprise=it.enterprise)
    other.apprentices[0].enrolment.refresh_from_db()
    actions.begin_pair(it.mentors[0], other.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert [len(run.answer["pairs"]), run.answer["unfilled"][0]["reason"]] == [1, "all_places_taken"]


def test_a_mentor_who_learns_in_the_class_is_not_paired_with_themself():
    it = make.situation(apprentices=1, mentors=0)
    own = make.mentor(it.enterprise, person=it.apprentices[0].enrolment.person, by=it.hr)
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert run.answer["filled"] == 0
    link = (str(own.uuid), str(it.apprentices[0].uuid))
    refused("locked_pair_breaks_rule", actions.lock_pair, run, link, by=it.hr)


def test_a_change_by_hand_leaves_the_other_pairs_and_says_its_cost():
    it = make.situation(apprentices=4, mentors=2)
    strong, weak = it.mentors
    actions.keep_mentor_profile(strong.person, it.enterprise, by=it.hr, places=4)
    actions.keep_mentor_profile(weak.person, it.enterprise, by=it.hr, skills={"c1": 1}, places=4)
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    moved = next(pair for pair in run.answer["pairs"] if pair["mentor"] != str(weak.uuid))
    link, former = (str(weak.uuid), moved["apprentice"]), (moved["mentor"], moved["apprentice"])
    facts = queries.facts(it.training_class, it.enterprise, on=TODAY)
    cost = queries.weigh(run, facts, link=link, instead_of=former)
    assert (cost.filled, cost.total_fit < 0) == (0, True)
    assert (cost.dropped, cost.added) == ((former,), (link,))
    changed = actions.change_pairing(run, by=it.hr, link=link, instead_of=former)
    again = actions.change_pairing(run, by=it.hr, link=link, instead_of=former)
    assert again == changed
    assert changed.answer["total_fit"] == run.answer["total_fit"] + cost.total_fit
    assert changed.answer["optimum"] == {"filled": 4, "total_fit": run.answer["total_fit"]}
    run.refresh_from_db()
    assert run.state == "dropped"


def test_two_kept_apart_are_not_paired_again_before_the_wish_is_lifted():
    it = make.situation(apprentices=1, mentors=2)
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    link = (run.answer["pairs"][0]["mentor"], run.answer["pairs"][0]["apprentice"])
    for mentor in it.mentors:
        run = actions.change_pairing(run, by=it.hr, link=(str(mentor.uuid), link[1]), forbid=True)
    assert run.answer["filled"] == 0
    actions.lift_wish(run, link, by=it.hr)
    actions.lift_wish(run, link, by=it.hr)
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert run.answer["pairs"][0]["mentor"] == link[0]


def test_a_lock_that_breaks_a_rule_is_refused_with_the_names():
    it = make.situation(apprentices=1, mentors=1)
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    actions.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, shifts=["night"])
    link = (str(it.mentors[0].uuid), str(it.apprentices[0].uuid))
    with pytest.raises(Refused) as caught:
        actions.lock_pair(run, link, by=it.hr)
    assert caught.value.verdict.parts[0].details["mentor"] == it.mentors[0].person.name


def test_a_proposal_is_not_published_when_the_record_has_changed_since():
    it = make.situation(apprentices=1, mentors=1)
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    actions.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, level="L5")
    refused("pairing_outdated", actions.publish_pairing, run, by=it.hr, on=TODAY)
    actions.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, active=False)
    refused("pairing_outdated", actions.publish_pairing, run, by=it.hr, on=TODAY)
    refused("pairing_outside_class", actions.publish_pairing, run, by=it.hr, on=date(2024, 1, 1))
    assert Pair.objects.count() == 0


def test_publishing_is_the_enterprises_own_act_and_its_crash_leaves_nothing(monkeypatch):
    it = make.situation()
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.head)
    refused("no_right", actions.publish_pairing, run, by=it.head, on=TODAY)
    begun = []

    def crash(*args, **values):
        if begun:
            raise RuntimeError("the power is gone")
        begun.append(begin(*args, **values))

    begin = pairing_actions.begin_pair
    monkeypatch.setattr(pairing_actions, "begin_pair", crash)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.publish_pairing(run, by=it.hr, on=TODAY)
    assert Pair.objects.count() == 0
    monkeypatch.undo()
    for _click in range(2):
        published = actions.publish_pairing(run, by=it.hr, on=TODAY)
    assert (published.state, Pair.objects.count()) == ("published", 3)
    assert all(pair.term_to == it.training_class.ends_on and pair.fit["fit"] for pair in Pair.objects.all())
    entry = journal.history(run.uuid).filter(verb="pairing published").get()
    assert entry.rulebook == run.rulebook == "pairing/cn@2015-08-01"
    refused("pair_is_in_force", _move, it, run)


def _move(it, run):
    fresh = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    pair = fresh.answer["pairs"][0]
    other = next(str(m.uuid) for m in it.mentors if str(m.uuid) != pair["mentor"])
    former = (pair["mentor"], pair["apprentice"])
    actions.change_pairing(fresh, by=it.hr, link=(other, pair["apprentice"]), instead_of=former)


def test_dropping_a_draft_twice_is_harmless_and_a_published_one_stays():
    it = make.situation()
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    for _click in range(2):
        assert actions.drop_pairing(run, by=it.hr).state == "dropped"
    run = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    actions.publish_pairing(run, by=it.hr, on=TODAY)
    refused("move_impossible", actions.drop_pairing, run, by=it.hr)
    stranger = make.member("enterprise_hr")
    refused("no_right", actions.run_pairing, it.training_class, it.enterprise, by=stranger)


# pairs


def test_a_pair_ends_once_with_a_day_and_a_reason():
    it = make.paired(apprentices=1, mentors=1)
    pair = it.pairs[0]
    refused("pair_reason_missing", actions.end_pair, pair, by=it.hr, on=TODAY, reason=" ")
    refused("ends_before_start", actions.end_pair, pair, by=it.hr, on=date(2024, 1, 1), reason="换岗")
    for _click in range(2):
        actions.end_pair(pair, by=it.hr, on=TODAY, reason="换岗")
    refused("pair_ended", actions.end_pair, pair, by=it.hr, on=date(2025, 6, 1), reason="换岗")
    refused("pair_ended", actions.write_contract, pair, by=it.hr, term_to=None, goals="", tasks="")
    assert journal.history(pair.uuid).filter(verb="pair ended").count() == 1


def test_two_people_are_in_one_pair_at_a_time():
    it = make.paired(apprentices=1, mentors=1)
    refused("already_paired", actions.begin_pair, it.mentors[0], it.apprentices[0], by=it.hr, since=TODAY)
    early = {"term_to": date(2024, 1, 1), "goals": "", "tasks": ""}
    refused("term_before_start", actions.write_contract, it.pairs[0], by=it.hr, **early)


def test_a_stage_asks_for_a_pair_in_force():
    it = make.paired(apprentices=2, mentors=1)
    actions.end_pair(it.pairs[1], by=it.hr, on=date(2025, 5, 1), reason="换岗")
    first, second = (each.pk for each in it.apprentices)
    said = queries.in_force_verdicts([first, second], TODAY)
    assert [said[first].code, said[second].code] == ["pair_in_force", "pair_not_in_force"]
    assert queries.in_force_verdicts([second], date(2025, 5, 1))[second].ok


def test_reviews_and_accidents_refuse_what_cannot_be():
    it = make.following(make.paired(apprentices=1, mentors=1))
    pair = it.pairs[0]
    review = {"by": it.hr, "grade": "good"}
    refused("review_before_pair", actions.review_pair, pair, on=date(2024, 1, 1), **review)
    refused("day_still_to_come", actions.review_pair, pair, on=date(2025, 7, 1), **review)
    for _click in range(2):
        actions.review_pair(pair, on=TODAY, final=True, **review)
    refused("final_review_given", actions.review_pair, pair, on=TODAY, final=True, by=it.hr, grade="fail")
    accident = {"by": it.hr, "words": "手指受伤"}
    refused("accident_words_missing", actions.enter_accident, pair, by=it.hr, on=TODAY, words="")
    refused("day_still_to_come", actions.enter_accident, pair, on=date(2025, 7, 1), **accident)
    refused("accident_before_pair", actions.enter_accident, pair, on=date(2024, 1, 1), **accident)
    entered = [actions.enter_accident(pair, on=TODAY, **accident) for _click in range(2)]
    assert entered[0] == entered[1]
    refused("pair_reason_missing", actions.withdraw_accident, entered[0], pair, by=it.hr, reason="")
    for _click in range(2):
        assert actions.withdraw_accident(entered[0], pair, by=it.hr, reason="写错人").withdrawn_why == "写错人"


def test_a_final_fail_lets_the_term_grow_as_the_measures_say():
    it = make.following(make.paired(apprentices=2, mentors=1))
    actions.review_pair(it.pairs[0], by=it.hr, on=TODAY, grade="fail", final=True)
    pair = Pair.objects.get(pk=it.pairs[0].pk)
    assert (pair.extended_from, pair.term_to) == (date(2026, 1, 1), date(2026, 3, 31))
    other = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    actions.review_pair(other.pairs[0], by=other.hr, on=TODAY, grade="fail", final=True)
    assert Pair.objects.get(pk=other.pairs[0].pk).extended_from is None


# the log


def test_a_mentor_answers_only_entries_of_days_with_the_pair_in_force():
    it = make.paired(apprentices=1, mentors=2, logged=False)
    actions.end_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 5), reason="换导师")
    actions.begin_pair(it.mentors[1], it.apprentices[0], by=it.hr, since=date(2025, 6, 6))
    early, late = (training.log_entry(it.apprentices[0].enrolment, date(2025, 6, day)) for day in (5, 6))
    assert queries.waiting(it.mentor(0)) == [early]
    assert queries.waiting(it.mentor(1)) == [late]
    refused("pair_not_on_day", actions.countersign, [early, late], by=it.mentor(0))
    refused("pair_not_on_day", actions.return_entry, early, "不是我的", by=it.mentor(1))
    refused("no_right", actions.countersign, [early], by=it.hr)
    assert actions.countersign([early], by=it.mentor(0)) == [early]
    assert actions.return_entry(late, "少写了", by=it.mentor(1)).state == "returned"


# allowances


def test_measures_are_chosen_forward_and_never_into_a_released_period():
    it = make.following(make.paired(), "flat-two-hundred")
    choose = {"by": it.hr}
    refused("measures_unknown", actions.choose_measures, it.enterprise, "none", since=TODAY, **choose)
    graded = (it.enterprise, "graded-hundred")
    refused("measures_chosen_later", actions.choose_measures, *graded, since=date(2024, 12, 1), **choose)
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    actions.release_run(actions.show_run(run, by=it.hr), by=it.hr)
    refused("measures_period_released", actions.choose_measures, *graded, since=date(2025, 5, 1), **choose)
    actions.choose_measures(it.enterprise, "graded-hundred", since=date(2025, 6, 1), **choose)
    assert queries.measures_on(it.enterprise.pk, date(2025, 5, 31)) == "flat-two-hundred"
    assert queries.measures_on(it.enterprise.pk, date(2025, 6, 1)) == "graded-hundred"


def test_a_period_is_computed_whole_from_the_record():
    it = make.following(make.paired(apprentices=3, mentors=1, logged=False))
    make.log(it, range(1, 4))
    for each, months in zip(it.apprentices, ((4, 5), (), (5,)), strict=True):
        for month in months:
            training.log_entry(each.enrolment, date(2025, month, 10), state="countersigned")
    left = it.apprentices[1]
    left.state, left.left_on, left.left_reason = "left", date(2025, 3, 10), "离职"
    left.save()
    for pair in (it.pairs[0], it.pairs[2]):
        actions.review_pair(pair, by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    found = amounts(run)
    # January, February 250 for three; March, May 200 for two; April 150 for the one with a log.
    assert found[it.pairs[1].pk] == ("due", 2, Decimal("166.67"))
    assert found[it.pairs[0].pk][:2] == ("due", 5)
    assert found[it.pairs[2].pk][:2] == ("due", 4)
    assert sum(amount for _, _, amount in found.values()) == 2 * 250 + 2 * 200 + 150
    assert run.inputs[0]["pairs"][0]["apprentice"] in {str(pair.uuid) for pair in it.pairs}
    line = queries.lines(run).get(pair=it.pairs[2])
    assert any(step["code"] == "month_without_log" for step in line.derivation)


def test_an_accident_stops_the_allowance_until_it_is_withdrawn():
    it = make.following(make.paired(apprentices=1, mentors=1))
    actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    accident = actions.enter_accident(it.pairs[0], by=it.hr, on=date(2025, 3, 5), words="手指受伤")
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert amounts(run)[it.pairs[0].pk] == ("due", 2, Decimal("300.00"))
    actions.drop_run(run, by=it.hr, reason="重算")
    actions.withdraw_accident(accident, it.pairs[0], by=it.hr, reason="写错人")
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert amounts(run)[it.pairs[0].pk] == ("due", 5, Decimal("750.00"))


def test_what_a_run_refuses():
    it = make.paired(apprentices=1, mentors=1)
    refused("no_measures_chosen", actions.compute_run, it.enterprise, by=it.hr, **FIVE)
    make.following(it)
    period = lambda first, last: {"period_from": first, "period_to": last, "by": it.hr}  # noqa: E731
    refused("period_reversed", actions.compute_run, it.enterprise, **period(TODAY, date(2025, 1, 1)))
    refused("period_not_over", actions.compute_run, it.enterprise, **period(date(2025, 1, 1), TODAY))
    refused("no_right", actions.compute_run, it.enterprise, **{**FIVE, "by": it.mentor()})
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    refused("run_still_open", actions.compute_run, it.enterprise, by=it.hr, **FIVE)
    refused("move_impossible", actions.release_run, run, by=it.hr)
    refused("pair_reason_missing", actions.drop_run, run, by=it.hr, reason="")
    actions.release_run(actions.show_run(run, by=it.hr), by=it.hr)
    refused("period_overlaps", actions.compute_run, it.enterprise, **period(date(2025, 5, 1), date(2025, 6, 15)))
    nobody = make.following(make.situation())
    refused("no_pairs_in_period", actions.compute_run, nobody.enterprise, by=nobody.hr, **FIVE)


def test_a_missing_grade_keeps_the_run_from_the_mentors():
    it = make.following(make.paired(apprentices=2, mentors=2), "graded-hundred")
    it.apprentices[0].state = "completed"
    it.apprentices[0].save()
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert [each["code"] for each in run.undecided] == ["grade_missing"]
    assert len(amounts(run)) == 1
    refused("run_undecided", actions.show_run, run, by=it.hr)


def test_a_level_the_measures_do_not_name_is_said_and_stops_nobody_else():
    it = make.following(make.paired(apprentices=2, mentors=2), "xinwu-one-off")
    actions.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, level="L3")
    actions.review_pair(it.pairs[1], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    run = actions.show_run(actions.compute_run(it.enterprise, by=it.hr, **FIVE), by=it.hr)
    assert run.undecided[0]["code"] == "level_not_covered"
    actions.release_run(run, by=it.hr)
    assert PayEntry.objects.get().amount == Decimal("3000.00")


def test_a_one_off_paid_before_is_not_paid_again():
    it = make.following(make.paired(apprentices=1, mentors=1), "xinwu-one-off")
    actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    first = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    actions.release_run(actions.show_run(first, by=it.hr), by=it.hr)
    later = {"period_from": date(2025, 6, 1), "period_to": date(2025, 6, 15)}
    run = actions.compute_run(it.enterprise, by=it.hr, **later)
    assert amounts(run)[it.pairs[0].pk][0] == "stopped"
    assert run.inputs[0]["paid_once_on"] == "2025-06-16"


def test_a_correction_stands_beside_the_old_run_and_pays_the_difference():
    it = make.following(make.paired(apprentices=2, mentors=1))
    actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    first = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    actions.release_run(actions.show_run(first, by=it.hr), by=it.hr)
    before = amounts(first)
    actions.review_pair(it.pairs[1], by=it.hr, on=date(2025, 6, 10), grade="pass", final=True)
    second = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert second.corrects == first
    actions.release_run(actions.show_run(second, by=it.hr), by=it.hr)
    assert [entry.amount for entry in PayEntry.objects.order_by("id")] == [Decimal("500.00"), Decimal("500.00")]
    third = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    accident = actions.enter_accident(it.pairs[0], by=it.hr, on=date(2025, 2, 1), words="受伤")
    actions.drop_run(third, by=it.hr, reason="补录事故")
    third = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    actions.release_run(actions.show_run(third, by=it.hr), by=it.hr)
    taken = PayEntry.objects.order_by("id").last()
    assert accident.on
    assert taken.amount == sum(a for s, _, a in amounts(third).values() if s == "due") - 1000 < 0
    assert amounts(first) == before


def test_pay_entries_are_never_changed():
    it = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    actions.drop_run(run, by=it.hr, reason="重算")
    run = actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    actions.release_run(actions.show_run(run, by=it.hr), by=it.hr)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayEntry.objects.update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayEntry.objects.all().delete()


def test_an_objection_waits_for_its_answer_before_the_release():
    it = make.following(make.paired(apprentices=1, mentors=2))
    run = actions.show_run(actions.compute_run(it.enterprise, by=it.hr, **FIVE), by=it.hr)
    mentor, other = it.mentors
    refused("objection_without_word", actions.object_to_statement, run, mentor, word=" ", by=it.mentor())
    refused("no_right", actions.object_to_statement, run, mentor, word="少了", by=it.mentor(1))
    refused("no_statement", actions.object_to_statement, run, other, word="少了", by=it.mentor(1))
    said = [actions.object_to_statement(run, mentor, word="少了", by=it.mentor()) for _click in range(2)]
    assert said[0] == said[1]
    assert list(queries.objections_waiting(seen_by=it.hr)) == said[:1]
    refused("objections_waiting", actions.release_run, run, by=it.hr)
    refused("answer_missing", actions.answer_objection, said[0], answer="", by=it.hr)
    refused("no_right", actions.answer_objection, said[0], answer="好", by=it.mentor())
    for answer in ("核对无误", "第二次"):
        assert actions.answer_objection(said[0], answer=answer, by=it.hr).answer == "核对无误"
    actions.release_run(run, by=it.hr)
    refused("move_impossible", actions.object_to_statement, run, mentor, word="晚了", by=it.mentor())


def test_a_run_that_breaks_down_keeps_nothing(monkeypatch):
    it = make.following(make.paired(apprentices=2, mentors=2))
    from jiangtu.mentoring.actions import allowances

    decided = []

    def crash(case, *args):
        if decided:
            raise RuntimeError("the power is gone")
        decided.append(case)
        return decide(case, *args)

    decide = allowances.decide
    monkeypatch.setattr(allowances, "decide", crash)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert (AllowanceRun.objects.count(), AllowanceLine.objects.count()) == (0, 0)


def test_every_act_is_refused_to_every_role_elsewhere():
    it = make.following(make.paired(apprentices=1, mentors=1))
    pair, run = it.pairs[0], actions.compute_run(it.enterprise, by=it.hr, **FIVE)
    draft = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    acts = [
        (actions.keep_mentor_profile, (it.mentors[0].person, it.enterprise), {"places": 9}),
        (actions.keep_apprentice_profile, (it.apprentices[0],), {"mentors": 2}),
        (actions.run_pairing, (it.training_class, it.enterprise), {}),
        (actions.publish_pairing, (draft,), {"on": TODAY}),
        (actions.drop_pairing, (draft,), {}),
        (actions.write_contract, (pair,), {"term_to": None, "goals": "", "tasks": ""}),
        (actions.end_pair, (pair,), {"on": TODAY, "reason": "x"}),
        (actions.review_pair, (pair,), {"on": TODAY, "grade": "good"}),
        (actions.enter_accident, (pair,), {"on": TODAY, "words": "x"}),
        (actions.choose_measures, (it.enterprise, "graded-hundred"), {"since": date(2025, 7, 1)}),
        (actions.compute_run, (it.enterprise,), FIVE),
        (actions.show_run, (run,), {}),
        (actions.drop_run, (run,), {"reason": "x"}),
        (actions.release_run, (run,), {}),
        (actions.object_to_statement, (run, it.mentors[0]), {"word": "x"}),
    ]
    for role in Role.values:
        stranger = make.member(role)
        for act, args, values in acts:
            refused("no_right", act, *args, by=stranger, **values)


# at the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["publish", "release"])
def test_two_clicks_at_the_same_moment_do_it_once(what):
    it = make.following(make.paired(apprentices=2, mentors=1))
    if what == "publish":
        for pair in it.pairs:
            actions.end_pair(pair, by=it.hr, on=date(2025, 6, 1), reason="重新结对")
        made = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
        act = lambda: actions.publish_pairing(PairingRun.objects.get(pk=made.pk), by=it.hr, on=TODAY)  # noqa: E731
    else:
        actions.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
        made = actions.show_run(actions.compute_run(it.enterprise, by=it.hr, **FIVE), by=it.hr)
        act = lambda: actions.release_run(AllowanceRun.objects.get(pk=made.pk), by=it.hr)  # noqa: E731
    faults = []

    def click():
        try:
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert not faults
    if what == "publish":
        assert Pair.objects.filter(until__isnull=True).count() == 2
    else:
        assert PayEntry.objects.count() == 1
    assert connection.ensure_connection() is None
