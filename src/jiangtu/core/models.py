"""What every room keeps: the journal, dated rule rows, files, and jobs with their progress."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import dated


class Record(models.Model):
    """Base of the rooms' tables: an inner key and a public one (addresses carry only the uuid)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Named(Record):
    """Something with a name in both languages."""

    name = models.CharField(max_length=200)  # Simplified Chinese
    name_en = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class DatedRows(models.QuerySet[Any]):
    """Rows with `since` and `until`."""

    def on(self, day: dated.Day) -> Self:
        """Those in force that day."""
        return self.filter(dated.in_force(day))


class Dated(models.Model):
    """Base of what holds from a day to a day."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedRows.as_manager()

    class Meta:
        abstract = True

    def holds(self, on: date) -> bool:
        """Whether it is in force that day."""
        return dated.holds(self.since, self.until, on)


class JournalEntry(models.Model):
    """One act. A trigger refuses UPDATE, DELETE and TRUNCATE: the journal only grows."""

    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField()
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)  # label of the subject's model, e.g. training.Session
    subject = models.UUIDField()
    threads = ArrayField(models.UUIDField())  # everything whose history shows this act, the subject first
    actor = models.UUIDField(null=True)  # the person's uuid; null: the system
    institution = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    rulebook = models.CharField(max_length=400, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["threads"], name="journal_threads"),
            models.Index(fields=["verb", "id"], name="journal_verb"),
        ]
        verbose_name_plural = "journal entries"


class RuleRow(Record):
    """One key of a rulebook changed by an office without a release. It stands before the file's value."""

    name = models.CharField(max_length=60)
    place = models.CharField(max_length=60, blank=True)  # region code, `cn`, or the scheme's name
    owner = models.UUIDField(null=True, blank=True)  # an institution's own rule
    key = models.CharField(max_length=60)
    value = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    mark = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=""), name="rule_row_has_a_source"),
            dated.ends_after_it_starts("rule_row_ends_after_it_starts"),
        ]


class StoredFile(Record):
    """A file somebody gave or was given: sealed on disk under its uuid, described here."""

    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()  # 0: its content was taken away (`files.empty`)
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    owner = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)


class Job(Record):
    """Long work with its progress; done by the worker, watched by the page, and by nobody needing to wait."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    owner = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    refusal = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["about", "kind"], name="job_about")]

    @property
    def open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class SentForm(models.Model):
    """A form that began something, by the key that it carried: whose it was, and the page to which it led (`once`)."""

    key = models.UUIDField(unique=True)
    person = models.UUIDField(null=True)
    led_to = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class OutboxMessage(Record):
    """A message that a demo or a test kept instead of sending it (`core.outbox`). Production has none."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        SMS = "sms", _("Text message")
        PUSH = "push", _("Push")

    channel = models.CharField(max_length=10, choices=Channel.choices)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
