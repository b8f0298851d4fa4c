"""What the tests of the house need to try this room's pages and acts: a half-year shown, an objection to it."""

from datetime import timedelta

from jiangtu.allowances.actions import objections
from jiangtu.allowances.actions.measures import choose_measures
from jiangtu.allowances.actions.runs import compute_run, show_run
from tests.factories.allowances import FIVE_MONTHS
from tests.factories.mentoring import SINCE


def run(of):
    """Of the pairs, as their reviews and accidents have it."""
    hr, enterprise = of.actors["enterprise_hr"], of.things["enterprise"]
    choose_measures(enterprise, "second-harbour-equipment", since=SINCE, by=hr)
    for recorded in ("pairs", "accident", "signed"):
        of.things[recorded]
    return show_run(compute_run(enterprise, by=hr, **FIVE_MONTHS), by=hr)


def choice(of):
    """On which no run rests."""
    since, by = of.things["run"].period_to + timedelta(days=1), of.actors["enterprise_hr"]
    return choose_measures(of.things["enterprise"], "flat-two-hundred", since=since, by=by)


def objection(of):
    mentor = of.things["mentor"], of.actors["enterprise_mentor"]
    return objections.object_to_statement(of.things["run"], mentor[0], word="少一个月", by=mentor[1])


THINGS = {"run": run, "objection": objection, "choice": choice}
ADDRESSES = {"allowances": "run", "allowances:answer-objection": "objection", "allowances:take-back-measures": "choice"}
POSTED = {"measures": "graded-hundred", "period_from": "2025-01-01", "period_to": "2025-05-31", "answer": "好"}
VALUES = {"measures": "graded-hundred", "answer": "好", **FIVE_MONTHS}
UNTOLD = {"allowances/actions/started.py:start_allowances": "it asks for a job, whose own act tells"}
OTHERWISE = {
    "allowances:pay-list": "linked once a run is released",
    "allowances:show-run": "linked until a run is shown",
    "allowances:release-run": "linked once every objection is answered",
}
