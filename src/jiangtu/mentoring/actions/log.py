"""The log, from the mentor's side: only entries of days on which the pair was in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.training.actions import logbook as logbook_acts

from .. import access
from ..queries import pairs

if TYPE_CHECKING:
    from jiangtu.training.models import LogEntry


@transaction.atomic
def countersign(entries: Iterable[LogEntry], *, by: Actor, shown: datetime | None = None) -> list[LogEntry]:
    """Countersign entries of one's own apprentices, all or none; those countersigned before stay as they are.

    `shown`: when the mentor was shown them. Raises `Refused`: no right, an entry of a day without the pair
    (`pair_not_on_day`), or one that was changed since it was shown.
    """
    found = list(entries)
    return logbook_acts.countersign(found, by=by, allowed=_paired(found, by), shown=shown)


@transaction.atomic
def return_entry(entry: LogEntry, word: str, *, by: Actor) -> LogEntry:
    """Give an entry back with a word. Raises `Refused` as `countersign` does, and without a word."""
    return logbook_acts.return_entry(entry, word, by=by, allowed=_paired([entry], by))


def _paired(entries: list[LogEntry], by: Actor) -> Verdict:
    """Whether the mentor was paired with each entry's apprentice on its day."""
    if not (allowed := access.can_answer_log(by)):
        return allowed
    theirs = pairs.in_force_on([(entry.enrolment_id, entry.on) for entry in entries], by)
    for entry in entries:
        if (entry.enrolment_id, entry.on) not in theirs:
            return No("pair_not_on_day", have=entry.on, apprentice=str(entry.enrolment.person))
    return YES
