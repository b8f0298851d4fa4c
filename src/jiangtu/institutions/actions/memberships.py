"""Writes of who holds which role where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.machine import final
from jiangtu.core.verdict import YES, No, require
from jiangtu.people import queries as of_people
from jiangtu.people.actions import people
from jiangtu.people.rules.names import same, spelled

from .. import access
from ..models import Institution, Membership
from ..queries import institutions, memberships

if TYPE_CHECKING:
    from jiangtu.people.models import Person


@transaction.atomic
def record_member(
    institution: Institution,
    role: str,
    *,
    name: str,
    by: Actor,
    document_type: str = "",
    document: str = "",
    phone: str = "",
) -> Membership:
    """Record somebody by hand, who needs neither e-mail nor account, and give them a role from today.

    Whoever is recorded with that document is that person. Raises `Refused`: no right, the faults of the document;
    document_and_name_apart (recorded elsewhere under another name, which is not told); namesake: without a document
    nobody can tell somebody from who holds the role under that name.
    """
    allowed = require(access.can_give_role(by, institution, role))
    institutions.institution_for_update(institution.pk)  # two clicks at one moment come one after the other
    held = Membership.objects.filter(in_force(timezone.localdate()), institution=institution, role=role)
    name = spelled(name)
    if not document and held.filter(person__name=name).exists():
        require(No("namesake", have=name))
    known = of_people.person_of(document_type, document) if document else None
    if (
        known
        and not access.keeps(by)
        and not memberships.seen_by(by, on=timezone.localdate()).filter(person=known).exists()
    ):
        # Of a stranger's record nothing is told and nothing is filled in.
        require(YES if same(known.name, name) else No("document_and_name_apart"))
        phone = ""
    made = people.record_person(
        name=name, document_type=document_type, document=document, phone=phone, by=by, allowed=allowed
    )
    return give_role(made, institution, role, by=by)


@transaction.atomic
def give_role(person: Person, institution: Institution, role: str, *, by: Actor, on: date | None = None) -> Membership:
    """Give a person a role from a day (today). Whoever holds it already keeps it."""
    return give_roles([person], institution, role, by=by, on=on)[0]


@transaction.atomic
def give_roles(
    people: Sequence[Person], institution: Institution, role: str, *, by: Actor, on: date | None = None
) -> list[Membership]:
    """The same for many people, in their order, in a constant number of queries."""
    require(access.can_give_role(by, institution, role))
    since = on or timezone.localdate()
    wanted = {person.pk: person for person in people}
    open_ones = Membership.objects.filter(institution=institution, role=role, until__isnull=True, person__in=wanted)
    held = {m.person_id for m in open_ones}
    new = [
        Membership(person_id=key, institution=institution, role=role, since=since) for key in wanted if key not in held
    ]
    Membership.objects.bulk_create(new, ignore_conflicts=True)
    found = {m.person_id: m for m in open_ones.all()}
    ours = {m.uuid for m in new}
    journal.record_all(
        journal.entry_for(
            "role given",
            m,
            by=by,
            on=since,
            after={"role": role},
            threads=[wanted[m.person_id].uuid, institution.uuid],
        )  # fmt: skip
        for m in found.values()
        if m.uuid in ours
    )
    return [found[person.pk] for person in people]


@transaction.atomic
def end_roles(held: Iterable[Membership], *, by: Actor, on: date, reason: str = "") -> None:
    """End open roles of many people, each with a day or with its own first one, in a constant number of statements."""
    found = list(
        Membership.objects.select_for_update(no_key=True)
        .filter(pk__in=[m.pk for m in held], until__isnull=True)
        .order_by("pk")
    )
    for each in found:
        require(access.can_end_membership(by, each))
        each.until = max(on, each.since)
    Membership.objects.bulk_update(found, ["until"], batch_size=1000)
    whose = Membership.objects.filter(pk__in=[m.pk for m in found]).order_by()
    threads = {pk: keys for pk, *keys in whose.values_list("pk", "person__uuid", "institution__uuid")}
    journal.record_all(
        journal.entry_for(
            "role ended", m, by=by, on=m.until, before={"role": m.role}, remark=reason, threads=threads[m.pk]
        )
        for m in found
    )


@final
@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, on: date, reason: str = "") -> Membership:
    """End a role with a day, its last. Ended once, it stays as it was ended; an end still to come may come sooner.

    Sessions under it end with that day.
    """
    membership = (
        Membership.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "institution")
        .get(pk=membership.pk)
    )
    require(access.can_end_membership(by, membership))
    if on < membership.since:
        require(No("ends_before_it_starts", have=on, need=membership.since))
    until = membership.until
    if until is None or on < until and until > timezone.localdate():
        membership.until = on
        membership.save(update_fields=["until"])
        threads = [membership.person.uuid, membership.institution.uuid]
        journal.record(
            "role ended", membership, by=by, on=on, before={"role": membership.role}, remark=reason, threads=threads
        )
    return membership
