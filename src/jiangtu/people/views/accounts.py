"""The accounts that administrators run."""

from __future__ import annotations

from uuid import UUID

import django_tables2
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import journal, outcome, tables
from jiangtu.core.forms import form_page
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, offered, page

from .. import access, queries
from ..actions import accounts as acts
from ..actions import new_passwords, phones
from ..forms import AccountFilter, CloseForm, ReasonForm
from ..models import Account


class AccountTable(tables.Table):
    person = django_tables2.Column(
        verbose_name=gettext_lazy("Name"), accessor="person__name", order_by="person__name_key",
        linkify=("people:account", [django_tables2.A("uuid")]),
    )  # fmt: skip
    username = django_tables2.Column(verbose_name=gettext_lazy("Username"))
    second_factor = tables.Flag(verbose_name=gettext_lazy("Second factor"))
    is_active = tables.Flag(verbose_name=gettext_lazy("In use"))
    last_login = tables.Day(verbose_name=gettext_lazy("Last sign-in"))


@page()
def accounts(request: Request) -> HttpResponse:
    require(access.can_run_account(request.actor))
    rows = queries.accounts(seen_by=request.actor).order_by("person__name_key")
    return tables.listing(request, table=AccountTable, queryset=rows, filterset=AccountFilter, title=_("Accounts"))


ACTS = {
    "reopen": (acts.reopen_account, gettext_lazy("The account is open again.")),
}


@page(writes=["POST"])
def account(request: Request, uuid: UUID) -> HttpResponse:
    """An account as administrators see it. `act` in the POST tells what to do."""
    require(access.can_run_account(request.actor))
    found = queries.account(uuid, seen_by=request.actor)
    form = ReasonForm(request.POST if request.POST.get("act") in ACTS else None)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act in ACTS and form.is_valid():
            action, done = ACTS[act]
            action(found, by=request.actor, reason=form.cleaned_data["reason"])
            outcome.say(request, done, found)
            return redirect("people:account", uuid)
        if act not in ACTS:
            _act_without_reason(request, found, act)
            return redirect("people:account", uuid)
    history = journal.recent(
        journal.history(found.uuid, *(queries.threads_of(found.person) if found.person else [])), 50
    )
    context = {"found": found, "form": form, "history": history, "may_close": access.may_close(request.actor, found)}
    return render(request, "people/account.html", context)


@page(reads=["GET"], writes=["POST"])
def close(request: Request, uuid: UUID) -> HttpResponse:
    """Close an account, for a reason."""
    require(access.can_run_account(request.actor))
    found = queries.account(uuid, seen_by=request.actor)
    offered(request, access.may_close(request.actor, found))
    name = found.person.name if found.person else found.username
    follows = [
        _("%(name)s is signed out everywhere and can no longer sign in, in any way.") % {"name": name},
        _("Roles and everything on record stay; what waits for %(name)s waits on.") % {"name": name},
        _("The account can be reopened with a reason."),
    ]
    return form_page(
        request, CloseForm(request.POST or None, follows=follows), acts.close_account, found,
        title=_("Close the account"), above=(_("Account"), resolve_url("people:account", uuid)), lead=name,
        said=_("The account is closed."), verb="account closed",
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def second_factor(request: Request, uuid: UUID) -> HttpResponse:
    """Take a lost second factor away, for a reason."""
    require(access.can_run_account(request.actor))
    found = queries.account(uuid, seen_by=request.actor)
    if not is_mfa_enabled(found):  # it is gone already
        return redirect("people:account", uuid)
    name = found.person.name if found.person else found.username
    follows = [
        _("%(name)s is signed out everywhere, and sets up a new second factor at the next sign-in.") % {"name": name},
    ]
    return form_page(
        request, CloseForm(request.POST or None, follows=follows), acts.reset_second_factor, found,
        title=_("Remove second factor and passkeys"), above=(_("Account"), resolve_url("people:account", uuid)),
        lead=name, said=_("The second factor is removed."),
    )  # fmt: skip


def _act_without_reason(request: Request, found: Account, act: str) -> None:
    if act == "unlock":
        acts.unlock_account(found, by=request.actor)
        outcome.say(request, _("The failed tries are cleared."))
    elif act == "sessions":
        acts.end_sessions(found, by=request.actor)
        outcome.say(request, _("The account is signed out everywhere."))
    elif act == "phone":
        phones.remove_sign_in_phone(found, by=request.actor)
        outcome.say(request, _("Nobody signs in with that phone number any more."))
    elif act == "password":
        if found.email:
            new_passwords.ask(found.email, queries.written_to(found))
            acts.note_password_link(found, by=request.actor)
            outcome.say(request, _("A link to set a new password is on its way."))
        else:
            messages.warning(request, _("This account has no e-mail address."))
    else:
        raise Http404
