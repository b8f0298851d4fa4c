"""Hats, members, invitations."""

from __future__ import annotations

from uuid import UUID

import django_tables2
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import tables
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Refused, require
from jiangtu.core.web import Request, page

from .. import access
from ..actions import invitations as inviting
from ..actions import memberships as holding
from ..forms import AcceptForm, EndForm, InvitationForm, MemberFilter
from ..queries import institutions, invitations, memberships


@page()
def hats(request: Request) -> HttpResponse:
    """Every role one may act in."""
    worn = request.session.get("hat")
    choices = [
        {"hat": hat, "worn": str(hat.uuid) == worn or (worn is None and at == 0)}
        for at, hat in enumerate(request.hats)  # type: ignore[attr-defined]
    ]
    return render(request, "institutions/hats.html", {"choices": choices})


@page(reads=[], writes=["POST"])
def wear(request: Request) -> HttpResponse:
    """Put on the hat that `hat` (uuid) names: one's own, in force."""
    try:
        chosen = memberships.hat(UUID(request.POST.get("hat", "")))
    except ValueError:
        return redirect("institutions:hats")
    require(access.can_wear(request.actor, chosen))
    request.session["hat"] = str(chosen.uuid)
    return redirect("/")


class MemberTable(tables.Table):
    person = django_tables2.Column(verbose_name=gettext_lazy("Name"), accessor="person__name")
    role = tables.State(verbose_name=gettext_lazy("Role"), accessor="role")
    since = tables.Day(verbose_name=gettext_lazy("From"))
    until = tables.Day(verbose_name=gettext_lazy("Last day"))
    end = django_tables2.TemplateColumn(
        template_name="institutions/_end.html", verbose_name="", orderable=False, exclude_from_export=True
    )

    def render_role(self, record: object) -> str:
        return record.get_role_display()  # type: ignore[attr-defined,no-any-return]


@page()
def members(request: Request, uuid: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    require(access.can_see_members(request.actor, institution))
    found = invitations.invitations(institution, seen_by=request.actor)
    context = {
        "institution": institution,
        "invitations": [(each, invitations.openable(each).ok) for each in found],
    }
    return tables.listing(
        request, table=MemberTable, queryset=memberships.members(institution, seen_by=request.actor),
        filterset=MemberFilter, title=_("People of %(institution)s") % {"institution": institution},
        template="institutions/members.html", context=context,
    )  # fmt: skip


@page(writes=["POST"])
def end_membership(request: Request, uuid: UUID) -> HttpResponse:
    membership = memberships.membership(uuid, seen_by=request.actor)
    require(access.can_end_membership(request.actor, membership))
    form = EndForm(request.POST or None)
    back = reverse("institutions:members", args=[membership.institution.uuid])
    if form.is_valid():
        try:
            holding.end_membership(membership, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error("on", sentence(refused.verdict))
        else:
            messages.success(request, _("The role is ended."))
            return redirect(back)
    return render(request, "institutions/end.html", {"membership": membership, "form": form, "back": back})


@page(writes=["POST"])
def invite(request: Request, uuid: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    require(access.can_see_members(request.actor, institution))
    form = InvitationForm(request.POST or None, roles=access.roles_to_give(request.actor, institution))
    if form.is_valid():
        inviting.invite(institution, by=request.actor, language=get_language() or "", **form.cleaned_data)
        messages.success(request, _("The invitation is on its way."))
        return redirect("institutions:members", uuid)
    return render(request, "institutions/invite.html", {"institution": institution, "form": form})


@page(reads=[], writes=["POST"])
def withdraw(request: Request, uuid: UUID, invitation: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    inviting.withdraw_invitation(invitations.invitation(invitation, institution=institution), by=request.actor)
    messages.success(request, _("The invitation is withdrawn; its link leads nowhere now."))
    return redirect("institutions:members", uuid)


@page(writes=["POST"], public=True)
@never_cache
def accept(request: Request, token: str) -> HttpResponse:
    """Where an invitation's link leads: who one is, with which password; or one consent when signed in already."""
    invitation = invitations.invitation_by_token(token)
    verdict = invitations.openable(invitation)
    if invitation is None or not verdict:
        return _closed(request, Refused(verdict))
    signed_in = request.actor.signed_in
    if not signed_in and inviting.sign_in_first(invitation):
        return redirect(f"{reverse('account_login')}?next={request.path}")
    form = AcceptForm(request.POST or None, known=invitation.person_id is not None, initial={"name": invitation.name})
    if request.method == "POST" and (signed_in or form.is_valid()):
        given = {} if signed_in else form.cleaned_data
        try:
            membership = inviting.accept_invitation(token, by=request.actor, language=get_language() or "", **given)
        except Refused as refused:
            if signed_in or refused.verdict.code.startswith("invitation_"):
                return _closed(request, refused)
            form.add_error("username" if refused.verdict.code == "username_taken" else None, sentence(refused.verdict))
        else:
            if signed_in:
                request.session["hat"] = str(membership.uuid)
                return redirect("/")
            messages.success(request, _("Your account is ready. Sign in with it."))
            return redirect("account_login")
    context = {"invitation": invitation, "form": form, "signed_in": signed_in}
    return render(request, "institutions/accept.html", context)


def _closed(request: Request, refused: Refused) -> HttpResponse:
    """A link that is no longer good, said plainly."""
    return render(request, "institutions/invitation_closed.html", {"verdict": refused.verdict}, status=410)
