"""The pieces of the kit on one page, and a list: what the kit's tests look at."""

from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import django_filters
from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from jiangtu.config.urls import urlpatterns as product
from jiangtu.core.forms import Day
from jiangtu.core.models import Job, JournalEntry, RuleRow
from jiangtu.core.tables import Day as DayColumn
from jiangtu.core.tables import Figure, State, Table, listing
from jiangtu.core.verdict import No, Refused, Warn, Yes, every
from jiangtu.core.web import page

HOURS = every(
    Yes("move_possible", have=812, need=800, source="人社厅发〔2019〕1号 第三条"),
    No(
        "no_edition_on_date",
        have="2014-05-01",
        need="2015-08-01",
        source="Notice of 2015, article 4",
        name="funding",
        place="cn",
    ),
    Warn("no_right", have=24, need=30),
)
STATIONS = [
    {
        "name": "Junior craftsman",
        "state": "closed",
        "seal": "结业",
        "about": "General knowledge, basic rules",
        "note": "closed 28 Feb 2026",
    },
    {
        "name": "Craftsman",
        "state": "open",
        "about": "Professional qualities and skills",
        "note": "open, 31 of 38 on pace",
        "meters": [{"label": "Hours", "have": 284, "need": 400, "plan": 260}],
    },
    {"name": "Master craftsman", "state": "ahead", "about": "Skills and practice"},
]
LINES = [
    {"label": "January", "note": "article 5: 150 and 50 for each further one", "cells": [3], "amount": Decimal(250)},
    {"label": "February", "note": "article 5", "cells": [3], "amount": Decimal(250), "href": "#"},
    {"label": "Due", "cells": [""], "amount": Decimal(500), "kind": "sum"},
    {"label": "Paid before", "cells": [""], "amount": Decimal("-100.50")},
    {"label": "This time", "cells": [""], "amount": Decimal("399.50"), "kind": "total"},
]
CHART = {
    "kind": "stacked",
    "categories": ["Chongqing", "Huzhou", "Rizhao", "Tianjin"],
    "unit": "people",
    "series": [{"name": "Junior", "values": [120, 80, 40, 66]}, {"name": "Craftsman", "values": [60, 90, 30, 20]}],
}


class EntryForm(forms.Form):
    day = forms.DateField(label="Day", widget=Day)
    hours = forms.DecimalField(label="Hours", help_text="Half hours as .5", max_value=12)
    work = forms.CharField(label="Work done", widget=forms.Textarea)
    way = forms.ChoiceField(
        label="How", choices=[("a", "assist only"), ("b", "under supervision")], widget=forms.RadioSelect
    )
    photo = forms.FileField(label="Photo", required=False)
    safe = forms.BooleanField(label="I was shown the safety rules", required=False)


def entries():
    at = timezone.now()
    who = UUID(int=1)
    return [
        JournalEntry(
            at=at,
            on=at.date(),
            verb="stage closed",
            kind="x.Y",
            subject=who,
            actor=who,
            role="programme_head",
            before={"state": "open"},
            after={"state": "closed"},
            rulebook="stages/cn@2021-01-01",
            remark="All <b>met</b>.",
        ),
        JournalEntry(at=at, on=at.date(), verb="class opened", kind="x.Y", subject=who, actor=None, role="system"),
    ]


@page(public=True)
def pieces(request):
    form = (
        EntryForm({"day": "2026-03-01", "hours": "40", "work": "Turned <shafts>"})
        if "bad" in request.GET
        else EntryForm()
    )
    if "said" in request.GET:
        messages.success(request, "Countersigned 6 entries.")
        messages.error(request, "One entry came back.")
    job = Job(
        state=request.GET.get("job", "running"), done=412, total=1000, refusal={"ok": False, "code": "job_failed"}
    )
    return render(
        request,
        "sample.html",
        {
            "title": "Class HZ-2026-004, Heping campus",
            "verdict": HOURS,
            "stations": STATIONS,
            "lines": LINES,
            "form": form,
            "entries": entries(),
            "figures": CHART,
            "job": job,
            "headings": ["Apprentices"],
            "dues": [SimpleNamespace(text="7 apprentices fall behind", note="hours, countersigning")],
        },
    )


class RuleFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Name")
    mark = django_filters.ChoiceFilter(choices=[("given", "given"), ("assumed", "assumed")], label="Mark")

    class Meta:
        model = RuleRow
        fields = ("name", "mark")


class RuleTable(Table):
    spare = ("source",)

    name = State(tones={"rule 1": "ok", "rule 2": "wait"})
    place = Figure()
    since = DayColumn()
    key = Figure(accessor="pk", verbose_name="number")

    class Meta:
        model = RuleRow
        fields = ("name", "place", "since", "mark", "source", "key")

    def render_mark(self, value):
        return value[:1] + "＊"


@page(public=True)
def rules(request):
    return listing(
        request, table=RuleTable, filterset=RuleFilter, queryset=RuleRow.objects.all(), title="Rules changed"
    )


@page(public=True)
def refused(request):
    raise Refused(HOURS)


urlpatterns = [
    path("sample/pieces", pieces),
    path("sample/rules", rules, name="rules"),
    path("sample/refused", refused),
    *product,
]
