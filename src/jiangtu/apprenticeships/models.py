"""The apprenticeship of a person on a class's register: its contract, stages and certificates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiangtu.core.models import Record
from jiangtu.training.states import Intake

from .states import ApprenticeshipState, CertificateState, InquiryState, ProgressState, Standing


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
        indexes = [
            models.Index(fields=["enrolment"], condition=Q(state=ApprenticeshipState.PROPOSED), name="proposed_ones")
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


class Counted(models.Model):
    """What figures count of one apprenticeship, as of a day."""

    apprenticeship = models.OneToOneField(Apprenticeship, models.CASCADE, primary_key=True, related_name="+")
    as_of = models.DateField()
    place = models.CharField(max_length=6)
    college = models.UUIDField()
    enterprise = models.UUIDField()
    occupation = models.CharField(max_length=20)
    since = models.DateField()
    ended = models.DateField()  # the last day on the register; where that is open, the class's
    state = models.CharField(max_length=10, choices=Standing.choices)
    stage = models.PositiveSmallIntegerField(null=True)  # order of the open one
    certified = models.BooleanField()
    minutes = models.PositiveIntegerField()  # delivered, of those in training in a running class
    hours = models.PositiveIntegerField()  # needed in all, of the same
    behind = models.BooleanField()
    mark = models.CharField(max_length=20, blank=True)  # a figure of a room above in which it is counted

    class Meta:
        abstract = True


class FigureRow(Counted):
    """What the figures over the land are added up from. A job makes all of them anew each night, so that no page works
    them out of everybody's sessions and log."""

    alone = models.BooleanField()  # whether the person has no other that is counted

    class Meta:
        indexes = [models.Index(fields=["apprenticeship"], condition=Q(alone=False), name="figure_rows_of_several")]


class FigureSum(models.Model):
    """Figure rows of a class that differ in nothing by which figures are grouped or chosen, added up by the same job:
    a region reads some rows of each class and not one of each person."""

    training_class = models.ForeignKey("training.TrainingClass", models.CASCADE, related_name="+")
    as_of = models.DateField()
    alone = models.BooleanField()
    place = models.CharField(max_length=6)
    college = models.UUIDField()
    enterprise = models.UUIDField()
    occupation = models.CharField(max_length=20)
    since = models.DateField()
    ended = models.DateField()
    state = models.CharField(max_length=10, choices=Standing.choices)
    stage = models.PositiveSmallIntegerField(null=True)
    mark = models.CharField(max_length=20, blank=True)
    people = models.PositiveIntegerField()
    certified = models.PositiveIntegerField()
    behind = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()
    hours = models.PositiveBigIntegerField()


class PublishedRow(Counted):
    """One in five of the figure rows, which stands for five people: all that is published is added up from these
    (`rules.publishing`). They are held for a term; `since` and `ended` are the first and last day of theirs, `minutes`
    and `hours` those of `rules.publishing.told_hours`."""

    stands_for = models.PositiveSmallIntegerField()
    later = models.DateField(null=True)  # from when the person is counted by a later one


class Certificate(Record):
    """A certificate of skill level that a person obtained. What was entered stays: corrected, another one `replaces`
    it; withdrawn or corrected it counts no more, and says `why`."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    apprenticeship = models.ForeignKey(
        Apprenticeship, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    occupation = models.ForeignKey("competences.Occupation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    issued_on = models.DateField()
    body = models.CharField(max_length=200)  # the assessment body's name as printed
    state = models.CharField(max_length=10, choices=CertificateState.choices, default=CertificateState.VALID)
    why = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occupation", "level"],
                condition=Q(state=CertificateState.VALID),
                name="one_certificate_of_a_level_in_an_occupation",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=Q(state=CertificateState.VALID), name="one_certificate_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(state=CertificateState.VALID) | ~Q(why=""), name="a_certificate_taken_back_says_why"
            ),
        ]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="certificates_latest_first")]


class Inquiry(Record):
    """What a house may not know of somebody, put to the house that keeps it, when a class wants to take them on.

    `name`: as whoever asks wrote it. `apprenticeship`: what stands against it elsewhere; without one, whoever keeps
    the records of people answers.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    training_class = models.ForeignKey("training.TrainingClass", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_for = models.ForeignKey("institutions.Institution", models.PROTECT, null=True, related_name="+")
    asked_as = models.CharField(max_length=30)  # the role in which they asked
    asked_at = models.DateTimeField(auto_now_add=True)
    apprenticeship = models.ForeignKey(Apprenticeship, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=InquiryState.choices, default=InquiryState.ASKED)
    word = models.CharField(max_length=300, blank=True)  # why it was declined

    class Meta:
        verbose_name_plural = "inquiries"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "training_class"],
                condition=Q(state=InquiryState.ASKED),
                name="inquired_once_at_a_time",
            )
        ]
        ordering = ["-id"]
