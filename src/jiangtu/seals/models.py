"""Record seals: what the journal and pay entries were when they were sealed."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from .rules import Content, Spans


class Keys(models.Field):
    """A set of whole numbers, kept as PostgreSQL's int8multirange; spans in Python."""

    def db_type(self, connection: Any) -> str:
        return "int8multirange"

    def from_db_value(self, value: Multirange[int], expression: object, connection: object) -> Spans:
        return spans(value)

    def get_prep_value(self, value: Spans) -> Multirange[int]:
        return Multirange(Range(*span) for span in value)


def spans(keys: Multirange[int] | None) -> Spans:
    """A set of keys as the rules take it."""
    return tuple((span.lower or 0, span.upper or 0) for span in keys or ())


class RecordSeal(models.Model):
    """One batch of a table's rows, and the seal before. A trigger refuses UPDATE, DELETE and TRUNCATE."""

    number = models.PositiveBigIntegerField(unique=True)  # 1, 2, 3 …, of all tables together
    at = models.DateTimeField()
    table = models.CharField(max_length=80)  # label of the model: core.JournalEntry
    columns = ArrayField(models.CharField(max_length=63))  # those that the table had then
    keys = Keys()
    entries = models.PositiveIntegerField()
    prints = models.BinaryField()  # SHA-256 of each row, one after the other in the order of their keys
    complete = models.BooleanField()  # no committed row was left to the next one
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)  # anybody can work it out again
    mark = models.CharField(max_length=64)  # only who has the keys can

    class Meta:
        indexes = [models.Index(fields=["table", "number"], name="seals_of_a_table")]

    @property
    def content(self) -> Content:
        """What the digest is of."""
        return Content(
            number=self.number, at=self.at, table=self.table, columns=tuple(self.columns), keys=self.keys,
            prints=bytes(self.prints), complete=self.complete, previous=self.previous,
        )  # fmt: skip
