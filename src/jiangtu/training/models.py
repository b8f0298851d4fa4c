"""What was delivered: the class, its register, its sessions with attendance, and the apprentices' log.

Nobody is in two places at once: exclusion constraints of the database say so. They compare keys as one-element
ranges (`int8range`), which core PostgreSQL can index together with time, so that no extension is needed.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from jiangtu.core.dated import ends_after_it_starts
from jiangtu.core.models import Record
from jiangtu.programmes.states import HourKind, Venue

from .states import ClassState, EntryState, Independence, Intake, Mark, SessionState


def same(column: str) -> tuple[Func, str]:
    """An exclusion constraint's term: the same row of another table."""
    return Func(F(column), F(column), Value("[]"), function="int8range"), RangeOperators.OVERLAPS


class Room(Record):
    """A room or workplace of an institution where sessions are held."""

    institution = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="room_name_once")]

    def __str__(self) -> str:
        return self.name


class TrainingClass(Record):
    """A class of one or several enterprises at a college. `place` decides whose rules hold for it."""

    number = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    college = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    campus = models.ForeignKey("institutions.Institution", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey("programmes.Version", models.PROTECT, related_name="+")
    place = models.CharField(max_length=6)
    intake = models.CharField(max_length=12, choices=Intake.choices, default=Intake.NEW_HIRE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=ClassState.choices, default=ClassState.DRAFT)
    head = models.ForeignKey("people.Person", models.PROTECT, related_name="+")  # programme head who answers for it
    enterprises = models.ManyToManyField("institutions.Institution", related_name="+")
    trainers = models.ManyToManyField("people.Person", related_name="+", blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "classes"
        constraints = [
            models.UniqueConstraint(fields=["college", "number"], name="class_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="class_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "number"], name="classes_latest_first")
        ]  # lists of the whole land
        ordering = ["-starts_on", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Enrolment(Record):
    """A person on a class's register for an enterprise, from a day to a day (open while in training)."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class", "person"], name="enrolled_once_in_a_class"),
            ends_after_it_starts("enrolment_ends_after_it_starts"),
        ]


class Session(Record):
    """One lesson or practice of a class. `during` is its start and end; the minutes follow from it."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="sessions")
    stage = models.ForeignKey("programmes.Stage", models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    kind = models.CharField(max_length=20, choices=HourKind.choices)
    venue = models.CharField(max_length=12, choices=Venue.choices)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    trainer = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    topic = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    sheet = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="trainer_in_one_place",
                expressions=[same("trainer"), (F("during"), RangeOperators.OVERLAPS)],
                condition=~Q(state=SessionState.CANCELLED),
            ),
            ExclusionConstraint(
                name="room_used_once",
                expressions=[same("room"), (F("during"), RangeOperators.OVERLAPS)],
                condition=~Q(state=SessionState.CANCELLED) & Q(room__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["training_class"],
                condition=Q(venue=Venue.ON_THE_JOB) & ~Q(state=SessionState.CANCELLED),
                name="sessions_on_the_job",
            ),
            models.Index(fields=["training_class"], condition=Q(state=SessionState.PLANNED), name="sessions_planned"),
        ]
        ordering = ["during"]

    @property
    def minutes(self) -> int:
        return int((self.during.upper - self.during.lower).total_seconds()) // 60


class ReplacedScan(Record):
    """A scan of a session's paper sheet in whose place another one stands: evidence of the roll as it was then."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="replaced_scans")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]


class Attendance(Record):
    """An apprentice expected at a session (mark empty) and what the roll call found.

    `person` and `during` repeat the enrolment's and the session's, so that the database can refuse two places at
    once; a trigger keeps them in step.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendance")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    mark = models.CharField(max_length=8, choices=Mark.choices, blank=True)
    late_minutes = models.PositiveSmallIntegerField(default=0)
    marked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="expected_once_at_a_session"),
            ExclusionConstraint(
                name="apprentice_in_one_place",
                expressions=[same("person"), (F("during"), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(mark=Mark.LATE) | Q(late_minutes=0), name="only_the_late_have_minutes"),
        ]


class LogEntry(Record):
    """A day's work as the apprentice wrote it. Countersigned it stays; a correction is a new entry that names it."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="log")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    work = models.TextField()
    competences = models.ManyToManyField("competences.Competence", related_name="+", blank=True)
    independence = models.CharField(max_length=12, choices=Independence.choices)
    difficulty = models.TextField(blank=True)
    why_long = models.CharField(max_length=300, blank=True, default="", db_default="")  # beyond the law's hours
    state = models.CharField(max_length=14, choices=EntryState.choices, default=EntryState.SUBMITTED)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    word = models.TextField(blank=True)  # why the mentor returned it
    written_at = models.DateTimeField(auto_now_add=True)  # since when the mentor has had it: sent again, since then

    class Meta:
        verbose_name_plural = "log entries"
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=24 * 60), name="log_minutes_of_one_day"),
        ]
        indexes = [models.Index(fields=["enrolment", "on"], name="log_by_day")]
        ordering = ["-on", "-id"]

    @property
    def hours(self) -> Decimal:
        """Its minutes as hours, to the hundredth."""
        return round(Decimal(self.minutes) / 60, 2).normalize()

    @property
    def correction(self) -> LogEntry | None:
        """The entry that corrects it, if there is one."""
        return getattr(self, "corrected_by", None)

    @property
    def replaced(self) -> bool:
        """Whether a countersigned correction counts in its place."""
        return self.correction is not None and self.correction.state == EntryState.COUNTERSIGNED


class LogReturn(Record):
    """An entry as it stood when a mentor gave it back, and why: what is sent again is shown beside it."""

    entry = models.ForeignKey(LogEntry, models.CASCADE, related_name="returns")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    work = models.TextField()
    independence = models.CharField(max_length=12, choices=Independence.choices)
    difficulty = models.TextField(blank=True)
    why_long = models.CharField(max_length=300, blank=True)
    word = models.TextField()
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class LogPhoto(Record):
    """A photo of a log entry, four at most."""

    entry = models.ForeignKey(LogEntry, models.CASCADE, related_name="photos")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "order"], name="photo_order_once"),
            models.CheckConstraint(condition=Q(order__gte=1, order__lte=4), name="four_photos_at_most"),
        ]
        ordering = ["order"]


class ReturnedPhoto(Record):
    """A photo that an entry had when it was given back and has no more; its address stays the same."""

    returned = models.ForeignKey(LogReturn, models.CASCADE, related_name="photos")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order", "id"]
