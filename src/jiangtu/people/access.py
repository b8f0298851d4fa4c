"""Who may see and change a person's record: the person, an administrator, and whom an upper room adds grounds for."""

from __future__ import annotations

from django.db.models import Q

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict

from . import doors
from .models import Account, Consent, Person
from .states import Purpose

RUNS_ACCOUNTS = ("administrator", "system")


def visible_to(actor: Actor) -> Q:
    """The people whose own record the actor may open. Lists of the rooms above have their own filters."""
    if actor.has(*RUNS_ACCOUNTS):
        return Q()
    seen = Q(pk=actor.person) if actor.person else Q(pk__in=[])
    for ground in doors.visible:
        seen |= ground(actor)
    return seen


def can_see_person(actor: Actor, person: Person) -> Verdict:
    if actor.has(*RUNS_ACCOUNTS) or actor.person == person.pk:
        return YES
    if actor.signed_in and Person.objects.filter(visible_to(actor), pk=person.pk).exists():
        return YES
    return No("no_right", action="see person")


def can_correct_person(actor: Actor, person: Person) -> Verdict:
    """Name and document are corrected by whoever keeps the person's record, never by the person alone."""
    if actor.person == person.pk and not actor.has(*RUNS_ACCOUNTS):
        return No("no_right", action="correct person")
    return can_see_person(actor, person)


def can_change_phone(actor: Actor, person: Person) -> Verdict:
    return YES if actor.person == person.pk else can_correct_person(actor, person)


def can_view_document(actor: Actor, person: Person) -> Verdict:
    return can_see_person(actor, person)


def can_consent(actor: Actor, consent: Consent | Person) -> Verdict:
    """Consent is given and taken back by the person alone."""
    person = consent.person_id if isinstance(consent, Consent) else consent.pk
    return YES if actor.signed_in and actor.person == person else No("no_right", action="consent")


def can_use_own_account(actor: Actor, account: Account) -> Verdict:
    """Language and sessions: the account's own person."""
    mine = actor.person is not None and actor.person == account.person_id
    return YES if mine else No("no_right", action="use account")


def can_run_account(actor: Actor, account: Account | None = None) -> Verdict:
    """Make, reset, close and reopen accounts."""
    return YES if actor.has(*RUNS_ACCOUNTS) else No("no_right", action="run account")


def may_close(actor: Actor, account: Account) -> Verdict:
    """Close an account: whoever runs accounts, while it is open, and nobody their own."""
    if not (said := can_run_account(actor, account)):
        return said
    if actor.person is not None and actor.person == account.person_id:
        return No("own_account")
    return YES if account.is_active else No("account_is_closed")


def can_end_sessions(actor: Actor, account: Account) -> Verdict:
    return can_use_own_account(actor, account) or can_run_account(actor, account)


def can_merge(actor: Actor) -> Verdict:
    """Merge two records of one person: administrators, who see both."""
    return YES if actor.has(*RUNS_ACCOUNTS) else No("no_right", action="merge records")


def may_be_asked(person: Person, purpose: str) -> Verdict:
    """Only whom a purpose concerns is asked for consent: the rooms above know who that is (door `purposes`)."""
    if purpose not in Purpose.values:
        return No("purpose_unknown", have=purpose)
    concerned = any(purpose in of_room(person.pk) for of_room in doors.purposes)
    return YES if concerned else No("purpose_of_others")
