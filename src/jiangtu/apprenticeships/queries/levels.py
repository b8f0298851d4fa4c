"""To which level people were trained, or hold a certificate of, before they come into a class."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ..models import Apprenticeship, Certificate
from ..rules.roster.levels import ranks
from ..states import ApprenticeshipState, CertificateState

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass


def highest_before(
    people: Collection[int], training_class: TrainingClass
) -> dict[int, tuple[str, Apprenticeship | None]]:
    """Person (primary key) → the highest level in the class's occupation, and the apprenticeship it comes from."""
    occupation = training_class.version.programme.occupation
    completed = Apprenticeship.objects.filter(
        enrolment__person__in=people,
        state=ApprenticeshipState.COMPLETED,
        enrolment__training_class__version__programme__occupation=occupation,
    ).exclude(enrolment__training_class=training_class)
    certificates = (
        Certificate.objects.filter(person__in=people, occupation=occupation, state=CertificateState.VALID)
        .exclude(apprenticeship__enrolment__training_class=training_class)
        .select_related("apprenticeship__enrolment")
    )
    trained = completed.select_related("enrolment__training_class__version").order_by("pk")
    rows: list[tuple[int, str, Apprenticeship | None]] = [
        *((it.enrolment.person_id, it.enrolment.training_class.version.target_level, it) for it in trained),
        *((each.person_id, each.level, each.apprenticeship) for each in certificates.order_by("pk")),
    ]
    rank, highest = ranks(occupation.ladder), dict[int, tuple[str, Apprenticeship | None]]()
    for person, level, it in rows:
        if level in rank and (person not in highest or rank[highest[person][0]] < rank[level]):
            highest[person] = (level, it)
    return highest
