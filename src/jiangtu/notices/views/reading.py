"""One's own notices: the page of them, one of them, and the page it leads to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.core.phrases import written
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.institutions.queries import memberships

from .. import access, queries
from ..actions import reading
from ..models import UNREAD, Notice

PER_PAGE = 50


@page()
def listed(request: Request) -> HttpResponse:
    """The notices, day by day, the newest first; `?unread=1` only those unread."""
    require(access.can_read_notices(request.actor))
    only_unread = bool(request.GET.get("unread"))
    found = queries.notices(seen_by=request.actor)
    shown = Paginator(found.filter(UNREAD) if only_unread else found, PER_PAGE)
    of_page = shown.get_page(request.GET.get("page"))
    context = {
        "days": list(queries.by_day(of_page)),
        "of_page": of_page,
        "only_unread": only_unread,
        "unread": len(queries.unread(request.actor)),
        "newest": of_page[0].pk if len(of_page) and of_page.number == 1 else "",
        "several_roles": len(request.hats) > 1,  # type: ignore[attr-defined]
        "today": timezone.localdate(),
    }
    return render(request, "notices/list.html", context)


@page(writes=["POST"])
def notice(request: Request, uuid: UUID) -> HttpResponse:
    """One notice, as mails and the phone's screen lead to it. Posted, it is read, and its page follows."""
    found = queries.notice(uuid, seen_by=request.actor)
    if request.method != "POST":
        return render(request, "notices/notice.html", {"notice": found})
    reading.read(found, by=request.actor)
    _put_on(request, found)
    safe = url_has_allowed_host_and_scheme(found.page, None) and found.page.startswith("/")
    return redirect(found.page if safe else "notices:list")


def _put_on(request: Request, found: Notice) -> None:
    """The hat under which the page opens, where the person holds it; the page says that it was changed."""
    actor = request.actor
    if not found.role or (actor.has(found.role) and found.institution_id in (None, actor.institution)):
        return
    for hat in memberships.hats(found.person_id, on=timezone.localdate()):
        if hat.role == found.role and found.institution_id in (None, hat.institution_id):
            request.session["hat"] = str(hat.uuid)
            told = {"role": hat.get_role_display(), "institution": hat.institution}
            messages.info(request, _("You now act as %(role)s of %(institution)s.") % told)
            return


@page(reads=[], writes=["POST"])
def read_all(request: Request) -> HttpResponse:
    """Mark all read, up to the newest that the page showed."""
    newest = request.POST.get("newest", "")
    number = reading.read_all(by=request.actor, upto=int(newest) if newest.isdecimal() and len(newest) < 19 else None)
    text = ngettext("%(number)s notice marked read.", "%(number)s notices marked read.", number) % {
        "number": written(number)
    }
    messages.success(request, text)
    return redirect("notices:list")


@page(reads=[], writes=["POST"])
def opened(request: Request) -> HttpResponse:
    """What the browser says of a page that an unread notice leads to: it was opened. Answered by the bell."""
    reading.read_of_page(request.POST.get("page", ""), by=request.actor)
    return render(request, "notices/_bell.html", {"piece": queries.counted(len(queries.unread(request.actor)))})
