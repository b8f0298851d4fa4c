"""One's passkeys: added and removed."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core.web import Request, page

from .. import queries
from ..actions import passkeys as acts
from ..models import Account


@page(writes=["POST"])
@never_cache
@reauthentication_required
def passkeys(request: Request) -> HttpResponse:
    """Those one has. `credential` in the POST is a new one, `remove` the key of one that goes."""
    account, wrong = queries.account_of_person(request.actor.person or 0), False
    if request.method == "POST" and "remove" in request.POST:
        acts.remove_passkey(account, _number(request.POST["remove"]), by=request.actor)
        messages.success(request, _("The passkey is removed. Delete it on your device too."))
        return redirect("people:passkeys")
    if request.method == "POST":
        made = acts.made(account.pk, request.POST.get("credential", ""))
        if made:
            return _added(request, account, made)
        wrong = True
    context = {
        "passkeys": queries.passkeys(account),
        "asked": acts.options(account),
        "password": account.has_usable_password(),
        "wrong": wrong,
    }
    return render(request, "people/passkeys.html", context)


def _added(request: Request, account: Account, made: acts.Made) -> HttpResponse:
    """This session goes on; whoever has no recovery codes yet gets some, and sees them now."""
    acts.add_passkey(account, made, by=request.actor)
    update_session_auth_hash(request, account)
    messages.success(request, _("The passkey is added. From now on you can sign in by it."))
    codes = auto_generate_recovery_codes(request)
    return redirect("mfa_view_recovery_codes" if codes else "people:passkeys")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
