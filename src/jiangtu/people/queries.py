"""Reads of people and their accounts. Numbers of documents and phones come sealed; `reveal()` opens one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiangtu.core import letters, sms
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.paging import along, seen
from jiangtu.core.phrases import written
from jiangtu.core.vault import fingerprint

from . import doors
from .access import can_merge, can_run_account, may_be_asked, visible_to
from .models import AccessRecord, Account, Consent, OtherDocument, Person
from .rules import documents
from .rules.names import spelled
from .states import TEXTS, VERSIONS, DocumentType, Purpose


def regions() -> frozenset[str]:
    """The codes of regions that identity numbers begin with."""
    return frozenset[str]().union(*(codes() for codes in doors.regions))


def compact(number: str) -> str:
    """A document's number as it is kept: half-width capitals without the spaces and dashes people put in."""
    return re.sub(r"[\-\u2010-\u2015]", "", letters.tight(number)).upper()


def document_print(document_type: str, number: str) -> str:
    """The keyed hash by which a document is found without being read: one for all that are the same person's by their
    numbers (`documents.identity`)."""
    kind, whose = documents.identity(document_type, compact(number))
    return fingerprint(f"{kind}:{whose}", purpose="people.document")


def whose(document: Person | OtherDocument) -> tuple[str, str]:
    """What of a recorded document is its holder's (`documents.identity`). It is opened for that, and not shown."""
    return documents.identity(document.document_type, document.document.reveal())


def phone_print(number: str) -> str:
    """The keyed hash by which the account that signs in with a number is found; the number as `sms.normalised` gives
    it."""
    return fingerprint(number, purpose="people.phone")


def names(keys: set[UUID]) -> dict[UUID, str]:
    """The names of those people, for the journal."""
    return dict(Person.objects.filter(uuid__in=keys).values_list("uuid", "name"))


def people_by_prints(prints: Iterable[str]) -> dict[str, Person]:
    """Print -> person, for those that are recorded, by whichever of their documents (of a merged record the one it
    went into): two queries."""
    wanted = list(prints)
    others = OtherDocument.objects.filter(document_print__in=wanted).select_related("person__merged_into").order_by()
    own = Person.objects.filter(document_print__in=wanted).select_related("merged_into")
    found = {other.document_print: other.person for other in others}
    found |= {str(person.document_print): person for person in own}
    return {print_: person.merged_into or person for print_, person in found.items()}


def person_of(kind: str, number: str) -> Person | None:
    """The person who is recorded with that document; without a kind it is a resident ID."""
    print_ = document_print(kind or DocumentType.RESIDENT_ID, number)
    return people_by_prints([print_]).get(print_)


def by_name(which: Q) -> QuerySet[Person]:
    """The people that a room has found, by name, for its forms: whom it may offer, the room decides."""
    return seen(Person.objects.all(), which).order_by("name_key", "pk")


def told_apart(people: Iterable[Person]) -> dict[int, str]:
    """The names by which these people stand side by side in a form or on a roll. Who shares one there is told apart by
    the month of birth, and where that is the same or not known, by a number in the order of recording."""
    by_name: dict[str, list[Person]] = {}
    for each in people:
        by_name.setdefault(each.name, []).append(each)
    found = {}
    for name, alike in by_name.items():
        months = Counter(each.born_on and (each.born_on.year, each.born_on.month) for each in alike)
        for number, each in enumerate(sorted(alike, key=lambda each: each.pk), start=1):
            born = each.born_on
            if len(alike) == 1:
                found[each.pk] = name
            elif born and months[born.year, born.month] == 1:
                month = date_format(born, "YEAR_MONTH_FORMAT")
                found[each.pk] = _("%(name)s (born %(month)s)") % {"name": name, "month": month}
            else:
                found[each.pk] = _("%(name)s (%(number)s)") % {"name": name, "number": number}
    return found


def named(words: str, by: str = "") -> Q:
    """Those whose name holds the words, however either was written. `by`: the way from the row to the person."""
    return Q(**{f"{by}__name__icontains" if by else "name__icontains": spelled(words)})


def hold(people: Iterable[int]) -> None:
    """Keep people (primary keys) locked, in one order, until the transaction ends."""
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=list(people)).order_by("pk")
    list(held.values_list("pk", flat=True))


def person(uuid: UUID, *, seen_by: Actor) -> Person:
    """The person, for one who may see their record; a merged record leads to the one it went into. Raises Http404
    otherwise."""
    into = Person.objects.filter(uuid=uuid, merged_into__isnull=False).values_list("merged_into__uuid", flat=True)
    uuid = into.first() or uuid
    found = Person.objects.filter(visible_to(seen_by), uuid=uuid).select_related("account").first()
    if found is None:
        raise Http404
    return found


def threads_of(person: Person) -> list[UUID]:
    """Whose histories are this person's: their record's, and those of the records merged into it."""
    return [person.uuid, *person.merged.order_by("pk").values_list("uuid", flat=True)]


def records_like(words: str, *, seen_by: Actor) -> list[Person]:
    """The records, not merged, whose name holds the words or whose document is this: the first twenty by name."""
    prints = [document_print(kind, words) for kind in DocumentType.values]
    like = named(words) | Q(document_print__in=prints)
    like |= Q(pk__in=OtherDocument.objects.filter(document_print__in=prints).values("person"))
    return list(records(seen_by=seen_by).filter(like).order_by("name_key", "pk")[:20]) if words else []


def records(*, seen_by: Actor) -> QuerySet[Person]:
    """The records, not merged, that the actor may open, with their accounts."""
    return Person.objects.filter(visible_to(seen_by), merged_into__isnull=True).select_related("account")


def records_kept_by(actor: Actor) -> QuerySet[Person] | None:
    """Everybody's records, for who merges them; None for others."""
    return records(seen_by=actor) if can_merge(actor) else None


def records_of_things(keys: set[UUID] | None) -> QuerySet[Person]:
    """The records, not merged, with one of these uuids; all of them for None. Whoever shows them asks
    `records_kept_by` first."""
    found = Person.objects.filter(merged_into__isnull=True).select_related("account").order_by("pk")
    return found if keys is None else found.filter(uuid__in=keys)


def myself(actor: Actor) -> Person:
    return Person.objects.select_related("account").get(pk=actor.person or 0)


def accounts(*, seen_by: Actor) -> QuerySet[Account]:
    """The accounts that the actor runs or owns, with their person."""
    from allauth.mfa.models import Authenticator

    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    second = Authenticator.objects.filter(user=OuterRef("pk"), type__in=factors)
    return (
        Account.objects.filter(along(visible_to(seen_by), "person"), person__isnull=False)
        .select_related("person")
        .annotate(second_factor=Exists(second))
    )


def accounts_run_by(actor: Actor) -> QuerySet[Account] | None:
    """The accounts that the actor makes, resets and closes; None for who runs none."""
    return Account.objects.all() if can_run_account(actor) else None


def accounts_of_things(keys: set[UUID] | None) -> QuerySet[Account]:
    """The accounts that have, or whose people have, one of these uuids; all of them for None. Whoever shows them asks
    `accounts_run_by` first."""
    found = Account.objects.filter(person__isnull=False).order_by("pk")
    return found if keys is None else found.filter(Q(uuid__in=keys) | Q(person__uuid__in=keys))


def account(uuid: UUID, *, seen_by: Actor) -> Account:
    """One account. Raises Http404 when the actor neither owns it nor runs accounts."""
    found = accounts(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def accounts_of(person: OuterRef) -> QuerySet[Account]:
    """The account of the person that a column of another query names: for Exists."""
    return Account.objects.filter(person=person)


def locked() -> Q:
    """The accounts that open nothing now: closed, or locked on some connection by wrong tries."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=OuterRef("sign_in_key"), attempt_time__gte=since).order_by()
    many = tries.values("ip_address").annotate(n=Sum("failures_since_start")).filter(n__gte=settings.AXES_FAILURE_LIMIT)
    return Q(is_active=False) | Q(Exists(many))


def accounts_changed(facts: Iterable[JournalEntry]) -> dict[UUID, Account]:
    """The accounts that these facts are about, or whose people they are, by the uuid that the fact names."""
    keys = {fact.subject for fact in facts}
    found = Account.objects.filter(Q(uuid__in=keys) | Q(person__uuid__in=keys)).select_related("person").order_by("pk")
    return {key: each for each in found for key in (each.uuid, each.person and each.person.uuid) if key}


def account_by_email(email: str) -> Account | None:
    return Account.objects.filter(email__iexact=email).select_related("person").first() if email else None


def written_to(account: Account | None) -> str:
    """The language in which whoever has this account is written to: the one they chose, else the one in which they
    last signed in, else the installation's for notices; never that of whoever has it sent."""
    return (account and (account.language or account.last_language)) or settings.NOTICES_LANGUAGE


def username_taken(username: str) -> bool:
    """Whether an account is called so, however written."""
    return Account.objects.filter(username__iexact=username).exists()


def passkeys(account: Account) -> list[Passkey]:
    """The passkeys of an account, the oldest first."""
    from allauth.mfa.models import Authenticator

    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [Passkey(each.pk, each.data["name"], each.created_at, each.last_used_at) for each in found]


def name_of_next_passkey(account: Account) -> str:
    """What the account's next passkey is called: by the highest number so far."""
    numbers = [int(found[0]) for each in passkeys(account) if (found := re.findall(r"\d+", each.name))]
    return _("Passkey %(n)s") % {"n": written(max(numbers, default=0) + 1)}


def account_by_phone(number: str) -> Account | None:
    """The account in use that signs in with this number, however written, or whose print this is."""
    print_ = phone_print(plain) if (plain := sms.normalised(number)) else number
    return Account.objects.filter(phone_print=print_, is_active=True).first() if print_ else None


def account_of_person(person: int) -> Account:
    """The account of a person (primary key) who has one."""
    return Account.objects.select_related("person").get(person=person)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its person sees it."""

    key: int
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True)
class Contact:
    """How a person is reached. Without an account in use: by nothing. `language`: the one they chose, else the one in
    which they last signed in, else empty."""

    uuid: UUID
    email: str
    language: str
    signs_in: bool


def contacts(people: Iterable[int]) -> dict[int, Contact]:
    """Primary key → how the person is reached, in one query that unseals nothing."""
    found = (
        Person.objects.filter(pk__in=set(people))
        .order_by()
        .values_list(
            "pk", "uuid", "account__email", "account__language", "account__last_language", "account__is_active"
        )
    )
    return {
        pk: Contact(uuid, email or "", chosen or last or "", True) if active else Contact(uuid, "", "", False)
        for pk, uuid, email, chosen, last, active in found
    }


def key_of(uuid: UUID) -> int | None:
    """The primary key of a person, None when nobody is meant."""
    return Person.objects.filter(uuid=uuid).order_by().values_list("pk", flat=True).first()


def keys_of(people: Iterable[UUID]) -> dict[UUID, int]:
    """The primary keys of people by their uuid, in one query."""
    return dict(Person.objects.filter(uuid__in=set(people)).order_by().values_list("uuid", "pk"))


def with_phone(people: Iterable[int]) -> set[int]:
    """Those of the people who have a phone; nothing is opened."""
    return set(Person.objects.filter(pk__in=set(people)).exclude(phone=b"").order_by().values_list("pk", flat=True))


def phones(people: Iterable[int]) -> dict[int, str]:
    """Primary key → phone, for those who have one: opened to be rung, never to be shown."""
    found = Person.objects.filter(pk__in=set(people)).only("pk", "phone").order_by()
    return {person.pk: person.phone.reveal() for person in found if person.phone}


def has_account(person: int) -> bool:
    """Whether a person (primary key) can sign in, or could before their account was closed."""
    return Account.objects.filter(person=person).exists()


def with_account(people: Iterable[int]) -> set[int]:
    """Those of the people (primary keys) who have an account, open or closed."""
    return set(Account.objects.filter(person__in=list(people)).values_list("person", flat=True))


def agrees(person: int, purpose: str) -> bool:
    """Whether a person (primary key) has agreed to a purpose in the text in force, and has not taken it back."""
    in_force = Consent.objects.filter(purpose=purpose, version=VERSIONS[purpose], withdrawn_at__isnull=True)
    return in_force.filter(person=person).exists()


def consents(person: Person) -> list[dict[str, object]]:
    """Each purpose that concerns the person with its text in force and, where given, the consent: what the page "Me"
    shows. What was given stays there, to be taken back, also when it no longer concerns them."""
    given = {
        c.purpose: c for c in Consent.objects.filter(person=person, withdrawn_at__isnull=True).order_by("given_at")
    }
    return [
        {
            "purpose": p, "label": p.label, "text": TEXTS[p], "version": VERSIONS[p], "given": had,
            "asked": asked and not (had and had.version == VERSIONS[p]),
        }
        for p in Purpose
        for had, asked in [(given.get(p.value), bool(may_be_asked(person, p)))]
        if had or asked
    ]  # fmt: skip


def access_records(*, seen_by: Actor, own: bool = False, of: Account | None = None) -> QuerySet[AccessRecord]:
    """Who signed in, tried to or was refused, newest first: the actor's own, or all, or those `of` an account, for who
    runs accounts."""
    found = AccessRecord.objects.order_by("-at", "-pk")
    if own:
        return found.filter(account__person=seen_by.person)
    if of is not None:
        found = found.filter(account=of)
    return found.select_related("account__person") if can_run_account(seen_by) else found.none()


def access_named(rows: QuerySet[AccessRecord], words: str) -> QuerySet[AccessRecord]:
    """Those of people whose name holds the words."""
    people = Person.objects.filter(named(words))
    return rows.filter(account__person__in=people.values("pk"))
