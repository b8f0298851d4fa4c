"""Questions about people: what others ask about one's apprentices, and what one has asked."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiangtu.core import outcome
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access
from ..actions.inquiries import answer_inquiry
from ..queries import inquiries
from ..states import INQUIRY, ON_THE_WAY

TONES = {"asked": "wait", "cleared": "ok", "refused": "no"}


@page()
def index(request: Request) -> HttpResponse:
    """What waits for one's answer, and what one's own house has asked."""
    require(access.can_see_inquiries(request.actor))
    waiting = [
        (each, bool(each.apprenticeship and each.apprenticeship.state in ON_THE_WAY))
        for each in inquiries.to_answer(request.actor)
    ]
    own = [(each, TONES[each.state]) for each in inquiries.own(request.actor)[:200]]
    context = {"title": _("Questions about people"), "waiting": waiting, "own": own}
    return render(request, "apprenticeships/inquiries.html", context)


@page(reads=[], writes=["POST"])
def answer(request: Request, uuid: UUID, verb: str) -> HttpResponse:
    """Answer one."""
    if verb not in INQUIRY.transitions:
        raise Http404
    found = inquiries.inquiry(uuid, answered_by=request.actor)
    answer_inquiry(found, verb, by=request.actor, word=request.POST.get("word", ""))
    outcome.say(request, _("Your answer is sent."), found)
    return redirect("apprenticeships:inquiries")
