"""What ministry, experts and project officers are told of money, from the release of a run to the page."""

from datetime import date
from decimal import Decimal

import pytest

from jiangtu.allowances.actions import runs
from jiangtu.apprenticeships.actions import figures
from jiangtu.desks.queries.analysis import BY, analysis, of_class
from jiangtu.mentoring.actions import reviews
from tests.factories import allowances as make
from tests.factories.institutions import institution, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY, NEXT_QUARTER, THE_ONE_AFTER = date(2025, 6, 16), date(2025, 7, 1), date(2025, 10, 1)
ALL = {"since": date(2024, 1, 1), "until": date(2025, 12, 31), "on": THE_ONE_AFTER}


def released(it):
    return runs.release_run(make.shown(it), by=it.hr)


def firm(college):
    """One with a single mentor, whose run is released; what it paid."""
    it = make.following(make.paired(apprentices=1, mentors=1, college=college))
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    (entry,) = released(it).pay_entries.all()
    return it, entry.amount


def told(by="enterprise"):
    return {row["key"]: row["allowance"] for row in analysis(member("ministry_analyst"), by, **ALL).rows}


def test_a_firm_with_one_mentor_is_told_only_together_with_four_others_and_what_was_told_stays():
    college = institution("college", region="330500")
    firms = [firm(college) for _ in range(4)]
    one = firms[0][1]
    assert one > 0
    figures.rebuild(TODAY)
    assert sum(told().values()) == 0, "four are too few"
    firms.append(firm(college))
    figures.rebuild(NEXT_QUARTER)
    paid = {key: amount for key, amount in told().items() if amount}
    assert list(paid.values()) == [5 * one], "that of all five, in one place"
    firms += [firm(college) for _ in range(4)]
    figures.rebuild(THE_ONE_AFTER)
    assert {key: amount for key, amount in told().items() if amount} == paid, "four that came later wait as well"
    firms.append(firm(college))
    figures.rebuild(date(2026, 1, 1))
    for by in BY:
        amounts = {amount for amount in told(by).values() if amount}
        assert amounts in ({5 * one}, {10 * one}), "whole fives, however they are grouped"
        assert sum(told(by).values()) == 10 * one, "and over the land all of it"
    reviews.enter_accident(firms[0][0].pairs[0], by=firms[0][0].hr, on=date(2025, 2, 1), words="受伤")
    (back,) = released(firms[0][0]).pay_entries.all()
    assert back.amount < 0
    figures.rebuild(date(2026, 4, 1))
    assert sum(told().values()) == 10 * one, "what is taken back from one waits like what is paid to one"
    classes = [of_class(it.training_class).total.get("allowance", Decimal(0)) for it, _ in firms]
    assert sorted(classes) == [Decimal(0)] * 8 + [5 * one] * 2


def test_a_bureau_reads_what_each_firm_paid_in_the_period_in_which_its_run_ended():
    it, one = firm(institution("college", region="330500"))
    bureau = member("bureau_officer", institution("bureau", region="330500"))

    def of_firm(since, until):
        rows = analysis(bureau, "enterprise", since=since, until=until, on=TODAY).rows
        return {row["key"]: row["allowance"] for row in rows}[str(it.enterprise.uuid)]

    assert of_firm(date(2025, 5, 1), TODAY) == one
    assert of_firm(date(2025, 1, 1), date(2025, 5, 30)) == of_firm(date(2025, 6, 1), TODAY) == 0
