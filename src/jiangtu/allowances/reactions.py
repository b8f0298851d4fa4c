"""Facts on which an allowance rests, asked about in the transaction of their act: a job looks what they change."""

from __future__ import annotations

from collections.abc import Sequence

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from jiangtu.core import journal
from jiangtu.core.models import JournalEntry

# What the facts of a case are about (`queries.record`): whatever is done to these may change a line.
KINDS = {
    "mentoring.Pair", "mentoring.PairReview", "mentoring.Accident", "mentoring.MentorProfile",
    "apprenticeships.Apprenticeship",
    "apprenticeships.StageProgress", "apprenticeships.Certificate", "training.Enrolment",
}  # fmt: skip
# Of the log only what is countersigned counts.
LOG = {"log entry countersigned"}


@journal.recorded.bring
def ask_to_check(entries: Sequence[JournalEntry]) -> None:
    """One job for all facts of an act."""
    facts: list[JSONValue] = [entry.pk for entry in entries if entry.kind in KINDS or entry.verb in LOG]
    if facts:
        app.configure_task("allowances.check").defer(facts=facts)
