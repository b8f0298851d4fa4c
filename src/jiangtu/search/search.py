"""What can be found of the rooms below this one, which cannot bring it themselves, and the words of all rooms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.core.actor import SYSTEM
from jiangtu.core.desk import Text
from jiangtu.core.glossary import words
from jiangtu.institutions.queries import institutions, memberships
from jiangtu.people import queries as people

from . import doors
from .doors import Entry, Place, Shelf, Source


def _institutions(keys: set[UUID] | None) -> Iterator[Entry]:
    found = institutions.institutions(seen_by=SYSTEM).select_related(None).order_by("pk")
    if keys is not None:
        found = found.filter(uuid__in=keys)
    for uuid, name, name_en, code in found.values_list("uuid", "name", "name_en", "credit_code").iterator():
        yield Entry(uuid, name, name_en, also=code or "")


def _what_they_are(uuids: set[UUID]) -> dict[UUID, Text]:
    found = institutions.institutions(seen_by=SYSTEM).filter(uuid__in=uuids)
    return {each.uuid: f"{each.get_kind_display()} · {institutions.place_name(each.region)}" for each in found}


def _members(keys: set[UUID] | None) -> Iterator[Entry]:
    found = memberships.of_things(keys).values_list("uuid", "person__name", "institution__uuid")
    for uuid, name, institution in found.iterator():
        yield Entry(uuid, name, page=(str(institution),))


def _roles(uuids: set[UUID]) -> dict[UUID, Text]:
    found = memberships.of_things(uuids).filter(uuid__in=uuids).select_related("institution")
    return {each.uuid: f"{each.get_role_display()} · {each.institution}" for each in found}


def _accounts(keys: set[UUID] | None) -> Iterator[Entry]:
    found = people.accounts_of_things(keys).values_list("uuid", "person__name", "username")
    for uuid, name, username in found.iterator():
        yield Entry(uuid, name, also=username)


def _usernames(uuids: set[UUID]) -> dict[UUID, Text]:
    return dict(people.accounts_of_things(uuids).filter(uuid__in=uuids).values_list("uuid", "username"))


def _records(keys: set[UUID] | None) -> Iterator[Entry]:
    for uuid, name in people.records_of_things(keys).values_list("uuid", "name").iterator():
        yield Entry(uuid, name)


def _signing_in(uuids: set[UUID]) -> dict[UUID, Text]:
    found = people.records_of_things(uuids).values_list("uuid", "account__username")
    return {uuid: username or _("no account") for uuid, username in found}


@doors.sources.bring
def sources() -> tuple[Source, ...]:
    return SOURCES


SOURCES = (
    Source(
        kind="member", label=_("People by role"), page="institutions:members", rank=40, entries=_members,
        visible=lambda actor: memberships.seen_by(actor, on=timezone.localdate()).values("uuid"),
        follows=frozenset({"people.Person", "institutions.Membership"}), notes=_roles,
    ),
    Source(
        kind="account", label=_("Accounts"), page="people:account", rank=50, entries=_accounts,
        visible=lambda actor: None if (found := people.accounts_run_by(actor)) is None else found.values("uuid"),
        follows=frozenset({"people.Person", "people.Account"}), notes=_usernames,
    ),
    Source(
        kind="record", label=_("Records of people"), page="people:record", rank=55, entries=_records,
        visible=lambda actor: None if (found := people.records_kept_by(actor)) is None else found.values("uuid"),
        follows=frozenset({"people.Person"}), notes=_signing_in,
    ),
    Source(
        kind="institution", label=_("Institutions"), page="institutions:detail", rank=60, entries=_institutions,
        visible=lambda actor: institutions.institutions(seen_by=actor).values("uuid"),
        follows=frozenset({"institutions.Institution"}), notes=_what_they_are,
    ),
)  # fmt: skip


@cache
def _words() -> tuple[Place, ...]:
    """Kept for the life of the process: they change with a release alone."""
    url = reverse("search:words")
    told = (word for _room, of_room in words() for word in of_room)
    return tuple(Place(each.chinese, each.term, url, note=each.meaning_zh, note_en=each.meaning) for each in told)


@doors.shelves.bring
def shelves() -> tuple[Shelf, ...]:
    return (Shelf(_("Words of Jiangtu"), 95, lambda actor, query: _words()),)
