"""Hats, members, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import outcome, tables
from jiangtu.core.forms import done
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, came_from, own_path, page
from jiangtu.people.actions import people

from .. import access
from ..actions import memberships as holding
from ..forms import EndForm, MemberFilter, RecordForm
from ..models import Membership
from ..queries import cards, institutions, invitations, memberships
from ..states import AccountState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


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
    person_box = tables.Tick(form="give-cards", name="person", accessor="person__uuid")
    person = tables.Linked(
        verbose_name=gettext_lazy("Name"), accessor="person__name", order_by="person__name_key", to="person"
    )
    role = tables.State(verbose_name=gettext_lazy("Role"), accessor="role")
    account = tables.State(verbose_name=gettext_lazy("Account"), choices=AccountState, tones=cards.STATES)
    since = tables.Day(verbose_name=gettext_lazy("From"))
    until = tables.Day(verbose_name=gettext_lazy("Last day"))
    end = tables.Column(verbose_name="", accessor="uuid", orderable=False, exclude_from_export=True)

    def render_role(self, record: Membership) -> str:
        return record.get_role_display()

    def render_end(self, record: WithAnnotations[Membership, memberships.Member]) -> str:
        if not record.may_end:
            return ""
        link = '<a href="{}">{}<span class="unseen"> {}</span></a>'
        address = reverse("institutions:end-membership", args=[record.uuid])
        return format_html(link, address, _("End"), record.person.name)


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
        of_rows=lambda rows: cards.offered(rows, "person", seen_by=request.actor),
        template="institutions/members.html", context=context,
    )  # fmt: skip


@page(writes=["POST"])
def record(request: Request, uuid: UUID) -> HttpResponse:
    """Record somebody by hand who has no e-mail, and go back to where they were missing."""
    institution = institutions.institution(uuid, seen_by=request.actor)
    require(access.can_see_members(request.actor, institution))
    roles = access.roles_to_give(request.actor, institution)
    form = RecordForm(request.POST or None, roles=roles, initial={"role": request.GET.get("role", "")})
    members_of = reverse("institutions:members", args=[uuid])
    back = own_path(request.POST.get("back") or came_from(request)) or members_of
    if form.is_valid() and done(form, holding.record_member, institution, by=request.actor, **form.cleaned_data):
        said = _("%(name)s is recorded. To sign in they need a card: give it from the list of people.")
        given = form.cleaned_data
        outcome.say(request, said % {"name": given["name"]})
        outcome.warn(request, people.doubts(given["name"], given["document_type"], given["document"]))
        return redirect(back)
    return render(request, "institutions/record.html", {"institution": institution, "form": form, "back": back})


@page(writes=["POST"])
def end_membership(request: Request, uuid: UUID) -> HttpResponse:
    membership = memberships.membership(uuid, seen_by=request.actor)
    require(access.can_end_membership(request.actor, membership))
    told = {"person": membership.person.name, "role": membership.get_role_display()}
    follows = [
        _("From the day after the last day %(person)s does nothing any more as %(role)s; what was done stays.") % told,
        _("The role can be given again, from a new day."),
    ]
    form = EndForm(request.POST or None, follows=follows)
    back = reverse("institutions:members", args=[membership.institution.uuid])
    if form.is_valid() and done(form, holding.end_membership, membership, by=request.actor, **form.cleaned_data):
        outcome.say(request, _("The role is ended."), membership)
        return redirect(back)
    return render(request, "institutions/end.html", {"membership": membership, "form": form, "back": back})
