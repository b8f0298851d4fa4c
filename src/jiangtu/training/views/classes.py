"""The list of classes, a class's own data, and the steps of its life."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jiangtu.competences import queries as competences
from jiangtu.core import outcome, tables
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Look
from jiangtu.core.forms import FinalForm, done, form_page
from jiangtu.core.phrases import written
from jiangtu.core.verdict import Verdict, require
from jiangtu.core.web import Request, offered, page
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.queries.names import shown
from jiangtu.institutions.states import Role
from jiangtu.programmes import queries as programmes

from .. import access
from ..actions.classes import create_class, edit_class, step_class
from ..doors import Waits, home, waits
from ..forms import CancelForm, ClassForm
from ..models import TrainingClass
from ..queries import classes as training_classes
from ..rules import classes as class_rules
from ..rules.classes import ClassFacts
from ..states import CLASS, ClassState

TONES = {"draft": "off", "open": "", "running": "ok", "completed": "wait", "closed": "off", "cancelled": "no"}
STEPS = {
    "open": _("Open the class"),
    "start": _("Start the class"),
    "complete": _("Complete the class"),
    "close": _("Close the class"),
    "cancel": _("Cancel the class"),
}


DUE = [(verb, STEPS[verb]) for verb in training_classes.STEPS]


def leads(actor: Actor) -> bool:
    """Whether some class may be this hat's to lead from state to state."""
    return access.can_create_class(actor).ok


def told_of_steps(actor: Actor) -> bool:
    """Whether the hat's desk tells of classes whose step is due."""
    return leads(actor) or actor.has(Role.BUREAU_OFFICER)


def waiting_kinds(actor: Actor) -> list[Waits]:
    """What waits for the hat class by class: what its desk has lines of for each class."""
    return [kind for bring in waits for kind in bring() if kind.label and kind.waits_for(actor)]


class ClassTable(tables.Table):
    titled = ("number", "name")
    number = django_tables2.Column(verbose_name=_("Number"), linkify=lambda record: home(record.uuid))
    name = django_tables2.Column(verbose_name=_("Class"))
    occupation = tables.Named(verbose_name=_("Occupation"), by="version__programme__occupation")
    college = tables.Named(verbose_name=_("College"), by="college")
    enterprises = django_tables2.Column(verbose_name=_("Enterprises"), orderable=False)
    place = django_tables2.Column(verbose_name=_("Place"))
    starts_on = tables.Day(verbose_name=_("From"))
    ends_on = tables.Day(verbose_name=_("To"))
    people = tables.Figure(verbose_name=_("Apprentices"))
    state = tables.State(verbose_name=_("State"), tones=TONES)
    spare = ("place", "ends_on")

    def render_enterprises(self, record: TrainingClass) -> str:
        return self.named(record.enterprises.all())

    def render_place(self, value: str) -> str:
        return institutions.place_name(value)


class UncountedClassTable(ClassTable):
    """For who is told nothing of how many people a class has."""

    class Meta:
        exclude = ("people",)


class ClassFilter(tables.FilterSet):
    words = django_filters.CharFilter(label=_("Number or name"), method="holding")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ClassState.choices)
    college = tables.Called("college__name", "college__name_en", label=_("College"))
    enterprise = tables.Called("enterprises__name", "enterprises__name_en", label=_("Enterprise"))
    occupation = django_filters.ModelChoiceFilter(
        label=_("Occupation"), field_name="version__programme__occupation", queryset=None
    )
    place = django_filters.ChoiceFilter(label=_("Place"), lookup_expr="startswith")
    waits = django_filters.ChoiceFilter(label=_("To do"), method="with_it_waiting")
    due = tables.only(told_of_steps, django_filters.ChoiceFilter(label=_("Step due"), method="step_due", choices=DUE))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        seen = self.queryset.order_by()
        occupations = competences.occupations().filter(pk__in=seen.values("version__programme__occupation"))
        self.filters["occupation"].extra["queryset"] = occupations
        places = seen.values_list("place", flat=True).distinct()
        self.kinds = {kind.name: kind for kind in waiting_kinds(self.request.actor)}
        self.filters["waits"].extra["choices"] = [(name, kind.label) for name, kind in self.kinds.items()]
        self.filters["place"].extra["choices"] = [(code, institutions.place_name(code)) for code in sorted(places)]

    def with_it_waiting(self, rows: QuerySet[TrainingClass], _name: str, kind: str) -> QuerySet[TrainingClass]:
        return rows.filter(pk__in=list(self.kinds[kind].count(Look(self.request.actor, timezone.localdate()))))

    def step_due(self, rows: QuerySet[TrainingClass], _name: str, verb: str) -> QuerySet[TrainingClass]:
        return rows.filter(training_classes.step_due(verb, timezone.localdate()))

    def holding(self, rows: QuerySet[TrainingClass], _name: str, words: str) -> QuerySet[TrainingClass]:
        return rows.filter(Q(number__icontains=words) | Q(name__icontains=words))


@page()
def classes(request: Request) -> HttpResponse:
    """The classes that the hat sees."""
    require(access.can_see_classes(request.actor))
    may = bool(access.can_create_class(request.actor))
    return tables.listing(
        request,
        table=ClassTable if access.sees_people(request.actor) else UncountedClassTable,
        queryset=training_classes.listed_classes(seen_by=request.actor),
        filterset=ClassFilter,
        title=gettext("Classes"),
        acts={reverse("training:new-class"): gettext("Draft a class")} if may else {},
    )


@page()
def record(request: Request, uuid: UUID) -> HttpResponse:
    """A class's own data, with the steps it may take; the desks' page of the class stands before it."""
    found = training_classes.training_class(uuid, seen_by=request.actor)
    leads = bool(access.can_lead_class(request.actor, found))
    context = {
        "training_class": found,
        "enterprises": found.enterprises.order_by("name_key", "pk"),
        "head": (found.head, shown(found.head.name, request.actor)),
        "trainers": [(each, shown(each.name, request.actor)) for each in found.trainers.order_by("name_key", "pk")],
        "place": institutions.place_name(found.place),
        "level": programmes.level_name(found.version),
        "may_lead": leads,
        "steps": _steps(found) if leads else [],
        "people": training_classes.size(found, seen_by=request.actor),
        "sees_people": access.sees_people(request.actor),
        "tone": TONES[found.state],
        "editable": class_rules.may_edit(found.state),
    }
    return render(request, "training/class.html", context)


def _steps(found: TrainingClass) -> list[tuple[str, str, list[Verdict]]]:
    """The steps from here: verb, name, and what still stands in the way (a cancellation asks its reason itself)."""
    today = timezone.localdate()
    verdicts = [(verb, training_classes.may_step({found: verb}, on=today)[found.pk]) for verb in CLASS.verbs(found)]
    return [(verb, str(STEPS[verb]), [] if verdict else verdict.reasons() or [verdict]) for verb, verdict in verdicts]


@page(reads=["GET"], writes=["POST"])
def new(request: Request) -> HttpResponse:
    """Draft a class."""
    require(access.can_create_class(request.actor))
    form = ClassForm(request.POST or None, choices=training_classes.choices_for(request.actor))
    if form.is_valid():
        values = {**form.cleaned_data, "place": form.cleaned_data["version"].place}
        if made := done(form, create_class, by=request.actor, **values):
            messages.success(request, gettext("The class %(number)s is drafted.") % {"number": made.number})
            return redirect("training:class", made.uuid)
    return render(
        request, "training/class_form.html", {"form": form, "title": gettext("Draft a class"), "training_class": None}
    )


@page(reads=["GET"], writes=["POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change a class."""
    found = training_classes.training_class(uuid, seen_by=request.actor)
    require(access.can_lead_class(request.actor, found))
    offered(request, class_rules.may_edit(found.state))
    form = ClassForm(request.POST or None, choices=training_classes.choices_for(request.actor, found), about=found)
    if form.is_valid() and done(form, edit_class, found, by=request.actor, **form.cleaned_data):
        outcome.say(request, gettext("The class is changed."), found)
        return redirect("training:class", found.uuid)
    context = {"form": form, "title": gettext("Change the class"), "training_class": found}
    return render(request, "training/class_form.html", context)


@page(reads=["GET"], writes=["POST"])
def step(request: Request, uuid: UUID, verb: str) -> HttpResponse:
    """Open, start, complete, close or cancel a class, after what follows from it was read."""
    found = training_classes.training_class(uuid, seen_by=request.actor)
    require(access.can_lead_class(request.actor, found))
    if verb not in CLASS.transitions:
        raise Http404
    facts = training_classes.class_facts(found)
    if CLASS.may(found, verb):
        offered(request, class_rules.may_step(verb, facts, on=timezone.localdate(), remark="-"))
    form = (CancelForm if verb == "cancel" else FinalForm)(request.POST or None, follows=_follows(found, verb, facts))

    def act(found: TrainingClass, *, by: Actor, remark: str = "") -> TrainingClass:
        return step_class(found, verb, by=by, remark=remark)

    return form_page(
        request, form, act, found, title=STEPS[verb], above=(found.name, reverse("training:class", args=[uuid])),
        lead="", said=_("The class is now: %(state)s.") % {"state": CLASS.labels[CLASS.transitions[verb][1]]},
        step=(CLASS, verb), template="training/step.html",
    )  # fmt: skip


def _follows(found: TrainingClass, verb: str, facts: ClassFacts) -> list[str]:
    """What follows from a step of a class's life, for good."""
    told = {
        "open": gettext("Number, programme, intake and first day can no longer be changed."),
        "start": gettext("It begins for everybody on its register."),
        "complete": gettext("No more sessions can be planned, and the class can no longer be changed."),
        "close": gettext("Nothing of the class can be changed any more."),
        "cancel": gettext("What was recorded of it stays; nothing can be added."),
    }
    people = ngettext("%(n)s apprentice is on its register.", "%(n)s apprentices are on its register.", facts.enrolled)
    follows = [told[verb], people % {"n": written(facts.enrolled)}]
    if verb == "cancel" and (n := facts.sessions_ahead + facts.sessions_uncalled):
        said = ngettext(
            "%(n)s planned session is cancelled; its people, trainer and room are free again.",
            "%(n)s planned sessions are cancelled; their people, trainers and rooms are free again.",
            n,
        )
        follows.append(said % {"n": written(n)})
    return [*follows, gettext("There is no way back to “%(state)s”.") % {"state": CLASS.labels[found.state]}]
