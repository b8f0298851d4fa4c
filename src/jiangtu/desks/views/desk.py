"""The front page of each role, and the apprentice's own path."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangtu.core.desk import Look
from jiangtu.core.web import Request, page
from jiangtu.people.actions import accounts

from ..masthead import grouped
from ..queries import apprentice, desks

if TYPE_CHECKING:
    from jiangtu.people.models import Account


@page()
def desk(request: Request) -> HttpResponse:
    """What waits, and the figures one answers for."""
    actor, on, account = request.actor, timezone.localdate(), cast("Account", request.user)
    if account.welcomed_at is None:
        return redirect("people:first-time")
    hints = [each for each in desks.hints(actor.role) if each.name not in account.hints_put_away]
    context = {"on": on, "hints": hints}
    if actor.has("apprentice"):
        today = apprentice.day(actor, on)
        return render(request, "desks/today.html", {**context, "title": _("Today"), "today": today})
    return render(request, "desks/desk.html", {**context, "title": _("Desk"), "desk": desks.of(Look(actor, on))})


@page(reads=[], writes=["POST"])
def put_hint_away(request: Request) -> HttpResponse:
    """Show one of the desk's hints no more."""
    hint = request.POST.get("hint", "")
    if hint in {each.name for each in desks.hints(request.actor.role)}:
        accounts.put_hint_away(cast("Account", request.user), hint, by=request.actor)
    return redirect("/")


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
