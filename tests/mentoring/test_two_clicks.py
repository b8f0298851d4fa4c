"""Two clicks at the same moment do it once."""

from datetime import date

import pytest

from jiangtu.mentoring.actions import pairing, pairs
from jiangtu.mentoring.models import Pair, PairingRun
from tests.factories import mentoring as make
from tests.mentoring.refusals import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


@pytest.mark.django_db(transaction=True)
def test_a_pairing_that_two_publish_at_the_same_moment_is_published_once():
    it = make.paired(apprentices=2, mentors=1)
    for pair in it.pairs:
        pairs.end_pair(pair, by=it.hr, on=date(2025, 6, 1), reason="重新结对")
    made = pairing.run_pairing(it.training_class, it.enterprise, by=it.hr)
    at_once(lambda: pairing.publish_pairing(PairingRun.objects.get(pk=made.pk), by=it.hr, on=TODAY))
    assert Pair.objects.filter(until__isnull=True).count() == 2
