"""A mentor's word against a statement, and HR's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final
from jiangtu.core.verdict import No, Refused, require

from .. import access
from ..models import AllowanceRun, Objection
from ..queries import runs, statements
from ..states import ALLOWANCE

if TYPE_CHECKING:
    from jiangtu.mentoring.models import MentorProfile


@transaction.atomic
def object_to_statement(run: AllowanceRun, mentor: MentorProfile, *, word: str, by: Actor) -> Objection:
    """Object to one's statement before it is released. The same word twice, unanswered, is one objection."""
    run = runs.run_for_update(run.pk)
    require(access.can_object(by, mentor))
    require(ALLOWANCE.may(run, "release"))
    if not word.strip():
        raise Refused(No("objection_without_word"))
    if not statements.of_run(run, [mentor]):
        raise Refused(No("no_statement"))
    open_ = run.objections.filter(mentor=mentor, answered_at__isnull=True, word=word.strip()).first()
    if open_:
        return open_
    objection = Objection.objects.create(run=run, mentor=mentor, word=word.strip())
    journal.record(
        "allowance objected to", objection, by=by, remark=objection.word, threads=[run.uuid, run.enterprise.uuid]
    )
    return objection


@final
@transaction.atomic
def answer_objection(objection: Objection, *, word: str, by: Actor) -> Objection:
    """Answer a mentor's objection. Where the mentor is right, drop the run, mend the record and compute anew."""
    held = (
        Objection.objects.select_for_update(no_key=True, of=("self",))
        .select_related("run__enterprise")
        .get(pk=objection.pk)
    )
    require(access.can_pay(by, held.run.enterprise_id))
    if held.answered_at:
        return held
    if not word.strip():
        raise Refused(No("answer_missing"))
    held.answer, held.answered_at = word.strip(), timezone.now()
    held.save(update_fields=["answer", "answered_at"])
    journal.record(
        "objection answered", held, by=by, remark=held.answer, threads=[held.run.uuid, held.run.enterprise.uuid]
    )
    return held
