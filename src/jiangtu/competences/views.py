"""Pages: the browser of frameworks, competences and occupations, and the scale of assessment."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.sentences import MARKS
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from . import access, queries
from .models import Competence, Framework, Occupation
from .rules import frameworks as packs


class CompetenceTable(tables.Table):
    name = tables.Named(
        verbose_name=_("Competence"),
        linkify=lambda record: reverse("competences:detail", args=[record.framework.key, record.key]),
    )
    framework = tables.Named(
        by="framework",
        verbose_name=_("Framework"),
        linkify=lambda record: reverse("competences:framework", args=[record.framework.key]),
    )
    group = django_tables2.Column(verbose_name=_("Group"))
    meaning = django_tables2.Column(verbose_name=_("Meaning"), orderable=False)
    mark = django_tables2.Column(verbose_name=_("How sure"))

    def render_name(self, record: Competence) -> str:
        return str(record)

    def render_group(self, record: Competence) -> str:
        return record.group_en if get_language() == "en" else record.group

    def render_meaning(self, record: Competence) -> str:
        return record.meaning_en if get_language() == "en" else record.meaning

    def render_mark(self, value: str) -> str:
        return str(MARKS[value])


class CompetenceFilter(tables.FilterSet):
    words = django_filters.CharFilter(label=_("Search"), method="holding")
    framework = django_filters.ModelChoiceFilter(label=_("Framework"), queryset=Framework.objects.order_by("key"))

    def holding(self, rows: QuerySet[Competence], _name: str, words: str) -> QuerySet[Competence]:
        columns = ("name", "name_en", "meaning", "meaning_en", "group", "group_en")
        wanted = Q()
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": words})
        return rows.filter(wanted)


class OccupationTable(tables.Table):
    name = tables.Named(
        verbose_name=_("Occupation"), linkify=lambda record: reverse("competences:occupation", args=[record.code])
    )
    framework = tables.Named(verbose_name=_("Framework"), by="framework")
    mark = django_tables2.Column(verbose_name=_("How sure"))

    def render_name(self, record: Occupation) -> str:
        return str(record)

    def render_mark(self, value: str) -> str:
        return str(MARKS[value])


@page()
def index(request: Request) -> HttpResponse:
    """The frameworks, and every competence in a list."""
    require(access.can_read(request.actor))
    return tables.listing(
        request,
        table=CompetenceTable,
        queryset=queries.competences(),
        filterset=CompetenceFilter,
        title=str(_("Competences")),
        template="competences/index.html",
        context={"frameworks": queries.frameworks(request.actor)},
    )


@page()
def framework(request: Request, key: str) -> HttpResponse:
    """One framework, by groups, with its source."""
    found = queries.framework(key, seen_by=request.actor)
    shown = {
        "framework": found,
        "groups": queries.by_group(queries.competences(found)),
        "mark": MARKS[found.mark],
        "title": str(found),
        "example": found.mark == "example",
    }
    return render(request, "competences/framework.html", shown)


@page()
def detail(request: Request, framework: str, key: str) -> HttpResponse:
    """One competence and the scale it is assessed on."""
    found = queries.competence(framework, key, seen_by=request.actor)
    english = get_language() == "en"
    shown = {
        "competence": found,
        "title": str(found),
        "group": found.group_en if english else found.group,
        "meaning": found.meaning_en if english else found.meaning,
        "mark": MARKS[found.mark],
        **_scale(),
    }
    return render(request, "competences/competence.html", shown)


@page()
def occupations(request: Request) -> HttpResponse:
    """The occupations."""
    require(access.can_read(request.actor))
    rows, title = queries.occupations(), str(_("Occupations"))
    return tables.listing(
        request, table=OccupationTable, queryset=rows, title=title, template="competences/occupations.html"
    )


@page()
def occupation(request: Request, code: str) -> HttpResponse:
    """One occupation with its ladder of levels."""
    found = queries.occupation(code, seen_by=request.actor)
    shown = {"occupation": found, "title": str(found), "levels": queries.levels(found), "mark": MARKS[found.mark]}
    return render(request, "competences/occupation.html", shown)


@page()
def scale(request: Request) -> HttpResponse:
    """The five levels of assessment with their anchors."""
    require(access.can_read(request.actor))
    return render(request, "competences/scale.html", {"title": str(_("The scale of assessment")), **_scale()})


def _scale() -> dict[str, Any]:
    book = packs.scale()
    anchors = [(a.level, queries.anchor_name(a), queries.anchor_sentence(a)) for a in reversed(book.anchors)]
    return {"anchors": anchors, "scale": book, "scale_mark": MARKS[book.mark]}
