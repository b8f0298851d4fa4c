"""Pairs: the list, one with its contract, its end, its reviews, accidents, and the chain of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import django_filters
import django_tables2
from django.db.models import Q, QuerySet
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import journal, outcome, tables
from jiangtu.core.forms import form_page
from jiangtu.core.printing import pdf
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, offered, page, sent
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.queries.names import NameColumn, NameFilter, reads_names, shown
from jiangtu.papers import queries as papers
from jiangtu.training.queries import classes

from .. import access
from ..actions import pairs as pairs_acts
from ..actions import reviews
from ..forms import AccidentForm, ContractForm, EndForm, ReasonForm, ReviewForm
from ..models import Pair
from ..queries import mentors, pairing, pairs
from ..queries.papers import CONTRACT
from ..rules.term import may_change, may_have_accident, may_review
from ..states import Grade, PairForm

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from jiangtu.institutions.models import Institution

    from ..queries.pairs import Shaped

GRADES = {"excellent": "ok", "good": "ok", "pass": "wait", "fail": "no"}


class PairTable(tables.Table):
    mentor = NameColumn(
        verbose_name=_("Mentor"),
        by="mentor__person",
        linkify=lambda record: reverse("mentoring:pair", args=[record.uuid]),
    )
    apprentice = NameColumn(
        verbose_name=_("Apprentice"),
        by="apprenticeship__enrolment__person",
        linkify=lambda record: reverse("apprenticeships:detail", args=[record.apprenticeship.uuid]),
    )
    enterprise = tables.Named(verbose_name=_("Enterprise"), by="mentor__enterprise")
    training_class = tables.Linked(
        verbose_name=_("Class"),
        accessor="apprenticeship__enrolment__training_class__number",
        to="apprenticeship__enrolment__training_class",
    )
    form = django_tables2.Column(verbose_name=_("Form"))
    since = tables.Day(verbose_name=_("From"))
    term_to = tables.Day(verbose_name=_("Term to"))
    until = tables.Day(verbose_name=_("Ended"))
    fit = tables.Figure(verbose_name=_("Fit"), accessor="fit__fit", order_by="fit__fit", empty_values=())
    grade = tables.State(verbose_name=_("Latest grade"), tones=GRADES)
    spare = ("enterprise", "until", "fit")

    def render_form(self, value: str) -> str:
        return str(PairForm(value).label)

    def render_fit(self, record: Pair) -> int | str:
        return record.fit.get("fit", "—")

    def render_grade(self, value: str) -> SafeString:
        return format_html('<span class="tag {}">{}</span>', GRADES[value], Grade(value).label)

    def value_grade(self, value: str) -> str:
        return str(Grade(value).label) if value else ""


class ClassPairTable(PairTable):
    """The list of one class."""

    class Meta:
        exclude = ("training_class",)


class PairFilter(tables.FilterSet):
    mentor = NameFilter(label=_("Mentor"), by="mentor__person")
    apprentice = NameFilter(label=_("Apprentice"), by="apprenticeship__enrolment__person")
    number = django_filters.CharFilter(
        label=_("Class"), field_name="apprenticeship__enrolment__training_class__number", lookup_expr="icontains"
    )
    form = django_filters.ChoiceFilter(label=_("Form"), choices=PairForm.choices)
    running = tables.YesOrNo(label=_("Running now"))


@page()
def listed(request: Request) -> HttpResponse:
    """The pairs that the hat sees."""
    require(access.can_see_pairs(request.actor))
    return tables.listing(
        request,
        table=PairTable,
        queryset=pairs.pairs(seen_by=request.actor),
        filterset=PairFilter,
        title=gettext("Pairs"),
        template="mentoring/pairs.html",
    )


@page()
def of_class(request: Request, uuid: UUID) -> HttpResponse:
    """The pairs of a class that the hat sees, those of former days too."""
    require(access.can_see_pairs(request.actor))
    found = classes.training_class(uuid, seen_by=request.actor)
    return tables.listing(
        request,
        table=ClassPairTable,
        queryset=pairs.pairs_of_class(found, seen_by=request.actor),
        title=gettext("Pairs"),
        template="mentoring/class_pairs.html",
        context={
            "training_class": found,
            "enterprises": pairing.enterprises_to_pair(found, seen_by=request.actor),
        },
    )


def _pair(request: Request, uuid: UUID) -> tuple[WithAnnotations[Pair, Shaped], dict[str, Any]]:
    """The pair (with its `form` and `running`), and what each of its pages shows of it."""
    found = pairs.pair(uuid, seen_by=request.actor)
    mentor = shown(found.mentor.person.name, request.actor)
    apprentice = shown(found.apprenticeship.enrolment.person.name, request.actor)
    return found, {
        "pair": found,
        "mentor_name": mentor,
        "apprentice_name": apprentice,
        "on_paper": [mentor, apprentice, found.goals, found.tasks],
        "title": gettext("%(mentor)s and %(apprentice)s") % {"mentor": mentor, "apprentice": apprentice},
        "form_label": PairForm(found.form).label,
        "names": reads_names(request.actor),
        "may_lead": bool(access.can_lead_pair(request.actor, found)),
    }


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    """One pair: contract, figures, reviews, accidents, history."""
    found, context = _pair(request, uuid)
    levels = mentors.level_names()
    context |= {
        "reviews": [(each, GRADES[each.grade]) for each in pairs.reviews(found)],
        "accidents": pairs.accidents(found.apprenticeship) if context["may_lead"] else [],
        "withdraw": ReasonForm(),
        "may_change": context["may_lead"] and may_change(found.until),
        "may_review": context["may_lead"] and may_review(timezone.localdate(), since=found.since),
        "may_have_accident": may_have_accident(timezone.localdate(), since=found.since),
        "level": levels.get(found.mentor.level, found.mentor.level),
        "figures": found.fit,
        "history": journal.recent(journal.history(found.uuid), 30) if context["names"] else [],
    }
    return render(request, "mentoring/pair.html", context)


FORM = "mentoring/pair_form.html"


def _led(request: Request, uuid: UUID) -> tuple[Pair, tuple[str, str]]:
    """The pair, for one who leads it, and the way back to its page."""
    found, context = _pair(request, uuid)
    require(access.can_lead_pair(request.actor, found))
    return found, (context["title"], reverse("mentoring:pair", args=[found.uuid]))


@page(reads=["GET"], writes=["POST"])
def contract(request: Request, uuid: UUID) -> HttpResponse:
    """Write the contract."""
    found, above = _led(request, uuid)
    offered(request, may_change(found.until))
    form = ContractForm(request.POST or None, about=found)
    title, said = gettext("Write the contract"), gettext("The pair's contract is saved.")
    return form_page(
        request, form, pairs_acts.write_contract, found, title=title, above=above,
        button=gettext("Save the pair's contract"), lead="", said=said, template=FORM,
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def end(request: Request, uuid: UUID) -> HttpResponse:
    """End the pair, for a reason."""
    found, above = _led(request, uuid)
    offered(request, may_change(found.until))
    follows = [
        gettext("The mentor's place is free from the day after the last day. Contract, reviews and log stay."),
        gettext("An ended pair does not run again; a new one can be published."),
    ]
    if not found.reviews.filter(final=True).exists():
        follows.append(gettext("There is no final review yet. It can still be entered afterwards."))
    form = EndForm(request.POST or None, follows=follows)
    title, said = gettext("End the pair"), gettext("The pair has ended.")
    return form_page(
        request, form, pairs_acts.end_pair, found, title=title, above=above, lead="", said=said, template=FORM
    )


@page(reads=["GET"], writes=["POST"])
def review(request: Request, uuid: UUID) -> HttpResponse:
    """Review the pair with a grade."""
    found, above = _led(request, uuid)
    offered(request, may_review(timezone.localdate(), since=found.since))
    last = gettext("This is the pair's final review: it decides its result, on which the allowance may hang.")
    follows, decided = [last, gettext("There is no other after it.")], pairs.decided(found)
    form = ReviewForm(request.POST or None, follows=follows, decided=decided)
    title, said = gettext("Review the pair"), gettext("The review is entered.")
    return form_page(
        request, form, reviews.review_pair, found, title=title, above=above,
        button=gettext("Enter the review"), lead="", said=said, template=FORM,
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def accident(request: Request, uuid: UUID) -> HttpResponse:
    """Enter a serious accident of the apprentice."""
    found, above = _led(request, uuid)
    offered(request, may_have_accident(timezone.localdate(), since=found.since))
    form = AccidentForm(request.POST or None)
    title = gettext("Enter an accident")
    said = gettext("The accident is entered. The Measures say what follows for the allowance.")
    return form_page(
        request, form, reviews.enter_accident, found, title=title, above=above,
        button=gettext("Enter the accident"), lead="", said=said, template=FORM,
    )  # fmt: skip


@page(reads=[], writes=["POST"])
def withdraw(request: Request, uuid: UUID, accident: UUID) -> HttpResponse:
    """Take back an accident entered by mistake."""
    found, _context = _pair(request, uuid)
    held = get_object_or_404(pairs.accidents(found.apprenticeship), uuid=accident)
    reviews.withdraw_accident(held, found, by=request.actor, reason=request.POST.get("reason", ""))
    outcome.say(request, gettext("The accident is withdrawn."), held)
    return redirect("mentoring:pair", found.uuid)


@page()
def contract_pdf(request: Request, uuid: UUID) -> HttpResponse:
    """The contract on paper, in the language asked for."""
    found, context = _pair(request, uuid)
    language = "en" if request.GET.get("language") == "en" else "zh-hans"
    with translation.override(language):
        stamp = papers.stamp(CONTRACT, found.uuid)
        data = contract_data(found, context["mentor_name"], context["apprentice_name"], stamp.number)
        made = pdf("document.typ", data, language=language, verify=stamp.address, digest=stamp.digest)
    return sent(made, f"pair-{timezone.localdate()}.pdf", "application/pdf", shown=True)


def contract_data(pair: WithAnnotations[Pair, Shaped], mentor: str, apprentice: str, number: str) -> dict[str, Any]:
    """The parts of the printed contract, in the language that is active."""
    enrolment = pair.apprenticeship.enrolment
    term = f"{date_format(pair.since)} – {date_format(pair.term_to) if pair.term_to else gettext('no end set')}"
    level = mentors.level_names().get(pair.mentor.level, pair.mentor.level)
    return {
        "title": gettext("Mentor and apprentice contract"),
        "subtitle": str(pair.mentor.enterprise),
        "parts": [
            {
                "facts": [
                    [gettext("Number"), number],
                    [gettext("Mentor"), f"{mentor} · {level}"],
                    [gettext("Apprentice"), apprentice],
                    [gettext("Class"), str(enrolment.training_class)],
                    [gettext("College"), str(enrolment.training_class.college)],
                    [gettext("Occupation"), str(enrolment.training_class.version.programme.occupation)],
                    [gettext("Form"), str(PairForm(pair.form).label)],
                    [gettext("Term"), term],
                ]
            },
            {"heading": gettext("Goals"), "text": pair.goals or gettext("To be agreed.")},
            {"heading": gettext("Tasks"), "text": pair.tasks or gettext("To be agreed.")},
            {"signatures": [gettext("Mentor"), gettext("Apprentice"), gettext("Enterprise")]},
        ],
    }


class LineageFilter(tables.FilterSet):
    name = tables.Called("name", "name_en", label=_("Enterprise"))
    enterprise = django_filters.UUIDFilter(field_name="uuid", widget=HiddenInput)


OFFERED = 20  # enterprises at once; others are found by a part of their name


@page()
def chain(request: Request) -> HttpResponse:
    """The pairs of an enterprise in layers."""
    require(access.can_see_pairs(request.actor))
    seen = _enterprises(request)
    named = LineageFilter({"name": request.GET.get("name", "")}, queryset=seen, request=request)
    offered = [*named.qs[: OFFERED + 1]]
    enterprise = next(iter(offered), None)
    if "enterprise" in request.GET:
        enterprise = LineageFilter(request.GET, queryset=seen, request=request).qs.first()
    context = {
        "title": gettext("Mentor lineage"),
        "enterprises": offered[:OFFERED],
        "more": len(offered) > OFFERED,
        "search": named.form,
        "enterprise": enterprise,
        "layers": pairs.chain(enterprise.pk, seen_by=request.actor) if enterprise else [],
        "names": reads_names(request.actor),
    }
    return render(request, "mentoring/chain.html", context)


def _enterprises(request: Request) -> QuerySet[Institution]:
    """The enterprises whose pairs the hat sees: its own, or those of its classes."""
    if request.actor.has("enterprise_hr", "enterprise_mentor"):
        return institutions.by_name(Q(pk=request.actor.institution))
    return pairs.enterprises_with_pairs(seen_by=request.actor)
