"""Writes of people: recorded, corrected, looked at in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict, every, require

from .. import access, queries
from ..models import OtherDocument, Person
from ..rules import documents, names
from ..states import DocumentType


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
    allowed: Verdict,
    document_type: str = "",
    document: str = "",
    phone: str = "",
    born_on: date | None = None,
    example: bool = False,
) -> Person:
    """The person with that document, recorded now if they were not: a person stands in the system once.

    Whoever is already recorded keeps their name; a phone is filled in where there was none. `allowed`: the right for
    which the calling act needs the person. Raises `Refused` with the faults of the name and of the document's number.
    """
    require(allowed)
    require(names.check(names.spelled(name)))
    if document:
        require(sound_document(document_type, document))
    row = PersonRow(name, document_type, document, phone, born_on)
    return record_people([row], by=by, allowed=allowed, example=example)[0]


@transaction.atomic
def record_people(rows: Sequence[PersonRow], *, by: Actor, allowed: Verdict, example: bool = False) -> list[Person]:
    """The people of a list in its order, the new ones recorded: a constant number of queries for any length.

    The rows' names and documents have been checked by the caller. Two rows with one document are one person.
    `allowed`: the right for which the calling act needs the people.
    """
    require(allowed)
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
        name=names.spelled(row.name),
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
    queries.hold(given)
    without = list(Person.objects.filter(pk__in=given, phone=b"").only("pk", "phone")) if given else []
    for person in without:
        person.phone = given[person.pk]
    if without:
        Person.objects.bulk_update(without, ["phone"])


def sound_document(document_type: str, number: str) -> Verdict:
    """Whether a document's number can be one: the faults of form, region, date and check digit. Without a type it is
    that of a resident ID."""
    kind = document_type or DocumentType.RESIDENT_ID
    return documents.check(queries.compact(number), kind, on=timezone.localdate(), regions=queries.regions())


def doubts(name: str, document_type: str = "", document: str = "") -> Verdict:
    """What is to be said of a name and a number that may all the same be right."""
    return every(names.check(names.spelled(name)), sound_document(document_type, document) if document else YES)


@transaction.atomic
def correct_person(
    person: Person, *, by: Actor, reason: str, name: str = "", document_type: str = "", document: str = ""
) -> Person:
    """Correct the name or the document; what is empty stays. The journal tells what was changed, not the numbers.

    Raises `Refused`: reason_missing, document_taken, or the faults of the name or number.
    """
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    require(access.can_correct_person(by, person))
    if not reason.strip():
        require(No("reason_missing"))
    before: dict[str, str] = {"name": person.name}
    if spelled := names.spelled(name):
        require(names.check(spelled))
        person.name = spelled
    after = {"name": person.name}
    number = queries.compact(document)
    kind = document_type or person.document_type or DocumentType.RESIDENT_ID
    if number and (kind, queries.document_print(kind, number)) != (person.document_type, person.document_print):
        before["document"], after["document"] = person.document_type, f"{kind}, corrected"
        _hold(person, kind, number)
    if after == before:
        return person
    person.save()
    journal.record("person corrected", person, by=by, before=before, after=after, remark=reason)
    return person


@transaction.atomic
def renew_document(person: Person, *, document_type: str, document: str, by: Actor, reason: str) -> Person:
    """The person has a new document: it stands on the record from now on, and the one before finds them too.

    Of a permit whose number only counts its renewals the new number takes the place of the old one. Raises `Refused`:
    reason_missing, document_missing, document_for_life, document_taken, or the faults of the number.
    """
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    require(access.can_correct_person(by, person))
    if not reason.strip():
        require(No("reason_missing"))
    print_ = person.document_print or ""
    if not print_:
        require(No("document_missing"))
    kind, number = document_type or DocumentType.RESIDENT_ID, queries.compact(document)
    was = OtherDocument(
        person=person, document_type=person.document_type, document=person.document.reveal(), document_print=print_
    )
    if (kind, number) == (was.document_type, was.document.reveal()):
        return person
    if not documents.may_both_be(queries.whose(was), documents.identity(kind, number)):
        require(No("document_for_life"))
    _hold(person, kind, number)
    person.save()
    if was.document_print != person.document_print:
        was.save()
    changed = journal.difference({"document": was.document_type}, {"document": kind})
    journal.record("document renewed", person, by=by, remark=reason, **changed)
    return person


def _hold(person: Person, kind: str, number: str) -> None:
    """Put a sound document on a record that is to be saved. Raises `Refused`: document_taken, the number's faults."""
    require(sound_document(kind, number))
    print_ = queries.document_print(kind, number)
    owner = queries.people_by_prints([print_]).get(print_)
    if owner is not None and owner.pk != person.pk:
        require(No("document_taken"))
    person.other_documents.filter(document_print=print_).delete()  # it is the record's own from now on
    person.document_type, person.document, person.document_print = kind, number, print_
    person.born_on = documents.birth_date(number, kind) or person.born_on


@transaction.atomic
def change_phone(person: Person, phone: str, *, by: Actor) -> Person:
    """Set the phone; an empty one leaves what is there. The journal tells that it was changed, not what it is."""
    require(access.can_change_phone(by, person))
    if phone:
        _set_phone(person, phone, "phone changed", by=by)
    return person


@transaction.atomic
def remove_phone(person: Person, *, by: Actor) -> None:
    """Forget the phone."""
    require(access.can_change_phone(by, person))
    _set_phone(person, "", "phone removed", by=by)


def _set_phone(person: Person, phone: str, verb: str, *, by: Actor) -> None:
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    if person.phone.reveal() != phone:
        person.phone = phone
        person.save(update_fields=["phone"])
        journal.record(verb, person, by=by)


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
