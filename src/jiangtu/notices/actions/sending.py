"""What goes out: claimed, sent, marked, each in a transaction of its own, so that a kill in between loses nothing.

A claim that was never marked is one of two things: sent, or not. Mail and the phone's screen are sent again and known
again by the batch (Message-ID; the notice's tag); a text message is not, since it would ring twice (docs/decisions).
"""

from __future__ import annotations

import logging
import smtplib
import time
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .. import queries
from ..models import Delivery
from ..rules import LEASE, next_try
from ..states import Channel, DeliveryState
from . import mail, push, sms

LONG = 60.0  # seconds of sending after which other jobs come first
PERMANENT = 500  # an answer of a mail server from here on stands; below it, it may change
TURN = 5021  # the number of the lock under which claims are made, one after the other
SENDERS = {Channel.MAIL: mail.send, Channel.PUSH: push.send, Channel.SMS: sms.send}


@dataclass(frozen=True)
class Claim:
    """One message that this process sends now: its deliveries share the batch by which the receiver knows it again."""

    batch: UUID
    channel: str
    deliveries: list[Delivery]


def send_due() -> bool:
    """Send what is due, message by message. Returns whether some is left, after a minute of it."""
    began = time.monotonic()
    while claim := claim_next():
        send(claim)
        if time.monotonic() - began > LONG:
            return True
    return False


@transaction.atomic
def claim_next() -> Claim | None:
    """Take the next message, or what a killed worker took and never marked. None when nothing is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
    now = timezone.now()
    _settle(now)
    left = Q(state=DeliveryState.SENDING, claimed_at__lt=now - LEASE)
    due = Delivery.objects.filter(Q(state=DeliveryState.WAITING, due_at__lte=now) | left)
    first = due.select_related("notice").order_by("due_at", "pk").first()
    if first is None:
        return None
    batch, rows = first.batch or uuid4(), _together(first)
    queries.in_order(rows).update(state=DeliveryState.SENDING, claimed_at=now, batch=batch)
    return Claim(batch, first.channel, list(_in_full(Delivery.objects.filter(batch=batch))))


def _settle(now: object) -> None:
    """What was read, or is no longer late, is not sent; a text message that was broken off is not sent again."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now)
    over = Q(notice__read_at__isnull=False) | Q(notice__ended_at__isnull=False)
    queries.in_order(waiting.filter(over, batch=None)).update(state=DeliveryState.DROPPED)
    broken = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=timezone.now() - LEASE)
    broken.filter(channel=Channel.SMS).update(state=DeliveryState.UNSURE)


def _together(first: Delivery) -> QuerySet[Delivery]:
    """The rows of one message: a batch that was taken before as it was, else a digest's, else the one."""
    if first.batch:
        return Delivery.objects.filter(batch=first.batch)
    if not first.digest:
        return Delivery.objects.filter(pk=first.pk)
    of_person = Delivery.objects.filter(notice__person=first.notice.person_id, channel=first.channel, digest=True)
    return of_person.filter(state=DeliveryState.WAITING, batch=None, due_at__lte=timezone.now())


def _in_full(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("notice__institution", "notice__person").order_by("notice__at", "pk")


def send(claim: Claim) -> None:
    """Send one message and mark what became of it. A fault of the way is tried again, later each time; what the
    receiver refused for good is not."""
    rows = Delivery.objects.filter(batch=claim.batch)
    tries = 1 + max(each.tries for each in claim.deliveries)
    try:
        sent = SENDERS[Channel(claim.channel)](claim.batch, [each.notice for each in claim.deliveries])
    except Exception as fault:
        again = None if refused_for_good(fault) else next_try(timezone.now(), tries)
        # The name alone: what a mail server answers quotes the address.
        logging.getLogger(__name__).warning("cannot send by %s: %s", claim.channel, type(fault).__name__)
        if again:
            rows.update(state=DeliveryState.WAITING, due_at=again, tries=tries)
        else:
            rows.update(state=DeliveryState.FAILED, tries=tries)
        return
    state = DeliveryState.SENT if sent else DeliveryState.DROPPED
    rows.update(state=state, tries=tries, sent_at=timezone.now() if sent else None)


def refused_for_good(fault: Exception) -> bool:
    """Whether the mail server will never take this mail for this address (5xx of RFC 5321).

    What it says of us, our sender or our password is for whoever runs the installation to mend: that is tried again.
    """
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _word in fault.recipients.values())
    return isinstance(fault, smtplib.SMTPDataError) and fault.smtp_code >= PERMANENT
