"""A fact that is withdrawn, corrected or added after a run was computed leads HR to that very run."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jiangtu.allowances.actions import outdated, runs
from jiangtu.allowances.desk import changed
from jiangtu.allowances.models import OutdatedStatement
from jiangtu.allowances.notices import runs_outdated
from jiangtu.apprenticeships.actions import certificates
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES
from jiangtu.mentoring.actions import pairs, reviews
from jiangtu.training.actions import logbook
from tests.factories import allowances as make
from tests.factories import training
from tests.factories.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)
FIVE = make.FIVE_MONTHS


def shown(found):
    """A run of five months whose one apprentice has a certificate, sent for review."""
    certificates.enter_certificate(
        found.apprentices[0], number="Y000030005001234567", level="L4", issued_on=date(2025, 5, 20), body="评价组织",
        by=found.hr,
    )  # fmt: skip
    return make.shown(found)


def released(found):
    return runs.release_run(shown(found), by=found.hr)


def checked(act, *args, **values):
    """What an act changes in runs: the job is asked for in its transaction, and done here."""
    last = JournalEntry.objects.order_by("-pk").first()
    made = act(*args, **values)
    outdated.check(list(JournalEntry.objects.filter(pk__gt=last.pk).values_list("pk", flat=True)))
    return made


def one(logged=True):
    return make.following(make.paired(apprentices=1, mentors=1, logged=logged))


def test_a_withdrawn_certificate_leads_hr_to_the_run_that_it_changes():
    it = one()
    run = released(it)
    paid = run.pay_entries.get().amount
    assert paid
    page = f"/allowances/{run.uuid}"
    hr = make.client_as(it.hr)
    assert "What the record of today changes" not in markup(hr.get(page))
    [certificate] = it.apprentices[0].certificates.all()
    checked(certificates.withdraw_certificate, certificate, reason="评价组织撤销", by=it.hr)

    found = OutdatedStatement.objects.get()
    assert (found.run, found.mentor, found.lines, found.due) == (run, it.mentors[0], 1, -paid)
    [due] = changed(it.enterprise.pk)
    assert due.url == page
    assert "The record changed: 1 line of" in str(due.text)
    [told] = [to for to in runs_outdated(TODAY) if to.person == it.hr.person]
    assert (told.page, told.about) == (page, run.uuid)
    told_there = markup(hr.get(page))
    assert "were withdrawn, corrected or added since: 1 line" in told_there
    assert "What the record of today changes" in told_there
    assert f"/allowances/new?period_from={FIVE['period_from']}" in told_there
    assert "What the record of today changes" not in markup(make.client_as(it.mentor()).get(page, follow=True))

    correction = runs.compute_run(it.enterprise, by=it.hr, **FIVE)
    assert list(changed(it.enterprise.pk)) == []
    assert list(runs_outdated(TODAY)) == []
    runs.drop_run(correction, by=it.hr, reason="稍后")
    assert [each.url for each in changed(it.enterprise.pk)] == [page], "what was not corrected is still so"


def test_a_run_that_is_open_is_named_too_and_a_fact_that_is_taken_back_is_none():
    it = one()
    run = shown(it)
    accident = checked(reviews.enter_accident, it.pairs[0], on=date(2025, 2, 3), words="砸伤", by=it.hr)
    assert OutdatedStatement.objects.get().due < 0
    page = markup(make.client_as(it.hr).get(f"/allowances/{run.uuid}"))
    assert "Drop this run below, then compute the period anew." in page
    checked(reviews.withdraw_accident, accident, it.pairs[0], reason="记错人", by=it.hr)
    assert not OutdatedStatement.objects.exists()
    assert list(changed(it.enterprise.pk)) == []


def test_a_log_that_is_countersigned_late_and_a_pair_that_ended_earlier_change_what_was_released():
    it = one(logged=False)
    make.log(it, range(1, 4))
    run = released(it)
    late = training.log_entry(it.apprentices[0].enrolment, date(2025, 4, 10))
    checked(logbook.countersign, [late], by=it.mentor(), allowed=YES)
    more = OutdatedStatement.objects.get(run=run)
    assert more.due > 0
    checked(pairs.end_pair, it.pairs[0], by=it.hr, on=date(2025, 2, 28), reason="调岗")
    less = OutdatedStatement.objects.get(run=run)
    assert less.due < Decimal(0)


def test_a_line_that_was_held_is_told_by_its_result_alone():
    it = one()
    run = runs.release_run(make.shown(it), by=it.hr)
    checked(reviews.review_pair, it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    assert not OutdatedStatement.objects.filter(run=run).exists()
