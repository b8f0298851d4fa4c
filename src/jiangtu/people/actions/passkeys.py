"""Passkeys: made by one's device, kept here by their public half, shown to sign in, removed.

Each is asked to be found by the device itself and to check whose it is (a face, a finger, a PIN), so that it signs in
alone and is two factors in one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest

from jiangtu.core import journal, sms
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import require

from .. import access, queries
from ..models import Account
from ..rules import ways

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a device has made for the account with this primary key."""

    account: int
    credential: Mapping[str, Any]


def next_account() -> int:
    """The primary key of an account to come, taken now: under it the device keeps the passkey made before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('people_account', 'id'))")
        return int(cursor.fetchone()[0])


def account_to_come(key: int, *, username: str, email: str) -> Account:
    """That account, which is not kept yet, as the device shows it."""
    return Account(pk=key, username=username, email=email)


def options(account: Account) -> dict[str, object]:
    """What the device is asked for; the session of this request waits for its answer."""
    return auth.begin_registration(account, True)


def made(account: int, answer: str) -> Made | None:
    """The passkey in the device's answer, for the account with this primary key; None where this session has not asked
    for it."""
    try:
        credential = json.loads(answer)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return Made(account, credential)


@transaction.atomic
def add_passkey(account: Account, passkey: Made, *, by: Actor) -> None:
    """Sign in by this passkey too. The first second factor ends the sessions that began without one."""
    require(access.can_use_own_account(by, account))
    first = not Authenticator.objects.filter(user=account, type__in=FACTORS).exists()
    auth.WebAuthn.add(account, queries.name_of_next_passkey(account), dict(passkey.credential))
    if first:
        Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
        account.refresh_from_db(fields=["sessions_ended"])
    journal.record("passkey added", account, by=by, threads=[account.person.uuid] if account.person else [])


@transaction.atomic
def remove_passkey(account: Account, passkey: int, *, by: Actor) -> None:
    """Nobody signs in by it any more. Raises `Refused`: last_way. One that is gone already changes nothing."""
    require(access.can_use_own_account(by, account))
    held = Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=account.pk)
    own = Authenticator.objects.filter(user=held, type=Authenticator.Type.WEBAUTHN)
    if not own.filter(pk=passkey).exists():
        return
    left = own.count() - 1
    by_phone = bool(held.phone_print) and sms.available()
    require(ways.a_way_stays(password=held.has_usable_password(), phone=by_phone, passkeys=left))
    own.filter(pk=passkey).delete()
    delete_dangling_recovery_codes(held)
    journal.record("passkey removed", account, by=by, threads=[account.person.uuid] if account.person else [])


def note_shown(request: HttpRequest, account: Account) -> None:
    """Whoever has just made the account's passkey has shown it: the session that begins now asks for no more."""
    newest = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).latest("pk")
    post_authentication(request, newest, passwordless=True)
