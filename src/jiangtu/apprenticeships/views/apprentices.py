"""The list of apprenticeships, one of them, and what is done to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from jiangtu.competences import queries as competences
from jiangtu.core import journal, outcome, tables
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due
from jiangtu.core.forms import done, form_page
from jiangtu.core.masks import mask_number
from jiangtu.core.phrases import written
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, offered, page
from jiangtu.institutions.queries import cards
from jiangtu.institutions.queries.names import NameColumn, NameFilter, reads_names, shown
from jiangtu.institutions.states import AccountState, Role
from jiangtu.training.queries import classes
from jiangtu.training.rules.classes import takes_people

from .. import access, doors
from ..actions import admission
from ..actions import apprenticeships as acts
from ..actions.stages import may_reopen
from ..desk import no_card_yet
from ..forms import CorrectForm, JoinForm, ReasonForm
from ..models import Apprenticeship
from ..queries import apprenticeships, land, rosters, stages, standing
from ..states import APPRENTICESHIP, ApprenticeshipState, Standing

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from jiangtu.training.models import TrainingClass

    Rows = QuerySet[WithAnnotations[Apprenticeship, apprenticeships.Shown]]

TONES: dict[str, str] = {
    ApprenticeshipState.PROPOSED: "wait",
    ApprenticeshipState.RETURNED: "no",
    Standing.AHEAD: "off",
    ApprenticeshipState.ACTIVE: "",
    ApprenticeshipState.COMPLETED: "ok",
    ApprenticeshipState.LEFT: "off",
}


def shown_name(request: Request, it: Apprenticeship) -> str:
    """The apprentice's name, masked for those outside the daily work."""
    return shown(it.enrolment.person.name, request.actor)


ACT = "apprenticeships/act.html"  # the form of one act on an apprentice, at home in their class


def above(request: Request, it: Apprenticeship) -> tuple[str, str]:
    """The way back from a form to the apprentice's page."""
    return shown_name(request, it), reverse("apprenticeships:detail", args=[it.uuid])


class ApprenticeTable(tables.Table):
    name = NameColumn(
        verbose_name=_("Name"),
        by="enrolment__person",
        linkify=lambda record: reverse("apprenticeships:detail", args=[record.uuid]),
    )
    enterprise = tables.Named(verbose_name=_("Enterprise"), by="enrolment__enterprise")
    training_class = tables.Linked(verbose_name=_("Class"), accessor="enrolment__training_class")
    stage = django_tables2.Column(
        verbose_name=_("Open stage"), accessor="stage_name", order_by=("stage_order",), default="—"
    )
    state = tables.State(verbose_name=_("State"), accessor="standing", choices=Standing, tones=TONES)
    since = tables.Day(verbose_name=_("In the class from"), accessor="enrolment__since")
    account = tables.State(verbose_name=_("Account"), choices=AccountState, tones=cards.STATES)
    contract_to = tables.Day(verbose_name=_("Contract to"), default="—")
    current_level = django_tables2.Column(verbose_name=_("Level at the start"), default="—")
    post = django_tables2.Column(verbose_name=_("Post"), default="—")
    spare = ("current_level", "post")

    def render_current_level(self, record: Apprenticeship) -> str:
        return competences.level_name(record.current_level, apprenticeships.occupation(record).ladder)


class PlainTable(ApprenticeTable):
    """The list for who gives nobody cards: it does not tell who can sign in."""

    class Meta:
        exclude = ("account",)


class ClassmateTable(ApprenticeTable):
    """The list of one class."""

    class Meta:
        exclude = ("training_class", "account")


class TickedTable(ApprenticeTable):
    """The same for who gives cards: with a box before each line."""

    person_box = tables.Tick(form="give-cards", name="person", accessor="enrolment__person__uuid")

    class Meta:
        sequence = ("person_box", "...")


class TickedClassmateTable(TickedTable):
    """The list of one class for who gives cards."""

    class Meta:
        exclude = ("training_class",)
        sequence = TickedTable.Meta.sequence


def _classes(request: Request) -> QuerySet[TrainingClass]:
    return classes.classes(seen_by=request.actor)


class ApprenticeFilter(tables.FilterSet):
    words = NameFilter(label=_("Name"), by="enrolment__person")
    training_class = tables.One(
        label=_("Class"), field_name="enrolment__training_class", queryset=_classes, instead="of_class"
    )
    of_class = tables.Called("enrolment__training_class__number", "enrolment__training_class__name", label=_("Class"))
    enterprise = tables.Called("enrolment__enterprise__name", "enrolment__enterprise__name_en", label=_("Enterprise"))
    stage = django_filters.ChoiceFilter(
        label=_("Open stage"), method="in_stage", choices=[(1, _("first")), (2, _("second")), (3, _("third"))]
    )
    state = django_filters.ChoiceFilter(label=_("State"), method="stands", choices=Standing.choices)
    account = tables.only(cards.gives, django_filters.ChoiceFilter(label=_("Account"), choices=AccountState.choices))
    behind = django_filters.ChoiceFilter(
        label=_("Hours"), method="falls_behind", choices=[("1", _("short at this pace"))]
    )
    ready = tables.only(
        lambda actor: actor.has(Role.PROGRAMME_HEAD),
        django_filters.ChoiceFilter(label=_("Stage"), method="is_ready", choices=[("1", _("can be closed"))]),
    )
    waits = tables.only(
        lambda actor: actor.has(Role.BUREAU_OFFICER),
        django_filters.ChoiceFilter(
            label=_("Not confirmed"), method="waits_long", choices=[("long", _("for more than a month"))]
        ),
    )
    card = tables.only(
        cards.gives,
        django_filters.ChoiceFilter(label=_("Sign-in card"), method="without_card", choices=[("none", _("to give"))]),
    )
    further = doors.narrowings

    def stands(self, rows: Rows, _name: str, value: str) -> Rows:
        return rows.filter(standing.stands(value, timezone.localdate()))

    def is_ready(self, rows: Rows, _name: str, _value: str) -> Rows:
        found = stages.ready(rows, on=timezone.localdate())
        return rows.filter(pk__in=[each.apprenticeship for each in found])

    def waits_long(self, rows: Rows, _name: str, _value: str) -> Rows:
        return rows.filter(apprenticeships.waits_long(timezone.localdate()))

    def without_card(self, rows: Rows, _name: str, _value: str) -> Rows:
        found = cards.without_card(rows, "enrolment__person", seen_by=self.request.actor)
        return rows.filter(pk__in=found.values("pk"))

    def in_stage(self, rows: Rows, _name: str, order: str) -> Rows:
        return rows.filter(stage_order=int(order))  # type: ignore[misc]

    def falls_behind(self, rows: Rows, _name: str, _value: str) -> Rows:
        if (over_land := land.behind(self.request.actor)) is not None:
            return rows.filter(pk__in=over_land.values("pk"))
        return rows.filter(pk__in=apprenticeships.behind(rows, on=timezone.localdate()))


@page()
def index(request: Request) -> HttpResponse:
    """Every apprenticeship one may see."""
    require(access.can_see_people(request.actor))
    people = apprenticeships.listed(seen_by=request.actor)
    return tables.listing(
        request,
        table=TickedTable if cards.gives(request.actor) else PlainTable,
        of_rows=lambda rows: cards.offered(rows, "enrolment__person", seen_by=request.actor),
        queryset=people,
        filterset=ApprenticeFilter,
        title=pgettext("page", "Apprentices"),
        template="apprenticeships/index.html",
        context={
            "reasons": _cardless(request, people),
            "sent_back": apprenticeships.returned(seen_by=request.actor).count(),
        },
    )


def _cardless(request: Request, people: QuerySet[Apprenticeship], of: TrainingClass | None = None) -> list[Due]:
    """Why some of a list (of a class) get no card yet, for who gives cards."""
    if not cards.gives(request.actor):
        return []
    n = people.filter(state=ApprenticeshipState.PROPOSED).order_by().count()
    return [no_card_yet(n, request.actor, of)] if n else []


@page()
def of_class(request: Request, uuid: UUID) -> HttpResponse:
    """A class's apprentices whom one may see."""
    require(access.can_see_class_people(request.actor))
    found = rosters.class_of(uuid, seen_by=request.actor)
    people = apprenticeships.listed(seen_by=request.actor).filter(enrolment__training_class=found)
    return tables.listing(
        request,
        table=TickedClassmateTable if cards.gives(request.actor) else ClassmateTable,
        of_rows=lambda rows: cards.offered(rows, "enrolment__person", seen_by=request.actor),
        queryset=people,
        title=gettext("People"),
        template="apprenticeships/class_people.html",
        context={
            "training_class": found,
            "may_join": bool(access.can_give_roster(request.actor, found) and takes_people(found.state)),
            "reasons": _cardless(request, people, found),
        },
    )


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    """One apprenticeship: its path, why the open stage may close or not, the contract, what happened."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    return render(request, "apprenticeships/detail.html", _detail(request, it))


def _detail(request: Request, it: Apprenticeship, **more: Any) -> dict[str, Any]:
    actor, enrolment = request.actor, it.enrolment
    stations, opened, verdict = stages.path_of(it, on=timezone.localdate())
    stands = standing.standing(it, timezone.localdate())
    full = reads_names(actor)
    may_document = access.can_view_document(actor, it).ok
    person = enrolment.person if may_document else None
    closed = [station["progress"] for station in stations if station["state"] == "closed"]
    ladder = apprenticeships.occupation(it).ladder
    return {
        "title": shown_name(request, it),
        "it": it,
        "enrolment": enrolment,
        "training_class": enrolment.training_class,
        "occupation": apprenticeships.occupation(it),
        "target": competences.level_name(enrolment.training_class.version.target_level, ladder),
        "level": competences.level_name(it.current_level, ladder) if it.current_level else "",
        "stands": stands,
        "tone": TONES[stands],
        "stations": stations,
        "opened": opened,
        "verdict": verdict,
        "last_closed": closed[-1] if closed else None,
        "certificates": [
            (c, competences.level_name(c.level, ladder)) for c in it.certificates.order_by("-issued_on", "pk")
        ],
        "document": mask_number(person.document.reveal()) if person and person.document else "",
        "document_kind": person.get_document_type_display() if person and person.document else "",
        "reveal": ReasonForm(),
        "number": "",
        "may_close": access.can_close_stage(actor, it).ok,
        "may_reopen": bool(closed) and bool(access.can_close_stage(actor, it) and may_reopen(closed[-1])),
        "may_confirm": access.can_confirm(actor, it).ok and it.state == ApprenticeshipState.PROPOSED,
        "may_correct": bool(access.can_correct(actor, it) and acts.may_correct(it)),
        "may_end": bool(access.can_end(actor, it) and APPRENTICESHIP.may(it, "leave")),
        "may_take_back": bool(access.can_end(actor, it) and acts.may_take_back_departure(it)),
        "may_certify": access.can_enter_certificate(actor, it).ok,
        "oneself": it.enrolment.person_id == actor.person,
        "may_assess": it.state == ApprenticeshipState.ACTIVE
        and stages.may_assess(it, by=actor, on=timezone.localdate()).ok,
        "keeps_record": may_document,
        "may_document": may_document and bool(person and person.document),
        "reads_contract": full,
        "history": journal.recent(journal.history(it.uuid), 50) if full else [],
        **more,
    }


@page(reads=[], writes=["POST"])
def document(request: Request, uuid: UUID) -> HttpResponse:
    """The document's number in full, this once, for a reason that is kept."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    form = ReasonForm(request.POST)
    if form.is_valid():
        number = acts.reveal_document(it, by=request.actor, **form.cleaned_data)
        response = render(request, "apprenticeships/detail.html", _detail(request, it, number=number))
    else:
        require(access.can_view_document(request.actor, it))
        response = render(request, "apprenticeships/detail.html", _detail(request, it, reveal=form))
    response["Cache-Control"] = "no-store"
    return response


@page(reads=["GET"], writes=["POST"])
def waiting(request: Request) -> HttpResponse:
    """What others prepared for one's enterprise: confirm all, some, or send back with a word."""
    require(access.can_confirm_some(request.actor))
    rows = list(apprenticeships.waiting(seen_by=request.actor))
    fault: Any = ""
    word, chosen = "", set[str]()
    if request.method == "POST":
        chosen = set(request.POST.getlist("it"))
        act, word = request.POST.get("act", ""), request.POST.get("word", "")
        meant = set(request.POST.getlist("everyone")) if act == "all" else chosen  # all whom the page showed
        some = [it for it in rows if str(it.uuid) in meant]
        if not some and rows:
            fault = _("Nobody is ticked. Tick whom you mean.")
        elif act == "back" and not word.strip():
            fault = _("Write the reason: whoever prepared it wants to know what to correct.")
        else:
            return _answer(request, some, act, word)
    before = apprenticeships.sent_back_before(rows)
    lines = [(it, before.get(it.uuid)) for it in rows]
    context = {"title": _("Waiting for your confirmation"), "rows": lines, "fault": fault, "word": word}
    return render(request, "apprenticeships/waiting.html", {**context, "chosen": chosen})


def _answer(request: Request, some: list[Apprenticeship], act: str, word: str) -> HttpResponse:
    if act == "back":
        done = len(acts.send_back(some, word=word, by=request.actor))
        told = ngettext("%(n)s person sent back.", "%(n)s people sent back.", done) % {"n": written(done)}
    else:
        done = len(acts.confirm(some, by=request.actor))
        told = ngettext("%(n)s person confirmed.", "%(n)s people confirmed.", done) % {"n": written(done)}
    outcome.say(request, told)
    return redirect("apprenticeships:waiting")


@page(reads=["GET"], writes=["POST"])
def join(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody joins a class afterwards."""
    training_class = rosters.class_of(uuid, seen_by=request.actor)
    require(access.can_give_roster(request.actor, training_class))
    offered(request, takes_people(training_class.state))
    form = JoinForm(request.POST or None, training_class=training_class, by=request.actor)
    if form.is_valid():
        when = {"since": form.cleaned_data["since"], "reason": form.cleaned_data["reason"]}
        if found := done(form, admission.admit_one, training_class, form.facts(), by=request.actor, **when):
            made, problems = found
            outcome.warn(request, *(problem.verdict() for problem in problems))
            if made is None:
                messages.info(request, _("Not on the register yet: somebody else has to answer first. You are told."))
                return redirect("apprenticeships:inquiries")
            return redirect("apprenticeships:detail", made.uuid)
    context = {"title": _("Add an apprentice"), "training_class": training_class, "form": form}
    return render(request, "apprenticeships/join.html", context)


@page(reads=["GET"], writes=["POST"])
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """Correct the contract; what was sent back is proposed again."""
    it = apprenticeships.apprenticeship(uuid, seen_by=request.actor)
    require(access.can_correct(request.actor, it))
    offered(request, acts.may_correct(it))
    form = CorrectForm(request.POST or None, about=it, by=request.actor)

    def act(it: Apprenticeship, *, by: Actor, reason: str, **_typed: object) -> Apprenticeship:
        corrected, problems = acts.correct(it, form.facts(), by=by, reason=reason)
        outcome.warn(request, *(problem.verdict() for problem in problems))
        return corrected

    return form_page(
        request, form, act, it, title=_("Correct the contract"), above=above(request, it),
        button=_("Save the contract"), lead=it.word, said=_("The contract is saved."), template=ACT,
    )  # fmt: skip


@page()
def rosters_of(request: Request, uuid: UUID) -> HttpResponse:
    """The rosters of a class, and the form that brings another: a page of the room of sheets."""
    training_class = rosters.class_of(uuid, seen_by=request.actor)
    require(access.can_give_roster(request.actor, training_class))
    return redirect("sheets:give", "roster", uuid)  # which stays open once the class is over, for the files before
