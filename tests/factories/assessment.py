"""Assessments for tests: one word of one rater on one competence.

assessed(person, competence(), 3, by=mentor, episode=episode)
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from jiangtu.assessment import actions
from jiangtu.assessment.models import Assessment
from jiangtu.assessment.rules.sheet import Rating
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES

SEEN = date(2025, 3, 3)


def assessed(
    person: Any,
    competence: Any,
    level: int,
    *,
    by: Actor,
    episode: UUID | None = None,
    on: date = SEEN,
    example: str = "四爪卡盘自己找正",
) -> Assessment:
    """The word as it was written."""
    ratings = [Rating(competence.pk, level, example)]
    return actions.assess(person, ratings, episode=episode or uuid4(), by=by, allowed=YES, on=on)[0]
