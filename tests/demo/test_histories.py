"""Every act of the pilot data reads in both languages; those of the tests: `every_history_reads` of conftest.py."""

import pytest

from jiangtu.core.models import JournalEntry
from tests import databases
from tests.histories import faults

pytestmark = pytest.mark.embedded


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases.holding(databases.pilot()):
        yield


def test_every_verb_of_the_pilot_data_reads_as_a_sentence_in_both_languages(db):
    found = JournalEntry.objects.order_by("verb", "-id")
    of_verb = {(entry.verb, *sorted(entry.after or {})): entry for entry in found.iterator()}
    assert len({verb for verb, *_keys in of_verb}) >= 10
    assert {verb: faults(entry) for verb, entry in of_verb.items() if faults(entry)} == {}
