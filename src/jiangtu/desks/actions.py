"""Comments by those who look on, and answers to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import No, require

from .queries import comments

if TYPE_CHECKING:
    from jiangtu.programmes.models import Version
    from jiangtu.training.models import TrainingClass


@transaction.atomic
def comment(subject: TrainingClass | Version, words: str, *, by: Actor, threads: Iterable[UUID] = ()) -> JournalEntry:
    """Say something about a class or a programme, or answer there; it stands in its history. What one said last of it
    is not said again: a page may be sent twice. Raises `Refused` without a word."""
    require(comments.may_comment(subject, by))
    if not words.strip():
        require(No("comment_empty"))
    own = journal.history(subject.uuid).filter(verb="commented", actor=by.person_uuid).first()
    if own and own.remark == words.strip():
        return own
    return journal.record("commented", subject, by=by, remark=words.strip(), threads=threads)
