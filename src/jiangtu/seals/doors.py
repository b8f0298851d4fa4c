"""What rooms above keep append-only and want sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangtu.core.desk import Text
from jiangtu.core.doors import Door
from jiangtu.core.models import JournalEntry


@dataclass(frozen=True)
class Table:
    """A table that only grows, with a key `id` and `at`, the moment of record; `name`: what its rows are called."""

    model: type[models.Model]
    name: Text

    @property
    def label(self) -> str:
        """By which seals know it: core.JournalEntry."""
        return self.model._meta.label

    @property
    def columns(self) -> tuple[str, ...]:
        """All its columns, as they are today."""
        return tuple(str(each.column) for each in self.model._meta.concrete_fields)


tables: Door[Callable[[], Table]] = Door(
    "seals", "tables", "Which tables besides the journal only grow, and are sealed?"
)


def sealed_tables() -> dict[str, Table]:
    """The journal, then what the rooms bring; by their labels."""
    found = [Table(JournalEntry, _("Journal")), *(brought() for brought in tables)]
    return {table.label: table for table in found}
