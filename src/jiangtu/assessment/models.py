"""What somebody found of a person's competence on a day. Append-only: a later word stands beside the earlier one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiangtu.core.models import Record

from .states import Side


class Assessment(Record):
    """`episode` is the uuid of what it was done in (an apprenticeship); `level` 1–5 by the plain anchors."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    competence = models.ForeignKey("competences.Competence", models.PROTECT, related_name="+")
    episode = models.UUIDField()
    side = models.CharField(max_length=12, choices=Side.choices)
    rater = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    institution = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    example = models.TextField()  # one thing that was seen
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="assessment_level_1_to_5"),
            models.CheckConstraint(condition=~Q(example=""), name="assessment_has_an_example"),
        ]
        indexes = [models.Index(fields=["episode", "competence", "side", "-on"], name="assessment_latest")]
