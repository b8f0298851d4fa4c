"""People and their accounts for tests: `person()`, `account(person())`. Numbers are well formed and made up."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from typing import Any

from django.db import connection
from django.utils import timezone

from jiangtu.core.actor import SYSTEM
from jiangtu.core.verdict import YES
from jiangtu.people.actions import accounts, people
from jiangtu.people.jobs import mail_new_password
from jiangtu.people.models import Account, Person
from jiangtu.people.rules import documents

_order = count(1)
FIGURES = str.maketrans("0123456789", "零一二三四五六七八九")  # nobody has a digit in the name
PASSWORD = "Lathe-and-file-7"


def resident_id(*, born: date = date(2005, 3, 14), region: str = "330522", order: int | None = None) -> str:
    """A resident ID number with the right check digit; another one at each call."""
    number = next(_order) if order is None else order
    born = born.replace(year=born.year - number // 999 % 40)
    first = f"{region}{born:%Y%m%d}{number % 999:03d}"
    return first + documents.check_digit(first + "0")


def person(
    name: str = "", *, document: str | None = None, document_type: str = "", phone: str = "13800001234", **more: Any
) -> Person:
    """A recorded person, with a resident ID unless `document=""` or another is given."""
    return people.record_person(
        name=name or f"陈小{next(_order):05d}".translate(FIGURES),
        document=resident_id() if document is None else document,
        document_type=document_type,
        phone=phone,
        by=SYSTEM,
        allowed=YES,
        **more,
    )


def account(of: Person | None = None, *, username: str = "", password: str = PASSWORD, **more: Any) -> Account:
    """An account that can sign in with PASSWORD, of somebody who has been here before."""
    made = accounts.create_account(
        of or person(), username=username or f"user{next(_order)}", password=password, by=SYSTEM, **more
    )
    made.welcomed_at = timezone.now()
    made.save(update_fields=["welcomed_at"])
    return made


def second_factor(of: Account) -> str:
    """Set up TOTP for an account and return its secret."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    if not Authenticator.objects.filter(user=of, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(of, secret)
    return secret


def full_width(code):
    """As a Chinese keyboard types it."""
    return "".join(chr(ord(each) + 0xFEE0) for each in code)


def mailed() -> None:
    """What the worker would mail now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'people.mail_new_password' ORDER BY id")
        asked = [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]
    assert "example.org" not in json.dumps(asked)
    for each in asked:
        mail_new_password(**each)
