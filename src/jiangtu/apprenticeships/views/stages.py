"""Closing and reopening stages, one or a whole class's, and assessing an apprentice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jiangtu.assessment import queries as assessments
from jiangtu.core import outcome
from jiangtu.core.actor import Actor
from jiangtu.core.forms import done, form_page
from jiangtu.core.phrases import written
from jiangtu.core.verdict import Verdict, require
from jiangtu.core.web import Request, offered, page

from .. import access
from ..actions import stages as acts
from ..actions.assessments import assess_apprentice
from ..forms import ReasonForm, SeenForm
from ..models import Apprenticeship, StageProgress
from ..queries import apprenticeships, rosters, stages
from ..rules.stages import seen_in_training
from .apprentices import ACT, above, shown_name


def _progress(it: Apprenticeship, stage: UUID) -> StageProgress:
    found = it.stages.select_related("stage").filter(uuid=stage).first()
    if found is None:
        raise Http404
    return found


@page(reads=[], writes=["POST"])
def close(request: Request, uuid: UUID, stage: UUID) -> HttpResponse:
    """Close one stage."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    closed = acts.close_stage(_progress(it, stage), by=request.actor, on=timezone.localdate())
    outcome.say(request, _("“%(stage)s” is closed.") % {"stage": closed.stage})
    return redirect("apprenticeships:detail", uuid)


@page(reads=["GET"], writes=["POST"])
def reopen(request: Request, uuid: UUID, stage: UUID) -> HttpResponse:
    """Reopen a closed stage, for a reason."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_close_stage(request.actor, it))
    progress = _progress(it, stage)
    offered(request, acts.may_reopen(progress))
    form = ReasonForm(request.POST or None)

    def act(_it: Apprenticeship, *, by: Actor, reason: str) -> StageProgress:
        return acts.reopen_stage(progress, by=by, on=timezone.localdate(), reason=reason)

    title = _("Reopen “%(stage)s”") % {"stage": progress.stage}
    lead = _("The stage is open again, and the one after it is not open yet. Hours and assessments stay as recorded.")
    said = _("“%(stage)s” is open again.") % {"stage": progress.stage}
    return form_page(
        request, form, act, it, title=title, above=above(request, it),
        button=_("Reopen the stage"), lead=lead, said=said, template=ACT,
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def of_class(request: Request, uuid: UUID) -> HttpResponse:
    """The open stages of a class: who is ready and who is short, and why; the ready ones are closed together."""
    require(access.can_see_class_people(request.actor))
    training_class = rosters.class_of(uuid, seen_by=request.actor)
    today = timezone.localdate()
    rows = stages.class_stages(training_class, seen_by=request.actor, on=today)
    only_mine = request.GET.get("assess") == "mine"
    if only_mine:
        mine = stages.needing_word(rows, by=request.actor, on=today)
        rows = [row for row in rows if row[0].apprenticeship_id in mine]
    if request.method == "POST":
        if not (chosen := set(request.POST.getlist("stage"))):
            messages.warning(request, _("No stage is ticked. Tick those you close."))
            return redirect("apprenticeships:class-stages", uuid)
        asked = [progress for progress, _verdict in rows if str(progress.uuid) in chosen]
        closed, short = acts.close_stages(asked, by=request.actor, on=today)
        told = ngettext("%(n)s stage closed.", "%(n)s stages closed.", len(closed)) % {"n": written(len(closed))}
        outcome.say(request, told)
        if short:
            still = ngettext("%(n)s stays open.", "%(n)s stay open.", short) % {"n": written(short)}
            messages.warning(request, still)
        return redirect("apprenticeships:class-stages", uuid)
    lines = [_line(request, progress, verdict) for progress, verdict in rows]
    context = {
        "title": _("Stages and assessment"),
        "training_class": training_class,
        "all": "all" in request.GET,
        "only_mine": only_mine,
        "today": today,
        "ready": [line for line in lines if line["verdict"].ok],
        "short": [line for line in lines if not line["verdict"].ok],
        "may_assess": bool(rows) and access.can_assess(request.actor, rows[0][0].apprenticeship).ok,
        "may_close": bool(rows) and access.can_close_stage(request.actor, rows[0][0].apprenticeship).ok,
    }
    return render(request, "apprenticeships/class_stages.html", context)


def _line(request: Request, progress: StageProgress, verdict: Verdict) -> dict[str, Any]:
    it = progress.apprenticeship
    begun = seen_in_training(timezone.localdate(), since=it.enrolment.since)
    return {"progress": progress, "it": it, "name": shown_name(request, it), "verdict": verdict, "begun": begun}


def _next_to_assess(request: Request, it: Apprenticeship) -> HttpResponse:
    """After one apprentice the next of the class whom this side has still to assess; after the last one, back."""
    following = stages.next_unassessed(it, by=request.actor, on=timezone.localdate())
    if following is None:
        return redirect("apprenticeships:assess", it.uuid)
    messages.info(request, gettext("Next: %(name)s.") % {"name": shown_name(request, following)})
    return redirect("apprenticeships:assess", following.uuid)


@page(reads=["GET"], writes=["POST"])
def assess(request: Request, uuid: UUID) -> HttpResponse:
    """Say what one saw of the competences that the open stage asks for; the sides stand beside each other."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_assess(request.actor, it))
    offered(request, stages.may_assess(it, by=request.actor, on=timezone.localdate()))
    needs = stages.open_needs(it)
    sent = request.POST if request.method == "POST" else None
    sheet = assessments.rating_sheet([need.name for need in needs], sent, episode=it.uuid, needs=needs)
    seen = SeenForm(sent, about=it, sheet=sheet, by=request.actor)
    if seen.is_valid() and sheet.is_valid():
        said = done(seen, assess_apprentice, it, sheet.ratings, by=request.actor, on=seen.cleaned_data["on"])
        if said is not None:
            told = ngettext("%(n)s competence assessed.", "%(n)s competences assessed.", len(said))
            outcome.say(request, told % {"n": written(len(said))}, extra_tags="saved")
            return _next_to_assess(request, it)
    name, oneself = shown_name(request, it), it.enrolment.person_id == request.actor.person
    context = {
        "title": _("Assess myself") if oneself else gettext("Assess %(name)s") % {"name": name},
        "it": it,
        "name": name,
        "sheet": sheet,
        "seen": seen,
        "rows": stages.beside(it, needs),
    }
    return render(request, "apprenticeships/assess.html", context)
