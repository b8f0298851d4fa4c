"""What begins something is done once, however often its page is sent: the form carries a key, and the database keeps
which page the first answer led to. A double click, a retry after a lost connection, Back and send again: one thing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import SentForm

FIELD = "once"
KEPT = timedelta(days=30)  # how long a page that was left open is known to have been sent


def key() -> str:
    """The key that a form begins with."""
    return uuid4().hex


def answered(request: HttpRequest, person: UUID | None, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to what was sent; where the same form was sent before and led somewhere, the way there, and nothing
    is done. Of two at one moment the second waits for the first: the key is unique in the database. What the form did,
    and that it was sent, stand or fall together."""
    sent = _key_of(request)
    if not sent:
        return answer()
    with transaction.atomic():
        row, new = SentForm.objects.get_or_create(key=sent, defaults={"person": person})
        if not new:
            return _once_more(request, row) if row.person == person and row.led_to else answer()
        response = answer()
        if isinstance(response, HttpResponseRedirect):
            row.led_to = response.url
            row.save(update_fields=["led_to"])
            SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
        else:  # the form stands there again: nothing is begun yet
            row.delete()
        return response


def _once_more(request: HttpRequest, row: SentForm) -> HttpResponse:
    messages.info(request, _("This form was sent before. Here is what came of it; nothing was done a second time."))
    return HttpResponseRedirect(row.led_to)


def _key_of(request: HttpRequest) -> UUID | None:
    name = next((name for name in request.POST if name.rpartition("-")[2] == FIELD), "")
    try:
        return UUID(request.POST[name]) if name else None
    except ValueError:
        return None
