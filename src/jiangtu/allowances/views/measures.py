"""Which Measures an enterprise follows, and what each of them comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from jiangtu.core import outcome
from jiangtu.core.forms import done, form_page
from jiangtu.core.phrases import sentence
from jiangtu.core.rulebook import editions, schemes
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, offered, page
from jiangtu.institutions.queries import institutions

from .. import access
from ..actions.measures import choose_measures, take_back_choice
from ..forms import MeasuresForm, ReasonForm
from ..queries import measures as followed
from ..rules.allowance import decide
from ..rules.book import MeasuresRules
from ..rules.case import Case, PaidPair
from ..states import CHOICE, ChoiceState
from .sentences import scheme_title


@dataclass(frozen=True)
class Scheme:
    """Measures to choose from, with an example of what they come to."""

    name: str
    title: str
    book: MeasuresRules
    cautions: list[str]
    example: list[str]
    total: Decimal


def _scheme(name: str) -> Scheme:
    book = editions(MeasuresRules, name)[-1]
    allowance = decide(_example(name, book), book)
    said = [sentence(step) for step in allowance.derivation]
    cautions = [sentence(each) for each in book.cautions()]
    return Scheme(name, scheme_title(name), book, cautions, said, allowance.total)


def _example(name: str, book: MeasuresRules) -> Case:
    """A mentor of the first level these Measures name, two apprentices, half a year, both passed with "good"."""
    first, last = date(2025, 1, 1), date(2025, 6, 30)
    people = gettext("First apprentice"), gettext("Second apprentice")
    pairs = tuple(PaidPair(apprentice, first, last, "passed", "good") for apprentice in people)
    level = next(iter(book.amounts_by_level or ["L2"]))
    return Case(name, first, last, pairs, mentor_level=level)


@page(reads=["GET"], writes=["POST"])
def measures(request: Request) -> HttpResponse:
    """Which Measures the enterprise follows, and from when."""
    require(access.can_pay(request.actor))
    enterprise = institutions.own(request.actor)
    known = schemes(MeasuresRules)
    form = MeasuresForm(request.POST or None, schemes=known)
    if form.is_valid():
        data = form.cleaned_data
        if done(form, choose_measures, enterprise, data["measures"], since=data["since"], by=request.actor):
            outcome.say(request, gettext("These Measures are followed from that day on."))
            return redirect("allowances:measures")
    runs = followed.runs_of(enterprise.pk)
    choices = [
        (each, scheme_title(each.measures), followed.may_take_back(each, runs))
        for each in followed.choices_of(enterprise.pk)
    ]
    context = {
        "title": gettext("Measures"),
        "enterprise": enterprise,
        "schemes": [_scheme(name) for name in known],
        "choices": choices,
        "current": followed.scheme_on(enterprise.pk, timezone.localdate()),
        "form": form,
        "asked": request.POST.get("measures", ""),
    }
    return render(request, "allowances/measures.html", context)


@page(reads=["GET"], writes=["POST"])
def take_back(request: Request, uuid: UUID) -> HttpResponse:
    """Take back a choice that was dated or made wrongly."""
    require(access.can_pay(request.actor))
    found = followed.choice(uuid, seen_by=request.actor)
    if found.state == ChoiceState.CHOSEN:
        offered(request, followed.may_take_back(found, followed.runs_of(found.enterprise_id)))
    former = followed.before(found)
    instead = gettext("From that day no Measures are followed until you choose some; no allowance can be computed.")
    if former:
        instead = gettext("Instead, “%(measures)s” is followed.") % {"measures": scheme_title(former.measures)}
    follows = [
        gettext("“%(measures)s” is no longer followed from %(day)s.")
        % {"measures": scheme_title(found.measures), "day": date_format(found.since)},
        instead,
        gettext("The choice stays in the record as taken back, with your reason."),
    ]
    return form_page(
        request, ReasonForm(request.POST or None, follows=follows), take_back_choice, found,
        title=gettext("Take back the choice"), above=(gettext("Measures"), "allowances:measures"), lead="",
        said=gettext("The choice is taken back."), verb="measures taken back", step=(CHOICE, "take back"),
    )  # fmt: skip
