"""Reads of who can sign in, and whom one may give a card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, CharField, Exists, Model, OuterRef, QuerySet, Value, When
from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.vault import fingerprint
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.people import queries as people

from .. import access
from ..models import Invitation, Membership
from ..rules import cards as rules
from ..states import AccountState

STATES: dict[str, str] = {AccountState.ACTIVE: "ok", AccountState.INVITED: "wait", AccountState.LOCKED: "no"}
M = TypeVar("M", bound=Model)
MOST = 300  # people on one sheet of cards


def gives(actor: Actor) -> bool:
    """Whether this hat gives anybody cards: whether a list shows who can sign in."""
    return access.can_give_cards(actor).ok


def account_state(person: str) -> Case:
    """Whether the person on that path ("enrolment__person") can sign in, as a column: `AccountState`."""
    theirs = people.accounts_of(OuterRef(person))
    open_ones = open_invitations().filter(person=OuterRef(person))
    return Case(
        When(Exists(theirs.filter(people.locked())), then=Value(AccountState.LOCKED.value)),
        When(Exists(theirs), then=Value(AccountState.ACTIVE.value)),
        When(Exists(open_ones), then=Value(AccountState.INVITED.value)),
        default=Value(AccountState.NONE.value),
        output_field=CharField(),
    )


def open_invitations() -> QuerySet[Invitation]:
    """Those of recorded people that can be taken up now."""
    return Invitation.objects.filter(
        person__isnull=False, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    )


def chosen(people: Iterable[UUID], *, seen_by: Actor) -> list[Membership]:
    """Of these people those whom the actor may give a card, by name: each with the role it is for (the oldest)."""
    found = (
        Membership.objects.filter(access.invitable(seen_by), in_force(timezone.localdate()))
        .filter(person__uuid__in=list(people)[:MOST])
        .select_related("person", "institution")
        .annotate(account=account_state("person"))
        .order_by("since", "pk")
    )
    first: dict[int, Membership] = {}
    for membership in found:
        first.setdefault(membership.person_id, membership)
    return sorted(first.values(), key=lambda each: (each.institution_id, each.person.name_key, each.pk))


def without_card(rows: QuerySet[M], person: str, *, seen_by: Actor) -> QuerySet[M]:
    """Those rows of a list of people who can neither sign in nor have a card, and may get one of the actor. Asked
    row by row: were those with an account excluded, the accounts of everybody would be read."""
    if not gives(seen_by):
        return rows.none()
    without: QuerySet[Any] = _given_by(seen_by, rows.annotate(account=account_state(person)), person)
    return without.filter(account=AccountState.NONE)


def _given_by(actor: Actor, rows: QuerySet[M], person: str) -> QuerySet[M]:
    """Those with a role for which the actor gives cards."""
    mine = Membership.objects.filter(access.invitable(actor), in_force(timezone.localdate())).order_by()
    return rows.filter(**{f"{person}__in": mine.values("person")}).order_by()


def offered(rows: QuerySet[Model], person: str, *, seen_by: Actor) -> dict[str, object]:
    """What a list of people (with the column `account`) shows above itself: cards for those who cannot sign in and have
    a role that a card would open. `everyone`: those who have none yet, since a new card makes an earlier one worthless;
    who is ticked gets another."""
    if not gives(seen_by):
        return {}
    without = _given_by(seen_by, rows, person).filter(account__in=(AccountState.NONE, AccountState.INVITED))
    found = dict(without.values_list(f"{person}__uuid", "account")[: MOST + 1])
    bare = [uuid for uuid, account in found.items() if account == AccountState.NONE]
    return {
        "everyone": bare if len(found) <= MOST else [],
        "cards_go": bool(found) and len(found) <= MOST,
        "rows_act": "institutions/_give_cards.html",
    }


def may_have_card(memberships: Iterable[Membership], *, by: Actor) -> dict[int, Verdict]:
    """Person → whether a card may be given to them: not to who has an account, nor to who has a role that the giver
    does not look after, since a card opens all of one's roles. A fixed number of queries."""
    wanted = {each.person_id: each for each in memberships}
    held: dict[int, set[int]] = defaultdict(set)
    for key, person in Membership.objects.filter(person__in=wanted).values_list("pk", "person"):
        held[person].add(key)
    mine = Membership.objects.filter(access.invitable(by), person__in=wanted).values_list("pk", flat=True)
    own, signing = set(mine), people.with_account(wanted)
    return {
        key: No("account_exists") if key in signing else YES if held[key] <= own else No("roles_elsewhere")
        for key in wanted
    }


def roles_of(people: Iterable[int]) -> dict[int, list[str]]:
    """Person → their roles as a card keeps them: what it may open."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Membership.objects.filter(person__in=list(people)).order_by("pk")
    for person, institution, role in rows.values_list("person", "institution", "role"):
        found[person].append(f"{institution}:{role}")
    return found


def code(sheet: UUID, person: UUID) -> str:
    """The code of somebody's card on a sheet: the same however often that sheet is printed, and kept nowhere."""
    return rules.code(fingerprint(f"{sheet.hex}:{person.hex}", purpose="institutions.card"))
