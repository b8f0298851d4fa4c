"""Between allauth, which signs people in, and axes, which locks out those who guess."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import get_rates, truncate_ip
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangtu.core.letters import usual
from jiangtu.core.vault import fingerprint

from . import queries
from .models import Account, sign_in_key


def account_named(login: str) -> Account | None:
    """The account that a username, an e-mail or a phone means, however written."""
    login = _plain(login)
    return Account.objects.filter(username__iexact=login).first() or (
        Account.objects.filter(email__iexact=login).first() if "@" in login else queries.account_by_phone(login)
    )


def attempt_key(login: str) -> str:
    """What axes counts failures by: one key for username, e-mail and phone, however written, that tells none."""
    account = account_named(login)
    return account.sign_in_key if account else sign_in_key(_plain(login))


def _plain(login: str) -> str:
    return usual(login or "").strip().casefold()


def attempted(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """AXES_USERNAME_CALLABLE: the key of the name that was tried."""
    return attempt_key(tried(request, credentials))


def tried(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that somebody tried: allauth passes `username`, `email` or both; its form calls the field `login`."""
    given = credentials or {}
    return given.get("username") or given.get("email") or given.get("phone") or request.POST.get("login") or ""


def client_address(request: HttpRequest) -> str:
    """AXES_CLIENT_IP_CALLABLE: the address allauth sees, which counts the proxies that we trust; of IPv6 the network
    that one connection has all addresses of."""
    return truncate_ip(whole_address(request))


def whole_address(request: HttpRequest) -> str:
    """The address that a request came from."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # no address at all, as of a program's own request: those count together
        return ""


def minutes_of(action: str) -> int:
    """How long allauth's limit of this action holds for one name or number, at most."""
    rates = get_rates(app="allauth.account", action=action)
    return ceil(max(rate.duration for rate in rates if rate.per == "key") / 60)


def counted_under(key: str, prefix: str, version: int) -> str:
    """KEY_FUNCTION of the cache: what allauth counts by holds the address or the name; kept is its keyed hash."""
    return fingerprint(f"{prefix}:{version}:{key}", purpose="people.cache")


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: object = None) -> HttpResponse:
    """AXES_LOCKOUT_CALLABLE: says how long to wait and what to do, the same whether the account exists or not."""
    minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
    return render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
