"""Comments by those who look on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry, Record
from jiangtu.core.verdict import No, require

from . import access


@transaction.atomic
def comment(subject: Record, words: str, *, by: Actor, threads: Iterable[UUID] = ()) -> JournalEntry:
    """Say something about a class or a programme; it stands in its history. What one said last of it is not said
    again: a page may be sent twice. Raises `Refused` without a word."""
    require(access.can_comment(by))
    if not words.strip():
        require(No("comment_empty"))
    own = journal.history(subject.uuid).filter(verb="commented", actor=by.person_uuid).first()
    if own and own.remark == words.strip():
        return own
    return journal.record("commented", subject, by=by, remark=words.strip(), threads=threads)
