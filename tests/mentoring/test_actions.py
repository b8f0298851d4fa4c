"""Profiles, pairing, pairs and the log on the real database: refusals, double clicks, crashes."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from jiangtu.apprenticeships.actions.apprenticeships import leave
from jiangtu.core import journal
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Refused
from jiangtu.institutions.models import Membership
from jiangtu.mentoring.actions import log as log_acts
from jiangtu.mentoring.actions import pairing as pairing_actions
from jiangtu.mentoring.actions import pairing as pairing_acts
from jiangtu.mentoring.actions import pairs as pairs_acts
from jiangtu.mentoring.actions import profiles, reviews
from jiangtu.mentoring.models import MentorProfile, Pair
from jiangtu.mentoring.queries import log, pairing, pairs
from tests.factories import mentoring as make
from tests.factories import training
from tests.mentoring.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


# profiles


def test_only_who_holds_the_mentors_role_gets_a_profile():
    it = make.situation(mentors=0)
    refused("not_a_mentor", profiles.keep_mentor_profile, it.apprentices[0].enrolment.person, it.enterprise, by=it.hr)


def test_a_profile_written_twice_is_journaled_once():
    it = make.situation(mentors=1)
    profile = it.mentors[0]
    profiles.keep_mentor_profile(profile.person, it.enterprise, by=it.hr, level="L2")
    profiles.keep_mentor_profile(profile.person, it.enterprise, by=it.mentor(), level="L1")
    verbs = [entry.verb for entry in journal.history(profile.uuid)]
    assert verbs == ["mentor profile changed", "mentor profile written"]


def test_profiles_of_a_sheet_are_written_all_or_none():
    it = make.situation(mentors=1)
    rows = [(it.mentors[0].person, {"places": 7}), (it.apprentices[0].enrolment.person, {"places": 7})]
    refused("not_a_mentor", profiles.keep_mentor_profiles, rows, it.enterprise, by=it.hr)
    assert MentorProfile.objects.get().places == 2


# pairing


def test_a_mentor_is_never_paired_across_enterprises():
    it = make.situation(enterprises=1)
    elsewhere = make.mentor(make.institution("enterprise"))
    refused("no_right", make.begin_pair, elsewhere, it.apprentices[0], by=it.hr, since=TODAY)
    theirs = make.member("enterprise_hr", elsewhere.enterprise)
    refused("pair_crosses_enterprises", make.begin_pair, elsewhere, it.apprentices[0], by=theirs, since=TODAY)
    facts = pairing.facts(it.training_class, it.enterprise, on=TODAY)
    assert str(elsewhere.uuid) not in facts.mentors


def test_a_class_without_apprentices_in_training_cannot_be_paired():
    it = make.situation()
    type(it.apprentices[0]).objects.update(state="proposed")
    refused("nobody_to_pair", pairing_acts.run_pairing, it.training_class, it.enterprise, by=it.hr)


def test_the_skills_wanted_are_the_occupations_that_the_enterprise_judges():
    assert pairing.wanted_skills(make.situation().training_class) == {"c1": 3, "c2": 3}
    college = make.institution("college")
    version = training.version(college, released=False)
    for stage in version.stages.all():
        stage.requirements.filter(competence__key="c2").update(whose="college")
    assert pairing.wanted_skills(make.situation(college=college, version=version).training_class) == {"c1": 3}


def test_pairs_in_force_stay_in_a_new_proposal_even_when_they_break_a_rule_today():
    it = make.paired(apprentices=2, mentors=2)
    profiles.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, sites=["B"])
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    facts = pairing.facts(it.training_class, it.enterprise, on=TODAY)
    assert facts.outside == [(str(it.mentors[0].uuid), str(it.apprentices[0].uuid))]
    assert run.answer["filled"] == 1
    pairing_acts.publish_pairing(run, by=it.hr, on=TODAY)
    assert Pair.objects.filter(until__isnull=True).count() == 2


def test_pairs_of_another_class_take_their_places():
    it = make.situation(apprentices=2, mentors=1)
    other = make.situation(apprentices=1, mentors=0, placed=False)
    other.training_class.enrolments.update(enterprise=it.enterprise)
    other.apprentices[0].enrolment.refresh_from_db()
    make.begin_pair(it.mentors[0], other.apprentices[0], by=it.hr, since=date(2025, 3, 1))
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert [len(run.answer["pairs"]), run.answer["unfilled"][0]["reason"]] == [1, "all_places_taken"]


def test_a_mentor_who_learns_in_the_class_is_not_paired_with_themself():
    it = make.situation(apprentices=1, mentors=0)
    own = make.mentor(it.enterprise, person=it.apprentices[0].enrolment.person, by=it.hr)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert run.answer["filled"] == 0
    link = (str(own.uuid), str(it.apprentices[0].uuid))
    refused("may_not_be_paired", pairing_acts.lock_pair, run, link, by=it.hr)


def test_a_change_by_hand_leaves_the_other_pairs_and_says_its_cost():
    it = make.situation(apprentices=4, mentors=2)
    strong, weak = it.mentors
    profiles.keep_mentor_profile(strong.person, it.enterprise, by=it.hr, places=4)
    profiles.keep_mentor_profile(weak.person, it.enterprise, by=it.hr, skills={"c1": 1}, places=4)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    moved = next(pair for pair in run.answer["pairs"] if pair["mentor"] != str(weak.uuid))
    link, former = (str(weak.uuid), moved["apprentice"]), (moved["mentor"], moved["apprentice"])
    facts = pairing.facts(it.training_class, it.enterprise, on=TODAY)
    cost = pairing.weigh(run, facts, link=link, instead_of=former)
    assert (cost.filled, cost.total_fit < 0) == (0, True)
    assert (cost.dropped, cost.added) == ((former,), (link,))
    changed = pairing_acts.change_pairing(run, by=it.hr, link=link, instead_of=former)
    again = pairing_acts.change_pairing(run, by=it.hr, link=link, instead_of=former)
    assert again == changed
    assert changed.answer["total_fit"] == run.answer["total_fit"] + cost.total_fit
    assert changed.answer["optimum"] == {"filled": 4, "total_fit": run.answer["total_fit"]}
    run.refresh_from_db()
    assert run.state == "dropped"


def test_two_kept_apart_are_not_paired_again_before_the_wish_is_lifted():
    it = make.situation(apprentices=1, mentors=2)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    link = (run.answer["pairs"][0]["mentor"], run.answer["pairs"][0]["apprentice"])
    for mentor in it.mentors:
        run = pairing_acts.change_pairing(run, by=it.hr, link=(str(mentor.uuid), link[1]), forbid=True)
    assert run.answer["filled"] == 0
    pairing_acts.lift_wish(run, link, by=it.hr)
    pairing_acts.lift_wish(run, link, by=it.hr)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert run.answer["pairs"][0]["mentor"] == link[0]


def test_a_lock_that_breaks_a_rule_is_refused_with_the_names():
    it = make.situation(apprentices=1, mentors=1)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    profiles.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, shifts=["night"])
    link = (str(it.mentors[0].uuid), str(it.apprentices[0].uuid))
    with pytest.raises(Refused) as caught:
        pairing_acts.lock_pair(run, link, by=it.hr)
    [part] = caught.value.verdict.parts
    assert part.details["mentor"] == it.mentors[0].person.name
    assert sentence(part).endswith("They share no shift (mentor: night; apprentice: day).")


def test_a_proposal_is_not_published_when_the_record_has_changed_since():
    it = make.situation(apprentices=1, mentors=1)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    profiles.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, level="L5")
    refused("pairing_outdated", pairing_acts.publish_pairing, run, by=it.hr, on=TODAY)
    profiles.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, active=False)
    refused("pairing_outdated", pairing_acts.publish_pairing, run, by=it.hr, on=TODAY)
    refused("pairing_outside_class", pairing_acts.publish_pairing, run, by=it.hr, on=date(2024, 1, 1))
    assert Pair.objects.count() == 0


def test_a_proposal_that_another_one_replaced_is_neither_published_nor_changed():
    it = make.situation(apprentices=2, mentors=2)
    seen = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.head)
    refused("pairing_replaced", pairing_acts.publish_pairing, seen, by=it.hr, on=TODAY)
    link = (seen.answer["pairs"][0]["mentor"], seen.answer["pairs"][0]["apprentice"])
    refused("pairing_replaced", pairing_acts.change_pairing, seen, by=it.hr, link=link, forbid=True)
    assert Pair.objects.count() == 0


def test_a_mentor_who_has_left_gets_nobody_and_a_proposal_with_them_is_not_published():
    it = make.situation(apprentices=1, mentors=1)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    Membership.objects.filter(person=it.mentors[0].person).update(until=date(2025, 6, 15))
    refused("pairing_outdated", pairing_acts.publish_pairing, run, by=it.hr, on=TODAY)
    assert pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr).answer["filled"] == 0


def test_a_pair_still_to_begin_holds_its_places_in_the_next_proposal():
    it = make.situation(apprentices=1, mentors=2)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    pairing_acts.publish_pairing(run, by=it.hr, on=date(2025, 7, 1))
    again = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    assert again.answer["filled"] == 1
    pairing_acts.publish_pairing(again, by=it.hr, on=date(2025, 7, 1))
    assert Pair.objects.count() == 1


def test_who_loses_a_mentor_today_is_given_another_at_once():
    it = make.situation(apprentices=1, mentors=2)
    pairing_acts.publish_pairing(
        pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr), by=it.hr, on=TODAY
    )
    pair = Pair.objects.get()
    pairs_acts.end_pair(pair, by=it.hr, on=TODAY, reason="调岗")
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    [link] = [(each["mentor"], each["apprentice"]) for each in run.answer["pairs"]]
    if link[0] == str(pair.mentor.uuid):
        refused("former_pair_runs", pairing_acts.publish_pairing, run, by=it.hr, on=TODAY)
        run = pairing_acts.change_pairing(run, by=it.hr, link=link, forbid=True)
    pairing_acts.publish_pairing(run, by=it.hr, on=TODAY)
    assert Pair.objects.filter(until__isnull=True).exclude(mentor=pair.mentor).count() == 1


def test_with_a_departure_the_pairs_end_and_the_mentors_places_are_free():
    it = make.situation(apprentices=1, mentors=2)
    [apprentice] = it.apprentices
    begun = make.begin_pair(it.mentors[0], apprentice, by=it.hr, since=make.SINCE)
    ahead = make.begin_pair(it.mentors[1], apprentice, by=it.hr, since=date(2025, 7, 1))
    leave(apprentice, on=date(2025, 6, 10), reason="went home", by=it.hr)
    begun.refresh_from_db()
    ahead.refresh_from_db()
    assert (begun.until, begun.end_reason) == (date(2025, 6, 10), "went home")
    assert ahead.until == date(2025, 7, 1)  # what has not begun ends on its first day
    assert journal.history(begun.uuid)[0].verb == "pair ended"


def test_a_term_that_ends_before_the_pairs_begin_is_said_to():
    it = make.situation(apprentices=1, mentors=1)
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    refused("term_before_start", pairing_acts.publish_pairing, run, by=it.hr, on=TODAY, term_to=date(2025, 6, 1))


def test_publishing_is_the_enterprises_own_act_and_its_crash_leaves_nothing(monkeypatch):
    it = make.situation()
    run = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.head)
    refused("no_right", pairing_acts.publish_pairing, run, by=it.head, on=TODAY)

    def crash(*args, **values):
        begin(*args, **values)
        raise RuntimeError("the power is gone")

    begin = pairing_actions.begin_pairs
    monkeypatch.setattr(pairing_actions, "begin_pairs", crash)
    with pytest.raises(RuntimeError), transaction.atomic():
        pairing_acts.publish_pairing(run, by=it.hr, on=TODAY)
    assert Pair.objects.count() == 0
    monkeypatch.undo()
    for _click in range(2):
        published = pairing_acts.publish_pairing(run, by=it.hr, on=TODAY)
    assert (published.state, Pair.objects.count()) == ("published", 3)
    assert all(pair.term_to == it.training_class.ends_on and pair.fit["fit"] for pair in Pair.objects.all())
    entry = journal.history(run.uuid).filter(verb="pairing published").get()
    assert entry.rulebook == run.rulebook == "pairing/cn@2015-08-01"
    refused("pair_is_in_force", _move, it, run)


def _move(it, run):
    fresh = pairing_acts.run_pairing(it.training_class, it.enterprise, by=it.hr)
    pair = fresh.answer["pairs"][0]
    other = next(str(m.uuid) for m in it.mentors if str(m.uuid) != pair["mentor"])
    former = (pair["mentor"], pair["apprentice"])
    pairing_acts.change_pairing(fresh, by=it.hr, link=(other, pair["apprentice"]), instead_of=former)


def test_another_enterprises_hr_works_out_no_pairing():
    it = make.situation()
    stranger = make.member("enterprise_hr")
    refused("no_right", pairing_acts.run_pairing, it.training_class, it.enterprise, by=stranger)


# pairs


def test_a_pairs_form_is_that_of_its_own_days():
    it = make.situation(apprentices=2, mentors=1)
    first, second = it.apprentices
    past = make.begin_pair(it.mentors[0], first, by=it.hr, since=date(2025, 3, 1))
    pairs_acts.end_pair(past, by=it.hr, on=date(2025, 4, 1), reason="调岗")
    make.begin_pair(it.mentors[0], second, by=it.hr, since=date(2025, 5, 1))
    to_come = make.begin_pair(it.mentors[0], first, by=it.hr, since=date(2025, 7, 1))
    forms = dict(pairs.pairs(seen_by=it.hr).values_list("since", "form"))
    assert forms == {
        past.since: "one_to_one",
        date(2025, 5, 1): "one_to_one",
        to_come.since: "one_to_many",
    }
    assert "not begun" in make.client_as(it.mentor()).get(reverse("mentoring:mine")).content.decode()


def test_a_pair_ends_once_with_a_day_and_a_reason():
    it = make.paired(apprentices=1, mentors=1)
    pair = it.pairs[0]
    refused("pair_reason_missing", pairs_acts.end_pair, pair, by=it.hr, on=TODAY, reason=" ")
    refused("ends_before_start", pairs_acts.end_pair, pair, by=it.hr, on=date(2024, 1, 1), reason="换岗")
    for _click in range(2):
        pairs_acts.end_pair(pair, by=it.hr, on=TODAY, reason="换岗")
    refused("pair_ended", pairs_acts.end_pair, pair, by=it.hr, on=date(2025, 6, 1), reason="换岗")
    refused("pair_ended", pairs_acts.write_contract, pair, by=it.hr, term_to=None, goals="", tasks="")
    assert journal.history(pair.uuid).filter(verb="pair ended").count() == 1


def test_two_people_are_in_one_pair_at_a_time():
    it = make.paired(apprentices=1, mentors=1)
    refused("already_paired", make.begin_pair, it.mentors[0], it.apprentices[0], by=it.hr, since=TODAY)
    early = {"term_to": date(2024, 1, 1), "goals": "", "tasks": ""}
    refused("term_before_start", pairs_acts.write_contract, it.pairs[0], by=it.hr, **early)


def test_a_stage_asks_for_a_pair_in_force():
    it = make.paired(apprentices=2, mentors=1)
    pairs_acts.end_pair(it.pairs[1], by=it.hr, on=date(2025, 5, 1), reason="换岗")
    first, second = (each.pk for each in it.apprentices)
    said = pairs.in_force_verdicts([first, second], TODAY)
    assert [said[first].code, said[second].code] == ["pair_in_force", "pair_not_in_force"]
    assert pairs.in_force_verdicts([second], date(2025, 5, 1))[second].ok


def test_reviews_and_accidents_refuse_what_cannot_be():
    it = make.paired(apprentices=1, mentors=1)
    pair = it.pairs[0]
    review = {"by": it.hr, "grade": "good"}
    refused("review_before_pair", reviews.review_pair, pair, on=date(2024, 1, 1), **review)
    refused("day_still_to_come", reviews.review_pair, pair, on=date(2025, 7, 1), **review)
    for _click in range(2):
        reviews.review_pair(pair, on=TODAY, final=True, **review)
    refused("final_review_given", reviews.review_pair, pair, on=TODAY, final=True, by=it.hr, grade="fail")
    accident = {"by": it.hr, "words": "手指受伤"}
    refused("accident_words_missing", reviews.enter_accident, pair, by=it.hr, on=TODAY, words="")
    refused("day_still_to_come", reviews.enter_accident, pair, on=date(2025, 7, 1), **accident)
    refused("accident_before_pair", reviews.enter_accident, pair, on=date(2024, 1, 1), **accident)
    entered = [reviews.enter_accident(pair, on=TODAY, **accident) for _click in range(2)]
    assert entered[0] == entered[1]
    refused("pair_reason_missing", reviews.withdraw_accident, entered[0], pair, by=it.hr, reason="")
    for _click in range(2):
        assert reviews.withdraw_accident(entered[0], pair, by=it.hr, reason="写错人").withdrawn_why == "写错人"


# the log


def test_a_mentor_answers_only_entries_of_days_with_the_pair_in_force():
    it = make.paired(apprentices=1, mentors=2, logged=False)
    pairs_acts.end_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 5), reason="换导师")
    make.begin_pair(it.mentors[1], it.apprentices[0], by=it.hr, since=date(2025, 6, 6))
    early, late = (training.log_entry(it.apprentices[0].enrolment, date(2025, 6, day)) for day in (5, 6))
    assert log.waiting(it.mentor(0)) == [early]
    assert log.waiting(it.mentor(1)) == [late]
    refused("pair_not_on_day", log_acts.countersign, [early, late], by=it.mentor(0))
    refused("pair_not_on_day", log_acts.return_entry, early, "不是我的", by=it.mentor(1))
    refused("no_right", log_acts.countersign, [early], by=it.hr)
    assert log_acts.countersign([early], by=it.mentor(0)) == [early]
    assert log_acts.return_entry(late, "少写了", by=it.mentor(1)).state == "returned"
