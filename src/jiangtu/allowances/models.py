"""Measures that are followed, and the allowances computed by them: runs, lines, pay entries, objections."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiangtu.core import phrases
from jiangtu.core.models import Record
from jiangtu.core.verdict import Verdict

from .rules.lines import Figures
from .states import AllowanceState, ChoiceState, LineState, ObjectionState


class MeasuresChoice(Record):
    """Which Measures an enterprise follows, from a day to a day; one that is taken back never held, and says `why`."""

    enterprise = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    measures = models.CharField(max_length=60)  # a scheme of the rulebook mentor-measures
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ChoiceState.choices, default=ChoiceState.CHOSEN)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "since"],
                condition=Q(state=ChoiceState.CHOSEN),
                name="one_choice_of_measures_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=ChoiceState.CHOSEN) | ~Q(why=""), name="a_choice_taken_back_says_why"
            ),
        ]


class AllowanceRun(Record):
    """The allowances of an enterprise for a period, computed whole. A correction is a new run beside the old."""

    enterprise = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    measures = models.CharField(max_length=60)
    period_from = models.DateField()
    period_to = models.DateField()
    rulebook = models.CharField(max_length=400)
    inputs = models.JSONField()  # the cases, one for each mentor, as the rules received them
    undecided = models.JSONField(default=list)  # [{mentor, …}], verdicts: mentors whom the Measures cannot decide yet
    state = models.CharField(max_length=10, choices=AllowanceState.choices, default=AllowanceState.DRAFT)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    at = models.DateTimeField(auto_now_add=True)
    shown_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(state__in=[AllowanceState.DRAFT, AllowanceState.SHOWN]),
                name="one_open_allowance_run",
            ),
            models.UniqueConstraint(
                fields=["corrects"], condition=~Q(state=AllowanceState.DROPPED), name="corrected_once"
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="period_ends_after_it_starts"),
        ]
        ordering = ["-id"]


class AllowanceLine(Record):
    """One pair in a run: months, amount, state, and how the amount is derived."""

    run = models.ForeignKey(AllowanceRun, models.PROTECT, related_name="lines")
    mentor = models.ForeignKey("mentoring.MentorProfile", models.PROTECT, related_name="+")
    pair = models.ForeignKey("mentoring.Pair", models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=LineState.choices)
    clause = models.JSONField()  # a kept verdict: a sentence in the reader's language
    derivation = models.JSONField()  # kept verdicts; the apprentice stands there as the pair's uuid

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "pair"], name="one_line_of_a_pair_in_a_run")]

    @property
    def counted(self) -> tuple[str, ...]:
        """The months it rests on (2025-03), as its derivation names them."""
        return tuple(
            month
            for step in map(Verdict.of_record, self.derivation)
            if step.code == "measures_months_count"
            for month in step.details["months"]
        )

    @property
    def counted_months(self) -> str:
        """Those months as the reader's language writes them."""
        return phrases.months(self.counted) or "—"

    @property
    def figures(self) -> Figures:
        """What a correction can change in it."""
        return Figures(self.amount, self.counted, self.state)


class OutdatedStatement(models.Model):
    """A mentor's part of a run that would come out otherwise by the record of today: how many lines, and by how much
    what is payable would grow. Made and taken away by a job when the record changes; the act is to compute anew."""

    run = models.ForeignKey(AllowanceRun, models.CASCADE, related_name="outdated")
    mentor = models.ForeignKey("mentoring.MentorProfile", models.CASCADE, related_name="+")
    lines = models.PositiveIntegerField()
    due = models.DecimalField(max_digits=12, decimal_places=2)  # negative: it would shrink
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "mentor"], name="one_outdated_statement_in_a_run")]


class PayEntry(Record):
    """What a released run pays or takes back, to the mentor. A trigger keeps it append-only."""

    run = models.ForeignKey(AllowanceRun, models.PROTECT, related_name="pay_entries")
    mentor = models.ForeignKey("mentoring.MentorProfile", models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2)  # negative: taken back by a correction
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "pay entries"
        constraints = [models.UniqueConstraint(fields=["run", "mentor"], name="one_pay_entry_of_a_mentor_in_a_run")]


class PublishedAmount(models.Model):
    """The money of five mentors or more that is told together, where the middle one of them is, for a term that ended
    on a day (`rules.publishing`). It stays as it was told."""

    on = models.DateField()
    place = models.CharField(max_length=6)
    college = models.UUIDField()
    training_class = models.UUIDField()
    enterprise = models.UUIDField()
    occupation = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=2)


class PublishedEntry(models.Model):
    """In which published amount a pay entry is told: each in one, once."""

    entry = models.OneToOneField(PayEntry, models.PROTECT, primary_key=True, related_name="told")
    amount = models.ForeignKey(PublishedAmount, models.PROTECT, related_name="+")


class Objection(Record):
    """A mentor's word against a statement before its release, and HR's answer."""

    run = models.ForeignKey(AllowanceRun, models.PROTECT, related_name="objections")
    mentor = models.ForeignKey("mentoring.MentorProfile", models.PROTECT, related_name="+")
    word = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    @property
    def state(self) -> str:
        """Whether it is answered."""
        return ObjectionState.ANSWERED if self.answered_at else ObjectionState.WAITING
