"""The demo sends no mail: each message becomes a text file that anybody can read, the link in it as it is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


def folder() -> Path:
    """Where the messages lie."""
    return Path(settings.EMAIL_FILE_PATH)  # type: ignore[misc]  # in the demo's settings


class Readable(BaseEmailBackend):
    """Writes into EMAIL_FILE_PATH: sender, recipients, subject, an empty line, the text. Sorted by name is by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message whole; how many there were."""
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.localtime():%Y-%m-%d %H-%M-%S.%f} {os.getpid()}.txt"
            draft = place / f".{name}"
            draft.write_text(as_text(message), encoding="utf-8")
            draft.rename(place / name)
        return len(email_messages)


def as_text(message: EmailMessage) -> str:
    """The message as a person reads it, with the names of what is attached."""
    attached = [str(getattr(each, "filename", each[0])) for each in message.attachments]  # type: ignore[index]
    head = {
        "From": message.from_email,
        "To": ", ".join(message.recipients()),
        "Subject": message.subject,
        **({"Attached": ", ".join(attached)} if attached else {}),
    }
    return "".join(f"{name}: {value}\n" for name, value in head.items()) + f"\n{message.body}\n"
