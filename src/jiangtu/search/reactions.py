"""Each fact that may change the index asks for a job, in the transaction of its act: both stand, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from jiangtu.core import journal
from jiangtu.core.models import JournalEntry

from . import queries


@journal.recorded.bring
def ask_to_follow(entries: Sequence[JournalEntry]) -> None:
    """One job for all facts of an act."""
    wanted = queries.followed()
    facts: list[JSONValue] = [entry.pk for entry in entries if entry.kind in wanted]
    if facts:
        app.configure_task("search.follow").defer(facts=facts)
