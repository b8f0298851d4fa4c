"""The phone number that one signs in with: codes sent to it, set once it is proved, removed."""

from __future__ import annotations

import logging
from threading import Thread

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jiangtu.core import journal, sms
from jiangtu.core.actor import Actor
from jiangtu.core.vault import fingerprint
from jiangtu.core.verdict import No, require

from .. import access, queries
from ..models import Account
from ..rules import codes, ways
from . import limits

log = logging.getLogger(__name__)


def may_ask(key: str, whence: str) -> bool:
    """Count one more code for a number (`key`: its keyed hash) and on this connection; whether that is still within
    the day's. It is the same whether an account has the number or not.

    A stranger who asks for somebody's codes comes to the end on their own connection first. Where a code was answered
    in the last days no other connection's count stands in the way.
    """
    here = f"{key} {whence}"
    return (
        limits.count("code on connection", whence, codes.CODES_A_DAY_CONNECTION)
        and limits.count("code to number here", here, codes.CODES_A_DAY_HERE)
        and (limits.lately("code answered", here) or limits.count("code to number", key, codes.CODES_A_DAY))
    )


def answered(key: str, whence: str) -> None:
    """A code of this number was answered on this connection: it does not count any more."""
    here = f"{key} {whence}"
    limits.give_back("code to number here", here)
    limits.give_back("code to number", key)
    limits.count("code answered", here, 1)


def may_try(code: str) -> bool:
    """Count one more try of a code that was sent (`code`: what tells it from every other); whether any was left.

    The session counts them too, but not those that come at one moment. Nobody uses up another code's tries.
    """
    return limits.count("code tried", code, codes.TRIES)


def code_print(key: str, code: str) -> str:
    """What is kept of a code that was sent to a number (`key`: its keyed hash), to know it again."""
    return fingerprint(f"{key}:{code}", purpose="people.sent_code")


def send_code(number: str, code: str) -> None:
    """Send a code; nobody waits for the gateway, whose answer would tell that an account has the number."""
    said = _("Your code for Jiangtu: %(code)s. It is good for %(minutes)s minutes. We will never ask you for it.")
    text = said % {"code": code, "minutes": codes.MINUTES}
    if settings.SMS_URL:
        Thread(target=_send, args=[number, text]).start()
    else:
        sms.send(number, text)


def _send(number: str, text: str) -> None:
    try:
        sms.send(number, text)
    except OSError as fault:
        log.warning("a code was not sent: %s", fault)


@transaction.atomic
def set_sign_in_phone(account: Account, number: str, *, by: Actor) -> None:
    """Sign in with this number (as `sms.normalised` gives it) from now on; the caller has proved that it is theirs.

    Raises `Refused`: phone_unknown, phone_taken.
    """
    require(access.can_use_own_account(by, account))
    if not sms.normalised(number):
        require(No("phone_unknown"))
    account.phone, account.phone_print = number, queries.phone_print(number)
    try:
        with transaction.atomic():
            account.save(update_fields=["phone", "phone_print"])
    except IntegrityError:
        account.refresh_from_db(fields=["phone", "phone_print"])
        require(No("phone_taken"))
    journal.record("sign-in phone set", account, by=by, threads=[account.person.uuid] if account.person else [])


@transaction.atomic
def remove_sign_in_phone(account: Account, *, by: Actor) -> None:
    """Nobody signs in with the number any more: its person, or an administrator when the number is lost.

    Raises `Refused`: last_way, to its own person.
    """
    require(access.can_end_sessions(by, account))
    account = Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=account.pk)
    if account.phone_print:
        if not access.can_run_account(by, account):
            passkeys = len(queries.passkeys(account))
            require(ways.a_way_stays(password=account.has_usable_password(), phone=False, passkeys=passkeys))
        account.phone, account.phone_print = "", None
        account.save(update_fields=["phone", "phone_print"])
        journal.record("sign-in phone removed", account, by=by, threads=[account.person.uuid] if account.person else [])
