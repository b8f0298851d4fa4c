"""The phone number that one signs in with: given, proved by a code, removed."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import outcome, sms
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Refused
from jiangtu.core.web import Request, page

from ..actions import phones, proving
from ..forms import NumberForm, SentCodeForm


@page(writes=["POST"])
@never_cache
@reauthentication_required
def sign_in_phone(request: Request) -> HttpResponse:
    """Give a number, to which a code goes; or `remove` the one that is set."""
    if request.method == "POST" and "remove" in request.POST:
        phones.remove_sign_in_phone(request.user, by=request.actor)  # type: ignore[arg-type]
        outcome.say(request, _("Nobody signs in with your phone number any more."))
        return redirect("people:me")
    if not sms.available():
        raise Http404
    form = NumberForm(request.POST or None)
    if form.is_valid():
        if proving.begin(request, form.cleaned_data["phone"]):
            return redirect("people:prove-phone")
        form.add_error("phone", _("No more codes go to this number today. Try again tomorrow."))
    return render(request, "people/sign_in_phone.html", {"form": form, "account": request.user})


@page(writes=["POST"])
@never_cache
def prove(request: Request) -> HttpResponse:
    """The code that was sent to the number."""
    if not (asked := proving.awaited(request)):
        messages.warning(request, _("There is no code to wait for now. Ask for one."))
        return redirect("people:me")
    form = SentCodeForm(request.POST or None)
    if form.is_valid():
        number = proving.proved(request, form.cleaned_data["code"])
        if number:
            return _set(request, number)
        if not proving.awaited(request):
            messages.warning(request, _("That code was tried too often. Ask for another."))
            return redirect("people:me")
        form.add_error("code", _("That is not the code. Compare it with the last message."))
    return render(request, "people/prove_phone.html", {"form": form, "number": asked})


def _set(request: Request, number: str) -> HttpResponse:
    try:
        phones.set_sign_in_phone(request.user, number, by=request.actor)  # type: ignore[arg-type]
    except Refused as refused:
        messages.warning(request, sentence(refused.verdict))
        return redirect("people:me")
    outcome.say(request, _("From now on you can sign in with your phone number."))
    return redirect("/")
