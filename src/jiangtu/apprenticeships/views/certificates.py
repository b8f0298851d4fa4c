"""Certificates of skill level: the list, one by one, and from a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
import django_tables2
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.competences import queries as competences
from jiangtu.core import tables
from jiangtu.core.forms import Day
from jiangtu.core.masks import mask_name
from jiangtu.core.verdict import Refused, require
from jiangtu.core.web import Request, page, sent

from .. import access, actions, queries, template
from ..forms import CertificateForm, FileForm
from ..models import Certificate
from ..rules.certificates import LAYOUT
from .apprentices import shown_name
from .files import TONES, CertificateProblems, corrected, report, settled


class CertificateTable(tables.Table):
    name = django_tables2.Column(
        verbose_name=_("Name"),
        accessor="person__name",
        order_by="person__name_key",
        linkify=lambda record: reverse("apprenticeships:detail", args=[record.apprenticeship.uuid]),
    )
    number = django_tables2.Column(verbose_name=_("Certificate number"))
    occupation = django_tables2.Column(verbose_name=_("Occupation"), order_by=("occupation__code",))
    level = django_tables2.Column(verbose_name=_("Level"))
    issued_on = tables.Day(verbose_name=_("Issued on"))
    body = django_tables2.Column(verbose_name=_("Assessment body"))
    enterprise = django_tables2.Column(verbose_name=_("Enterprise"), accessor="apprenticeship__enrolment__enterprise")
    training_class = django_tables2.Column(
        verbose_name=_("Class"), accessor="apprenticeship__enrolment__training_class"
    )
    spare = ("training_class",)

    def render_name(self, record: Certificate) -> str:
        name = record.person.name
        return name if access.reads_names(self.request.actor) else mask_name(name)

    def render_level(self, record: Certificate) -> str:
        return competences.level_name(record.level, record.occupation.ladder)

    def render_number(self, value: str) -> str:
        return value if access.reads_names(self.request.actor) else f"{value[:4]}…{value[-2:]}"


class CertificateFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(label=_("Certificate number"), lookup_expr="icontains")
    since = django_filters.DateFilter(label=_("Issued from"), field_name="issued_on", lookup_expr="gte", widget=Day)
    until = django_filters.DateFilter(label=_("to"), field_name="issued_on", lookup_expr="lte", widget=Day)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not access.reads_names(self.request.actor):  # who sees numbers masked does not search by them
            del self.filters["number"]


class ListTable(tables.Table):
    file = django_tables2.Column(
        verbose_name=_("File"),
        accessor="file__name",
        linkify=lambda record: reverse("apprenticeships:certificate-list", args=[record.uuid]),
    )
    state = tables.State(verbose_name=_("State"), tones=TONES)
    rows = tables.Figure(verbose_name=_("Rows"))
    good = tables.Figure(verbose_name=_("Good"))
    taken = tables.Figure(verbose_name=_("Taken over"))
    given_at = tables.Day(verbose_name=_("Brought at"))


@page()
def index(request: Request) -> HttpResponse:
    """Every certificate of the apprentices one sees."""
    return tables.listing(
        request,
        table=CertificateTable,
        queryset=queries.certificates(seen_by=request.actor),
        filterset=CertificateFilter,
        title=str(_("Certificates")),
        template="apprenticeships/certificates.html",
        context={"may_enter": access.can_enter_certificates(request.actor).ok},
    )


@page(reads=["GET"], writes=["POST"])
def new(request: Request, uuid: UUID) -> HttpResponse:
    """Enter one certificate."""
    it = queries.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_enter_certificate(request.actor, it))
    form = CertificateForm(request.POST or None, apprenticeship=it)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_certificate(it, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            refused = refusal.verdict
        else:
            messages.success(request, _("The certificate is recorded."))
            return redirect("apprenticeships:detail", uuid)
    context = {"title": _("Enter a certificate"), "it": it, "name": shown_name(request, it), "form": form}
    more = {"button": _("Record the certificate"), "refused": refused, "lead": ""}
    return render(request, "apprenticeships/act.html", {**context, **more})


@page(reads=["GET"], writes=["POST"])
def lists(request: Request) -> HttpResponse:
    """The files of certificates that came in, and the form that brings another."""
    require(access.can_enter_certificates(request.actor))
    form = FileForm()
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            given = form.cleaned_data["file"]
            found = actions.take_certificates(content=given.read(), name=given.name, by=request.actor)
            return redirect("apprenticeships:certificate-list", found.uuid)
    return tables.listing(
        request,
        table=ListTable,
        queryset=queries.lists(seen_by=request.actor),
        title=str(_("Certificates from a file")),
        template="apprenticeships/certificate_lists.html",
        context={"form": form},
    )


@page()
def blank(request: Request) -> HttpResponse:
    """The template of a list of certificates."""
    require(access.can_enter_certificates(request.actor))
    return sent(template.blank_certificates(), "certificates.xlsx", tables.XLSX)


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    """One file of certificates: what the check found, and what can be done with it."""
    given, job = settled(queries.certificate_list(uuid, seen_by=request.actor))
    context = {"may_take": access.can_take_over(request.actor, given).ok}
    page_template = "apprenticeships/certificate_list.html"
    return report(request, given, job, table=CertificateProblems, page_template=page_template, context=context)


@page()
def with_errors(request: Request, uuid: UUID) -> HttpResponse:
    """The file with the errors written into its cells."""
    return corrected(queries.certificate_list(uuid, seen_by=request.actor), LAYOUT)


@page(reads=[], writes=["POST"])
def commit(request: Request, uuid: UUID) -> HttpResponse:
    """Have the certificates recorded: all rows, or by choice only the good ones."""
    given = queries.certificate_list(uuid, seen_by=request.actor)
    only_good = request.POST.get("only_good") == "1"
    if actions.ask_commit_certificates(given, only_good=only_good, by=request.actor) is None:
        messages.info(request, _("This file is taken over already; nothing was changed."))
    return redirect("apprenticeships:certificate-list", uuid)


@page(reads=[], writes=["POST"])
def discard(request: Request, uuid: UUID) -> HttpResponse:
    """Put the file aside."""
    given = queries.certificate_list(uuid, seen_by=request.actor)
    actions.discard_certificates(given, by=request.actor)
    messages.success(request, _("The file is put aside; nothing of it was taken over."))
    return redirect("apprenticeships:certificate-lists")
