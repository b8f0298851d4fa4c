"""How often something may be done on a day: counted in the database, by all server processes together."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from jiangtu.core.vault import fingerprint

from ..models import Limit
from ..sign_in import client_address

KEPT = timedelta(days=7)  # how long a day's counts stay
COUNT = """
    INSERT INTO people_limit AS counted (kind, key, day, used) VALUES (%s, %s, %s, 1)
    ON CONFLICT (kind, key, day) DO UPDATE SET used = counted.used + 1 WHERE counted.used < %s RETURNING used
"""


def count(kind: str, whose: str, most: int) -> bool:
    """Count one more and say whether that is still within `most` for the day; what is refused does not count. Two at
    one moment count as two.

    `whose` (an address, a number) is kept as its keyed hash. Count outside the transaction of what may be refused.
    """
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [kind, _key(kind, whose), today, most])
        counted = cursor.fetchone()
    if counted == (1,):
        Limit.objects.filter(kind=kind, day__lt=today - KEPT).delete()
    return counted is not None


def once(kind: str, whose: str) -> bool:
    """Whether this is the first time in the days that are kept, of whichever process; two at one moment are not."""
    return not lately(kind, whose) and count(kind, whose, 1)


def give_back(kind: str, whose: str) -> None:
    """Take one from today's count, where there is any."""
    today = Limit.objects.filter(kind=kind, key=_key(kind, whose), day=timezone.localdate(), used__gt=0)
    today.update(used=F("used") - 1)


def lately(kind: str, whose: str) -> bool:
    """Whether anything was counted today or in the days before that are kept."""
    return Limit.objects.filter(kind=kind, key=_key(kind, whose), day__gte=timezone.localdate() - KEPT).exists()


def reached(kind: str, whose: str, most: int) -> bool:
    """Whether as many as may be were counted today; counts nothing."""
    found = Limit.objects.filter(kind=kind, key=_key(kind, whose), day=timezone.localdate(), used__gte=most)
    return found.exists()


def connection_of(request: HttpRequest) -> str:
    """The address a request came from: a limit may be for each."""
    return client_address(request)


def _key(kind: str, whose: str) -> str:
    return fingerprint(whose, purpose=f"people.limit.{kind}")
