"""Hours of a class and of one apprentice: have, need, and what is to be expected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_tables2
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.pinyin import name_key
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.institutions.queries.names import NameColumn, shown

from .. import access
from ..models import Enrolment
from ..queries import classes
from ..queries import hours as training_hours
from ..rules import hours as rules


class HoursTable(tables.Table):
    class Meta:
        empty_text = _("Nobody is on the register yet, so there are no hours. They begin with the roster.")

    name = NameColumn(
        verbose_name=_("Apprentice"), accessor="name", order_by="name_key", linkify=lambda record: record["url"]
    )
    enterprise = tables.Linked(verbose_name=_("Enterprise"), order_by="enterprise_key", to="house")
    off_the_job = tables.Figure(verbose_name=_("Off the job"))
    on_the_job = tables.Figure(verbose_name=_("On the job"))
    have = tables.Figure(verbose_name=_("In all"))
    need = tables.Figure(verbose_name=_("Need"))
    forecast = django_tables2.Column(verbose_name=_("At this pace"), orderable=False)

    def render_forecast(self, record: dict[str, Any]) -> str:
        return format_html('<span class="{}">{}</span>', "quiet" if record["enough"] else "short", record["forecast"])

    def value_forecast(self, record: dict[str, Any]) -> str:
        return str(record["forecast"])


@page()
def of_class(request: Request, uuid: UUID) -> HttpResponse:
    """Each apprentice's hours, and the mean of the class against the need."""
    found = classes.training_class(uuid, seen_by=request.actor)
    require(access.can_see_hours(request.actor))
    people = Enrolment.objects.filter(access.people_visible_to(request.actor))
    hours = training_hours.hours_of_class(found, enrolments=people)
    mean = rules.by_kind(hours.mean())
    return tables.listing(
        request,
        table=HoursTable,
        queryset=[_row(each) for each in hours.apprentices],
        title=gettext("Hours"),
        template="training/hours.html",
        context={
            "training_class": found,
            "part": classes.register(found).count() > len(hours.apprentices),
            "meters": [
                (training_hours.cell_label(tally.kind, tally.venue), rules.as_hours(tally.delivered), tally.need)
                for tally in mean
            ],
            "people": len(hours.staying),
            "pace": found.state == "running" and any(each.all.delivered for each in hours.staying),
            "behind": len(training_hours.behind(hours, on=timezone.localdate())),
        },
    )


def _row(hours: training_hours.ApprenticeHours) -> dict[str, Any]:
    enrolment = hours.enrolment
    on_the_job = rules.together(t for t in hours.tallies if t.on_the_job)
    off_the_job = rules.together(t for t in hours.tallies if not t.on_the_job)
    held = hours.held_in_all()
    return {
        "name": enrolment.person.name,
        "url": reverse("training:hours-of", args=[enrolment.uuid]),
        "name_key": enrolment.person.name_key,
        "enterprise": str(enrolment.enterprise),
        "enterprise_key": name_key(str(enrolment.enterprise)),
        "house": enrolment.enterprise,
        "off_the_job": rules.as_hours(off_the_job.delivered),
        "on_the_job": rules.as_hours(on_the_job.delivered),
        "have": held.have,
        "need": held.need,
        "enough": bool(hours.left or hours.forecast()),
        "forecast": hours.forecast_sentence(),
    }


@page()
def of_apprentice(request: Request, uuid: UUID) -> HttpResponse:
    """One apprentice's hours by kind, on and off the job."""
    enrolment = classes.enrolment(uuid, seen_by=request.actor)
    hours = training_hours.hours_of_class(
        enrolment.training_class, enrolments=Enrolment.objects.filter(pk=enrolment.pk)
    )
    context = {
        "hours": hours.apprentices[0],
        "enrolment": enrolment,
        "training_class": enrolment.training_class,
        "name": shown(enrolment.person.name, request.actor),
    }
    return render(request, "training/hours_of.html", context)
