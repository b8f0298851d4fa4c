"""Writes: an assessment. Nothing is ever changed: a later word stands beside the earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jiangtu.competences import queries as competences
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import Verdict, require
from jiangtu.people import queries as people

from . import access
from .models import Assessment
from .rules.sheet import Rating, ratings_sound

if TYPE_CHECKING:
    from jiangtu.people.models import Person


@transaction.atomic
def assess(
    person: Person, ratings: Sequence[Rating], *, episode: UUID, by: Actor, allowed: Verdict, on: date
) -> list[Assessment]:
    """Say of a person's competences what was seen, several in one go; return the rows written.

    `allowed`: whether `by` may assess this person in this episode (paired, in the class), as the room above decides;
    here it is checked that the role has a word, and of whom. What the rater's own latest word says already is not
    written again, so that a second click changes nothing.
    """
    require(allowed)
    require(access.can_assess(by, person.pk))
    require(ratings_sound(ratings, top=len(competences.scale()), on=on, today=timezone.localdate()))
    people.hold([person.pk])  # one rater at a time
    latest = _own_latest(person, episode, by)
    side = access.side_of(by)
    assert side is not None  # can_assess has seen to it
    assert by.person is not None
    assert by.institution is not None
    new = [
        Assessment(
            person=person,
            competence_id=rating.competence,
            episode=episode,
            side=side,
            rater_id=by.person,
            institution_id=by.institution,
            level=rating.level,
            example=rating.example.strip(),
            on=on,
        )
        for rating in ratings
        if latest.get(rating.competence) != (rating.level, rating.example.strip(), on)
    ]
    Assessment.objects.bulk_create(new)
    threads, found = [episode, person.uuid], competences.keys({row.competence_id for row in new})
    said = [{"competence": found[row.competence_id], "level": row.level} for row in new]
    journal.record_all(
        [
            journal.entry_for("assessed", row, by=by, on=on, after=after, threads=threads)
            for row, after in zip(new, said, strict=True)
        ]
    )
    return new


def _own_latest(person: Person, episode: UUID, by: Actor) -> dict[int, tuple[int, str, date]]:
    own = Assessment.objects.filter(person=person, episode=episode, rater=by.person).order_by(
        "competence_id", "-on", "-id"
    )
    return {row.competence_id: (row.level, row.example, row.on) for row in own.distinct("competence_id")}
