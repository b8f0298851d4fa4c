"""What follows when a second factor is set up."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest

from . import actions
from .models import Account


@receiver(authenticator_added)
def end_sessions_without_it(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Sessions that a password alone opened end; the present one, which has just shown the code, goes on."""
    if authenticator.type == Authenticator.Type.TOTP:
        actions.note_second_factor(user, by=request.actor)  # type: ignore[attr-defined]
        update_session_auth_hash(request, user)
