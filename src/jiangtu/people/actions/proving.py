"""Proving that a number is one's own: a code is sent to it, and the session waits for it.

The session keeps the number sealed and of the code a keyed hash.
"""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from hmac import compare_digest

from django.http import HttpRequest
from django.utils.crypto import get_random_string

from jiangtu.core.vault import seal, unseal

from .. import queries
from ..rules import codes
from . import limits, phones

KEPT = "phone_to_prove"
PURPOSE = "people.phone_to_prove"


def begin(request: HttpRequest, number: str) -> bool:
    """Send a code to the number and wait for it; False when the day's codes are used up."""
    key = queries.phone_print(number)
    if not phones.may_ask(key, limits.connection_of(request)):
        return False
    code = get_random_string(codes.LENGTH, "0123456789")
    request.session[KEPT] = {
        "number": b64encode(seal(number.encode(), purpose=PURPOSE)).decode(),
        "code": phones.code_print(key, code),
        "until": time.time() + codes.MINUTES * 60,
        "left": codes.TRIES,
    }
    phones.send_code(number, code)
    return True


def awaited(request: HttpRequest) -> str:
    """The number that is to be proved, "" when none is, or its code is too old or was tried too often."""
    kept = request.session.get(KEPT)
    if not kept or kept["until"] < time.time() or kept["left"] <= 0:
        return ""
    return unseal(b64decode(kept["number"]), purpose=PURPOSE).decode()


def proved(request: HttpRequest, code: str) -> str:
    """The number, when this is the code that was sent to it; "" otherwise, and one try is used up."""
    number = awaited(request)
    if not number:
        return ""
    kept, key = request.session[KEPT], queries.phone_print(number)
    within = phones.may_try(f"{kept['code']} {kept['until']}")
    if within and compare_digest(kept["code"], phones.code_print(key, code)):
        del request.session[KEPT]
        phones.answered(key, limits.connection_of(request))
        return number
    request.session[KEPT] = {**kept, "left": kept["left"] - 1 if within else 0}
    return ""
