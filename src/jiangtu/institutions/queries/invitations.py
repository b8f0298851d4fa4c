"""Reads of invitations."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.vault import fingerprint
from jiangtu.core.verdict import No, Verdict
from jiangtu.people import queries as people

from .. import access
from ..models import Institution, Invitation
from ..rules import invitations as rules
from ..rules.cards import compact
from . import cards


def invitations(institution: Institution, *, seen_by: Actor) -> QuerySet[Invitation]:
    """The invitations to roles that the actor gives which are still open, the newest first; the lists of people
    tell of those of recorded people."""
    return Invitation.objects.filter(
        institution=institution,
        person__isnull=True,
        role__in=access.roles_to_give(seen_by, institution),
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).order_by("-id")


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a link; None when no such link was ever given."""
    found = Invitation.objects.filter(token_print=token_print(token)).select_related("institution", "person")
    return found.first()


def openable(invitation: Invitation | None) -> Verdict:
    """Whether it can be taken up now; None is a link that was never given."""
    terms = (invitation.expires_at, invitation.accepted_at, invitation.withdrawn_at) if invitation else None
    return rules.openable(terms, now=timezone.localtime())


def may_take_up(invitation: Invitation | None, *, by: Actor) -> Verdict:
    """Whether who is here can take it up now: said when it is opened, before anything is typed, and asked by the act.

    A card of somebody who has got a role since then that it does not cover opens nothing.
    """
    verdict = openable(invitation)
    if invitation is None or not verdict:
        return verdict
    allowed = access.can_accept_invitation(by, invitation)
    if not allowed or by.signed_in or invitation.person_id is None or people.has_account(invitation.person_id):
        return allowed
    held = cards.roles_of([invitation.person_id])[invitation.person_id]
    return No("invitation_outgrown") if set(held) - set(invitation.covers) else allowed


def token_print(token: str) -> str:
    """What is kept of an invitation's link, or of a card's code however it is typed."""
    return fingerprint(compact(token), purpose="institutions.invitation")


def invitation(uuid: UUID, *, institution: Institution) -> Invitation:
    """One invitation of an institution. Raises Http404."""
    found = Invitation.objects.filter(uuid=uuid, institution=institution).select_related("institution").first()
    if found is None:
        raise Http404
    return found


ENDING = timedelta(days=3)  # how long before its end an open invitation is called in mind; ours


def invitations_ending(*, on: date) -> QuerySet[Invitation]:
    """The open invitations that end within days of this one, those already ended included."""
    left = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return left.filter(expires_at__date__lte=on + ENDING)
