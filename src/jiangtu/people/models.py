"""Person, account, consent. A person knows nothing of the field: no class, no mentor, no institution."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from jiangtu.core.models import Record
from jiangtu.core.pinyin import NameKey
from jiangtu.core.vault import SealedField, fingerprint

from .states import DocumentType, Entry, Purpose


def sign_in_key(text: str) -> str:
    """What failed tries are counted by: it tells neither the name nor the account."""
    return fingerprint(text, purpose="people.sign_in")


class Person(Record):
    """A human being, recorded once; a second record, found later, is `merged_into` the first.

    The document's number stands sealed; its keyed hash finds it again.
    """

    name = models.CharField(max_length=100)
    name_key = NameKey(of_person=True)  # by which lists of names sort
    document_type = models.CharField(max_length=20, choices=DocumentType.choices, blank=True)
    document = SealedField()
    document_print = models.CharField(max_length=64, null=True, unique=True)
    born_on = models.DateField(null=True)
    phone = SealedField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    example = models.BooleanField(default=False)  # made up for the pilot data, and said so on screen

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document_type="", document_print__isnull=True)
                | (~models.Q(document_type="") & models.Q(document_print__isnull=False)),
                name="a_document_has_a_type_and_a_print",
            )
        ]
        indexes = [models.Index(fields=["name_key", "id"], name="people_by_name")]  # lists of the whole land

    def __str__(self) -> str:
        return self.name


class OtherDocument(Record):
    """A document that finds the person too: one that was renewed since, or a second one beside the record's own."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="other_documents")
    document_type = models.CharField(max_length=20, choices=DocumentType.choices)
    document = SealedField()
    document_print = models.CharField(max_length=64, unique=True)  # nor is it any person's own: see the migration
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-since", "pk"]


class Accounts(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser, Record):
    """How a person signs in. What they may do stands in their memberships, not here."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    phone = SealedField()  # to sign in with, verified by a code; the record's own phone is Person.phone
    phone_print = models.CharField(max_length=64, null=True, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account", null=True)
    language = models.CharField(max_length=10, blank=True)  # chosen; empty: as the browser says
    last_language = models.CharField(max_length=10, blank=True)  # in which they last signed in
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sign_in_key = models.CharField(max_length=64, editable=False, default="")  # its failed tries stand under this
    sessions_ended = models.PositiveIntegerField(default=0)  # how often all sessions were ended at once

    welcomed_at = models.DateTimeField(null=True)  # when the first time's questions were answered or passed over
    hints_put_away = ArrayField(models.CharField(max_length=60), default=list)  # names of the pages they led to

    USERNAME_FIELD = "username"  # compared without regard to capitals
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()  # as allauth looks for it when somebody signs in
        self.sign_in_key = self.sign_in_key or sign_in_key(self.uuid.hex)
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session lives while its password and this count are the ones it began with."""
        return salted_hmac(
            "jiangtu.people.session", f"{self.password}:{self.sessions_ended}", secret=secret, algorithm="sha256"
        ).hexdigest()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="account_email_once"),
            models.UniqueConstraint(Lower("username"), name="account_username_once"),
        ]


class Consent(Record):
    """What a person agreed to, in which version of the text, and when they took it back."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=60, choices=Purpose.choices)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_in_force_once",
            )
        ]


class Limit(models.Model):
    """How often something was done on a day, by the keyed hash of whoever does it or of what it is done to.

    It stands in the database, so that all server processes count together.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    day = models.DateField()
    used = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "day"], name="limit_counted_once")]


class AccessRecord(models.Model):
    """Who signed in, tried to, was refused, or changed roles; when, from where. Without an account: nobody's name."""

    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="access_records")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=20, choices=Entry.choices)
    address = models.CharField(max_length=45)
    hat = models.CharField(max_length=30, blank=True)  # the role that was refused, or gave roles
    page = models.CharField(max_length=100, blank=True)  # the name of the page where

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["account", "-at"], name="access_of_an_account")]
