"""“Stages that can be closed”, which the database looks for, are those of which the rule says so, over the pilot data
and with one fact after another turned against them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from jiangtu.apprenticeships.models import Apprenticeship, StageProgress
from jiangtu.apprenticeships.queries import stages
from jiangtu.apprenticeships.queries.standing import in_training
from jiangtu.apprenticeships.states import ProgressState
from jiangtu.assessment.models import Assessment
from jiangtu.mentoring.models import Pair
from jiangtu.training.models import Attendance, LogEntry

TODAY = date(2025, 6, 16)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded, pytest.mark.usefixtures("pilot", "clock")]


def by_rule(found):
    """The open stages (primary keys) of these apprenticeships, and those of them that may be closed."""
    rows = StageProgress.objects.filter(apprenticeship__in=found.filter(in_training(TODAY)), state=ProgressState.OPEN)
    verdicts = stages.stage_verdicts(rows.select_related(*stages.WITH_ALL).order_by("pk"), on=TODAY)
    return set(verdicts), {key for key, verdict in verdicts.items() if verdict}


def counted(found):
    return {each.progress for each in stages.ready(found, on=TODAY)}


def test_of_everybody_those_are_counted_of_whom_the_rule_says_so():
    everybody = Apprenticeship.objects.all()
    opened, may_close = by_rule(everybody)
    assert 20 < len(may_close) < len(opened) - 20
    assert counted(everybody) == may_close


def assessed_worse(it):
    """A later word of the college, below what is asked."""
    word = Assessment.objects.filter(episode=it.uuid, side="college").order_by("-on", "-id").first()
    word.pk, word.uuid, word.level, word.on = None, uuid4(), 1, TODAY
    word.save(force_insert=True)


def no_word(it):
    """Nobody has said anything: what was said is of another."""
    Apprenticeship.objects.filter(pk=it.pk).update(uuid=uuid4())


def without_pair(it):
    Pair.objects.filter(apprenticeship=it).update(until=TODAY - timedelta(1))


def log_waits(it):
    LogEntry.objects.create(enrolment=it.enrolment, on=TODAY, minutes=60, work="turned", independence="alone")


def no_hours(it):
    stage = it.stages.get(state=ProgressState.OPEN).stage
    Attendance.objects.filter(enrolment=it.enrolment, session__stage=stage).update(mark="absent", late_minutes=0)


@pytest.mark.parametrize("change", [assessed_worse, no_word, without_pair, log_waits, no_hours])
def test_one_fact_against_it_and_neither_says_so(change):
    first = min(by_rule(Apprenticeship.objects.all())[1])
    it = Apprenticeship.objects.select_related("enrolment").get(stages=first)
    alone = Apprenticeship.objects.filter(pk=it.pk)
    assert counted(alone) == by_rule(alone)[1] == {first}
    change(it)
    assert counted(alone) == by_rule(alone)[1] == set()
