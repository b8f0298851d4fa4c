"""Writes of people, their accounts and consents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Verdict, require

from . import access, queries
from .models import Account, Consent, Person
from .rules import documents
from .states import VERSIONS, DocumentType


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of a list: what `record_people` takes. `document` empty: nobody can find them by it later."""

    name: str
    document_type: str = ""
    document: str = ""
    phone: str = ""
    born_on: date | None = None


@transaction.atomic
def record_person(
    *,
    name: str,
    by: Actor,
    document_type: str = "",
    document: str = "",
    phone: str = "",
    born_on: date | None = None,
    example: bool = False,
) -> Person:
    """The person with that document, recorded now if they were not: a person stands in the system once.

    Whoever is already recorded keeps their name; a phone is filled in where there was none. Raises `Refused` with the
    faults of the document's number.
    """
    require(access.can_record_person(by))
    if document:
        require(sound_document(document_type or DocumentType.RESIDENT_ID, document))
    row = PersonRow(name, document_type, document, phone, born_on)
    return record_people([row], by=by, example=example)[0]


@transaction.atomic
def record_people(rows: Sequence[PersonRow], *, by: Actor, example: bool = False) -> list[Person]:
    """The people of a list in its order, the new ones recorded: a constant number of queries for any length.

    The rows' documents have been checked by the caller. Two rows with one document are one person.
    """
    require(access.can_record_person(by))
    drafts = [_draft(row, example) for row in rows]
    wanted: dict[str, Person] = {}
    for draft in drafts:
        wanted.setdefault(draft.document_print or draft.uuid.hex, draft)
    known = queries.people_by_prints(key for key, draft in wanted.items() if draft.document_print)
    new = [draft for key, draft in wanted.items() if key not in known]
    # Somebody else may record one of them at this moment: their row stands, and ours steps aside.
    Person.objects.bulk_create(new, ignore_conflicts=True)
    stored = list(Person.objects.filter(_any_of(new))) if new else []
    found = known | {p.document_print or p.uuid.hex: p for p in stored}
    ours = {draft.uuid for draft in new}
    journal.record_all(
        journal.entry_for("person recorded", p, by=by, after={"name": p.name}) for p in stored if p.uuid in ours
    )
    _fill_phones(known, wanted)
    return [found[draft.document_print or draft.uuid.hex] for draft in drafts]


def _draft(row: PersonRow, example: bool) -> Person:
    number = queries.compact(row.document)
    kind = (row.document_type or DocumentType.RESIDENT_ID) if number else ""
    return Person(
        name=row.name.strip(),
        document_type=kind,
        document=number,
        document_print=queries.document_print(kind, number) if number else None,
        born_on=row.born_on or (documents.birth_date(number, kind) if number else None),
        phone=row.phone,
        example=example,
    )


def _any_of(people: Iterable[Person]) -> Q:
    prints = [p.document_print for p in people if p.document_print]
    return Q(document_print__in=prints) | Q(uuid__in=[p.uuid for p in people if not p.document_print])


def _fill_phones(known: dict[str, Person], wanted: dict[str, Person]) -> None:
    given = {person.pk: wanted[key].phone for key, person in known.items() if wanted[key].phone}
    without = list(Person.objects.filter(pk__in=given, phone=b"").only("pk", "phone")) if given else []
    for person in without:
        person.phone = given[person.pk]
    if without:
        Person.objects.bulk_update(without, ["phone"])


def sound_document(document_type: str, number: str) -> Verdict:
    """Whether a document's number can be one: the faults of form, region, date and check digit."""
    return documents.check(queries.compact(number), document_type, on=timezone.localdate(), regions=queries.regions())


@transaction.atomic
def correct_person(
    person: Person, *, by: Actor, reason: str, name: str = "", document_type: str = "", document: str = ""
) -> Person:
    """Correct the name or the document; what is empty stays. The journal tells what was changed, not the numbers.

    Raises `Refused`: reason_missing, document_taken, or the faults of the number.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require(access.can_correct_person(by, person))
    if not reason.strip():
        require(No("reason_missing"))
    before: dict[str, str] = {"name": person.name}
    person.name = name.strip() or person.name
    after = {"name": person.name}
    number = queries.compact(document)
    if number:
        kind = document_type or person.document_type or DocumentType.RESIDENT_ID
        require(sound_document(kind, number))
        print_ = queries.document_print(kind, number)
        if Person.objects.filter(document_print=print_).exclude(pk=person.pk).exists():
            require(No("document_taken"))
        before["document"], after["document"] = person.document_type, f"{kind}, corrected"
        person.document_type, person.document, person.document_print = kind, number, print_
        person.born_on = documents.birth_date(number, kind) or person.born_on
    person.save()
    journal.record("person corrected", person, by=by, before=before, after=after, remark=reason)
    return person


@transaction.atomic
def change_phone(person: Person, phone: str, *, by: Actor) -> None:
    """Set or clear the phone. The journal tells that it was changed, not what it is."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require(access.can_change_phone(by, person))
    if person.phone.reveal() != phone:
        person.phone = phone
        person.save(update_fields=["phone"])
        journal.record("phone changed", person, by=by)


@transaction.atomic
def view_document(person: Person, *, by: Actor, reason: str = "") -> str:
    """The document's full number, for a reason that is journaled ("document viewed"); one's own needs no reason."""
    require(access.can_view_document(by, person))
    if by.person != person.pk and not reason.strip():
        require(No("reason_missing"))
    number = Person.objects.get(pk=person.pk).document.reveal()
    if not number:
        require(No("document_missing"))
    journal.record("document viewed", person, by=by, remark=reason)
    return number


@transaction.atomic
def give_consent(person: Person, purpose: str, *, by: Actor) -> Consent:
    """Consent to a purpose in the version in force. Once given, giving it again changes nothing."""
    require(access.can_consent(by, person))
    require(access.known_purpose(purpose))
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
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
    for consent in Consent.objects.select_for_update().filter(
        person=person, purpose=purpose, withdrawn_at__isnull=True
    ):
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        before = {"purpose": purpose, "version": consent.version}
        journal.record("consent withdrawn", consent, by=by, before=before, threads=[person.uuid])


@transaction.atomic
def create_account(
    person: Person, *, username: str, password: str | None, by: Actor, email: str = "", language: str = ""
) -> Account:
    """Let a person sign in. Raises `Refused`: account_exists, username_taken, email_taken."""
    if by.person != person.pk:
        require(access.can_run_account(by))
    if Account.objects.filter(person=person).exists():
        require(No("account_exists"))
    if Account.objects.filter(username__iexact=username).exists():
        require(No("username_taken"))
    if email and Account.objects.filter(email__iexact=email).exists():
        require(No("email_taken"))
    try:
        with transaction.atomic():
            account = Account.objects.create_user(username, password, person=person, email=email, language=language)
    except IntegrityError:  # another request took one of them since: its message would name them
        require(No("account_exists"))
        raise
    journal.record("account created", account, by=by, threads=[person.uuid])
    return account


@transaction.atomic
def choose_language(account: Account, language: str, *, by: Actor) -> None:
    """The language of this account's pages and mails; empty: as the browser says. Refused: language_unknown."""
    require(access.can_use_own_account(by, account))
    if language and language not in dict(settings.LANGUAGES):
        require(No("language_unknown", have=language))
    if account.language != language:
        before, account.language = account.language, language
        account.save(update_fields=["language"])
        was, now = {"language": before}, {"language": language}
        journal.record("language chosen", account, by=by, before=was, after=now, threads=_person_of(account))


@transaction.atomic
def end_sessions(account: Account, *, by: Actor) -> None:
    """Sign the account out everywhere. The caller may keep the present session (`update_session_auth_hash`)."""
    require(access.can_end_sessions(by, account))
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    account.refresh_from_db(fields=["sessions_ended"])
    journal.record("sessions ended", account, by=by, threads=_person_of(account))


@transaction.atomic
def close_account(account: Account, *, by: Actor, reason: str) -> None:
    """Nobody signs in with it any more; its sessions end with their next request."""
    _set_active(account, False, "account closed", by=by, reason=reason)


@transaction.atomic
def reopen_account(account: Account, *, by: Actor, reason: str) -> None:
    """Let a closed account sign in again."""
    _set_active(account, True, "account reopened", by=by, reason=reason)


def _set_active(account: Account, active: bool, verb: str, *, by: Actor, reason: str) -> None:
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    require(access.can_run_account(by, account))
    if by.person is not None and by.person == account.person_id:
        require(No("own_account"))
    if not reason.strip():
        require(No("reason_missing"))
    if account.is_active != active:
        account.is_active = active
        account.sessions_ended += 1
        account.save(update_fields=["is_active", "sessions_ended"])
        journal.record(verb, account, by=by, remark=reason, threads=_person_of(account))


@transaction.atomic
def reset_second_factor(account: Account, *, by: Actor, reason: str) -> None:
    """Take away a lost second factor with its recovery codes; its person sets up a new one at the next sign-in."""
    from allauth.mfa.models import Authenticator

    require(access.can_run_account(by, account))
    if not reason.strip():
        require(No("reason_missing"))
    if Authenticator.objects.filter(user=account).delete()[0]:
        Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
        journal.record("second factor reset", account, by=by, remark=reason, threads=_person_of(account))


@transaction.atomic
def unlock_account(account: Account, *, by: Actor) -> None:
    """Forget the failed sign-ins of an account, so that its person need not wait."""
    from axes.models import AccessAttempt

    from .sign_in import attempt_key

    require(access.can_run_account(by, account))
    AccessAttempt.objects.filter(username=attempt_key(account.username)).delete()
    journal.record("account unlocked", account, by=by, threads=_person_of(account))


@transaction.atomic
def note_second_factor(account: Account, *, by: Actor) -> None:
    """A second factor was set up: sessions that began without it end."""
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    account.refresh_from_db(fields=["sessions_ended"])
    journal.record("second factor set up", account, by=by, threads=_person_of(account))


@transaction.atomic
def note_password(account: Account, *, by: Actor) -> None:
    """The password was changed, by its person or through the link in a mail."""
    journal.record("password changed", account, by=by, threads=_person_of(account))


def _person_of(account: Account) -> list:  # type: ignore[type-arg]
    return [account.person.uuid] if account.person else []
