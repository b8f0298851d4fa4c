"""Institutions: the list, one of them, registering and changing one."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import django_tables2
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangtu.core import journal, outcome, tables
from jiangtu.core.forms import done
from jiangtu.core.phrases import enumerated
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access
from ..actions.institutions import change_institution, register_institution
from ..forms import InstitutionFilter, InstitutionForm
from ..models import Institution
from ..queries import institutions, partnerships
from ..rules import regions
from ..states import Kind


class InstitutionTable(tables.Table):
    name = tables.Named(
        verbose_name=gettext_lazy("Institution"), linkify=("institutions:detail", [django_tables2.A("uuid")])
    )
    kind = tables.State(verbose_name=gettext_lazy("Kind"), accessor="kind")
    region = django_tables2.Column(verbose_name=gettext_lazy("Region"))
    credit_code = django_tables2.Column(verbose_name=gettext_lazy("Credit code"))
    marks = django_tables2.Column(verbose_name=gettext_lazy("Marks"), empty_values=(), orderable=False)
    owner = django_tables2.Column(verbose_name=gettext_lazy("Belongs to"))
    host = django_tables2.Column(verbose_name=gettext_lazy("Stands at"))
    address = django_tables2.Column(verbose_name=gettext_lazy("Address"))
    spare = ("owner", "host", "address")

    def render_name(self, record: Institution) -> str:
        return str(record)

    def render_marks(self, record: Institution) -> str:
        marks = ((record.pilot_unit, _("pilot unit")), (record.example, _("example")))
        return enumerated(word for holds, word in marks if holds) or "—"

    def render_kind(self, record: Institution) -> str:
        return record.get_kind_display()

    def render_region(self, value: str) -> str:
        return institutions.place_name(value) if value != regions.COUNTRY else _("whole country")


@page()
def listing(request: Request) -> HttpResponse:
    rows = institutions.institutions(seen_by=request.actor).order_by(institutions.listed_name())
    mine = institutions.own(request.actor) if request.actor.institution else None
    context = {
        "may_register": access.can_register_some(request.actor),
        "mine": mine if mine and access.can_see_members(request.actor, mine) else None,
    }
    return tables.listing(
        request, table=InstitutionTable, queryset=rows, filterset=InstitutionFilter, title=_("Institutions"),
        template="institutions/list.html", context=context,
    )  # fmt: skip


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    visible = partial(institutions.institutions, seen_by=request.actor)
    today = timezone.localdate()
    region = institution.region
    context = {
        "institution": institution,
        "place": _("whole country") if region == regions.COUNTRY else institutions.place_name(region),
        "campuses": visible(Q(kind=Kind.CAMPUS, owner=institution)),
        "hosted": visible(Q(host=institution)),
        "gathered": visible(Q(gathered_by=institution)),
        "partnerships": partnerships.partnerships_of(institution, seen_by=request.actor),
        "today": today,
        "may_change": access.can_change(request.actor, institution),
        "may_see_members": access.can_see_members(request.actor, institution),
        "may_partner": institution.kind == Kind.COLLEGE and access.can_keep_partnership(request.actor, institution),
        "history": journal.recent(journal.history(institution.uuid), 20)
        if access.can_see_members(request.actor, institution)
        else [],
    }
    return render(request, "institutions/detail.html", context)


@page(writes=["POST"])
def register(request: Request) -> HttpResponse:
    """`?kind=` tells which kind; without it the page offers those that the actor may register, if several."""
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        kinds = [
            (value, label)
            for value, label in Kind.choices
            if access.can_register(request.actor, value, request.actor.region)
        ]
        if not kinds:
            require(access.can_register_some(request.actor))
        if len(kinds) == 1:
            return redirect(f"{reverse('institutions:register')}?kind={kinds[0][0]}")
        return render(request, "institutions/kinds.html", {"kinds": kinds})
    require(access.can_register(request.actor, kind, request.actor.region))
    home = request.actor.region if request.actor.has("township_coordinator") else ""
    form = _form(request, kind=kind, region=home)
    if form.is_valid() and (made := done(form, register_institution, kind=kind, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("%(name)s is registered.") % {"name": made})
        return redirect("institutions:detail", made.uuid)
    back = reverse("institutions:list")
    return render(
        request, "institutions/form.html", {"form": form, "kind": Kind(kind), "institution": None, "back": back}
    )


@page(writes=["POST"])
def change(request: Request, uuid: UUID) -> HttpResponse:
    institution = institutions.institution(uuid, seen_by=request.actor)
    require(access.can_change(request.actor, institution))
    form = _form(request, kind=institution.kind, about=institution)
    if form.is_valid() and done(form, change_institution, institution, by=request.actor, **form.cleaned_data):
        outcome.say(request, _("The changes are saved."), institution)
        return redirect("institutions:detail", uuid)
    context = {"form": form, "kind": Kind(institution.kind), "institution": institution}
    return render(request, "institutions/form.html", {**context, "back": reverse("institutions:detail", args=[uuid])})


def _form(request: Request, *, kind: str, region: str = "", about: Institution | None = None) -> InstitutionForm:
    """The form as sent; with the button "narrow" what was typed comes back unjudged, with the lists of regions."""
    if request.method == "POST" and "narrow" not in request.POST:
        return InstitutionForm(request.POST, kind=kind, about=about)
    if request.method == "POST":
        return InstitutionForm(kind=kind, about=about, initial=request.POST.dict())
    return InstitutionForm(kind=kind, about=about, region=region)
