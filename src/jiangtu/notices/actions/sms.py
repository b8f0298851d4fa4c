"""A notice as a text message: its kind alone, and where to read on. No name, no value."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import translation

from jiangtu.core import sms
from jiangtu.people import queries as people

from .. import queries
from ..models import Notice
from .mail import language_of


def send(batch: UUID, notices: Sequence[Notice]) -> bool:
    """Send one notice's title; False when there is no phone any more."""
    [notice] = notices
    phone = sms.normalised(people.phones([notice.person_id]).get(notice.person_id, ""))
    contact = people.contacts([notice.person_id]).get(notice.person_id)
    if not phone or contact is None or not contact.signs_in:
        return False
    with translation.override(language_of(notice.person_id, contact)):
        sms.send(phone, queries.title(notice.kind))
    return True


def offered() -> bool:
    """Whether text messages can go out at all here."""
    return sms.available()
