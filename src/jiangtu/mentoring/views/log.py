"""Countersigning: the mentor's phone page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext

from jiangtu.core import outcome
from jiangtu.core.forms import done
from jiangtu.core.links import Named
from jiangtu.core.phrases import written
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, offered, page
from jiangtu.training.queries import classes, workday
from jiangtu.training.rules.logbook import may_answer

from .. import access
from ..actions import log as log_acts
from ..actions import reminding
from ..forms import WordForm
from ..queries import log

AT_ONCE = 50


@page(reads=["GET"], writes=["POST"])
def countersign(request: Request) -> HttpResponse:
    """The entries of one's own apprentices that wait; those ticked are countersigned at once."""
    require(access.can_answer_log(request.actor))
    if request.method == "POST":
        if not (ticked := request.POST.getlist("entry")):
            messages.warning(request, gettext("No entry is ticked. Tick those you countersign."))
            return redirect("mentoring:countersign")
        chosen = log.chosen(request.actor, _uuids(ticked))
        signed = log_acts.countersign(chosen, by=request.actor, shown=_moment(request.POST.get("seen", "")))
        said = ngettext("%(n)s entry is countersigned.", "%(n)s entries are countersigned.", len(signed))
        outcome.say(request, said % {"n": written(len(signed))})
        return redirect("mentoring:countersign")
    waiting = log.waiting(request.actor)
    context = {
        "title": gettext("Countersign the log"),
        "entries": workday.with_days(waiting[:AT_ONCE]),
        "more": max(0, len(waiting) - AT_ONCE),
        "form": WordForm(),
        "all": "all" in request.GET,
        "seen": timezone.now().isoformat(),
    }
    return render(request, "mentoring/countersign.html", context)


@page(reads=["GET"], writes=["POST"])
def give_back(request: Request, uuid: UUID) -> HttpResponse:
    """Return one entry with a word."""
    require(access.can_answer_log(request.actor))
    entry = next(iter(log.chosen(request.actor, [uuid])), None)
    if entry is None:
        raise Http404
    offered(request, may_answer(entry.state))
    form = WordForm(request.POST or None)
    if form.is_valid() and done(form, log_acts.return_entry, entry, form.cleaned_data["word"], by=request.actor):
        outcome.say(request, gettext("Returned. The apprentice will see your comment."), entry, extra_tags="saved")
        return redirect("mentoring:countersign")
    workday.with_days([entry])
    context = {"title": gettext("Return the entry"), "entry": entry, "form": form}
    return render(request, "mentoring/return_entry.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            raise Http404 from None
    return found


def _mentor(waiting: log.Waiting) -> Named:
    return ("mentoring.MentorProfile", waiting.profile), waiting.mentor_name


@page(reads=["GET"], writes=["POST"])
def remind(request: Request, uuid: UUID) -> HttpResponse:
    """For which mentors entries of a class wait, how many and since when; posted, they are reminded."""
    found = classes.training_class(uuid, seen_by=request.actor)
    require(access.can_remind(request.actor, found))
    if request.method == "POST":
        number = reminding.remind_mentors(found, by=request.actor)
        said = ngettext("%(n)s mentor is reminded.", "%(n)s mentors are reminded.", number) % {"n": written(number)}
        messages.success(request, said)
        return redirect("mentoring:remind", uuid)
    rows: dict[tuple[int, int], list[log.Waiting]] = {}
    for each in log.waiting_in(found, seen_by=request.actor):
        rows.setdefault((each.mentor, each.enterprise), []).append(each)
    context = {
        "title": gettext("Log entries waiting for mentors"),
        "training_class": found,
        "enterprise": None,
        "rows": [{"name": _mentor(each[0]), "entries": len(each), "oldest": each[0].on} for each in rows.values()],
    }
    return render(request, "mentoring/remind.html", context)
