"""Allowance runs, from the computing to the pay list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

import django_filters
import django_tables2
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import jobs, journal, tables
from jiangtu.core.forms import FinalForm, done, form_page
from jiangtu.core.links import Named
from jiangtu.core.phrases import written
from jiangtu.core.templatetags.jiangtu import masked
from jiangtu.core.verdict import Verdict, require
from jiangtu.core.web import Request, offered, page
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.queries.names import NameColumn, reads_names, shown
from jiangtu.institutions.states import Role
from jiangtu.mentoring.queries import mentors as mentoring_mentors

from .. import access
from ..actions.runs import drop_run, release_run, show_run
from ..actions.started import ALLOWANCES, start_allowances
from ..forms import PeriodForm, ReasonForm, last_half_year
from ..models import AllowanceLine, AllowanceRun, PayEntry
from ..queries import measures, outdated, record, runs, statements
from ..queries.runs import may_decide
from ..rules.lines import LineChange, difference
from ..states import ALLOWANCE, AllowanceState, LineState
from .sentences import LINE_TONES, said, scheme_title, shown_lines

TONES = {"draft": "off", "shown": "wait", "released": "ok", "dropped": "off"}


class RunTable(tables.Table):
    period_from = tables.Day(
        verbose_name=_("From"), linkify=lambda record: reverse("allowances:run", args=[record.uuid])
    )
    period_to = tables.Day(verbose_name=_("To"))
    enterprise = tables.Named(verbose_name=_("Enterprise"), by="enterprise")
    measures = django_tables2.Column(verbose_name=_("Measures"))
    mentors = tables.Figure(verbose_name=_("Mentors"))
    due = tables.Money(verbose_name=_("Due"))
    corrects = django_tables2.Column(verbose_name=_("Kind"), empty_values=(), orderable=False)
    at = tables.Day(verbose_name=_("Computed"))
    state = tables.State(verbose_name=_("State"), tones=TONES)
    spare = ("enterprise",)

    def render_measures(self, value: str) -> str:
        return scheme_title(value)

    def render_corrects(self, value: AllowanceRun | None) -> str:
        return gettext("correction") if value else gettext("first run")


class OwnRunTable(RunTable):
    class Meta:
        exclude = ("mentors", "enterprise")


class RunFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=AllowanceState.choices)
    since = tables.DayFilter(label=_("From"), field_name="period_from", lookup_expr="gte")
    until = tables.DayFilter(label=_("To"), field_name="period_to", lookup_expr="lte")


@page()
def listed(request: Request) -> HttpResponse:
    """The allowance runs that the hat sees; a mentor's own statements."""
    require(access.can_see_runs(request.actor))
    pays = bool(access.can_pay(request.actor))
    return tables.listing(
        request,
        table=OwnRunTable if request.actor.has(Role.ENTERPRISE_MENTOR) else RunTable,
        queryset=runs.listed(seen_by=request.actor),
        filterset=RunFilter,
        title=gettext("Allowances"),
        template="allowances/runs.html",
        context={
            "pays": pays,
            "empty_url": reverse("allowances:new-run") if pays else "",
            "empty_label": gettext("Compute a period"),
        },
    )


@page(reads=["GET"], writes=["POST"])
def new(request: Request) -> HttpResponse:
    """Compute a period: a job with its progress. A second click while it runs starts nothing."""
    require(access.can_pay(request.actor))
    enterprise = institutions.own(request.actor)
    latest = jobs.latest(ALLOWANCES, about=enterprise.uuid, by=request.actor)
    if request.method == "GET" and latest and latest.result and request.GET.get("job") == str(latest.uuid):
        return redirect("allowances:run", latest.result["run"])
    first, last = last_half_year(timezone.localdate())
    asked = {key: request.GET[key] for key in ("period_from", "period_to") if key in request.GET}
    form = PeriodForm(request.POST or None, initial={"period_from": first, "period_to": last} | asked)
    if form.is_valid() and (job := done(form, start_allowances, enterprise, by=request.actor, **form.cleaned_data)):
        return redirect(f"{reverse('allowances:new-run')}?job={job.uuid}")
    watched = latest if latest and request.GET.get("job") == str(latest.uuid) else None
    context = {
        "title": gettext("Compute a period"),
        "form": form,
        "job": watched,
        "opened": runs.open_run(enterprise.pk),
        "measures": scheme_title(measures.scheme_on(enterprise.pk, timezone.localdate())),
    }
    return render(request, "allowances/new_run.html", context)


@page()
def detail(request: Request, uuid: UUID) -> HttpResponse:
    """A run: its lines by mentor, each with its derivation, what is not decided, what it changes."""
    found = runs.run(uuid, seen_by=request.actor)
    if request.actor.has(Role.ENTERPRISE_MENTOR):
        own = mentoring_mentors.profile_of(request.actor)
        return redirect("allowances:statement", found.uuid, own.uuid if own else uuid)
    names = reads_names(request.actor)
    parts = sorted(statements.sums_of_run(found), key=_by_name)
    shown_page = Paginator(parts, AT_ONCE).get_page(request.GET.get("page"))
    whole = sorted(statements.of_run(found, [each.mentor for each in shown_page]), key=_by_name)
    changes, pays = _changes(found), bool(access.can_pay(request.actor, found.enterprise_id))
    context = {
        "title": gettext("Allowances"),
        "run": found,
        "tone": TONES[found.state],
        "measures": scheme_title(found.measures),
        "names": names,
        "statements": [
            {
                "it": each,
                "name": shown(each.mentor.person.name, request.actor),
                "lines": (lines := shown_lines(each, names)),
                "on_paper": [shown(each.mentor.person.name, request.actor), *(line["name"] for line in lines)],
                "beside": [
                    (state.label, LINE_TONES[state], each.sum_of(state))
                    for state in (LineState.HELD, LineState.LOST)
                    if each.sum_of(state)
                ],
            }
            for each in whole
        ],
        "of_page": shown_page,
        "sums": {state: sum((each.sum_of(state) for each in parts), Decimal(0)) for state in STATES},
        "to_pay": sum((each.to_pay for each in parts), Decimal(0)),
        "undecided": _undecided(found, names),
        "changes": [(each, each.after or each.before) for each in changes],
        "outdated": [(each, each.after or each.before) for each in outdated.of_run(found)] if pays else [],
        "objections": [(each, objection) for each in parts for objection in each.objections],
        "pays": pays,
        "anew": urlencode({"period_from": found.period_from, "period_to": found.period_to}),
        "lacking": may_decide(found, NEXT[found.state]).reasons() if found.state in NEXT else [],
        "history": journal.recent(journal.history(found.uuid), 30) if names else [],
    }
    return render(request, "allowances/run.html", context)


STATES = ("due", "held", "lost", "stopped")
NEXT: dict[str, str] = {AllowanceState.DRAFT: "show", AllowanceState.SHOWN: "release"}  # what is decided next
AT_ONCE = 50  # statements on a page of a run


def _by_name(each: statements.Statement) -> tuple[str, int]:
    return each.mentor.person.name_key, each.mentor.pk


def _undecided(run: AllowanceRun, whole: bool) -> list[tuple[Named, str]]:
    people = mentoring_mentors.names_of_mentors([each["mentor"] for each in run.undecided])
    reasons = [(each["mentor"], Verdict.of_record(each)) for each in run.undecided]
    pairs = record.apprentices_without_grade(reason for _mentor, reason in reasons)
    if not whole:
        people, pairs = ({key: masked(name) for key, name in each.items()} for each in (people, pairs))
    found: list[tuple[Named, str]] = []
    for mentor, reason in reasons:
        lacking = reason.have or [] if reason.code == "grade_missing" else []
        names = [pairs.get(str(pair), str(pair)) for pair in lacking]
        who = ("mentoring.MentorProfile", UUID(mentor)), people.get(mentor, "—")
        found.append((who, said(replace(reason, have=names) if names else reason)))
    return found


def _changes(run: AllowanceRun) -> list[LineChange[int, AllowanceLine]]:
    """What a correction changes, line by line, against the run it corrects."""
    if run.corrects is None:
        return []
    before, after = ({line.pair_id: line for line in runs.lines(each)} for each in (run.corrects, run))
    return difference(before, after)


@page(reads=["GET"], writes=["POST"])
def show(request: Request, uuid: UUID) -> HttpResponse:
    """Let the mentors read their statements."""
    found = _to_decide(request, uuid, "show")
    mentors = len(statements.sums_of_run(found))
    follows = [
        ngettext(
            "%(n)s mentor is told, reads the statement, and can object to it.",
            "%(n)s mentors are told; each reads their own statement and can object to it.",
            mentors,
        ) % {"n": written(mentors)},
        gettext("After that the run is released or dropped; its lines change no more."),
    ]  # fmt: skip
    form = FinalForm(request.POST or None, follows=follows)
    return _for_good(
        request, found, "show", show_run, form, title=gettext("Send for review"),
        said=gettext("Each mentor can now read their statement and object to it."), verb="allowances shown",
    )  # fmt: skip


def _to_decide(request: Request, uuid: UUID, verb: str) -> AllowanceRun:
    """The run about which somebody who pays decides."""
    found = runs.run(uuid, seen_by=request.actor)
    require(access.can_pay(request.actor, found.enterprise_id))
    if ALLOWANCE.may(found, verb):
        offered(request, may_decide(found, verb))
    return found


def _for_good(
    request: Request, found: AllowanceRun, move: str, act: Callable[..., AllowanceRun], form: FinalForm, **said: str
) -> HttpResponse:
    above = gettext("Allowances"), reverse("allowances:run", args=[found.uuid])
    return form_page(
        request, form, act, found, above=above, step=(ALLOWANCE, move), lead=period_of(found), **said
    )  # fmt: skip


def period_of(run: AllowanceRun) -> str:
    """The run's period, as its pages name it."""
    return f"{written(run.period_from)} – {written(run.period_to)}"


@page(reads=["GET"], writes=["POST"])
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Drop a run that is not released."""
    found = _to_decide(request, uuid, "drop")
    follows = [gettext("It stays in the record; the period can then be computed anew.")]
    if found.state == AllowanceState.SHOWN:
        follows.append(gettext("The mentors who have read their statements are paid nothing by it."))
    form = ReasonForm(request.POST or None, follows=follows)
    return _for_good(
        request, found, "drop", drop_run, form, title=gettext("Drop the run"),
        said=gettext("The run is dropped. The period can be computed anew."), verb="allowances dropped",
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def release(request: Request, uuid: UUID) -> HttpResponse:
    """Release the run: its sums go to the pay list."""
    found = _to_decide(request, uuid, "release")
    paid = [each for each in statements.sums_of_run(found) if each.to_pay]
    total = tables.money(sum((each.to_pay for each in paid), Decimal(0)), paid[0].currency if paid else "CNY")
    follows = [
        ngettext(
            "%(sum)s goes to the pay list, for %(n)s mentor, who is told.",
            "%(sum)s goes to the pay list, for %(n)s mentors, who are told.",
            len(paid),
        ) % {"sum": total, "n": written(len(paid))},
        gettext("It is not taken back. What changes in the record later becomes a correction by another run."),
    ]  # fmt: skip
    form = FinalForm(request.POST or None, follows=follows)
    return _for_good(
        request, found, "release", release_run, form, title=gettext("Release the run"),
        said=gettext("The run is released."), verb="allowances released",
    )  # fmt: skip


class PayTable(tables.Table):
    name = NameColumn(verbose_name=_("Mentor"), by="mentor__person", to="mentor")
    level = django_tables2.Column(verbose_name=_("Level"), accessor="mentor__level")
    since = tables.Day(verbose_name=_("From"), accessor="run__period_from", orderable=False)
    until = tables.Day(verbose_name=_("To"), accessor="run__period_to", orderable=False)
    amount = tables.Money(verbose_name=_("To pay"))
    currency = django_tables2.Column(verbose_name=_("Currency"))
    at = tables.Day(verbose_name=_("Released"))

    def render_level(self, value: str) -> str:
        if not hasattr(self, "level_names"):
            self.level_names = mentoring_mentors.level_names()
        return self.level_names.get(value, value)

    def render_amount(self, record: PayEntry) -> str:
        return tables.money(record.amount, record.currency)

    def value_amount(self, record: PayEntry) -> Decimal:
        return record.amount


@page()
def pay(request: Request, uuid: UUID) -> HttpResponse:
    """The pay list of a released run, with its export."""
    found = runs.run(uuid, seen_by=request.actor)
    require(access.can_pay(request.actor, found.enterprise_id))
    return tables.listing(
        request,
        table=PayTable,
        queryset=runs.pay_entries(found),
        title=gettext("Pay list"),
        template="allowances/pay.html",
        context={
            "run": found,
            "empty_url": reverse("allowances:run", args=[found.uuid]),
            "empty_label": gettext("The run"),
        },
    )
