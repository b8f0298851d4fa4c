"""The log, from the mentor's side: only entries of days on which the pair was in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require
from jiangtu.training.actions import logbook as logbook_acts

from .. import access, queries


@transaction.atomic
def countersign(entries: Iterable[Any], *, by: Actor, shown: datetime | None = None) -> list[Any]:
    """Countersign entries of one's own apprentices, all or none; those countersigned before stay as they are.

    `shown`: when the mentor was shown them. Raises `Refused`: no right, an entry of a day without the pair
    (`pair_not_on_day`), or one that was changed since it was shown.
    """
    return logbook_acts.countersign(_own(entries, by), by=by, shown=shown)


@transaction.atomic
def return_entry(entry: Any, word: str, *, by: Actor) -> Any:
    """Give an entry back with a word. Raises `Refused` as `countersign` does, and without a word."""
    [found] = _own([entry], by)
    return logbook_acts.return_entry(found, word, by=by)


def _own(entries: Iterable[Any], by: Actor) -> list[Any]:
    require(access.can_answer_log(by))
    found = list(entries)
    theirs = queries.in_force_on([(entry.enrolment_id, entry.on) for entry in found], by)
    for entry in found:
        if (entry.enrolment_id, entry.on) not in theirs:
            raise Refused(No("pair_not_on_day", have=entry.on, apprentice=str(entry.enrolment.person)))
    return found
