"""The page "Me": one's own data, consents, language, sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import outcome, sms
from jiangtu.core.forms import done
from jiangtu.core.web import Request, page

from .. import queries
from ..actions import accounts, consents, people
from ..forms import LanguageForm, PhoneForm


@page()
@never_cache
def me(request: Request) -> HttpResponse:
    return _me(request)


def _me(request: Request, **more: Any) -> HttpResponse:
    person = queries.myself(request.actor)
    kinds = set(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    context = {
        "person": person,
        "account": request.user,
        "consents": queries.consents(person),
        "totp": Authenticator.Type.TOTP in kinds,
        "passkeys": queries.passkeys(request.user),  # type: ignore[arg-type]
        "codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "language_form": LanguageForm(about=request.user),
        "phone_form": PhoneForm(about=person),
        "by_phone": sms.available(),
        "number": "",
        **more,
    }
    return render(request, "people/me.html", context)


@page(reads=[], writes=["POST"])
@never_cache
def my_document(request: Request) -> HttpResponse:
    """One's own number in full: shown on this page alone, and journaled."""
    return _me(request, number=people.view_document(queries.myself(request.actor), by=request.actor))


@page(reads=[], writes=["POST"])
def my_phone(request: Request) -> HttpResponse:
    """Another number; or `remove` the one on record, which an empty field never does."""
    if "remove" in request.POST:
        people.remove_phone(queries.myself(request.actor), by=request.actor)
        outcome.say(request, _("The phone is removed."))
        return redirect("people:me")
    person = queries.myself(request.actor)
    form = PhoneForm(request.POST, about=person)
    if not form.is_valid() or not done(form, people.change_phone, person, by=request.actor, **form.cleaned_data):
        return _me(request, phone_form=form)
    outcome.say(request, _("The phone is changed."))
    return redirect("people:me")


@page(reads=[], writes=["POST"])
def language(request: Request) -> HttpResponse:
    form = LanguageForm(request.POST, about=request.user)
    if not form.is_valid() or not done(
        form, accounts.choose_language, request.user, form.cleaned_data["language"], by=request.actor  # type: ignore[arg-type]
    ):  # fmt: skip
        return _me(request, language_form=form)
    response = redirect("people:me")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


@page(reads=[], writes=["POST"])
def consent(request: Request) -> HttpResponse:
    """`give` or `withdraw` names the purpose."""
    person = queries.myself(request.actor)
    if "give" in request.POST:
        consents.give_consent(person, request.POST["give"], by=request.actor)
        outcome.say(request, _("Your consent is recorded; you can take it back here at any time."))
    elif "withdraw" in request.POST:
        consents.withdraw_consent(person, request.POST["withdraw"], by=request.actor)
        outcome.say(request, _("Your consent is taken back."))
    return redirect("people:me")


@page(reads=[], writes=["POST"])
def end_sessions(request: Request) -> HttpResponse:
    """Every other browser is signed out; this one goes on."""
    accounts.end_sessions(request.user, by=request.actor)  # type: ignore[arg-type]
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    messages.success(request, _("Your other devices are signed out."))
    return redirect("people:me")
