"""What a final fail does to the term of a pair, as the enterprise's Measures say."""

from datetime import date

import pytest

from jiangtu.core import journal
from jiangtu.core.models import JournalEntry
from jiangtu.mentoring.actions import pairs, reviews
from jiangtu.mentoring.models import Pair
from tests.factories import allowances as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def test_a_final_fail_lets_the_term_grow_as_the_measures_say():
    it = make.following(make.paired(apprentices=2, mentors=1))
    reviews.review_pair(it.pairs[0], by=it.hr, on=TODAY, grade="fail", final=True)
    pair = Pair.objects.get(pk=it.pairs[0].pk)
    assert (pair.extended_from, pair.term_to) == (date(2026, 1, 1), date(2026, 3, 31))
    told = journal.history(pair.uuid).get(verb="pair reviewed at the end")
    assert told.rulebook.startswith("mentor-measures/second-harbour-equipment@")
    other = make.following(make.paired(apprentices=1, mentors=1), "flat-two-hundred")
    reviews.review_pair(other.pairs[0], by=other.hr, on=TODAY, grade="fail", final=True)
    assert Pair.objects.get(pk=other.pairs[0].pk).extended_from is None


def test_a_pair_that_ended_with_its_term_runs_again_after_a_final_fail():
    it = make.following(make.paired(apprentices=3, mentors=1))
    for pair, on in zip(it.pairs, (date(2025, 6, 10), date(2025, 6, 10), date(2025, 5, 2)), strict=True):
        Pair.objects.filter(pk=pair.pk).update(term_to=date(2025, 6, 10))
        pairs.end_pair(pair, by=it.hr, on=on, reason="期满")
    it.apprentices[1].state = "completed"
    it.apprentices[1].save()
    for pair in it.pairs:
        reviews.review_pair(pair, by=it.hr, on=TODAY, grade="fail", final=True)
    again, completed, broken_off = (Pair.objects.get(pk=pair.pk) for pair in it.pairs)
    assert (again.until, again.extended_from, again.term_to) == (None, date(2025, 6, 17), date(2025, 9, 16))
    assert (completed.until, completed.extended_from) == (date(2025, 6, 10), None)
    assert (broken_off.until, broken_off.extended_from) == (date(2025, 5, 2), None)
    told = JournalEntry.objects.filter(verb="pair reviewed at the end", threads__contains=[again.uuid]).get()
    assert told.rulebook == "mentor-measures/second-harbour-equipment@2018-01-01"
    assert "rulebook" not in told.after
