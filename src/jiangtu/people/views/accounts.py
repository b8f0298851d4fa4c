"""The accounts that administrators run."""

from __future__ import annotations

from uuid import UUID

import django_tables2
from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import journal, outcome, tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access, queries
from ..actions import accounts as acts
from ..actions import phones
from ..forms import AccountFilter, ReasonForm
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
    "close": (acts.close_account, gettext_lazy("The account is closed.")),
    "reopen": (acts.reopen_account, gettext_lazy("The account is open again.")),
    "second-factor": (acts.reset_second_factor, gettext_lazy("The second factor is removed.")),
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
    history = journal.history(found.uuid, *(queries.threads_of(found.person) if found.person else []))[:50]
    return render(request, "people/account.html", {"found": found, "form": form, "history": history})


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
        mail = ResetPasswordForm({"email": found.email})
        if found.email and mail.is_valid():
            mail.save(request)
            acts.note_password_link(found, by=request.actor)
            outcome.say(request, _("A link to set a new password is on its way."))
        else:
            messages.warning(request, _("This account has no e-mail address."))
    else:
        raise Http404
