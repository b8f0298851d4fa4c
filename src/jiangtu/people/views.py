"""The page "Me", the accounts that administrators run, and the full view of a document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_tables2
from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from jiangtu.core import journal, tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from . import access, actions, queries
from .forms import AccountFilter, CorrectionForm, LanguageForm, PhoneForm, ReasonForm
from .models import Account


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
        "codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "language_form": LanguageForm(initial={"language": request.user.language}),  # type: ignore[union-attr]
        "phone_form": PhoneForm(),
        "number": "",
        **more,
    }
    return render(request, "people/me.html", context)


@page(reads=[], writes=["POST"])
@never_cache
def my_document(request: Request) -> HttpResponse:
    """One's own number in full: shown on this page alone, and journaled."""
    return _me(request, number=actions.view_document(queries.myself(request.actor), by=request.actor))


@page(reads=[], writes=["POST"])
def my_phone(request: Request) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _me(request, phone_form=form)
    actions.change_phone(queries.myself(request.actor), form.cleaned_data["phone"], by=request.actor)
    messages.success(request, _("The phone is changed."))
    return redirect("people:me")


@page(reads=[], writes=["POST"])
def language(request: Request) -> HttpResponse:
    form = LanguageForm(request.POST)
    response = redirect("people:me")
    if form.is_valid():
        actions.choose_language(request.user, form.cleaned_data["language"], by=request.actor)  # type: ignore[arg-type]
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


@page(reads=[], writes=["POST"])
def consent(request: Request) -> HttpResponse:
    """`give` or `withdraw` names the purpose."""
    person = queries.myself(request.actor)
    if "give" in request.POST:
        actions.give_consent(person, request.POST["give"], by=request.actor)
        messages.success(request, _("Your consent is recorded; you can take it back here at any time."))
    elif "withdraw" in request.POST:
        actions.withdraw_consent(person, request.POST["withdraw"], by=request.actor)
        messages.success(request, _("Your consent is taken back."))
    return redirect("people:me")


@page(reads=[], writes=["POST"])
def end_sessions(request: Request) -> HttpResponse:
    """Every other browser is signed out; this one goes on."""
    actions.end_sessions(request.user, by=request.actor)  # type: ignore[arg-type]
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    messages.success(request, _("Your other devices are signed out."))
    return redirect("people:me")


class AccountTable(tables.Table):
    person = django_tables2.Column(
        verbose_name=gettext_lazy("Name"), accessor="person__name",
        linkify=("people:account", [django_tables2.A("uuid")]),
    )  # fmt: skip
    username = django_tables2.Column(verbose_name=gettext_lazy("Username"))
    second_factor = django_tables2.BooleanColumn(verbose_name=gettext_lazy("Second factor"))
    is_active = django_tables2.BooleanColumn(verbose_name=gettext_lazy("In use"))
    last_login = tables.Day(verbose_name=gettext_lazy("Last sign-in"))


@page()
def accounts(request: Request) -> HttpResponse:
    require(access.can_run_account(request.actor))
    rows = queries.accounts(seen_by=request.actor).order_by("person__name")
    return tables.listing(request, table=AccountTable, queryset=rows, filterset=AccountFilter, title=_("Accounts"))


ACTS = {
    "close": (actions.close_account, gettext_lazy("The account is closed.")),
    "reopen": (actions.reopen_account, gettext_lazy("The account is open again.")),
    "second-factor": (actions.reset_second_factor, gettext_lazy("The second factor is taken away.")),
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
            messages.success(request, str(done))
            return redirect("people:account", uuid)
        if act not in ACTS:
            _act_without_reason(request, found, act)
            return redirect("people:account", uuid)
    history = journal.history(found.uuid, *([found.person.uuid] if found.person else []))[:50]
    return render(request, "people/account.html", {"found": found, "form": form, "history": history})


def _act_without_reason(request: Request, found: Account, act: str) -> None:
    if act == "unlock":
        actions.unlock_account(found, by=request.actor)
        messages.success(request, _("The failed tries are forgotten."))
    elif act == "sessions":
        actions.end_sessions(found, by=request.actor)
        messages.success(request, _("The account is signed out everywhere."))
    elif act == "password":
        mail = ResetPasswordForm({"email": found.email})
        if found.email and mail.is_valid():
            mail.save(request)
            messages.success(request, _("A link to set a new password is on its way."))
        else:
            messages.warning(request, _("This account has no e-mail address."))
    else:
        raise Http404


@page(writes=["POST"])
@never_cache
def document(request: Request, uuid: UUID) -> HttpResponse:
    """A person's document number, masked; in full for a reason that is journaled."""
    person = queries.person(uuid, seen_by=request.actor)
    form, number = ReasonForm(request.POST or None), ""
    if form.is_valid():
        number = actions.view_document(person, by=request.actor, reason=form.cleaned_data["reason"])
    return render(request, "people/document.html", {"person": person, "form": form, "number": number})


@page(writes=["POST"])
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """Correct a name or a document, with the reason."""
    person = queries.person(uuid, seen_by=request.actor)
    require(access.can_correct_person(request.actor, person))
    form = CorrectionForm(request.POST or None, initial={"name": person.name, "document_type": person.document_type})
    if form.is_valid():
        actions.correct_person(person, by=request.actor, **form.cleaned_data)
        messages.success(request, _("The record is corrected."))
        return redirect(reverse("people:correct", args=[uuid]))
    context = {"person": person, "form": form, "history": journal.history(person.uuid)[:20]}
    return render(request, "people/correct.html", context)
