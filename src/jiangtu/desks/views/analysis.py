"""The first analysis page."""

from __future__ import annotations

from datetime import timedelta

import django_tables2
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access
from ..forms import PeriodForm
from ..queries import analysis as groups
from ..queries.analysis import DRAWN, STAGES, choices


class AnalysisTable(tables.Table):
    name = django_tables2.Column(verbose_name=_("Group"))
    people = tables.Figure(verbose_name=_("Apprentices"))
    active = tables.Figure(verbose_name=_("In training"))
    stage_1 = tables.Figure(verbose_name=STAGES[1])
    stage_2 = tables.Figure(verbose_name=STAGES[2])
    stage_3 = tables.Figure(verbose_name=STAGES[3])
    completed = tables.Figure(verbose_name=_("Completed"))
    left = tables.Figure(verbose_name=_("Left"))
    have = tables.Figure(verbose_name=_("Hours delivered"))
    need = tables.Figure(verbose_name=_("Hours planned"))
    percent = tables.Figure(verbose_name=_("Delivered, %"))
    behind = tables.Figure(verbose_name=_("Fall behind"))
    one_to_one = tables.Figure(verbose_name=_("One-to-one"))
    one_to_many = tables.Figure(verbose_name=_("One-to-many"))
    many_to_one = tables.Figure(verbose_name=_("Many-to-one"))
    unpaired = tables.Figure(verbose_name=_("Without a mentor"))
    certified = tables.Figure(verbose_name=_("With a certificate"))
    allowance = tables.Money(verbose_name=_("Allowances released"))
    spare = ("stage_1", "stage_2", "stage_3", "one_to_one", "one_to_many", "many_to_one", "need")


@page()
def analysis(request: Request) -> HttpResponse:
    """Figures by region, house or occupation: charts, and the table behind them."""
    require(access.can_read_figures(request.actor))
    on = timezone.localdate()
    kinds = choices(request.actor)
    wanted = request.GET.get("by", "")
    by = wanted if wanted in dict(kinds) else kinds[0][0]
    asked = {
        "by": by,
        "since": request.GET.get("since") or on - timedelta(365),
        "until": request.GET.get("until") or on,
    }
    form = PeriodForm(asked, choices=kinds)
    good = form.is_valid()
    since, until = (form.cleaned_data[name] if good else None for name in ("since", "until"))
    found = groups.analysis(request.actor, by, since=since or on - timedelta(365), until=until or on, on=on)
    return tables.listing(
        request,
        table=AnalysisTable,
        queryset=found.rows,
        title=gettext("Figures"),
        template="desks/analysis.html",
        context={
            "found": found,
            "charts": groups.charts(found) if found.rows else [],
            "drawn": DRAWN if len(found.rows) > DRAWN else 0,
            "choose": form,
            "small_hidden": access.small_groups_hidden(request.actor),
        },
    )
