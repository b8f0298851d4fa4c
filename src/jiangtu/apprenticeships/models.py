"""The apprenticeship of a person on a class's register: its contract, stages, certificates, and how it came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiangtu.core.models import Record
from jiangtu.training.states import Intake

from .states import ApprenticeshipState, ProgressState, RosterState


class Apprenticeship(Record):
    """One person's apprenticeship. Person, enterprise and class stand in its enrolment."""

    enrolment = models.OneToOneField("training.Enrolment", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ApprenticeshipState.choices, default=ApprenticeshipState.PROPOSED)
    intake = models.CharField(max_length=12, choices=Intake.choices)
    contract_from = models.DateField()
    contract_to = models.DateField(null=True, blank=True)  # empty: open-ended
    current_level = models.CharField(max_length=20, blank=True)  # a key of the ladder; empty: unknown
    full_time_student = models.BooleanField(default=False)
    post = models.CharField(max_length=100, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    word = models.CharField(max_length=300, blank=True)  # why the enterprise sent it back
    prepared_by = models.ForeignKey(
        "institutions.Institution", models.PROTECT, null=True, blank=True, related_name="+"
    )  # the college that prepared it for the enterprise to confirm
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ApprenticeshipState.LEFT, left_on__isnull=False) & ~Q(left_reason="")
                | ~Q(state=ApprenticeshipState.LEFT),
                name="who_left_has_a_day_and_a_reason",
            )
        ]


class StageProgress(Record):
    """One stage of one apprenticeship. The verdict that closed it is kept with its rulebook, for replaying."""

    apprenticeship = models.ForeignKey(Apprenticeship, models.PROTECT, related_name="stages")
    stage = models.ForeignKey("programmes.Stage", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ProgressState.choices, default=ProgressState.WAITING)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    verdict = models.JSONField(null=True, blank=True)
    rulebook = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "stage progress"
        constraints = [
            models.UniqueConstraint(fields=["apprenticeship", "stage"], name="stage_once_in_an_apprenticeship"),
            models.UniqueConstraint(
                fields=["apprenticeship"], condition=Q(state=ProgressState.OPEN), name="one_stage_open_at_a_time"
            ),
        ]
        ordering = ["stage__order"]


class GivenFile(Record):
    """A filled-in file that came in: sealed, what the check found, and whether its rows were taken over."""

    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    given_for = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.CHECKING)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # good rows that the record holds already: they change nothing
    # [{row, column, code, severity, values}], never a cell's personal content
    problems = models.JSONField(default=list)
    refusal = models.JSONField(null=True, blank=True)  # why the file could not be read
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["-given_at"]

    @property
    def faulty(self) -> int:
        """The rows with an error."""
        return self.rows - self.good

    @property
    def to_take(self) -> int:
        """The good rows that would be new."""
        return self.good - self.known


class Roster(GivenFile):
    """The apprentices of a class, as an enterprise, a college or a township brought them."""

    training_class = models.ForeignKey("training.TrainingClass", models.PROTECT, related_name="+")


class CertificateList(GivenFile):
    """Certificates of skill level that an institution entered from a file."""


class Certificate(Record):
    """A certificate of skill level that a person obtained."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    apprenticeship = models.ForeignKey(
        Apprenticeship, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    occupation = models.ForeignKey("competences.Occupation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    level = models.CharField(max_length=20)
    issued_on = models.DateField()
    body = models.CharField(max_length=200)  # the assessment body's name as printed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occupation", "level"], name="one_certificate_of_a_level_in_an_occupation"
            )
        ]
