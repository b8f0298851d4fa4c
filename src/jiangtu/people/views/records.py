"""The records of people: their list, one of them, its document in full, its correction, two that become one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import django_tables2
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from jiangtu.core import journal, links, outcome, tables
from jiangtu.core.forms import done
from jiangtu.core.masks import mask_number
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access, queries
from ..actions import merging, people
from ..forms import CorrectionForm, MergeForm, ReasonForm, RecordFilter, RenewalForm, WordsForm
from ..models import Person


class RecordTable(tables.Table):
    name = django_tables2.Column(
        verbose_name=gettext_lazy("Name"), order_by="name_key", linkify=("people:record", [django_tables2.A("uuid")])
    )
    born_on = tables.Column(verbose_name=gettext_lazy("Month of birth"))
    document_type = django_tables2.Column(verbose_name=gettext_lazy("Document"))
    account = django_tables2.Column(
        verbose_name=gettext_lazy("Username"), accessor="account__username", order_by="account__username"
    )

    def render_born_on(self, value: date) -> str:
        """The month alone: it tells people of one name apart."""
        return date_format(value, "YEAR_MONTH_FORMAT")


@page()
def records(request: Request) -> HttpResponse:
    """Everybody's records, for who keeps them."""
    require(access.can_merge(request.actor))
    rows = queries.records(seen_by=request.actor).order_by("name_key")
    return tables.listing(
        request, table=RecordTable, queryset=rows, filterset=RecordFilter, title=_("Records of people")
    )


@page()
def record(request: Request, uuid: UUID) -> HttpResponse:
    """A person's record, from which it is corrected or merged."""
    require(access.can_merge(request.actor))
    person = queries.person(uuid, seen_by=request.actor)
    context = {
        "person": person,
        "account": getattr(person, "account", None),
        "history": journal.recent(journal.history(*queries.threads_of(person)), 20),
    }
    return render(request, "people/record.html", context)


@page(writes=["POST"])
@never_cache
def document(request: Request, uuid: UUID) -> HttpResponse:
    """A person's document number, masked; in full for a reason that is journaled."""
    person = queries.person(uuid, seen_by=request.actor)
    form, number = ReasonForm(request.POST or None), ""
    if form.is_valid():
        number = people.view_document(person, by=request.actor, reason=form.cleaned_data["reason"])
    return render(request, "people/document.html", {"person": person, "form": form, "number": number})


@page(writes=["POST"])
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """Correct a name or a document, with the reason."""
    person = queries.person(uuid, seen_by=request.actor)
    require(access.can_correct_person(request.actor, person))
    form = CorrectionForm(request.POST or None, about=person)
    if form.is_valid() and done(form, people.correct_person, person, by=request.actor, **form.cleaned_data):
        outcome.say(request, _("The record is corrected."), person)
        given = form.cleaned_data
        outcome.warn(request, people.doubts(given["name"], given["document_type"], given["document"]))
        return redirect(reverse("people:correct", args=[uuid]))
    context = {
        "person": person,
        "form": form,
        "history": journal.recent(journal.history(*queries.threads_of(person)), 20),
    }
    return render(request, "people/correct.html", context)


@page(writes=["POST"])
def renew(request: Request, uuid: UUID) -> HttpResponse:
    """A document that was renewed, or took the place of another kind; with the reason."""
    person = queries.person(uuid, seen_by=request.actor)
    require(access.can_correct_person(request.actor, person))
    form = RenewalForm(request.POST or None, about=person)
    if form.is_valid() and done(form, people.renew_document, person, by=request.actor, **form.cleaned_data):
        outcome.say(request, _("The new document is recorded. The one before finds the person too."), person)
        given = form.cleaned_data
        outcome.warn(request, people.doubts(person.name, given["document_type"], given["document"]))
        return redirect(reverse("people:document", args=[uuid]))
    return render(request, "people/renew.html", {"person": person, "form": form})


@page(writes=["POST"])
@never_cache
def merge(request: Request, uuid: UUID) -> HttpResponse:
    """Find the second record of this person and merge it into this one, with the reason."""
    require(access.can_merge(request.actor))
    person = queries.person(uuid, seen_by=request.actor)
    words = request.POST.get("words", "")
    found = [each for each in queries.records_like(words.strip(), seen_by=request.actor) if each.pk != person.pk]
    lines = [(str(each.uuid), _line(request, each)) for each in found]
    search = WordsForm(request.POST if words else None)
    two = bool(person.document) and any(each.document for each in found)
    follows = [
        _("Everything on record of the other one moves to “%(name)s”: classes, log, pairs, certificates, roles.")
        % {"name": person.name},
        _("The other record is no longer found; two records that have become one are not parted again."),
    ]
    form = MergeForm(request.POST if "reason" in request.POST else None, found=lines, two=two, follows=follows)
    if form.is_valid():
        other = next(each for each in found if str(each.uuid) == form.cleaned_data["other"])
        said = {name: value for name, value in form.cleaned_data.items() if name != "other"}
        if done(form, merging.merge_people, other, person, by=request.actor, **said):
            messages.success(request, _("The two records are one now."))
            return redirect("people:record", uuid)
    history = journal.recent(journal.history(*queries.threads_of(person)), 20)
    context = {"person": person, "form": form, "search": search, "words": words, "found": found, "history": history}
    return render(request, "people/merge.html", context)


def _line(request: Request, person: Person) -> SafeString:
    """A record among those found: name, document masked, account."""
    document = mask_number(person.document.reveal()) if person.document else _("no document")
    account = person.account.username if hasattr(person, "account") else _("no account")
    return format_html("{} · {} · {}", links.linked(request, person), document, account)
