"""Invitations: sent, withdrawn, taken up."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.dated import in_force
from jiangtu.core.verdict import YES, No, Refused, Verdict, require
from jiangtu.people import queries as people_queries
from jiangtu.people.actions import accounts, limits, passkeys, people
from jiangtu.people.rules import names

from .. import access
from ..models import Institution, Invitation, Membership
from ..queries import invitations as queries
from ..rules.invitations import DAYS, MAILS_A_DAY

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
) -> Invitation:
    """Send somebody who is not recorded yet a link by which they take up a role. The link is in the mail alone: here
    stays only its hash. A link that went to the address for the same role before leads nowhere then.
    Raises `Refused`: no right, the faults of the name, mail_address_wrong, mail_not_sent, mails_used_up; nothing stays.
    """
    require(access.can_give_role(by, institution, role))
    require(names.check(name := names.spelled(name)))
    require(_reachable(email))
    for before in queries.invitations(institution, seen_by=by).filter(role=role, email__iexact=email):
        withdraw_invitation(before, by=by)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        institution=institution,
        role=role,
        name=name,
        email=email,
        token_print=queries.token_print(token),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    journal.record("invitation sent", invitation, by=by, after={"role": role}, threads=[institution.uuid])
    send_link(invitation, token)
    return invitation


def _reachable(email: str) -> Verdict:
    try:
        validate_email(email)
    except ValidationError:
        return No("mail_address_wrong", have=email)
    return YES


def send_link(invitation: Invitation, token: str) -> None:
    """Mail the link, in the language of whoever has the address. Raises `Refused`: mail_not_sent, mails_used_up."""
    if not limits.count("invitation by mail", invitation.email.casefold(), MAILS_A_DAY):
        require(No("mails_used_up", have=invitation.email, need=MAILS_A_DAY))
    with override(people_queries.written_to(people_queries.account_by_email(invitation.email))):
        context = {
            "invitation": invitation,
            "link": settings.BASE_URL + reverse("institutions:accept", args=[token]),
            "days": DAYS,
        }
        subject, body = _("You are invited to Jiangtu"), render_to_string("institutions/mail/invitation.txt", context)
    try:
        send_mail(subject, body, None, [invitation.email])
    except OSError as fault:  # the mail server does not answer, or wants none of it
        raise Refused(No("mail_not_sent", have=invitation.email, why=str(fault))) from fault


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Make the link worthless. An invitation that was taken up stays so."""
    invitation = (
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("institution")
        .get(pk=invitation.pk)
    )
    require(access.can_withdraw_invitation(by, invitation))
    if invitation.accepted_at:
        require(No("invitation_used"))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        journal.record("invitation withdrawn", invitation, by=by, threads=[invitation.institution.uuid])


@transaction.atomic
def accept_invitation(
    token: str,
    *,
    by: Actor,
    username: str = "",
    password: str | None = None,
    passkey: passkeys.Made | None = None,
    language: str = "",
) -> Membership:
    """Accept the role: as who is signed in, else with a new account for the recorded or a new person, which is signed
    in to by the password or the passkey.

    Raises `Refused`: invitation_unknown, invitation_used, invitation_withdrawn, invitation_expired,
    invitation_of_another, invitation_sign_in, invitation_outgrown, and what `create_account` refuses.
    """
    found = Invitation.objects.select_for_update(no_key=True, of=("self",)).filter(
        token_print=queries.token_print(token)
    )
    invitation = found.select_related("institution", "person").first()
    allowed = require(queries.may_take_up(invitation, by=by))
    assert invitation is not None
    person = _who_accepts(invitation, by=by, allowed=allowed)
    institution = invitation.institution
    hat = Actor(person.pk, institution.pk, invitation.role, institution.region, person.uuid, institution.uuid)
    if by.person is None:
        account = accounts.create_account(
            person, username=username, password=password, email=invitation.email, language=language, by=hat,
            key=passkey.account if passkey else None,
        )  # fmt: skip
        if passkey:
            passkeys.add_passkey(account, passkey, by=hat)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership = _role_of(invitation, person)
    journal.record(
        "invitation accepted", invitation, by=hat, after={"role": invitation.role},
        threads=[institution.uuid, person.uuid, membership.uuid],
    )  # fmt: skip
    return membership


def _who_accepts(invitation: Invitation, *, by: Actor, allowed: Verdict) -> Person:
    """Who is signed in; else the recorded person; else a new person of the name that was invited."""
    if by.person is not None:
        return invitation.person or people_queries.myself(by)
    if sign_in_first(invitation):
        require(No("invitation_sign_in"))
    if invitation.person is None:
        house = invitation.institution
        new = Actor(None, house.pk, invitation.role, house.region, None, house.uuid)
        return people.record_person(name=invitation.name, by=new, allowed=allowed)
    return invitation.person


def _role_of(invitation: Invitation, person: Person) -> Membership:
    """The role, given now where the person does not hold it."""
    offered = {"person": person, "institution": invitation.institution, "role": invitation.role}
    held = Membership.objects.filter(in_force(timezone.localdate()), **offered).order_by("pk").first()
    return held or Membership.objects.create(**offered)


def sign_in_first(invitation: Invitation) -> bool:
    """Whether the one invited can sign in already: then they take the role up as themselves."""
    if invitation.person_id and people_queries.has_account(invitation.person_id):
        return True
    return people_queries.account_by_email(invitation.email) is not None
