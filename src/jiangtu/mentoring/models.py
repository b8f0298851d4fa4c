"""Mentors, and who is paired with whom."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jiangtu.core.dated import ends_after_it_starts
from jiangtu.core.models import Record

from .states import Grade, RunState, Suit, WishKind


class MentorProfile(Record):
    """A mentor of an enterprise: level, skills with grades 1–5, suit, sites, shifts, how many apprentices."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    level = models.CharField(max_length=20)
    skills = models.JSONField(default=dict)  # competence key -> grade 1–5
    suit = models.CharField(max_length=5, choices=Suit.choices, default=Suit.RED)
    sites = ArrayField(models.CharField(max_length=60), default=list)
    shifts = ArrayField(models.CharField(max_length=30), default=list)
    places = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "enterprise"], name="mentor_once_in_an_enterprise")]


class ApprenticeProfile(Record):
    """What pairing must know of an apprentice beyond the programme: site, shifts, suit, how many mentors."""

    apprenticeship = models.OneToOneField("apprenticeships.Apprenticeship", models.PROTECT, related_name="+")
    suit = models.CharField(max_length=5, choices=Suit.choices, default=Suit.RED)
    sites = ArrayField(models.CharField(max_length=60), default=list)
    shifts = ArrayField(models.CharField(max_length=30), default=list)
    mentors = models.PositiveSmallIntegerField(default=1)
    wants = models.JSONField(null=True, blank=True)  # competence key -> grade; empty: as the programme asks


class PairWish(Record):
    """A pair that a person keeps together or apart, whatever the engine would say."""

    training_class = models.ForeignKey("training.TrainingClass", models.PROTECT, related_name="+")
    mentor = models.ForeignKey(MentorProfile, models.PROTECT, related_name="+")
    apprenticeship = models.ForeignKey("apprenticeships.Apprenticeship", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=WishKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class", "mentor", "apprenticeship"], name="one_wish_for_a_pair")
        ]


class PairingRun(Record):
    """One run of the engine for an enterprise's apprentices in a class: what went in, what came out, by which rules.

    A mentor teaches apprentices of the own enterprise, so a pooled class is paired enterprise by enterprise.
    """

    training_class = models.ForeignKey("training.TrainingClass", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    problem = models.JSONField()
    answer = models.JSONField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    rulebook = models.CharField(max_length=400)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "enterprise"], condition=Q(state=RunState.DRAFT), name="one_pairing_draft"
            )
        ]
        ordering = ["-id"]


class Pair(Record):
    """A mentor and an apprentice under contract, from a day to a day."""

    mentor = models.ForeignKey(MentorProfile, models.PROTECT, related_name="pairs")
    apprenticeship = models.ForeignKey("apprenticeships.Apprenticeship", models.PROTECT, related_name="+")
    run = models.ForeignKey(PairingRun, models.PROTECT, null=True, blank=True, related_name="pairs")
    since = models.DateField()
    term_to = models.DateField(null=True, blank=True)  # the contract's term
    until = models.DateField(null=True, blank=True)  # the day it really ended
    end_reason = models.CharField(max_length=300, blank=True)
    goals = models.TextField(blank=True)
    tasks = models.TextField(blank=True)
    fit = models.JSONField(default=dict)  # fit, coverage, closeness, overlap when it was made
    extended_from = models.DateField(null=True, blank=True)  # the term grew from here, after a failed final review

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "apprenticeship"], condition=Q(until__isnull=True), name="nobody_twice_in_a_pair"
            ),
            ends_after_it_starts("pair_ends_after"),
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="pairs_latest_first")]  # lists of the whole land


class PairReview(Record):
    """A review of a pair with its grade; the final one decides what the Measures tie to the result."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="reviews")
    on = models.DateField()
    grade = models.CharField(max_length=10, choices=Grade.choices)
    final = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair"], condition=Q(final=True), name="one_final_review_of_a_pair")
        ]


class Accident(Record):
    """A serious accident of an apprentice, entered by the enterprise's HR."""

    apprenticeship = models.ForeignKey("apprenticeships.Apprenticeship", models.PROTECT, related_name="+")
    on = models.DateField()
    words = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)  # entered by mistake
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["apprenticeship", "on"], condition=Q(withdrawn_at__isnull=True), name="accident_once_a_day"
            )
        ]
