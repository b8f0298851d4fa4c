"""The first analysis page."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

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

FEW = "≈ 0"  # where nobody is counted there may be a few all the same


class Published(tables.Figure):
    """A figure of the published ones."""

    def render(self, value: object) -> object:
        return value or FEW


class PublishedMoney(tables.Money):
    """An amount of the published ones."""

    def render(self, value: Decimal) -> str:
        return super().render(value) if value else FEW


def exported(value: object) -> object:
    """A published figure in a file."""
    return value or FEW


def table_of(columns: list[Column], *, published: bool) -> type[tables.Table]:
    """A table of the rooms' figures."""
    figure, amount = (Published, PublishedMoney) if published else (tables.Figure, tables.Money)
    shown: dict[str, object] = {"name": django_tables2.Column(verbose_name=_("Group"))}  # they stand as they are made
    shown |= {each.key: (amount if each.money else figure)(verbose_name=each.label) for each in columns}
    if published:
        shown |= {f"value_{each.key}": staticmethod(exported) for each in columns}
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
    given = form.cleaned_data if good else {}
    since, until = given.get("since") or on - timedelta(365), given.get("until") or on
    columns = groups.columns()
    found = groups.analysis(request.actor, by, since=since, until=until, on=on)
    return tables.listing(
        request,
        table=table_of(columns, published=found.fives is not None),
        queryset=found.rows,
        title=gettext("Figures"),
        template="desks/analysis.html",
        context={
            "found": found,
            "sums": [(each, found.total[each.key]) for each in columns if each.above],
            "charts": groups.charts(found) if found.rows else [],
            "drawn": DRAWN if len(found.rows) > DRAWN else 0,
            "choose": form,
            "since": since,
            "until": until,
            "few": FEW,
        },
    )
