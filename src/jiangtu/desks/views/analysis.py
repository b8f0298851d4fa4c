"""The first analysis page."""

from __future__ import annotations

from datetime import timedelta

import django_tables2
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.apprenticeships.doors import Column
from jiangtu.core import tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access
from ..forms import PeriodForm
from ..queries import analysis as groups
from ..queries.analysis import DRAWN, choices


def table_of(columns: list[Column]) -> type[tables.Table]:
    """A table of the rooms' figures."""
    shown: dict[str, object] = {"name": django_tables2.Column(verbose_name=_("Group"))}  # they stand as they are made
    shown |= {each.key: (tables.Money if each.money else tables.Figure)(verbose_name=each.label) for each in columns}
    spare = tuple(each.key for each in columns if each.spare)
    return type("AnalysisTable", (tables.Table,), {**shown, "spare": spare})


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
    columns = groups.columns()
    found = groups.analysis(request.actor, by, since=since or on - timedelta(365), until=until or on, on=on)
    return tables.listing(
        request,
        table=table_of(columns),
        queryset=found.rows,
        title=gettext("Figures"),
        template="desks/analysis.html",
        context={
            "found": found,
            "sums": [(each, found.total[each.key]) for each in columns if each.above],
            "charts": groups.charts(found) if found.rows else [],
            "drawn": DRAWN if len(found.rows) > DRAWN else 0,
            "choose": form,
            "small_hidden": access.small_groups_hidden(request.actor),
        },
    )
