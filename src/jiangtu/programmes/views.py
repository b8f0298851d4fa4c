"""Pages: programmes and their versions; a draft edited with the hours rules beside it; release and retirement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
import django_tables2
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiangtu.competences import queries as competences
from jiangtu.core import journal, outcome, tables
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Text
from jiangtu.core.forms import FinalForm, done, form_page
from jiangtu.core.phrases import sentence, written
from jiangtu.core.verdict import Refused, Verdict, require
from jiangtu.core.web import Request, offered, page
from jiangtu.institutions.queries import institutions

from . import access, actions, queries
from .forms import DraftForm, NewProgrammeForm, first_figures, places
from .models import Stage, Version
from .rules.hours import HoursRules
from .states import VERSION, VersionState

TONES: dict[str, str] = {VersionState.DRAFT: "wait", VersionState.RELEASED: "ok", VersionState.RETIRED: "off"}


class VersionTable(tables.Table):
    name = django_tables2.Column(
        verbose_name=_("Programme"),
        accessor="programme__name",
        order_by="programme__name_key",
        linkify=lambda record: reverse("programmes:version", args=[record.uuid]),
    )
    number = tables.Figure(verbose_name=_("Version"))
    state = tables.State(verbose_name=_("State"), tones=TONES)
    occupation = tables.Named(verbose_name=_("Occupation"), by="programme__occupation")
    college = tables.Named(verbose_name=_("College"), by="programme__college")
    target_level = django_tables2.Column(verbose_name=_("Target level"), orderable=False)
    months = tables.Figure(verbose_name=_("Months"))
    total = tables.Figure(verbose_name=_("Hours"))
    released_on = tables.Day(verbose_name=_("Released on"))
    spare = ("released_on",)

    def render_target_level(self, record: Version) -> str:
        return queries.level_name(record)


class VersionFilter(tables.FilterSet):
    words = django_filters.CharFilter(label=_("Search"), method="holding")
    state = django_filters.ChoiceFilter(label=_("State"), choices=VersionState.choices)
    occupation = django_filters.ModelChoiceFilter(
        label=_("Occupation"), field_name="programme__occupation", queryset=lambda request: competences.occupations()
    )

    def holding(self, rows: QuerySet[Version], _name: str, words: str) -> QuerySet[Version]:
        college = Q(programme__college__name__icontains=words) | Q(programme__college__name_en__icontains=words)
        return rows.filter(Q(programme__name__icontains=words) | college)


@page()
def index(request: Request) -> HttpResponse:
    """Every version one may see."""
    may = access.can_create(request.actor).ok
    return tables.listing(
        request,
        table=VersionTable,
        queryset=queries.versions(request.actor),
        filterset=VersionFilter,
        title=str(_("Programmes")),
        template="programmes/index.html",
        context={
            "may_create": may,
            "empty_url": reverse("programmes:new") if may else "",
            "empty_label": _("New programme"),
        },
    )


@page(reads=["GET"], writes=["POST"])
def new(request: Request) -> HttpResponse:
    """A new programme: its first draft opens for editing."""
    require(access.can_create(request.actor))
    form = NewProgrammeForm(request.POST or None, initial=first_figures(request.actor))
    if form.is_valid():
        try:
            version = actions.create_programme(**form.cleaned_data, by=request.actor)
            return redirect("programmes:edit", version.uuid)
        except Refused as refused:
            form.add_error(None, sentence(refused.verdict))
    shown = {"form": form, "title": _("New programme"), "places": places(request.actor)}
    return render(request, "programmes/new.html", shown)


@page()
def version(request: Request, uuid: UUID) -> HttpResponse:
    """One version: the stages as a path, hours by kind and venue, what is asked, and the rules of the place."""
    found = queries.version(uuid, seen_by=request.actor)
    plan = queries.stages(found)
    day = found.released_on or timezone.localdate()
    verdict, book = queries.release_verdict(found, plan, on=day)
    may = access.can_change(request.actor, found).ok
    shown = {
        "version": found,
        "programme": found.programme,
        "title": str(found.programme),
        "level": queries.level_name(found),
        "tone": TONES[VersionState(found.state)],
        "stations": [_station(stage) for stage in plan],
        "stages": [_stage(stage) for stage in plan],
        "total": queries.grid(queries.total_hours(plan)),
        "others": queries.other_versions(found, seen_by=request.actor),
        "history": journal.history(found.uuid),
        "names": access.reads_names(request.actor, found),
        "may_edit": may and found.state == VersionState.DRAFT,
        "may_copy": may and found.state != VersionState.DRAFT,
        "may_retire": may and found.state == VersionState.RELEASED,
        **_rules(verdict, book, found.place, day),
    }
    return render(request, "programmes/version.html", shown)


@page(reads=["GET"], writes=["POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """The draft in one page. `more` saves and comes back with further blank lines."""
    found = queries.version(uuid, seen_by=request.actor)
    require(access.can_change(request.actor, found))
    form = DraftForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid() and done(
        form, actions.save_draft, found, form.plan(), by=request.actor
    ):  # fmt: skip
        outcome.say(request, _("The draft is saved."), found)
        return redirect("programmes:edit" if "more" in request.POST else "programmes:version", found.uuid)
    if found.state != VersionState.DRAFT:
        return redirect("programmes:version", found.uuid)
    shown = {"version": found, "form": form, "title": str(found.programme), "wrong": request.method == "POST"}
    return render(request, "programmes/edit.html", {**shown, "places": places(request.actor), **_check(form, found)})


@page(reads=["POST"])
def check(request: Request, uuid: UUID) -> HttpResponse:
    """What the rules say of the figures on the page, unsaved: htmx asks at every change."""
    found = queries.version(uuid, seen_by=request.actor)
    require(access.can_change(request.actor, found))
    return render(request, "programmes/_check.html", _check(DraftForm(found, request.POST), found))


@page(reads=["GET"], writes=["POST"])
def release(request: Request, uuid: UUID) -> HttpResponse:
    """Release the draft, after what follows from it was read."""
    found = queries.version(uuid, seen_by=request.actor)
    require(access.can_change(request.actor, found))
    today, number = timezone.localdate(), {"number": found.number}
    verdict, _book = queries.release_verdict(found, queries.stages(found), on=today)
    if found.state == VersionState.DRAFT:
        offered(request, verdict)
    warned = sum(leaf.warning for leaf in verdict.leaves())
    never = _("Version %(number)s never changes after that. What is to be otherwise goes into a new draft.")
    follows = [str(never % number), str(_("Classes can be drafted on it."))]
    if warned:
        said = ngettext(
            "%(n)s rule “in principle” is not met; the release keeps that on record.",
            "%(n)s rules “in principle” are not met; the release keeps that on record.",
            warned,
        )
        follows.append(said % {"n": written(warned)})
    return _for_good(
        request, found, "release", actions.release, follows, title=_("Release version %(n)s") % {"n": found.number},
        said=_("Version %(number)s is released. It never changes now.") % number, verb="programme released",
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def retire(request: Request, uuid: UUID) -> HttpResponse:
    """Retire the version, after what follows from it was read."""
    found = queries.version(uuid, seen_by=request.actor)
    require(access.can_change(request.actor, found))
    number = {"number": found.number}
    follows = [
        _("No new class runs on it from today. Those that do go on."),
        _("It does not come back; a new draft can be made from it."),
    ]
    return _for_good(
        request, found, "retire", actions.retire, follows, title=_("Retire version %(n)s") % {"n": found.number},
        said=_("Version %(number)s is retired.") % number, verb="programme retired",
    )  # fmt: skip


def _for_good(
    request: Request, found: Version, move: str, act: Callable[..., Version], follows: Iterable[Text], **said: Text
) -> HttpResponse:
    above = str(found.programme), reverse("programmes:version", args=[found.uuid])

    def today(version: Version, *, by: Actor) -> Version:
        return act(version, by=by, on=timezone.localdate())

    form = FinalForm(request.POST or None, follows=follows)
    return form_page(request, form, today, found, above=above, step=(VERSION, move), **said)  # type: ignore[arg-type]


@page(reads=[], writes=["POST"])
def copy(request: Request, uuid: UUID) -> HttpResponse:
    """A new draft from this version."""
    draft = actions.draft_from(queries.version(uuid, seen_by=request.actor), by=request.actor)
    return redirect("programmes:edit", draft.uuid)


def _check(form: DraftForm, found: Version) -> dict[str, Any]:
    on = timezone.localdate()
    if form.figures.is_bound:
        known = form.facts()
    else:
        known = queries.facts(found, queries.stages(found)), found.place
    if known is None:
        return {"verdict": None}
    facts, place = known
    verdict, book = queries.check(facts, place=place, on=on)
    return {"total_hours": facts.total(), **_rules(verdict, book, place, on)}


def _rules(verdict: Verdict, book: HoursRules | None, place: str, day: date) -> dict[str, Any]:
    found = {"verdict": verdict, "book": book, "place_name": institutions.place_name(place), "rules_on": day}
    leaves = list(verdict.leaves())
    return {**found, "short": sum(not v.ok for v in leaves), "warned": sum(v.warning for v in leaves)}


def _station(stage: Stage) -> dict[str, Any]:
    hours = sum(queries.hours_of(stage).values())
    return {
        "name": str(stage),
        "state": "planned",
        "about": stage.about,
        "note": _("%(n)s hours") % {"n": written(hours)},
    }


def _stage(stage: Stage) -> dict[str, Any]:
    asked = [
        {
            "competence": r.competence,
            "core": r.competence.framework.core,
            "level": r.level,
            "whose": r.get_whose_display(),
        }
        for r in queries.requirements_of(stage)
    ]
    return {"stage": stage, "hours": queries.grid(queries.hours_of(stage)), "asked": asked}
