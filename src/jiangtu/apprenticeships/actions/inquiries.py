"""Questions to the house that keeps what another may not know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import move
from jiangtu.core.verdict import No, Verdict, require

from .. import access
from ..models import Apprenticeship, Inquiry
from ..queries import inquiries
from ..states import INQUIRY, ON_THE_WAY

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person
    from jiangtu.training.models import TrainingClass

Asked = tuple["Person", str, "Institution", Apprenticeship | None]
VERBS = {"clear": "inquiry cleared", "refuse": "inquiry refused"}


def inquire(about: Iterable[Asked], training_class: TrainingClass, *, by: Actor, allowed: Verdict) -> list[Inquiry]:
    """Ask who keeps it about each (person, name as written, enterprise that takes them on, apprenticeship elsewhere);
    what was asked already and not answered is not asked again. `allowed`: the right of the act that found them."""
    require(allowed)
    wanted = {person.pk: (person, name, house, it) for person, name, house, it in about}
    waiting = inquiries.asked(training_class, wanted.keys())
    new = [
        Inquiry(
            person=person, name=name[:100], training_class=training_class, enterprise=house, apprenticeship=it,
            asked_by_id=by.person, asked_for_id=by.institution, asked_as=by.role,
        )
        for key, (person, name, house, it) in wanted.items()
        if key not in waiting
    ]  # fmt: skip
    Inquiry.objects.bulk_create(new)
    journal.record_all(journal.entry_for("inquiry asked", each, by=by, threads=_threads(each)) for each in new)
    return new


@transaction.atomic
def answer_inquiry(inquiry: Inquiry, verb: str, *, by: Actor, word: str = "") -> Inquiry:
    """Say that they may join, or decline with a word for whoever asks. A second click changes nothing.

    Raises `Refused`: no_right, still_in_training (who has left, is recorded as left first), inquiry_word_missing.
    """
    held = Inquiry.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "apprenticeship__enrolment__training_class"
    )
    inquiry = held.get(pk=inquiry.pk)
    require(access.can_answer_inquiry(by, inquiry))
    if inquiry.state == INQUIRY.transitions[verb][1]:
        return inquiry
    it = inquiry.apprenticeship
    if verb == "clear" and it and it.state in ON_THE_WAY:
        require(No("still_in_training"))
    if verb == "refuse" and not word.strip():
        require(No("inquiry_word_missing"))
    move(INQUIRY, inquiry, verb)
    inquiry.word = word.strip()[:300]
    inquiry.save()
    journal.record(VERBS[verb], inquiry, by=by, remark=inquiry.word, threads=_threads(inquiry))
    return inquiry


def _threads(inquiry: Inquiry) -> list[UUID]:
    return [inquiry.apprenticeship.uuid] if inquiry.apprenticeship else []
