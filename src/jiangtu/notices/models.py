"""Notices, by which ways each went out, and what each person wishes to get where."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from jiangtu.core.models import Record

from .rules import DIGEST_HOUR, QUIET_FROM, QUIET_TO, Hours, Wish
from .states import Channel, DeliveryState, MailWay


class Notice(Record):
    """What one person was told once. `once` is what must not be told twice: the journal's entry, or a thing and a day.

    `ended_at`: what it asks for is done; should a late thing be late again, that is told anew.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    once = models.CharField(max_length=80)
    fact = models.ForeignKey("core.JournalEntry", models.PROTECT, null=True, related_name="+")
    about = models.UUIDField(null=True)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    page = models.CharField(max_length=500)
    role = models.CharField(max_length=30, blank=True)
    institution = models.ForeignKey("institutions.Institution", models.PROTECT, null=True, related_name="+")
    urgency = models.PositiveSmallIntegerField()  # rules.Urgency
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "once"],
                condition=Q(ended_at__isnull=True) | Q(fact__isnull=False),
                name="told_once",
            )
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["at"], name="notice_age"),
        ]
        ordering = ["-at", "-id"]

    @property
    def unread(self) -> bool:
        """Whether it counts on the bell (`UNREAD` says so of many)."""
        return self.read_at is None and self.ended_at is None


UNREAD = Q(read_at__isnull=True, ended_at__isnull=True)  # neither opened, nor is what it asks for done


class Delivery(Record):
    """A notice on its way by one channel. `batch` is what one message is known by: several of a digest share it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    digest = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    batch = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_way_once")]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]),
                name="delivery_due",
            ),
            models.Index(fields=["batch"], name="delivery_batch"),
        ]


class Reception(Record):
    """When, and in which language, a person wants to be told; without one the rules' own hours hold."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_to = models.TimeField(default=QUIET_TO)
    digest_hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR, validators=[MaxValueValidator(23)])
    language = models.CharField(max_length=10, blank=True)  # empty: as their pages are

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(digest_hour__lte=23), name="digest_at_an_hour_of_the_day")]

    def hours(self) -> Hours:
        """The hours, as the rules take them."""
        return Hours(self.quiet_from, self.quiet_to, self.digest_hour)


class Preference(Record):
    """What a person chose for one kind of notice; without one its urgency decides."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    mail = models.CharField(max_length=10, choices=MailWay.choices)
    push = models.BooleanField()
    sms = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_for_a_kind")]

    def wish(self) -> Wish:
        """The choice, as the rules take it."""
        return Wish(self.mail, self.push, self.sms)


class Subscription(Record):
    """A browser that shows notices on the phone's screen: where its push service takes them, sealed by which keys."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=200)
    auth = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)
