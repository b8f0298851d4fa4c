"""Writes of accounts: how people sign in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final
from jiangtu.core.verdict import No, require

from .. import access
from ..models import Account, Person


@transaction.atomic
def create_account(
    person: Person,
    *,
    username: str,
    password: str | None,
    by: Actor,
    email: str = "",
    language: str = "",
    key: int | None = None,
) -> Account:
    """Let a person sign in; without a password by what else they set up. `key`: the primary key, where it was taken
    before. Raises `Refused`: account_exists, username_taken, email_taken."""
    if by.person != person.pk:
        require(access.can_run_account(by))
    if Account.objects.filter(person=person).exists():
        require(No("account_exists"))
    if Account.objects.filter(username__iexact=username).exists():
        require(No("username_taken"))
    if email and Account.objects.filter(email__iexact=email).exists():
        require(No("email_taken"))
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                username, password, pk=key, person=person, email=email, language=language
            )
    except IntegrityError:  # another request took one of them since: its message would name them
        require(No("account_exists"))
        raise
    journal.record("account created", account, by=by, threads=[person.uuid])
    return account


@transaction.atomic
def choose_language(account: Account, language: str, *, by: Actor) -> Account:
    """The language of this account's pages and mails; empty: as the browser says. Refused: language_unknown."""
    require(access.can_use_own_account(by, account))
    if language and language not in dict(settings.LANGUAGES):
        require(No("language_unknown", have=language))
    if account.language != language:
        before, account.language = account.language, language
        account.save(update_fields=["language"])
        was, now = {"language": before}, {"language": language}
        journal.record("language chosen", account, by=by, before=was, after=now, threads=_person_of(account))
    return account


@transaction.atomic
def note_language(account: Account, language: str) -> None:
    """The language in which somebody signs in: they are written to in it until they choose one."""
    if language in dict(settings.LANGUAGES):
        Account.objects.filter(pk=account.pk).exclude(last_language=language).update(last_language=language)


@transaction.atomic
def welcome(account: Account, *, by: Actor) -> None:
    """The first time is over, its questions answered or passed over: nobody asks them again."""
    require(access.can_use_own_account(by, account))
    Account.objects.filter(pk=account.pk, welcomed_at=None).update(welcomed_at=timezone.now())


@transaction.atomic
def put_hint_away(account: Account, hint: str, *, by: Actor) -> None:
    """Show the hint that leads to this page no more."""
    require(access.can_use_own_account(by, account))
    held = Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=account.pk)
    if hint not in held.hints_put_away:
        held.hints_put_away.append(hint)
        held.save(update_fields=["hints_put_away"])


@transaction.atomic
def end_sessions(account: Account, *, by: Actor) -> None:
    """Sign the account out everywhere. The caller may keep the present session (`update_session_auth_hash`)."""
    require(access.can_end_sessions(by, account))
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    account.refresh_from_db(fields=["sessions_ended"])
    journal.record("sessions ended", account, by=by, threads=_person_of(account))


@final
@transaction.atomic
def close_account(account: Account, *, by: Actor, reason: str) -> Account:
    """Nobody signs in with it any more; its sessions end with their next request."""
    held = _held(account, by, reason)
    if held.is_active:
        require(access.may_close(by, held))
        _set_active(held, False, "account closed", by=by, reason=reason)
    return held


@transaction.atomic
def reopen_account(account: Account, *, by: Actor, reason: str) -> Account:
    """Let a closed account sign in again."""
    held = _held(account, by, reason)
    if not held.is_active:
        _set_active(held, True, "account reopened", by=by, reason=reason)
    return held


def _held(account: Account, by: Actor, reason: str) -> Account:
    """The account, locked, for one who may run it and says why."""
    held = Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=account.pk)
    require(access.can_run_account(by, held))
    if not reason.strip():
        require(No("reason_missing"))
    return held


def _set_active(account: Account, active: bool, verb: str, *, by: Actor, reason: str) -> None:
    account.is_active = active
    account.sessions_ended += 1
    account.save(update_fields=["is_active", "sessions_ended"])
    journal.record(verb, account, by=by, remark=reason, threads=_person_of(account))


@final
@transaction.atomic
def reset_second_factor(account: Account, *, by: Actor, reason: str) -> Account:
    """Take away a lost second factor with its recovery codes; its person sets up a new one at the next sign-in."""
    from allauth.mfa.models import Authenticator

    require(access.can_run_account(by, account))
    if not reason.strip():
        require(No("reason_missing"))
    if Authenticator.objects.filter(user=account).delete()[0]:
        Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
        journal.record("second factor reset", account, by=by, remark=reason, threads=_person_of(account))
    return account


@transaction.atomic
def unlock_account(account: Account, *, by: Actor) -> None:
    """Forget the failed sign-ins of an account, so that its person need not wait. Where there are none, nothing is
    done."""
    from axes.models import AccessAttempt

    from ..sign_in import attempt_key

    require(access.can_run_account(by, account))
    if AccessAttempt.objects.filter(username=attempt_key(account.username)).delete()[0]:
        journal.record("account unlocked", account, by=by, threads=_person_of(account))


@transaction.atomic
def change_username(account: Account, username: str, *, by: Actor) -> Account:
    """Sign in by another name from now on. The same one changes nothing. Raises `Refused`: no right, username_taken."""
    require(access.can_use_own_account(by, account))
    held = Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=account.pk)
    if held.username == username:
        return held
    held.username = username
    try:
        with transaction.atomic():
            held.save(update_fields=["username"])
    except IntegrityError:
        require(No("username_taken"))
    journal.record("username changed", held, by=by, threads=_person_of(held))
    return held


@transaction.atomic
def note_second_factor(account: Account, *, by: Actor) -> None:
    """A second factor was set up: sessions that began without it end."""
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    account.refresh_from_db(fields=["sessions_ended"])
    journal.record("second factor set up", account, by=by, threads=_person_of(account))


@transaction.atomic
def note_password(account: Account, *, by: Actor) -> None:
    """The password was changed, by its person or through the link in a mail."""
    journal.record("password changed", account, by=by, threads=_person_of(account))


@transaction.atomic
def note_change(account: Account, verb: str, *, by: Actor) -> None:
    """A second factor was removed, or recovery codes were made anew, by their person."""
    journal.record(verb, account, by=by, threads=_person_of(account))


@transaction.atomic
def note_password_link(account: Account, *, by: Actor) -> None:
    """An administrator had the link for a new password mailed: whoever asks later who did, finds it."""
    require(access.can_run_account(by, account))
    journal.record("password link sent", account, by=by, threads=_person_of(account))


def _person_of(account: Account) -> list[UUID]:
    return [account.person.uuid] if account.person else []
