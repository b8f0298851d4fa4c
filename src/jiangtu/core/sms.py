"""Text messages through a small gateway: one interface, an HTTP gateway behind it, the outbox in the demo and tests."""

from __future__ import annotations

import json
import re
import urllib.request
from urllib.error import URLError

from django.conf import settings

from . import outbox
from .letters import tight
from .models import OutboxMessage

PATIENCE = 10.0  # seconds; somebody waits for the page


def available() -> bool:
    """Whether text messages go out at all: without a gateway nothing that needs one is offered."""
    return bool(settings.SMS_URL or getattr(settings, "OUTBOX", False))


def normalised(number: str) -> str:
    """A phone number as it is compared and sent, +8613800001234; "" for what is none. A Chinese mobile number may come
    without its country."""
    digits = re.sub(r"[\-()\u2010-\u2015]", "", tight(number))
    if re.fullmatch(r"(\+?86|0086)?1[3-9]\d{9}", digits):
        return f"+86{digits[-11:]}"
    return digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) and not digits.startswith("+86") else ""


def send(number: str, text: str) -> None:
    """Send a message that holds no personal data. Raises OSError when the gateway does not answer or does not take it.

    The gateway gets a POST with `SMS_TEMPLATE`, JSON in which {number} and {text} are filled in; the key is the bearer.
    """
    if not settings.SMS_URL:
        outbox.keep(OutboxMessage.Channel.SMS, number, text)
        return
    filled = settings.SMS_TEMPLATE.replace('"{number}"', json.dumps(number)).replace('"{text}"', json.dumps(text))
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_KEY}"}
    asked = urllib.request.Request(settings.SMS_URL, filled.encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            answer.read()
    except URLError as fault:  # its words may repeat the number
        why = getattr(fault, "code", "") or type(fault.reason).__name__
        raise OSError(f"the gateway of text messages: {why}") from None
