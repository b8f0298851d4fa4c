"""What one signs in as: the username and the e-mail address, changed by their own person."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import outcome
from jiangtu.core.forms import done
from jiangtu.core.web import Request, page

from .. import queries
from ..actions import accounts, addresses
from ..forms import AddressForm, UsernameForm


@page(writes=["POST"])
@never_cache
@reauthentication_required
def my_username(request: Request) -> HttpResponse:
    """Another username, by who has just shown the password or a passkey."""
    account = queries.account_of_person(request.actor.person or 0)
    form = UsernameForm(request.POST or None, about=account)
    if form.is_valid() and done(form, accounts.change_username, account, by=request.actor, **form.cleaned_data):
        outcome.say(request, _("Your username is changed."))
        return redirect("people:me")
    return render(request, "people/my_username.html", {"form": form})


@page(writes=["POST"])
@never_cache
@reauthentication_required
def my_email(request: Request) -> HttpResponse:
    """The address to which a link goes."""
    account = queries.account_of_person(request.actor.person or 0)
    form, language = AddressForm(request.POST or None), get_language() or ""
    if form.is_valid() and done(
        form, addresses.ask_for_address, account, form.cleaned_data["email"], by=request.actor, language=language
    ):
        messages.success(
            request, _("A link is on its way to this address. Open it on a device where you are signed in.")
        )
        return redirect("people:me")
    return render(request, "people/my_email.html", {"form": form, "account": account})


@page(writes=["POST"])
@never_cache
def prove_email(request: Request, token: str) -> HttpResponse:
    """The link of the mail: it shows the address, and a button sets it."""
    account = queries.account_of_person(request.actor.person or 0)
    if request.method == "POST":
        addresses.set_address(account, token, by=request.actor)
        outcome.say(request, _("Your e-mail address is set: you can sign in with it, and a new password goes there."))
        return redirect("people:me")
    if not (email := addresses.address_in(token, account)):
        messages.warning(request, _("This link is no longer good, or another account asked for it. Ask for a new one."))
        return redirect("people:me")
    return render(request, "people/prove_email.html", {"email": email, "token": token})
