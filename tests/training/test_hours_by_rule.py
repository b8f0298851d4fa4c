"""The minutes that the database adds up are those of the rules, over records that chance makes."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as chance

from jiangtu.training.models import Attendance, LogEntry, Session
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.rules import hours as rules
from tests.factories import training as make

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)
FIRST = date(2025, 6, 9)
VENUES = ("college", "on_the_job")


@chance.composite
def sessions(draw):
    """A session: the day, venue, state, minutes; the mark of the roll and the minutes late."""
    day = FIRST + timedelta(draw(chance.integers(0, 9)))
    minutes = draw(chance.integers(10, 180))
    state = draw(chance.sampled_from(["planned", "held", "held", "cancelled"]))
    mark = draw(chance.sampled_from(["present", "late", "absent", "excused"])) if state == "held" else ""
    late = draw(chance.integers(1, 240)) if mark == "late" else 0
    return day, draw(chance.sampled_from(VENUES)), state, minutes, mark, late


entries = chance.tuples(
    chance.integers(0, 9).map(lambda n: FIRST + timedelta(n)),
    chance.integers(1, 600),
    chance.sampled_from(["submitted", "returned", "countersigned", "countersigned"]),
    chance.sampled_from(["", "", "submitted", "countersigned"]),  # a correction of it, by its state
)


def write_down(of, taught, logged):
    """The rows of chance for the class's one apprentice; each session at an hour of its own."""
    enrolment, teacher, stage = of.enrolments.get(), of.head, of.version.stages.earliest("order")
    for n, (day, venue, state, minutes, mark, late) in enumerate(taught):
        during = make.during(day, time(3 * n), minutes)
        kind = "operating_skill" if venue == "on_the_job" else "professional_basics"
        session = Session.objects.create(
            training_class=of, stage=stage, during=during, kind=kind, venue=venue, trainer=teacher, state=state
        )
        if state != "cancelled":
            Attendance.objects.create(
                session=session, enrolment=enrolment, person=enrolment.person, during=during, mark=mark,
                late_minutes=late,
            )  # fmt: skip
    for day, minutes, state, correction in logged:
        entry = make.log_entry(enrolment, day, minutes, state=state)
        if state == "countersigned" and correction:
            make.log_entry(enrolment, day, minutes // 2 or 1, state=correction, corrects=entry)


def by_the_rules(of):
    """(kind, venue) → minutes of sessions, of the log, and still planned, each row asked of the rules one by one."""
    sessions, planned, on_the_job, log = Counter(), Counter(), Counter(), Counter()
    for row in Attendance.objects.select_related("session").order_by("pk"):
        session, day = row.session, timezone.localdate(row.session.during.lower)
        minutes = rules.attended_minutes(row.mark, session.minutes, row.late_minutes)
        sessions[session.kind, session.venue] += minutes
        if session.venue == rules.ON_THE_JOB:
            on_the_job[day] += minutes
        if session.state == "planned" and not row.mark and day >= TODAY:
            planned[session.kind, session.venue] += session.minutes
    entries = LogEntry.objects.filter(state="countersigned").order_by("pk")
    for entry in entries.exclude(corrected_by__state="countersigned"):
        log[entry.on] += entry.minutes
    credited = Counter({rules.LOG: sum(rules.credited_log(log[day], on_the_job[day]) for day in log)})
    cells = {*sessions, *planned, *credited}
    found = {cell: (sessions[cell], credited[cell], planned[cell]) for cell in cells}
    return {cell: minutes for cell, minutes in found.items() if any(minutes)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taught=chance.lists(sessions(), max_size=8), logged=chance.lists(entries, max_size=6))
def test_the_database_counts_as_the_rules_do(taught, logged):
    with transaction.atomic():
        of = make.running_class(apprentices=1)
        write_down(of, taught, logged)
        [found] = training_hours.hours_of_class(of, on=TODAY).apprentices
        counted = {(t.kind, t.venue): (t.sessions, t.log, t.planned) for t in found.tallies}
        assert {cell: minutes for cell, minutes in counted.items() if any(minutes)} == by_the_rules(of)
        transaction.set_rollback(True)
