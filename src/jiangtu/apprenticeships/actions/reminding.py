"""Reminding enterprises of the apprentices who wait for their confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.notices.actions import reminding
from jiangtu.notices.rules import To

from .. import access
from ..queries import apprenticeships
from ..reminders import REMINDER

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass


@transaction.atomic
def remind_enterprises(training_class: TrainingClass, *, by: Actor) -> int:
    """Remind HR of the enterprises whose confirmation the class's apprentices wait for.

    Returns how many people were reminded. Raises Refused: `no_right`; `nobody_confirms` when no enterprise has anybody
    who could; `reminded_today` when each of them was already.
    """
    require(access.can_remind(by, training_class))
    today = timezone.localdate()
    numbers = {each.enterprise.pk: each.waiting for each in apprenticeships.unconfirmed_in(training_class)}
    staff = memberships.holders(numbers, Role.ENTERPRISE_HR, on=today)
    if numbers and not staff:
        raise Refused(No("nobody_confirms"))
    page = reverse("apprenticeships:waiting")
    told = [
        To(person, page, None, {"class": training_class.name, "number": numbers[at]}, Role.ENTERPRISE_HR, at,
           about=training_class.uuid)
        for at, people in staff.items()
        for person in people
    ]  # fmt: skip
    reminded = len(reminding.remind(REMINDER, told, on=today))
    if reminded:
        journal.record("enterprises reminded", training_class, by=by, after={"people": reminded})
    return reminded
