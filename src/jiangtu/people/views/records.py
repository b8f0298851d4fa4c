"""A person's record: its document in full, its correction."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiangtu.core import journal
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page

from .. import access, queries
from ..actions import people
from ..forms import CorrectionForm, ReasonForm


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
    form = CorrectionForm(request.POST or None, initial={"name": person.name, "document_type": person.document_type})
    if form.is_valid():
        people.correct_person(person, by=request.actor, **form.cleaned_data)
        messages.success(request, _("The record is corrected."))
        return redirect(reverse("people:correct", args=[uuid]))
    context = {"person": person, "form": form, "history": journal.history(person.uuid)[:20]}
    return render(request, "people/correct.html", context)
