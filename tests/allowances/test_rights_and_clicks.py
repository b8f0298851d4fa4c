"""Every act refused to strangers of every role, and two clicks at the same moment."""

from datetime import date

import pytest

from jiangtu.allowances.actions import measures, objections, runs
from jiangtu.allowances.models import AllowanceRun, PayEntry
from jiangtu.institutions.states import Role
from jiangtu.mentoring.actions import reviews
from tests.factories import allowances as make
from tests.mentoring.refusals import at_once, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_every_act_is_refused_to_every_role_elsewhere():
    it = make.following(make.paired(apprentices=1, mentors=1))
    run = runs.compute_run(it.enterprise, by=it.hr, **make.FIVE_MONTHS)
    acts = [
        (measures.choose_measures, (it.enterprise, "graded-hundred"), {"since": date(2025, 7, 1)}),
        (runs.compute_run, (it.enterprise,), make.FIVE_MONTHS),
        (runs.show_run, (run,), {}),
        (runs.drop_run, (run,), {"reason": "x"}),
        (runs.release_run, (run,), {}),
        (objections.object_to_statement, (run, it.mentors[0]), {"word": "x"}),
    ]
    for role in Role.values:
        stranger = make.member(role)
        for act, args, values in acts:
            refused("no_right", act, *args, by=stranger, **values)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_two_release_at_the_same_moment_is_paid_once():
    it = make.following(make.paired(apprentices=2, mentors=1))
    reviews.review_pair(it.pairs[0], by=it.hr, on=date(2025, 6, 2), grade="good", final=True)
    made = make.shown(it)
    at_once(lambda: runs.release_run(AllowanceRun.objects.get(pk=made.pk), by=it.hr))
    assert PayEntry.objects.count() == 1
