"""The rulebook browser."""

from __future__ import annotations

from datetime import date

import django_tables2
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.desk import Text
from jiangtu.core.sentences import MARKS
from jiangtu.core.web import Request, page

from ..forms import RuleForm
from ..queries import rulebooks


class EditionTable(tables.Table):
    rulebook = django_tables2.Column(
        verbose_name=_("Rulebook"),
        linkify=lambda record: reverse("desks:edition", args=[record["name"], record["where"], record["since"]]),
    )
    place = django_tables2.Column(verbose_name=_("Place"))
    title = django_tables2.Column(verbose_name=_("Title"))
    since = tables.Day(verbose_name=_("From"))
    until = tables.Day(verbose_name=_("To"))
    in_force = django_tables2.Column(verbose_name=_("In force"))
    mark = django_tables2.Column(verbose_name=_("Mark"))
    source = django_tables2.Column(verbose_name=_("Source"))

    def render_since(self, value: date, record: rulebooks.Edition) -> str:
        shown = tables.Day().render(value)
        if not record["assumed"]:
            return shown
        return format_html('<div>{} <span class="quiet small">{}</span></div>', shown, gettext("assumed"))

    def value_since(self, value: date) -> date:
        return value

    def render_in_force(self, value: bool) -> str:
        word = gettext("holds now") if value else gettext("not now")
        return format_html('<span class="tag {}">{}</span>', "ok" if value else "off", word)

    def render_mark(self, value: str) -> Text:
        return MARKS[value]


@page()
def rules(request: Request) -> HttpResponse:
    """Which rule holds where and when."""
    on = timezone.localdate()
    rows = rulebooks.editions(on)
    wanted = request.GET.get("rulebook", "")
    choose, _name = _form(request)
    return tables.listing(
        request,
        table=EditionTable,
        queryset=[row for row in rows if wanted in ("", row["name"])],
        title=gettext("Rules"),
        template="desks/rules.html",
        context={"choose": choose, "rulebooks": rulebooks.rulebooks_to_choose(), "wanted": wanted},
    )


def _form(request: Request) -> tuple[RuleForm, str]:
    names = rulebooks.rulebooks_to_choose()
    name = request.GET.get("name", "")
    name = name if name in dict(names) else "hours" if "hours" in dict(names) else names[0][0]
    asked = {"name": name, "where": request.GET.get("where", ""), "on": request.GET.get("on") or timezone.localdate()}
    places = rulebooks.places_to_choose(name)
    if asked["where"] not in dict(places):
        asked["where"] = places[0][0]
    return RuleForm(asked, names=names, places=places), name


@page()
def in_force(request: Request) -> HttpResponse:
    """What holds at one place, or by one scheme, on one day, each key with its origin."""
    form, name = _form(request)
    read, refusal = None, None
    if form.is_valid():
        on = form.cleaned_data["on"] or timezone.localdate()
        own = request.actor.institution_uuid
        read, refusal = rulebooks.in_force(name, form.cleaned_data["where"], on, owner=own)
    context = {"title": gettext("The rule in force"), "choose": form, "read": read, "refusal": refusal, "marks": MARKS}
    return render(request, "desks/in_force.html", context)


@page()
def edition(request: Request, name: str, where: str, since: str) -> HttpResponse:
    """One edition with every key, its value, source and mark."""
    read = rulebooks.edition(name, where, since)
    return render(request, "desks/edition.html", {"title": read.title, "read": read, "marks": MARKS})
