"""Frameworks of competences and the occupations that use them. Loaded from the packs in `rulebooks/`."""

from __future__ import annotations

from django.db import models

from jiangtu.core.models import Named
from jiangtu.core.pinyin import NameKey


class Framework(Named):
    """A list of competences with its source: the ILO's core skills, or an occupation's."""

    name_key = NameKey()  # by which lists sort in Chinese
    key = models.SlugField(max_length=60, unique=True)
    core = models.BooleanField(default=False)  # core skills, for every occupation
    source = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    mark = models.CharField(max_length=10)


class Competence(Named):
    """One competence. `mark` tells how well its name is confirmed."""

    name_key = NameKey()
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="competences")
    key = models.SlugField(max_length=60)
    group = models.CharField(max_length=100, blank=True)
    group_en = models.CharField(max_length=100, blank=True)
    meaning = models.TextField(blank=True)
    meaning_en = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "key"], name="competence_key_once")]
        ordering = ["framework", "order"]


class Occupation(Named):
    """An occupation, its ladder of levels (a file of `rulebooks/ladders`) and its framework."""

    name_key = NameKey()
    code = models.SlugField(max_length=20, unique=True)
    ladder = models.CharField(max_length=60)
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=10)

    class Meta:
        ordering = ["code"]
