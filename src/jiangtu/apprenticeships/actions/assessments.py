"""Assessing an apprentice within their apprenticeship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from jiangtu.assessment import actions as assessments
from jiangtu.assessment.rules.sheet import Rating
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import require

from .. import access
from ..models import Apprenticeship
from ..rules.stages import seen_in_training

if TYPE_CHECKING:
    from jiangtu.assessment.models import Assessment


@transaction.atomic
def assess_apprentice(
    apprenticeship: Apprenticeship, ratings: Sequence[Rating], *, by: Actor, on: date
) -> list[Assessment]:
    """Say what was seen of the apprentice's competences; whose word it is follows from the role.

    Raises `Refused`: whoever may not assess this apprentice, `assessed_before_training`, and what `assessment` finds
    wrong with the ratings.
    """
    enrolment = apprenticeship.enrolment
    allowed = require(access.can_assess(by, apprenticeship))
    require(seen_in_training(on, since=enrolment.since))
    return assessments.assess(enrolment.person, ratings, episode=apprenticeship.uuid, by=by, allowed=allowed, on=on)
