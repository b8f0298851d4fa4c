"""Reminding mentors of the log entries that wait for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import require
from jiangtu.institutions.states import Role
from jiangtu.notices.actions import reminding
from jiangtu.notices.rules import To

from .. import access
from ..queries.log import waiting_in
from ..reminders import REMINDER

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass


@transaction.atomic
def remind_mentors(training_class: TrainingClass, *, by: Actor) -> int:
    """Remind the class's mentors of the entries that wait for them; an enterprise's HR reminds its own.

    Returns how many were reminded. Raises Refused (`no_right`, `reminded_today` when each of them was already).
    """
    require(access.can_remind(by, training_class))
    numbers = Counter((each.mentor, each.enterprise) for each in waiting_in(training_class, seen_by=by))
    page = reverse("mentoring:countersign")
    told = [
        To(mentor, page, None, {"class": training_class.name, "number": number}, Role.ENTERPRISE_MENTOR, at,
           about=training_class.uuid)
        for (mentor, at), number in numbers.items()
    ]  # fmt: skip
    reminded = len(reminding.remind(REMINDER, told, on=timezone.localdate()))
    if reminded:
        journal.record("mentors reminded", training_class, by=by, after={"mentors": reminded})
    return reminded
