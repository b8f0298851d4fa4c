"""The demo's outbox: every mail, text message and push that would have gone out."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from jiangtu.core.models import OutboxMessage
from jiangtu.core.web import Request, page

PER_PAGE = 50


@page(public=True)
def kept(request: Request) -> HttpResponse:
    """The newest first; `?channel=mail` of one way. Not found where messages really go out."""
    if not settings.OUTBOX:
        raise Http404
    channel = request.GET.get("channel", "")
    found = OutboxMessage.objects.order_by("-at", "-pk")
    if channel in OutboxMessage.Channel.values:
        found = found.filter(channel=channel)
    of_page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/outbox.html", {"of_page": of_page, "channel": channel})
