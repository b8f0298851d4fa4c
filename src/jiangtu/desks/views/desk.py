"""The front page of each role, and the apprentice's own path."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangtu.core.desk import Look
from jiangtu.core.web import Request, page

from ..masthead import grouped
from ..queries import apprentice, desks


@page()
def desk(request: Request) -> HttpResponse:
    """What waits, and the figures one answers for."""
    actor, on = request.actor, timezone.localdate()
    if actor.has("apprentice"):
        return render(request, "desks/today.html", {"title": _("Today"), "today": apprentice.day(actor, on), "on": on})
    return render(request, "desks/desk.html", {"title": _("Desk"), "desk": desks.of(Look(actor, on)), "on": on})


@page()
def more(request: Request) -> HttpResponse:
    """Every page of the role, below its heading."""
    return render(request, "desks/more.html", {"title": _("More"), "groups": grouped(request.actor)})


@page()
def path(request: Request) -> HttpResponse:
    """The apprentice's path and everything kept of it."""
    if not request.actor.has("apprentice"):
        raise Http404
    return render(
        request, "desks/path.html", {"title": _("My path"), **apprentice.record(request.actor, timezone.localdate())}
    )
