"""Each fact that somebody is told of asks for a job, in the transaction of its act: both stand, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from jiangtu.core import journal
from jiangtu.core.models import JournalEntry

from . import queries


@journal.recorded.bring
def ask_to_tell(entries: Sequence[JournalEntry]) -> None:
    """One job for all facts of an act."""
    wanted = queries.verbs()
    told: list[JSONValue] = [entry.pk for entry in entries if entry.verb in wanted]
    if told:
        app.configure_task("notices.tell").defer(entries=told)
