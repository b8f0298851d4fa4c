"""What becomes of roles and invitations when two records of a person become one."""

from __future__ import annotations

from django.utils import timezone

from jiangtu.people.doors import Moving

from ..models import Invitation, Membership


def moves() -> list[Moving]:
    """This room's relations to a person."""
    return [
        Moving("institutions.Membership.person", settle=_one_open_role_each),
        Moving("institutions.Invitation.person", settle=_no_open_card),
    ]


def _one_open_role_each(second: int, first: int) -> None:
    """A role that both records hold without an end goes on once, from the earlier day; the other ends today."""
    for held in Membership.objects.filter(person=second, until__isnull=True):
        same = Membership.objects.filter(
            person=first, institution=held.institution_id, role=held.role, until__isnull=True
        )
        if same.exists():
            same.filter(since__gt=held.since).update(since=held.since)
            Membership.objects.filter(pk=held.pk).update(until=max(held.since, timezone.localdate()))


def _no_open_card(second: int, first: int) -> None:
    """The second record's cards are worthless: they would open another record than they were given for."""
    open_ones = Invitation.objects.filter(person=second, accepted_at__isnull=True, withdrawn_at__isnull=True)
    open_ones.update(withdrawn_at=timezone.now())
