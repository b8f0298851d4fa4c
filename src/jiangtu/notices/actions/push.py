"""A notice on the phone's screen: sealed for each browser that the person allowed, by Web Push."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from jiangtu.core import outbox
from jiangtu.core.home import key
from jiangtu.core.models import OutboxMessage
from jiangtu.people import queries as people

from .. import queries
from ..models import Notice, Subscription
from .mail import language_of

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256
KEPT_FOR = 24 * 3600  # seconds that a push service holds what it cannot deliver
TIMEOUT = 10.0
GONE = (404, 410)


@cache
def server_key() -> ec.EllipticCurvePrivateKey:
    """The key by which push services know this installation, made of `JIANGTU_HOME/keys/push`."""
    number = int.from_bytes(key("push")) % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def public_key() -> str:
    """Its public half, as a browser asks for it when it subscribes."""
    point = server_key().public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def send(batch: UUID, notices: Sequence[Notice]) -> bool:
    """Send one notice's title to each browser of the person; False when there is none any more.

    The tag is the notice's: a phone that gets it twice shows it once. Raises WebPushException when a push service
    cannot take it now; a browser that is gone for good is forgotten.
    """
    [notice] = notices
    contact = people.contacts([notice.person_id]).get(notice.person_id)
    browsers = queries.subscriptions([notice.person_id]).get(notice.person_id, [])
    if contact is None or not contact.signs_in or not browsers:
        return False
    with translation.override(language_of(notice.person_id, contact)):
        title = queries.title(notice.kind)
    page = reverse("notices:notice", args=[notice.uuid])
    content = json.dumps({"title": title, "url": page, "tag": str(notice.uuid)}, ensure_ascii=False)
    faults = [fault for browser in browsers if (fault := _sent(browser, content, notice.uuid))]
    if faults:
        raise faults[0]
    return True


def _sent(browser: Subscription, content: str, tag: UUID) -> Exception | None:
    """None when the push service took it, or will never take it again."""
    if settings.OUTBOX:
        outbox.keep(OutboxMessage.Channel.PUSH, urlsplit(browser.endpoint).netloc, content)
        return None
    from py_vapid import Vapid02
    from pywebpush import WebPushException, webpush  # aiohttp and requests: most of a start, if it stood above

    vapid = Vapid02()
    vapid.private_key = server_key()
    try:
        webpush(
            {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
            data=content,
            vapid_private_key=vapid,
            vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"},
            ttl=KEPT_FOR,
            timeout=TIMEOUT,
            headers={"Topic": tag.hex, "Urgency": "normal"},
        )
    except WebPushException as fault:
        if fault.response is not None and fault.response.status_code in GONE:
            browser.delete()
            return None
        return fault
    except OSError as fault:  # requests' own: no way to the push service
        return fault
    return None
