"""Invitations: sent, withdrawn, taken up."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require
from jiangtu.people import queries as people_queries
from jiangtu.people.actions import accounts, people

from .. import access
from ..models import Institution, Invitation, Membership
from ..queries import invitations as queries
from ..rules.invitations import DAYS

if TYPE_CHECKING:
    from jiangtu.people.models import Person


@transaction.atomic
def invite(
    institution: Institution,
    role: str,
    *,
    name: str,
    email: str,
    by: Actor,
    person: Person | None = None,
    language: str = "",
) -> Invitation:
    """Send somebody a link by which they take up a role. The link is in the mail alone: here stays only its hash.

    `person`: who is meant, when they are already recorded. Raises `Refused`: no right, mail_not_sent (nothing stays).
    """
    require(access.can_give_role(by, institution, role))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        institution=institution,
        role=role,
        name=name.strip(),
        email=email,
        person=person,
        token_print=queries.token_print(token),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    journal.record("invitation sent", invitation, by=by, after={"role": role}, threads=[institution.uuid])
    try:
        _send(invitation, token, language)
    except OSError as fault:  # the mail server does not answer, or wants none of it
        raise Refused(No("mail_not_sent", have=email, why=str(fault))) from fault
    return invitation


def _send(invitation: Invitation, token: str, language: str) -> None:
    with override(language or settings.LANGUAGE_CODE):
        context = {
            "invitation": invitation,
            "link": settings.BASE_URL + reverse("institutions:accept", args=[token]),
            "days": DAYS,
        }
        subject = _("You are invited to Jiangtu")
        send_mail(subject, render_to_string("institutions/mail/invitation.txt", context), None, [invitation.email])


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Make the link worthless. An invitation that was taken up stays so."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("institution").get(pk=invitation.pk)
    require(access.can_withdraw_invitation(by, invitation))
    if invitation.accepted_at:
        require(No("invitation_used"))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        journal.record("invitation withdrawn", invitation, by=by, threads=[invitation.institution.uuid])


@transaction.atomic
def accept_invitation(
    token: str, *, by: Actor, name: str = "", username: str = "", password: str = "", language: str = ""
) -> Membership:
    """Take up the role: as who is signed in, else with a new account for the recorded or a new person.

    Raises `Refused`: invitation_unknown, invitation_used, invitation_withdrawn, invitation_expired,
    invitation_of_another, invitation_sign_in, and what `create_account` refuses.
    """
    found = Invitation.objects.select_for_update(of=("self",)).filter(token_print=queries.token_print(token))
    invitation = found.select_related("institution", "person").first()
    require(queries.openable(invitation))
    assert invitation is not None
    require(access.can_accept_invitation(by, invitation))
    institution = invitation.institution
    if by.person is not None:
        person = invitation.person or people_queries.myself(by)
    else:
        if sign_in_first(invitation):
            require(No("invitation_sign_in"))
        new = Actor(None, institution.pk, invitation.role, institution.region, None, institution.uuid)
        person = invitation.person or people.record_person(name=name or invitation.name, by=new)
    hat = Actor(person.pk, institution.pk, invitation.role, institution.region, person.uuid, institution.uuid)
    if by.person is None:
        accounts.create_account(
            person, username=username, password=password, email=invitation.email, language=language, by=hat
        )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership, _new = Membership.objects.get_or_create(
        person=person, institution=institution, role=invitation.role, until=None
    )
    journal.record(
        "invitation accepted", invitation, by=hat, after={"role": invitation.role},
        threads=[institution.uuid, person.uuid, membership.uuid],
    )  # fmt: skip
    return membership


def sign_in_first(invitation: Invitation) -> bool:
    """Whether the one invited can sign in already: then they take the role up as themselves."""
    if invitation.person_id and people_queries.has_account(invitation.person_id):
        return True
    return people_queries.account_by_email(invitation.email) is not None
