"""Whether a pair's result is there: the rule and the database say the same of any record."""

import random
from datetime import date, timedelta

import pytest

from jiangtu.allowances.queries import record as of_period
from jiangtu.allowances.rules.facts import outcome_of
from jiangtu.apprenticeships.models import Certificate
from jiangtu.mentoring.models import Pair, PairReview
from jiangtu.mentoring.queries.record import decided
from tests.factories import mentoring as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SINCE = date(2025, 2, 1)


def some_day(chance):
    return SINCE + timedelta(days=chance.randrange(-20, 120))


def tell_something(chance, pair, by):
    """Give a pair any record: an end, a departure (before it, in it, after it, taken back), reviews, a certificate."""
    it = pair.apprenticeship
    Pair.objects.filter(pk=pair.pk).update(since=SINCE, until=chance.choice([None, SINCE + timedelta(days=60)]))
    it.state = chance.choice(["active", "left", "left", "completed"])
    it.left_on = some_day(chance) if it.state == "left" or chance.random() < 0.3 else None
    it.left_reason = "x"
    it.save()
    if chance.random() < 0.2:
        PairReview.objects.create(pair=pair, on=SINCE, grade=chance.choice(["good", "fail"]), final=True, by_id=by)
    if chance.random() < 0.4:
        occupation = it.enrolment.training_class.version.programme.occupation
        Certificate.objects.create(
            person=it.enrolment.person, apprenticeship=it, occupation=occupation, number=str(pair.uuid), level="L5",
            issued_on=SINCE, body="x", **chance.choice([{}, {"state": "withdrawn", "why": "x"}]),
        )  # fmt: skip


def test_the_rule_and_the_database_agree_over_random_records():
    it = make.paired(apprentices=30, mentors=10, logged=False)
    chance = random.Random(7)
    for pair in it.pairs:
        tell_something(chance, pair, it.hr.person)
    PairReview.objects.bulk_create(
        PairReview(pair=pair, on=SINCE, grade="good", final=False, by_id=it.hr.person) for pair in it.pairs
    )
    found = PairReview.objects.filter(decided("pair"), final=False)
    by_database = {str(uuid) for uuid in found.values_list("pair__uuid", flat=True)}
    rows = of_period.pairs_of_period(it.pairs[0].mentor.enterprise_id, date(2025, 1, 1), date(2025, 12, 31))
    by_rule = {said.pair: outcome_of(said) for of_mentor in rows.values() for _pair, said in of_mentor}
    assert {"running", "passed", "failed", "left"} <= set(by_rule.values()), "every outcome is among them"
    assert by_database & by_rule.keys() == {pair for pair, outcome in by_rule.items() if outcome != "running"}
