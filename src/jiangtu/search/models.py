"""The index: what each thing is found by. Made of the rooms' own tables, and made anew from them at any time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from jiangtu.core.models import Record


class IndexEntry(Record):
    """One thing that can be found. `words`: its lexemes (`rules.vector`); `typed`: its title as one would type it."""

    kind = models.CharField(max_length=40)  # doors.Source.kind
    subject = models.UUIDField()
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    typed = models.CharField(max_length=300)
    typed_en = models.CharField(max_length=300, blank=True)
    page = ArrayField(models.CharField(max_length=100))  # what the address of its page takes
    sort_key = models.TextField(db_collation="C")
    words = SearchVectorField()

    class Meta:
        verbose_name_plural = "index entries"
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="indexed_once")]
        indexes = [GinIndex(fields=["words"], name="index_words", fastupdate=False)]
