"""Certificates of skill level: the list, and one by one. (From a file: `sheets.py`.)"""

from __future__ import annotations

from uuid import UUID

import django_filters
import django_tables2
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.competences import queries as competences
from jiangtu.core import tables
from jiangtu.core.desk import Text
from jiangtu.core.forms import form_page
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.institutions.queries.names import NameColumn, reads_names

from .. import access
from ..actions import certificates as acts
from ..forms import CorrectCertificateForm, NewCertificateForm, WithdrawCertificateForm
from ..models import Apprenticeship, Certificate
from ..queries import apprenticeships, certificates
from ..states import CERTIFICATE, CertificateState
from .apprentices import ACT, above

MEND = "apprenticeships/mend_certificate.html"
TONES: dict[str, str] = {
    CertificateState.VALID: "ok", CertificateState.CORRECTED: "off", CertificateState.WITHDRAWN: "off",
}  # fmt: skip


class CertificateTable(tables.Table):
    name = NameColumn(
        verbose_name=_("Name"),
        linkify=lambda record: reverse("apprenticeships:detail", args=[record.apprenticeship.uuid]),
    )
    number = django_tables2.Column(verbose_name=_("Certificate number"))
    occupation = django_tables2.Column(verbose_name=_("Occupation"), order_by=("occupation__code",))
    level = django_tables2.Column(verbose_name=_("Level"))
    issued_on = tables.Day(verbose_name=_("Issued on"))
    body = django_tables2.Column(verbose_name=_("Assessment body"))
    enterprise = tables.Named(verbose_name=_("Enterprise"), by="apprenticeship__enrolment__enterprise")
    training_class = tables.Linked(verbose_name=_("Class"), accessor="apprenticeship__enrolment__training_class")
    state = tables.State(verbose_name=_("State"), tones=TONES)
    spare = ("training_class",)

    def render_level(self, record: Certificate) -> str:
        return competences.level_name(record.level, record.occupation.ladder)

    def render_number(self, value: str) -> str:
        return value if reads_names(self.request.actor) else f"{value[:4]}…{value[-2:]}"


class CertificateFilter(tables.FilterSet):
    number = tables.only(  # who reads it masked does not search by it
        reads_names, django_filters.CharFilter(label=_("Certificate number"), lookup_expr="icontains")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=CertificateState.choices)
    since = tables.DayFilter(label=_("Issued from"), field_name="issued_on", lookup_expr="gte")
    until = tables.DayFilter(label=_("Issued to"), field_name="issued_on", lookup_expr="lte")


@page()
def index(request: Request) -> HttpResponse:
    """Every certificate of the apprentices one sees."""
    require(access.can_see_people(request.actor))
    return tables.listing(
        request,
        table=CertificateTable,
        queryset=certificates.certificates(seen_by=request.actor),
        filterset=CertificateFilter,
        title=str(_("Certificates")),
        template="apprenticeships/certificates.html",
        context={"may_enter": access.can_enter_certificates(request.actor).ok},
    )


@page(reads=["GET"], writes=["POST"])
def new(request: Request, uuid: UUID) -> HttpResponse:
    """Enter one certificate."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_enter_certificate(request.actor, it))
    follows: list[Text] = [
        _("%(name)s is told.") % {"name": it.enrolment.person.name},
        _("It counts from now on: in the figures, as a level held, as the result of the training, for the allowance."),
        _("It is not deleted: what is wrong is corrected or withdrawn with a reason, and both stay in the record."),
    ]
    form = NewCertificateForm(request.POST or None, follows=follows, apprenticeship=it)
    title, said = _("Enter a certificate"), _("The certificate is recorded.")
    return form_page(
        request, form, acts.enter_certificate, it, title=title, above=above(request, it),
        button=_("Record the certificate"), lead="", said=said, template=ACT,
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """Correct one that was entered wrongly."""
    held, it = _mended(request, uuid)
    form = CorrectCertificateForm(request.POST or None, about=held, apprenticeship=it)
    return form_page(
        request, form, acts.correct_certificate, held, title=_("Correct the certificate"), above=above(request, it),
        lead=_("What was entered before stays in the record as corrected, with your reason; the apprentice is told."),
        said=_("The certificate is corrected."), step=(CERTIFICATE, "correct"), template=MEND,
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take one back."""
    held, it = _mended(request, uuid)
    follows = [
        _("The certificate stays in the record as withdrawn, with your reason; the apprentice is told."),
        _("It no longer counts: not in the figures, not as a level held, not as the result of the training."),
        _("What an allowance already paid for it stays paid until that period is corrected by another run."),
    ]
    form = WithdrawCertificateForm(request.POST or None, follows=follows)
    return form_page(
        request, form, acts.withdraw_certificate, held, title=_("Withdraw the certificate"), above=above(request, it),
        lead="", said=_("The certificate is withdrawn."), step=(CERTIFICATE, "withdraw"), template=MEND,
    )  # fmt: skip


def _mended(request: Request, uuid: UUID) -> tuple[Certificate, Apprenticeship]:
    """The certificate that is to be corrected or withdrawn, and the apprenticeship in which it was obtained."""
    held = certificates.certificate(uuid, seen_by=request.actor)
    require(access.can_mend_certificate(request.actor, held))
    assert held.apprenticeship  # else nobody has the right
    return held, held.apprenticeship


@page()
def lists(request: Request) -> HttpResponse:
    """The lists of certificates that came in, and the form that brings another: a page of the room of sheets."""
    require(access.can_enter_certificates(request.actor))
    return redirect("sheets:give", "certificates", request.actor.institution_uuid)
