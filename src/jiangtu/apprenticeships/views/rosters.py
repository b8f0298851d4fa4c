"""Rosters: the template, the file, its report, and taking it over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_tables2
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page, sent

from .. import access, actions, queries, template
from ..forms import FileForm, SinceForm
from ..models import Roster
from ..rules.roster.columns import ROSTER
from ..states import RosterState
from .files import TONES, RosterProblems, corrected, report, settled


class RosterTable(tables.Table):
    file = django_tables2.Column(
        verbose_name=_("File"),
        accessor="file__name",
        linkify=lambda record: reverse("apprenticeships:roster", args=[record.uuid]),
    )
    state = tables.State(verbose_name=_("State"), tones=TONES)
    rows = tables.Figure(verbose_name=_("Rows"))
    good = tables.Figure(verbose_name=_("Good"))
    taken = tables.Figure(verbose_name=_("Taken over"))
    given_for = django_tables2.Column(verbose_name=_("Brought by"), accessor="given_for")
    given_at = tables.Day(verbose_name=_("Brought at"))


@page(reads=["GET"], writes=["POST"])
def of_class(request: Request, uuid: UUID) -> HttpResponse:
    """The rosters of a class, and the form that brings another."""
    training_class = queries.class_of(uuid, seen_by=request.actor)
    may_give = access.can_give_roster(request.actor, training_class, queries.enterprise_keys(training_class))
    enterprises = queries.enterprises(training_class, by=request.actor)
    form = FileForm()
    if request.method == "POST":
        require(may_give)
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            given = form.cleaned_data["file"]
            roster = actions.take_roster(training_class, content=given.read(), name=given.name, by=request.actor)
            return redirect("apprenticeships:roster", roster.uuid)
    return tables.listing(
        request,
        table=RosterTable,
        queryset=queries.rosters(seen_by=request.actor).filter(training_class=training_class),
        title=str(_("Rosters")),
        template="apprenticeships/rosters.html",
        context={
            "training_class": training_class,
            "form": form,
            "may_give": may_give.ok,
            "pooled": len(enterprises) > 1,
            "codes": enterprises.items(),
            "by_enterprise": request.actor.role == "enterprise_hr",
        },
    )


@page()
def blank(request: Request, uuid: UUID) -> HttpResponse:
    """The template of a class's roster."""
    training_class = queries.class_of(uuid, seen_by=request.actor)
    return sent(template.blank(), f"roster-{training_class.number}.xlsx", tables.XLSX)


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    """One roster: what the check found, and what can be done with it."""
    roster, job = settled(queries.roster(uuid, seen_by=request.actor))
    return report(
        request,
        roster,
        job,
        table=RosterProblems,
        page_template="apprenticeships/roster.html",
        context=_context(request, roster, SinceForm(initial={"since": roster.training_class.starts_on})),
    )


def _context(request: Request, roster: Roster, form: SinceForm) -> dict[str, Any]:
    return {
        "training_class": roster.training_class,
        "may_take": access.can_take_over(request.actor, roster).ok,
        "same": queries.same_file(roster) if roster.state == RosterState.CHECKED else None,
        "form": form,
        "by_enterprise": request.actor.role == "enterprise_hr",
    }


@page()
def with_errors(request: Request, uuid: UUID) -> HttpResponse:
    """The roster's own file with the errors written into its cells."""
    return corrected(queries.roster(uuid, seen_by=request.actor), ROSTER)


@page(reads=[], writes=["POST"])
def commit(request: Request, uuid: UUID) -> HttpResponse:
    """Have the roster taken over: all rows, or by choice only the good ones."""
    roster = queries.roster(uuid, seen_by=request.actor)
    form = SinceForm(request.POST)
    if not form.is_valid():
        context = {"title": roster.file.name, "roster": roster, "form": form, **_context(request, roster, form)}
        return render(request, "apprenticeships/since.html", context | {"only_good": "only_good" in request.POST})
    only_good, since = request.POST.get("only_good") == "1", form.cleaned_data["since"]
    if actions.ask_commit(roster, only_good=only_good, since=since, by=request.actor) is None:
        messages.info(request, _("This roster is taken over already; nothing was changed."))
    return redirect("apprenticeships:roster", uuid)


@page(reads=[], writes=["POST"])
def check(request: Request, uuid: UUID) -> HttpResponse:
    """Check the roster anew."""
    roster = queries.roster(uuid, seen_by=request.actor)
    actions.check_again(roster, by=request.actor)
    return redirect("apprenticeships:roster", uuid)


@page(reads=[], writes=["POST"])
def discard(request: Request, uuid: UUID) -> HttpResponse:
    """Put the roster aside."""
    roster = queries.roster(uuid, seen_by=request.actor)
    actions.discard_roster(roster, by=request.actor)
    messages.success(request, _("The file is put aside; nothing of it was taken over."))
    return redirect("apprenticeships:rosters", roster.training_class.uuid)
