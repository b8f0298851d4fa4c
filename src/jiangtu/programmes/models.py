"""A programme, its versions, and each version's three stages. A trigger keeps released versions as they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from jiangtu.core.models import Named, Record
from jiangtu.core.pinyin import NameKey

from .states import HourKind, Venue, VersionState, Whose


class Programme(Record):
    """What a college trains for: an occupation."""

    college = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    occupation = models.ForeignKey("competences.Occupation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    name_key = NameKey()  # by which lists sort
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["college", "name"], name="programme_name_once_in_a_college")]

    def __str__(self) -> str:
        return self.name


class Version(Record):
    """One edition of the programme; classes run on a released one."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    target_level = models.CharField(max_length=20)  # a key of the occupation's ladder
    months = models.PositiveSmallIntegerField()
    class_size = models.PositiveSmallIntegerField(null=True, blank=True)  # planned apprentices of a class
    place = models.CharField(max_length=6)  # whose hours rules it is checked against
    released_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="version_number_once")]
        ordering = ["programme", "-number"]

    def __str__(self) -> str:
        return f"{self.programme.name} · {self.number}"


class Stage(Named):
    """Junior craftsman, craftsman, master craftsman: the college's ladder of training, not the state's of levels."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    emphasis = models.CharField(max_length=200, blank=True)
    emphasis_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="stage_order_once"),
            models.UniqueConstraint(fields=["version", "key"], name="stage_key_once"),
        ]
        ordering = ["version", "order"]

    @property
    def about(self) -> str:
        """The emphasis in the reader's language."""
        return self.emphasis_en if get_language() == "en" else self.emphasis


class StageHours(Record):
    """Planned hours of a stage, of one kind at one venue."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="hours")
    kind = models.CharField(max_length=20, choices=HourKind.choices)
    venue = models.CharField(max_length=12, choices=Venue.choices)
    hours = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "kind", "venue"], name="stage_hours_once")]


class Requirement(Record):
    """A competence that a stage asks for, its level, and whose assessment counts."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="requirements")
    competence = models.ForeignKey("competences.Competence", models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=12, choices=Whose.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "competence"], name="requirement_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="requirement_level_1_to_5"),
        ]
