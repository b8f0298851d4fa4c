"""Who signed in, tried to, or was refused: one's own, and everybody's for administrators."""

from __future__ import annotations

from uuid import UUID

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import desk, tables
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access, queries
from ..models import AccessRecord
from ..states import CHANGES, Entry

TONES: dict[str, str] = {
    **dict.fromkeys(CHANGES.values(), "ok"),
    Entry.SIGNED_IN: "ok",
    Entry.WRONG_PASSWORD: "wait",
    Entry.WRONG_CODE: "wait",
    Entry.REFUSED: "no",
    Entry.ROLES: "ok",
}


class OwnAccessTable(tables.Table):
    at = tables.Day(verbose_name=_("Time"))
    kind = tables.State(verbose_name=_("What"), tones=TONES)
    address = tables.Column(verbose_name=_("From which address"))


class OneAccessTable(OwnAccessTable):
    page = tables.Column(verbose_name=_("On which page"))

    def render_page(self, value: str) -> str:
        """The page of the navigation, or the one of the same room: no reader knows the names of addresses."""
        places = [place for bring in desk.places for place in bring()]
        of_room = [place for place in places if place.name.partition(":")[0] == value.partition(":")[0]]
        return str(next((place.label for place in (*(p for p in places if p.name == value), *of_room)), "—"))


class AccessTable(OneAccessTable):
    person = django_tables2.Column(
        verbose_name=_("Name"), accessor="account__person__name", order_by="account__person__name_key",
        linkify=("people:account", [django_tables2.A("account__uuid")]), default=_("a name that nobody has"),
    )  # fmt: skip

    class Meta:
        sequence = ("at", "person", "kind", "address", "page")


class AccessFilter(tables.FilterSet):
    words = django_filters.CharFilter(label=_("Name"), method="named")
    kind = django_filters.ChoiceFilter(label=_("What"), choices=Entry.choices)

    def named(self, rows: QuerySet[AccessRecord], name: str, value: str) -> QuerySet[AccessRecord]:
        """Rows of people who are called so."""
        return queries.access_named(rows, value)


@page()
def mine(request: Request) -> HttpResponse:
    """When oneself signed in, or somebody tried to with one's name."""
    return tables.listing(
        request, table=OwnAccessTable, queryset=queries.access_records(seen_by=request.actor, own=True),
        title=gettext("Sign-ins and changes"), template="people/my_sign_ins.html",
    )  # fmt: skip


@page()
def of_account(request: Request, uuid: UUID) -> HttpResponse:
    """Those of one account: not found by the name, which others bear too."""
    require(access.can_run_account(request.actor))
    found = queries.account(uuid, seen_by=request.actor)
    return tables.listing(
        request, table=OneAccessTable, queryset=queries.access_records(seen_by=request.actor, of=found),
        title=gettext("Sign-ins"), template="people/sign_ins_of.html", context={"account": found},
    )  # fmt: skip


@page()
def everybodys(request: Request) -> HttpResponse:
    """Sign-ins, failed ones too, and what was refused."""
    require(access.can_run_account(request.actor))
    return tables.listing(
        request, table=AccessTable, queryset=queries.access_records(seen_by=request.actor), filterset=AccessFilter,
        title=gettext("Sign-ins"),
    )  # fmt: skip
