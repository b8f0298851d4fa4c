"""Institutions of every kind in one table, who works in them as what, and who works with whom."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from jiangtu.core.dated import ends_after_it_starts
from jiangtu.core.models import Record
from jiangtu.core.pinyin import NameKey

from .states import Kind, PartnerState, Role, Way


class Institution(Record):
    """A ministry, bureau, enterprise, college, campus … `kind` tells which; `region` is its GB/T 2260 code.

    A campus belongs to its `owner` and stands at its `host`; a small enterprise was `gathered_by` a township's school.
    """

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    name_key = NameKey()  # by which lists sort in Chinese
    name_en = models.CharField(max_length=200, blank=True)
    names_source = models.CharField(max_length=300, blank=True)  # 中文 · English
    credit_code = models.CharField(max_length=18, null=True, blank=True, unique=True)
    credit_code_exception = models.TextField(blank=True)  # why a code that fails its check digit is recorded
    region = models.CharField(max_length=6)
    address = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="owned")
    host = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="hosted")
    gathered_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="gathered")
    pilot_unit = models.BooleanField(default=False)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.CAMPUS, owner__isnull=False) | (~Q(kind=Kind.CAMPUS) & Q(host__isnull=True)),
                name="a_campus_has_an_owner_and_only_a_campus_a_host",
            )
        ]
        indexes = [models.Index(fields=["name_key", "id"], name="institutions_by_name")]  # lists of the whole land
        ordering = ["name_key"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Membership(Record):
    """A role of a person in an institution, from a day to a day."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="members")
    role = models.CharField(max_length=30, choices=Role.choices)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_after_it_starts("membership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["person", "institution", "role"],
                condition=Q(until__isnull=True),
                name="open_membership_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "role"], name="membership_person")]


class Invitation(Record):
    """An offer to sign in under a role, taken up by a link or code that is kept only as its hash.

    `person`: for whom, when they are recorded; a printed card or a text message is always for somebody recorded.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.MAIL)
    covers = ArrayField(models.CharField(max_length=60), default=list)  # the person's roles when it was given
    token_print = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # when already recorded
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_card_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(way=Way.MAIL) & ~Q(email="") | ~Q(way=Way.MAIL) & Q(person__isnull=False),
                name="an_invitation_reaches_somebody",
            ),
        ]


class Partnership(Record):
    """A college and enterprises that train together, and what each side contributes."""

    college = models.ForeignKey(Institution, models.PROTECT, related_name="partnerships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    occupations = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # competences.Occupation codes
    campuses = models.ManyToManyField(Institution, related_name="+", blank=True)
    college_gives = models.TextField(blank=True)


class Partner(Record):
    """One enterprise of a partnership: asked by the college, opened by its own word."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="partners")
    enterprise = models.ForeignKey(Institution, models.PROTECT, related_name="partner_in")
    enterprise_gives = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=PartnerState.choices, default=PartnerState.ASKED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "enterprise"], name="partner_once")]

    @property
    def stands(self) -> bool:
        """Whether it is asked or has agreed: neither declined nor taken back."""
        return self.state in (PartnerState.ASKED, PartnerState.AGREED)
