"""Reads of people and their accounts. Numbers of documents and phones come sealed; `reveal()` opens one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from jiangtu.core.actor import Actor
from jiangtu.core.vault import fingerprint

from . import doors
from .access import visible_to
from .models import Account, Consent, Person
from .states import TEXTS, VERSIONS, Purpose


def regions() -> frozenset[str]:
    """The codes of regions that identity numbers begin with."""
    return frozenset[str]().union(*(codes() for codes in doors.regions))


def compact(number: str) -> str:
    """A document's number as it is kept: half-width capitals without the spaces and dashes people put in."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number)).upper()


def document_print(document_type: str, number: str) -> str:
    """The keyed hash by which a document is found without being read."""
    return fingerprint(f"{document_type}:{compact(number)}", purpose="people.document")


def names(keys: set[UUID]) -> dict[UUID, str]:
    """The names of those people, for the journal."""
    return dict(Person.objects.filter(uuid__in=keys).values_list("uuid", "name"))


def people_by_prints(prints: Iterable[str]) -> dict[str, Person]:
    """Print -> person, for those that are recorded: one query."""
    return {str(p.document_print): p for p in Person.objects.filter(document_print__in=list(prints))}


def person(uuid: UUID, *, seen_by: Actor) -> Person:
    """The person, for one who may see their record. Raises Http404 otherwise."""
    found = Person.objects.filter(visible_to(seen_by), uuid=uuid).select_related("account").first()
    if found is None:
        raise Http404
    return found


def myself(actor: Actor) -> Person:
    return Person.objects.select_related("account").get(pk=actor.person or 0)


def accounts(*, seen_by: Actor) -> QuerySet[Account]:
    """The accounts that the actor runs or owns, with their person."""
    from allauth.mfa.models import Authenticator

    second = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        Account.objects.filter(person__in=Person.objects.filter(visible_to(seen_by)).values("pk"))
        .select_related("person")
        .annotate(second_factor=Exists(second))
    )


def account(uuid: UUID, *, seen_by: Actor) -> Account:
    """One account. Raises Http404 when the actor neither owns it nor runs accounts."""
    found = accounts(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def account_by_email(email: str) -> Account | None:
    return Account.objects.filter(email__iexact=email).select_related("person").first() if email else None


def has_account(person: int) -> bool:
    """Whether a person (primary key) can sign in, or could before their account was closed."""
    return Account.objects.filter(person=person).exists()


def consents(person: Person) -> list[dict[str, object]]:
    """Each purpose with its text in force and, where given, the consent: what the page "Me" shows."""
    given = {
        c.purpose: c for c in Consent.objects.filter(person=person, withdrawn_at__isnull=True).order_by("given_at")
    }
    return [
        {"purpose": p, "label": p.label, "text": TEXTS[p], "version": VERSIONS[p], "given": given.get(p.value)}
        for p in Purpose
    ]
