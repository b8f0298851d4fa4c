"""Every act refused to strangers of every role, and two clicks at the same moment."""

from datetime import date

import pytest

from jiangtu.institutions.states import Role
from jiangtu.mentoring import actions
from jiangtu.mentoring.models import Pair, PairingRun
from tests.factories import mentoring as make
from tests.mentoring.refusals import at_once, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def test_every_act_is_refused_to_every_role_elsewhere():
    it = make.paired(apprentices=1, mentors=1)
    pair = it.pairs[0]
    draft = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    acts = [
        (actions.keep_mentor_profile, (it.mentors[0].person, it.enterprise), {"places": 9}),
        (actions.keep_apprentice_profile, (it.apprentices[0],), {"mentors": 2}),
        (actions.run_pairing, (it.training_class, it.enterprise), {}),
        (actions.publish_pairing, (draft,), {"on": TODAY}),
        (actions.drop_pairing, (draft,), {}),
        (actions.write_contract, (pair,), {"term_to": None, "goals": "", "tasks": ""}),
        (actions.end_pair, (pair,), {"on": TODAY, "reason": "x"}),
        (actions.review_pair, (pair,), {"on": TODAY, "grade": "good"}),
        (actions.enter_accident, (pair,), {"on": TODAY, "words": "x"}),
    ]
    for role in Role.values:
        stranger = make.member(role)
        for act, args, values in acts:
            refused("no_right", act, *args, by=stranger, **values)


# at the same moment


@pytest.mark.django_db(transaction=True)
def test_a_pairing_that_two_publish_at_the_same_moment_is_published_once():
    it = make.paired(apprentices=2, mentors=1)
    for pair in it.pairs:
        actions.end_pair(pair, by=it.hr, on=date(2025, 6, 1), reason="重新结对")
    made = actions.run_pairing(it.training_class, it.enterprise, by=it.hr)
    at_once(lambda: actions.publish_pairing(PairingRun.objects.get(pk=made.pk), by=it.hr, on=TODAY))
    assert Pair.objects.filter(until__isnull=True).count() == 2
