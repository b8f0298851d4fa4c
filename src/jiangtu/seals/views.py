"""The page of the seals: what an administrator prints, and keeps where nobody who has the database reaches."""

from __future__ import annotations

import django_filters
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from . import access, doors, queries


class SealTable(tables.Table):
    number = tables.Figure(verbose_name=_("Number"))
    at = tables.Day(verbose_name=_("Time"))
    table = tables.Column(verbose_name=_("What"))
    entries = tables.Figure(verbose_name=_("Entries"))
    digest = tables.Column(verbose_name=_("Digest (SHA-256)"), orderable=False)

    def render_table(self, value: str) -> str:
        return names().get(value, value)


class SealFilter(tables.FilterSet):
    table = django_filters.ChoiceFilter(label=_("What"), choices=lambda: names().items())


def names() -> dict[str, str]:
    """What the sealed tables are called, by their labels."""
    return {label: str(table.name) for label, table in doors.sealed_tables().items()}


@page()
def seals(request: Request) -> HttpResponse:
    """The seals, the latest first, each with the digest that holds all before it."""
    require(access.can_see_seals(request.actor))
    return tables.listing(
        request, table=SealTable, queryset=queries.seals(seen_by=request.actor), filterset=SealFilter,
        title=gettext("Record seals"), template="seals/seals.html",
    )  # fmt: skip


urlpatterns = [path("", seals, name="seals")]
