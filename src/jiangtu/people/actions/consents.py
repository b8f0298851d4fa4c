"""Consents: given and taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import require

from .. import access
from ..models import Consent, Person
from ..states import VERSIONS


@transaction.atomic
def give_consent(person: Person, purpose: str, *, by: Actor) -> Consent:
    """Consent to a purpose in the version in force. Once given, giving it again changes nothing.

    Raises `Refused`: no right, purpose_unknown, purpose_of_others.
    """
    require(access.can_consent(by, person))
    require(access.may_be_asked(person, purpose))
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    version = VERSIONS[purpose]
    consent, new = Consent.objects.get_or_create(
        person=person, purpose=purpose, version=version, withdrawn_at__isnull=True
    )
    if new:
        after = {"purpose": purpose, "version": version}
        journal.record("consent given", consent, by=by, after=after, threads=[person.uuid])
    return consent


@transaction.atomic
def withdraw_consent(person: Person, purpose: str, *, by: Actor) -> None:
    """Take a consent back, in whatever version it was given."""
    require(access.can_consent(by, person))
    now = timezone.now()
    given = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).order_by("pk")
    for consent in given.select_for_update(no_key=True):
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        before = {"purpose": purpose, "version": consent.version}
        journal.record("consent withdrawn", consent, by=by, before=before, threads=[person.uuid])
