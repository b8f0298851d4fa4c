"""The outbox of a demo and of tests: every mail, text message and push that would have gone out, to be read there.

Never in production: `keep` refuses where `settings.OUTBOX` is not set, and there the settings name real ways.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .models import OutboxMessage


def keep(channel: OutboxMessage.Channel, to: str, body: str, *, subject: str = "") -> OutboxMessage:
    """Keep a message instead of sending it. Raises ImproperlyConfigured outside the demo and tests."""
    if not getattr(settings, "OUTBOX", False):
        raise ImproperlyConfigured("messages are kept instead of sent in the demo and in tests alone")
    return OutboxMessage.objects.create(channel=channel, to=to, subject=subject, body=body)


class MailOutbox(BaseEmailBackend):
    """Django's mail backend (`EMAIL_BACKEND`) that keeps mails in the outbox, one row for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for to in message.recipients():
                keep(OutboxMessage.Channel.MAIL, to, str(message.body), subject=str(message.subject))
        return len(email_messages)
