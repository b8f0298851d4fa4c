"""What follows when allauth has set up a second factor, when somebody signs in, and when they choose a language."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language

from jiangtu.core.verdict import Verdict
from jiangtu.core.views import language_chosen
from jiangtu.core.web import Request, recorded, refused

from . import doors, idle, sign_in
from .actions import access_records, accounts
from .models import Account
from .states import Entry


@receiver(authenticator_added)
def end_sessions_without_it(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Sessions that a password alone opened end; the present one, which has just shown the code, goes on."""
    if authenticator.type == Authenticator.Type.TOTP:
        accounts.note_second_factor(user, by=request.actor)  # type: ignore[attr-defined]
        update_session_auth_hash(request, user)


@receiver(authenticator_removed)
def note_removal(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        accounts.note_change(user, "second factor removed", by=request.actor)  # type: ignore[attr-defined]


@receiver(authenticator_reset)
def note_recovery_codes(request: HttpRequest, user: Account, **_: Any) -> None:
    accounts.note_change(user, "recovery codes made", by=request.actor)  # type: ignore[attr-defined]


@receiver([password_changed, password_set, password_reset])
def note_password(request: HttpRequest, user: Account, **_: Any) -> None:
    accounts.note_password(user, by=request.actor)  # type: ignore[attr-defined]


@receiver(language_chosen)
def keep_language(request: HttpRequest, language: str, **_: Any) -> None:
    """The choice at the top of the page goes with the person to the next browser."""
    if request.user.is_authenticated:
        accounts.choose_language(request.user, language, by=request.actor)  # type: ignore[attr-defined]


@receiver(user_logged_in)
def note_language(user: Account, **_: Any) -> None:
    """Whoever chose none is written to in the language of the page on which they signed in."""
    accounts.note_language(user, get_language() or "")


@receiver(user_logged_in)
def note_sign_in(user: Account, request: HttpRequest, **_: Any) -> None:
    idle.note_use(request)
    access_records.note(Entry.SIGNED_IN, user, request)


@receiver(user_login_failed)
def note_wrong_password(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Also while the name is locked on the connection."""
    if request is not None:
        named = sign_in.account_named(sign_in.tried(request, credentials))
        access_records.note(Entry.WRONG_PASSWORD, named, request)


@receiver(authentication_failed)
def note_wrong_code(user: Account, request: HttpRequest, **_: Any) -> None:
    access_records.note(Entry.WRONG_CODE, user, request)


@receiver(refused)
def note_refusal(request: HttpRequest, verdict: Verdict, **_: Any) -> None:
    """An act or a page that one's role has no right to, or a thing that is not there for it. What a rule of the field
    refuses is no matter of access, nor is an address that leads nowhere."""
    named = request.resolver_match is not None and bool(request.resolver_match.kwargs or request.resolver_match.args)
    if verdict.code == "no_right" or (verdict.code == "not_found" and named):
        _note(Entry.REFUSED, request)


@receiver(recorded)
def note_roles(request: Request, **_: Any) -> None:
    """Who gives and ends roles, and from where; which, and whose, stands in the journal."""
    of_roles = {verb for verbs in doors.of_roles for verb in verbs()}
    if any(fact.verb in of_roles for fact in request.facts):
        _note(Entry.ROLES, request)


def _note(kind: Entry, request: HttpRequest) -> None:
    account = getattr(request, "user", None)
    if account is not None and account.is_authenticated:
        page = request.resolver_match.view_name if request.resolver_match else ""
        access_records.note(kind, account, request, hat=request.actor.role, page=page)  # type: ignore[attr-defined]
