"""Invitations: sent by mail, withdrawn, and taken up by a link or by a card's code."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import outcome
from jiangtu.core.masks import mask_name
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Refused, require
from jiangtu.core.web import Request, page
from jiangtu.people import queries as people
from jiangtu.people.actions import limits

from .. import access
from ..actions import invitations as inviting
from ..forms import AcceptForm, CodeForm, InvitationForm
from ..models import Invitation, Membership
from ..queries import institutions, invitations
from ..rules import invitations as rules
from . import first_passkey
from .going_in import go_in


@page(writes=["POST"])
def invite(request: Request, uuid: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    require(access.can_see_members(request.actor, institution))
    form = InvitationForm(request.POST or None, roles=access.roles_to_give(request.actor, institution))
    if form.is_valid():
        inviting.invite(institution, by=request.actor, **form.cleaned_data)
        messages.success(request, _("The invitation is on its way."))
        return redirect("institutions:members", uuid)
    return render(request, "institutions/invite.html", {"institution": institution, "form": form})


@page(reads=[], writes=["POST"])
def withdraw(request: Request, uuid: UUID, invitation: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    held = invitations.invitation(invitation, institution=institution)
    inviting.withdraw_invitation(held, by=request.actor)
    outcome.say(
        request, _("The invitation is withdrawn; its link leads nowhere now."), held, verb="invitation withdrawn"
    )
    return redirect("institutions:members", uuid)


@page(writes=["POST"], public=True)
@never_cache
def enter(request: Request) -> HttpResponse:
    """Where a card's code is typed."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("institutions:accept", form.cleaned_data["code"])
    return render(request, "institutions/enter.html", {"form": form})


@page(writes=["POST"], public=True)
@never_cache
def accept(request: Request, token: str) -> HttpResponse:
    """Where a link or a card leads: for whom it is, and how one will sign in; or one consent when signed in already."""
    whence = limits.connection_of(request)
    if limits.reached("invitation", whence, rules.WRONG_CODES):
        return render(request, "institutions/too_many.html", status=429)
    invitation = invitations.invitation_by_token(token)
    if invitation is None:
        limits.count("invitation", whence, rules.WRONG_CODES)
    verdict = invitations.may_take_up(invitation, by=request.actor)
    if invitation is None or not verdict:
        return _closed(request, Refused(verdict))
    signed_in = request.actor.signed_in
    if not signed_in and inviting.sign_in_first(invitation):
        messages.info(request, _("Whoever this is for can sign in already. Sign in to accept it."))
        return redirect(f"{reverse('account_login')}?next={request.path}")
    by_passkey = request.POST.get("by") == "passkey"
    form = AcceptForm(request.POST or None, passkey=by_passkey)
    if by_passkey and not signed_in and form.is_valid():
        return first_passkey.begin(request, token, invitation, form.cleaned_data)
    if request.method == "POST" and (signed_in or form.is_valid()):
        given = {} if signed_in else {**form.cleaned_data}
        phone = given.pop("phone", "")
        try:
            membership = inviting.accept_invitation(token, by=request.actor, language=get_language() or "", **given)
        except Refused as refused:
            if signed_in or refused.verdict.code.startswith("invitation_"):
                return _closed(request, refused)
            form.add_error("username" if refused.verdict.code == "username_taken" else None, sentence(refused.verdict))
        else:
            return _go_in(request, membership, signed_in, phone)
    return render(request, "institutions/accept.html", _accepting(request, invitation, form))


def _accepting(request: Request, invitation: Invitation, form: AcceptForm) -> dict[str, object]:
    return {
        "invitation": invitation,
        "form": form,
        "signed_in": request.actor.signed_in,
        "name": mask_name(invitation.person.name) if invitation.person else invitation.name,
        "role": invitation.get_role_display(),
        "institution": invitation.institution,
    }


def _go_in(request: Request, membership: Membership, signed_in: bool, phone: str) -> HttpResponse:
    """Put the new hat on; whoever has just made their account is signed in with it, and proves the phone they gave."""
    if signed_in:
        request.session["hat"] = str(membership.uuid)
        return redirect("/")
    record_authentication(request, people.account_of_person(membership.person_id), "password")
    return go_in(request, membership, phone)


def _closed(request: Request, refused: Refused) -> HttpResponse:
    """A link that is no longer good, said plainly."""
    return render(request, "institutions/invitation_closed.html", {"verdict": refused.verdict}, status=410)
