"""Measures and allowance runs on the real database: whole, corrected, released once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from jiangtu.allowances.actions import measures, objections, runs
from jiangtu.allowances.models import AllowanceLine, AllowanceRun, PayEntry
from jiangtu.allowances.queries import measures as followed
from jiangtu.allowances.queries import runs as asked
from jiangtu.allowances.queries import statements
from jiangtu.mentoring.actions import pairs, profiles, reviews
from tests.factories import allowances as make
from tests.factories import training
from tests.mentoring.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)
FIVE = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}


def amounts(run):
    return {line.pair_id: (line.state, line.months, line.amount) for line in asked.lines(run)}


def test_measures_are_chosen_forward_and_never_into_a_released_period():
    it = make.following(make.paired(), "flat-two-hundred")
    choose = {"by": it.hr}
    refused("measures_unknown", measures.choose_measures, it.enterprise, "none", since=TODAY, **choose)
    graded = (it.enterprise, "graded-hundred")
    refused("measures_chosen_later", measures.choose_measures, *graded, since=date(2024, 12, 1), **choose)
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    may = (measures.choose_measures, *graded)
    refused("measures_period_open", *may, since=date(2025, 5, 1), **choose)
    refused("measures_period_open", *may, since=date(2025, 1, 2), **choose)
    runs.show_run(run, by=it.hr)
    refused("measures_period_open", *may, since=FIVE["period_to"], **choose)
    with transaction.atomic():
        assert measures.choose_measures(*graded, since=date(2025, 6, 1), **choose), "a day after it is free"
        transaction.set_rollback(True)
    runs.release_run(run, by=it.hr)
    refused("measures_period_released", measures.choose_measures, *graded, since=date(2025, 5, 1), **choose)
    measures.choose_measures(it.enterprise, "graded-hundred", since=date(2025, 6, 1), **choose)
    assert followed.scheme_on(it.enterprise.pk, date(2025, 5, 31)) == "flat-two-hundred"
    assert followed.scheme_on(it.enterprise.pk, date(2025, 6, 1)) == "graded-hundred"


def test_a_choice_dated_wrongly_is_taken_back_while_no_run_rests_on_it():
    it = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    wrong = measures.choose_measures(it.enterprise, "graded-hundred", since=date(2025, 4, 1), by=it.hr)
    late = {"period_from": date(2025, 4, 1), "period_to": date(2025, 5, 31)}
    draft = runs.compute_run(it.enterprise, by=it.hr, **late)
    take_back = (measures.take_back_choice, wrong)
    refused("measures_in_open_run", *take_back, by=it.hr, reason="日期写错")
    runs.drop_run(draft, by=it.hr, reason="办法日期写错")
    refused("reason_missing", *take_back, by=it.hr, reason=" ")
    measures.take_back_choice(wrong, by=it.hr, reason="日期写错")
    assert measures.take_back_choice(wrong, by=it.hr, reason="又点一次").why == "日期写错"
    assert followed.scheme_on(it.enterprise.pk, TODAY) == "flat-two-hundred"
    assert [each.state for each in followed.choices_of(it.enterprise.pk)] == ["taken_back", "chosen"]
    right = measures.choose_measures(it.enterprise, "graded-hundred", since=date(2025, 4, 1), by=it.hr)
    runs.release_run(runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **late), by=it.hr), by=it.hr)
    refused("measures_paid_by", measures.take_back_choice, right, by=it.hr, reason="日期写错")
    client = make.client_as(it.hr)
    address = reverse("allowances:take-back-measures", args=[right.uuid])
    assert client.get(address).status_code == 409
    assert address not in client.get(reverse("allowances:measures")).content.decode()


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
        reviews.review_pair(pair, by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    found = amounts(run)
    # January, February 250 for three; March, May 200 for two; April 150 for the one with a log.
    assert found[it.pairs[1].pk] == ("due", 2, Decimal("166.67"))
    assert found[it.pairs[0].pk][:2] == ("due", 5)
    assert found[it.pairs[2].pk][:2] == ("due", 4)
    assert sum(amount for _, _, amount in found.values()) == 2 * 250 + 2 * 200 + 150
    assert run.inputs[0]["pairs"][0]["apprentice"] in {str(pair.uuid) for pair in it.pairs}
    line = asked.lines(run).get(pair=it.pairs[2])
    assert any(step["code"] == "month_without_log" for step in line.derivation)


def test_an_accident_stops_the_allowance_until_it_is_withdrawn():
    it = make.following(make.paired(apprentices=1, mentors=1))
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    accident = reviews.enter_accident(it.pairs[0], by=it.hr, on=date(2025, 3, 5), words="手指受伤")
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert amounts(run)[it.pairs[0].pk] == ("due", 2, Decimal("300.00"))
    runs.drop_run(run, by=it.hr, reason="重算")
    reviews.withdraw_accident(accident, it.pairs[0], by=it.hr, reason="写错人")
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert amounts(run)[it.pairs[0].pk] == ("due", 5, Decimal("750.00"))


def test_what_a_run_refuses():
    it = make.paired(apprentices=1, mentors=1)
    refused("no_measures_chosen", runs.compute_run, it.enterprise, by=it.hr, **FIVE)
    make.following(it)
    period = lambda first, last: {"period_from": first, "period_to": last, "by": it.hr}  # noqa: E731
    refused("period_reversed", runs.compute_run, it.enterprise, **period(TODAY, date(2025, 1, 1)))
    refused("period_not_over", runs.compute_run, it.enterprise, **period(date(2025, 1, 1), TODAY))
    refused("no_right", runs.compute_run, it.enterprise, **{**FIVE, "by": it.mentor()})
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    refused("run_still_open", runs.compute_run, it.enterprise, by=it.hr, **FIVE)
    refused("move_impossible", runs.release_run, run, by=it.hr)
    refused("reason_missing", runs.drop_run, run, by=it.hr, reason="")
    runs.release_run(runs.show_run(run, by=it.hr), by=it.hr)
    refused("period_overlaps", runs.compute_run, it.enterprise, **period(date(2025, 5, 1), date(2025, 6, 15)))
    nobody = make.following(make.situation())
    refused("no_pairs_in_period", runs.compute_run, nobody.enterprise, by=nobody.hr, **FIVE)


def test_a_period_lies_within_the_time_of_its_measures():
    it = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    measures.choose_measures(it.enterprise, "graded-hundred", since=date(2025, 4, 1), by=it.hr)
    refused("measures_change_in_period", runs.compute_run, it.enterprise, by=it.hr, **FIVE)
    first = {"period_from": date(2025, 1, 1), "period_to": date(2025, 3, 31)}
    assert runs.compute_run(it.enterprise, by=it.hr, **first).measures == "flat-two-hundred"


def test_a_calendar_month_is_paid_in_one_period_only():
    it = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    half = {"period_from": date(2025, 1, 1), "period_to": date(2025, 1, 16)}
    runs.release_run(runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **half), by=it.hr), by=it.hr)
    rest = {"period_from": date(2025, 1, 17), "period_to": date(2025, 5, 31)}
    refused("period_overlaps", runs.compute_run, it.enterprise, by=it.hr, **rest)
    later = {**FIVE, "period_from": date(2025, 2, 1)}
    assert runs.compute_run(it.enterprise, by=it.hr, **later).lines.get().months == 4


def test_after_the_contracts_term_nothing_is_earned():
    it = make.following(make.paired(apprentices=2, mentors=1), "flat-two-hundred")
    for pair, term in zip(it.pairs, (date(2025, 2, 28), date(2024, 12, 31)), strict=True):
        type(pair).objects.filter(pk=pair.pk).update(term_to=term, since=date(2024, 6, 1))
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert amounts(run) == {it.pairs[0].pk: ("held", 2, Decimal("400.00"))}


def test_a_missing_grade_keeps_the_run_from_the_mentors():
    it = make.following(make.paired(apprentices=2, mentors=2), "graded-hundred")
    it.apprentices[0].state = "completed"
    it.apprentices[0].save()
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert [each["code"] for each in run.undecided] == ["grade_missing"]
    assert len(amounts(run)) == 1
    refused("run_undecided", runs.show_run, run, by=it.hr)


def test_a_level_the_measures_do_not_name_is_said_and_stops_nobody_else():
    it = make.following(make.paired(apprentices=2, mentors=2), "xinwu-one-off")
    profiles.keep_mentor_profile(it.mentors[0].person, it.enterprise, by=it.hr, level="L3")
    reviews.review_pair(it.pairs[1], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    run = runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **FIVE), by=it.hr)
    assert run.undecided[0]["code"] == "level_not_covered"
    runs.release_run(run, by=it.hr)
    assert PayEntry.objects.get().amount == Decimal("3000.00")


def test_a_one_off_paid_before_is_not_paid_again():
    it = make.following(make.paired(apprentices=1, mentors=1), "xinwu-one-off")
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    first = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    runs.release_run(runs.show_run(first, by=it.hr), by=it.hr)
    later = {"period_from": date(2025, 6, 1), "period_to": date(2025, 6, 15)}
    run = runs.compute_run(it.enterprise, by=it.hr, **later)
    assert amounts(run)[it.pairs[0].pk][0] == "stopped"
    assert run.inputs[0]["paid_once_on"] == "2025-06-16"


def released(it, **period):
    return runs.release_run(runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **period), by=it.hr), by=it.hr)


def test_a_one_off_that_was_taken_back_can_be_paid():
    it = make.following(make.paired(apprentices=2, mentors=1), "xinwu-one-off")
    for pair in it.pairs:
        reviews.review_pair(pair, by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    pairs.end_pair(it.pairs[0], by=it.hr, on=date(2025, 1, 31), reason="换岗")
    type(it.pairs[1]).objects.filter(pk=it.pairs[1].pk).update(since=date(2025, 2, 1))
    january = {"period_from": date(2025, 1, 1), "period_to": date(2025, 1, 31)}
    released(it, **january)
    left = it.apprentices[0]
    left.state, left.left_on, left.left_reason = "left", date(2025, 1, 10), "离职"
    left.save()
    released(it, **january)
    assert [entry.amount for entry in PayEntry.objects.order_by("id")] == [3000, -3000]
    run = runs.compute_run(it.enterprise, by=it.hr, period_from=date(2025, 2, 1), period_to=date(2025, 5, 31))
    assert amounts(run)[it.pairs[1].pk] == ("due", 4, Decimal("3000.00"))


def test_a_mentor_whose_pairs_are_gone_reads_what_is_taken_back():
    it = make.following(make.paired(apprentices=2, mentors=2), "flat-two-hundred")
    for pair in it.pairs:
        reviews.review_pair(pair, by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    released(it, **FIVE)
    left = it.apprentices[0]
    left.state, left.left_on, left.left_reason = "left", date(2024, 12, 31), "离职"
    left.save()
    run = runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **FIVE), by=it.hr)
    mentor, client = it.mentors[0], make.client_as(it.mentor())
    assert run in asked.listed(seen_by=it.mentor())
    url = reverse("allowances:statement", args=[run.uuid, mentor.uuid])
    page = client.get(url).content.decode()
    assert "1,000.00" in page
    assert "what was paid for it is taken back" in page
    assert client.get(f"{url}/statement.pdf").status_code == 200
    assert objections.object_to_statement(run, mentor, word="人一直在", by=it.mentor())


def test_lines_held_in_a_released_period_are_told_once_they_have_their_result():
    it = make.following(make.paired(apprentices=3, mentors=1))
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    released(it, **FIVE)
    told = lambda: asked.results_came(it.enterprise.pk)  # noqa: E731
    assert told() == []
    reviews.review_pair(it.pairs[1], by=it.hr, on=date(2025, 6, 10), grade="pass")
    assert told() == []
    reviews.review_pair(it.pairs[1], by=it.hr, on=date(2025, 6, 10), grade="pass", final=True)
    left = it.apprentices[2]
    left.state, left.left_on, left.left_reason = "left", date(2025, 6, 10), "离职"
    left.save()
    assert told() == [{**FIVE, "lines": 2}]
    client = make.client_as(it.hr)
    desk = client.get("/").content.decode()
    assert "2 lines held in 1 Jan 2025 – 31 May 2025 have their result now" in desk
    form = client.get(reverse("allowances:new-run"), FIVE).content.decode()
    assert 'value="2025-05-31"' in form
    released(it, **FIVE)
    assert told() == []


def test_a_correction_stands_beside_the_old_run_and_pays_the_difference():
    it = make.following(make.paired(apprentices=2, mentors=1))
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    first = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    runs.release_run(runs.show_run(first, by=it.hr), by=it.hr)
    before = amounts(first)
    reviews.review_pair(it.pairs[1], by=it.hr, on=date(2025, 6, 10), grade="pass", final=True)
    second = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert second.corrects == first
    runs.release_run(runs.show_run(second, by=it.hr), by=it.hr)
    assert [entry.amount for entry in PayEntry.objects.order_by("id")] == [Decimal("500.00"), Decimal("500.00")]
    third = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    accident = reviews.enter_accident(it.pairs[0], by=it.hr, on=date(2025, 2, 1), words="受伤")
    runs.drop_run(third, by=it.hr, reason="补录事故")
    third = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    runs.release_run(runs.show_run(third, by=it.hr), by=it.hr)
    taken = PayEntry.objects.order_by("id").last()
    assert accident.on
    assert taken.amount == sum(a for s, _, a in amounts(third).values() if s == "due") - 1000 < 0
    assert amounts(first) == before


def test_pay_entries_are_never_changed():
    it = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    runs.drop_run(run, by=it.hr, reason="重算")
    run = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    runs.release_run(runs.show_run(run, by=it.hr), by=it.hr)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayEntry.objects.update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayEntry.objects.all().delete()


def test_an_objection_waits_for_its_answer_before_the_release():
    it = make.following(make.paired(apprentices=1, mentors=2))
    run = runs.show_run(runs.compute_run(it.enterprise, by=it.hr, **FIVE), by=it.hr)
    mentor, other = it.mentors
    refused("objection_without_word", objections.object_to_statement, run, mentor, word=" ", by=it.mentor())
    refused("no_right", objections.object_to_statement, run, mentor, word="少了", by=it.mentor(1))
    refused("no_statement", objections.object_to_statement, run, other, word="少了", by=it.mentor(1))
    said = [objections.object_to_statement(run, mentor, word="少了", by=it.mentor()) for _click in range(2)]
    assert said[0] == said[1]
    assert list(statements.objections_waiting(seen_by=it.hr)) == said[:1]
    refused("objections_waiting", runs.release_run, run, by=it.hr)
    refused("answer_missing", objections.answer_objection, said[0], word="", by=it.hr)
    refused("no_right", objections.answer_objection, said[0], word="好", by=it.mentor())
    for answer in ("核对无误", "第二次"):
        assert objections.answer_objection(said[0], word=answer, by=it.hr).answer == "核对无误"
    runs.release_run(run, by=it.hr)
    refused("move_impossible", objections.object_to_statement, run, mentor, word="晚了", by=it.mentor())


def test_a_run_that_breaks_down_keeps_nothing(monkeypatch):
    it = make.following(make.paired(apprentices=2, mentors=2))

    decided = []

    def crash(case, *args):
        if decided:
            raise RuntimeError("the power is gone")
        decided.append(case)
        return decide(case, *args)

    decide = runs.decide
    monkeypatch.setattr(runs, "decide", crash)
    with pytest.raises(RuntimeError), transaction.atomic():
        runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert (AllowanceRun.objects.count(), AllowanceLine.objects.count()) == (0, 0)
