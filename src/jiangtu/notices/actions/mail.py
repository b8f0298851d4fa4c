"""A notice, or a day's notices, as one mail: text and simple HTML, in the person's language."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from jiangtu.core.phrases import written
from jiangtu.people import queries as people

from .. import queries
from ..models import Notice

SALT = "jiangtu.notices.unsubscribe"
DIGEST = ""  # in the place of a kind's code: the address of a digest stops all mail
UNSUBSCRIBE_FOR = 60 * 24 * 3600  # seconds


def send(batch: UUID, notices: Sequence[Notice]) -> bool:
    """Send these notices of one person; False when there is no address any more. Raises what the mail server raises.

    The Message-ID is the batch's: a mail sent twice, because a worker was killed in between, is known as one.
    """
    person = notices[0].person
    contact = people.contacts([person.pk]).get(person.pk)
    if contact is None or not contact.email:
        return False
    with translation.override(language_of(person.pk, contact)):
        mail = composed(batch, notices, contact)
    mail.send()
    return True


def language_of(person: int, contact: people.Contact) -> str:
    """The language that somebody chose, for notices or else for their pages; else the one in which they last signed in;
    else the installation's for notices."""
    reception = queries.receptions([person]).get(person)
    return (reception.language if reception else "") or contact.language or settings.NOTICES_LANGUAGE


def composed(batch: UUID, notices: Sequence[Notice], contact: people.Contact) -> EmailMultiAlternatives:
    """The mail, in the language that is active. Its subject says what kind of thing it is, and of whom nothing."""
    one = notices[0] if len(notices) == 1 else None
    token = signing.dumps([str(contact.uuid), one.kind if one else DIGEST], salt=SALT)
    stop = absolute(reverse("notices:unsubscribe", args=[token]))
    lines = [(queries.said(each), absolute(reverse("notices:notice", args=[each.uuid]))) for each in notices]
    heading = queries.title(one.kind) if one else _subject(len(notices))
    told = {
        "heading": heading, "lines": lines, "stop": stop, "settings": absolute(reverse("notices:settings")),
        "language": translation.get_language(), "digest": one is None,
    }  # fmt: skip
    mail = EmailMultiAlternatives(
        subject=heading,
        body=render_to_string("notices/mail.txt", told),
        to=[contact.email],
        headers={
            "Message-ID": f"<{batch}@{_domain()}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("notices/mail.html", told), "text/html")
    return mail


def _subject(number: int) -> str:
    return ngettext("Jiangtu: %(number)s notice", "Jiangtu: %(number)s notices", number) % {"number": written(number)}


def absolute(path: str) -> str:
    """An address of ours as a mail carries it."""
    return settings.BASE_URL.rstrip("/") + path


def _domain() -> str:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return sender or urlsplit(settings.BASE_URL).hostname or "localhost"


def unsubscribed(token: str) -> tuple[UUID, str]:
    """The person and the kind of an address to unsubscribe by. Raises BadSignature; SignatureExpired after 60 days."""
    person, kind = signing.loads(token, salt=SALT, max_age=UNSUBSCRIBE_FOR)
    return UUID(person), str(kind)
