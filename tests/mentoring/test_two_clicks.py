"""Two clicks at the same moment do it once."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from jiangtu.mentoring import actions
from jiangtu.mentoring.models import AllowanceRun, Pair, PairingRun, PayEntry
from tests.factories import mentoring as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)
FIVE = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}


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
