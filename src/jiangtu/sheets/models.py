"""Files that came in, of whatever kind: sealed, with what the check found and what became of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from jiangtu.core.models import Record

from .states import GONE, FileState


class GivenFile(Record):
    """A filled-in file. People, institutions and what it is about are known here by their uuid, as in the journal."""

    kind = models.CharField(max_length=40)  # the name of a `doors.Kind`
    about = ArrayField(models.UUIDField())  # the class, say, or the institution whose list it is
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    given_by = models.UUIDField(null=True)  # a person
    given_for = models.UUIDField(null=True)  # the institution of that person's role
    given_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.GIVEN)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # good rows that the record holds already: they change nothing
    problems = models.JSONField(default=list)  # of `rules.report.Kept`: never a cell's personal content
    asked = models.JSONField(default=dict)  # what was filled in before taking over: the report is of a check with it
    refusal = models.JSONField(null=True, blank=True)  # why it could not be read, or is gone
    taken = models.PositiveIntegerField(default=0)
    made = ArrayField(models.UUIDField(), default=list)  # what taking it over has begun, where that can be taken back

    class Meta:
        ordering = ["-given_at", "-pk"]
        indexes = [
            GinIndex(fields=["about"], name="given_file_about"),
            models.Index(fields=["given_for", "state"], name="given_file_for"),
        ]

    @property
    def gone(self) -> bool:
        """Whether its content is there no more."""
        return self.state in GONE

    @property
    def faulty(self) -> int:
        """The rows with an error."""
        return self.rows - self.good

    @property
    def to_take(self) -> int:
        """The good rows that would be new."""
        return self.good - self.known
