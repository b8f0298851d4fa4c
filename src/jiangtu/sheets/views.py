"""One set of pages for every kind of file: bring one, its report by line and column, take it over, put it aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django_tables2
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangtu.core import exports, journal, links, tables
from jiangtu.core.actor import Actor
from jiangtu.core.forms import FinalForm, form_page
from jiangtu.core.models import Job
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Refused, Verdict, require
from jiangtu.core.web import Request, offered, page, sent

from . import access, actions, queries
from . import template as writing
from .doors import A, AnyKind, Kind, R
from .forms import AskedForm, FileForm, TakeBackForm
from .models import GivenFile
from .phrases import KINDS
from .rules.layout import Layout
from .rules.report import Problem
from .states import GIVEN_FILE, FileState
from .workbook import MAX_BYTES

TONES: dict[str, str] = {
    FileState.GIVEN: "wait",
    FileState.CHECKED: "",
    FileState.TAKEN: "ok",
    FileState.BACK: "off",
    FileState.DISCARDED: "off",
    FileState.UNREADABLE: "no",
    FileState.EXPIRED: "off",
    FileState.CLEARED: "off",
}


class FileTable(tables.Table):
    """The files that came in. `brought_by`: institution → its name."""

    file = django_tables2.Column(
        verbose_name=_("File"),
        accessor="file__name",
        linkify=lambda record: reverse("sheets:file", args=[record.uuid]),
    )
    state = tables.State(verbose_name=_("State"), tones=TONES)
    rows = tables.Figure(verbose_name=_("Rows"))
    good = tables.Figure(verbose_name=_("Good"))
    taken = tables.Figure(verbose_name=_("Imported"))
    given_for = django_tables2.Column(verbose_name=_("Sent by"))
    given_at = tables.Day(verbose_name=_("Sent on"))
    brought_by: dict[UUID, str]

    def render_given_for(self, value: UUID) -> str:
        return self.named(((journal.INSTITUTION, value), self.brought_by.get(value, "—")))


class WaitingTable(FileTable):
    """Files of every kind, beside one another."""

    kind = django_tables2.Column(verbose_name=_("What it is"), orderable=False)

    class Meta:
        sequence = ("file", "kind", "...")
        exclude = ("state", "taken", "given_for")

    def render_kind(self, value: str) -> str:
        return str(queries.kind(value).title)


class ProblemTable(tables.Table):
    """What is wrong with a file, by line and column of its `layout`."""

    row = tables.Figure(verbose_name=_("Line"))
    column = django_tables2.Column(verbose_name=_("Column"))
    severity = django_tables2.Column(verbose_name=_("Severity"))
    code = django_tables2.Column(verbose_name=_("Code"))
    message = django_tables2.Column(
        verbose_name=_("What is wrong, and how to fix it"), empty_values=(), orderable=False
    )
    spare = ("code",)
    layout: Layout

    def render_column(self, value: str) -> str:
        column = self.layout.by_key.get(value)
        if column is None:
            return value
        return column.english.replace("_", " ") if get_language() == "en" else column.zh

    def render_severity(self, value: str) -> str:
        tone, word = ("no", _("error")) if value == "error" else ("wait", _("warning"))
        return format_html('<span class="tag {}">{}</span>', tone, word)

    def render_message(self, record: Problem) -> str:
        return sentence(record.verdict())


def _gives(actor: Actor, kind: str, about: Sequence[UUID]) -> Verdict:
    of = queries.kind(kind)
    return access.can_give(actor, of, queries.about(of, about, seen_by=actor))


@page(reads=["GET"], writes=["POST"], takes=MAX_BYTES, by=_gives)
def give(request: Request, kind: str, about: Sequence[UUID]) -> HttpResponse:
    """Bring a file of a kind; below, those that came before."""
    of = queries.kind(kind)
    thing = queries.about(of, about, seen_by=request.actor)
    require(access.can_give(request.actor, of, thing))
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        given = actions.give(of, about, content=file.read(), name=file.name, by=request.actor)
        return redirect("sheets:file", given.uuid)
    found = queries.of_kind(kind, about, seen_by=request.actor)
    houses = {house for house in found.order_by().values_list("given_for", flat=True) if house}
    table = type("Files", (FileTable,), {"brought_by": journal.names(houses)})
    return tables.listing(
        request,
        table=table,
        queryset=found,
        title=str(of.title),
        template="sheets/give.html",
        context={
            "form": form,
            "shown": of.shows(thing, request.actor),
            "awaits": of.awaits(thing),
            "template_url": reverse("sheets:template", args=[kind, about]),
        },
    )


@page()
def template(request: Request, kind: str, about: Sequence[UUID]) -> HttpResponse:
    """The template of a kind, with what is known already."""
    of = queries.kind(kind)
    thing = queries.about(of, about, seen_by=request.actor)
    require(access.can_give(request.actor, of, thing))
    content = writing.blank(of.layout_of(thing), of.known_rows(thing, request.actor))
    return sent(content, f"{kind}.xlsx", exports.XLSX)


@page()
def waiting(request: Request) -> HttpResponse:
    """The files of one's own institution that are checked and neither imported nor discarded."""
    require(access.can_see_waiting(request.actor))
    found = queries.waiting(seen_by=request.actor)
    return tables.listing(request, table=WaitingTable, queryset=found, title=str(_("Checked, not yet imported")))


@page()
def report(request: Request, uuid: UUID) -> HttpResponse:
    """One file: what the check found, filtered by code, sorted, paged, exported; and what can be done with it."""
    given, job = _settled(queries.given_file(uuid, seen_by=request.actor))
    kind, thing = _kind_and_thing(request, given)
    code, problems = request.GET.get("code", ""), queries.problems_of(given)
    table = type("Problems", (ProblemTable,), {"layout": kind.layout_of(thing)})
    return tables.listing(
        request,
        table=table,
        queryset=queries.problems_of(given, code=code),
        title=given.file.name,
        template="sheets/report.html",
        context={
            **_standing(request, given, kind, thing),
            "job": job,
            "watching": job is not None and job.open and job.owner == request.actor.person_uuid,
            "changed_since": job is not None and job.kind == actions.TAKE and job.result == {"state": "checked"},
            "codes": [
                (each, kind.codes.get(each, KINDS.get(each, each)), number, each == code)
                for each, number in queries.codes_of(given).items()
            ],
            "warnings": sum(problem.severity == "warning" for problem in problems),
            "errors": sum(problem.severity == "error" for problem in problems),
            "same": queries.same_file(given) if given.state == FileState.CHECKED else None,
            "form": AskedForm(fields=kind.asks(thing), initial=given.asked),
        },
    )


def _settled(given: GivenFile) -> tuple[GivenFile, Job | None]:
    """The file as its last work left it, and that work as it was then: open work is watched, whatever comes meanwhile.

    The work is asked for once, after the file: asked again, it might have ended, and nobody would load the page anew.
    """
    job = queries.latest_job(given)
    if given.state == FileState.GIVEN and job and not job.open:
        given.refresh_from_db()
    return given, job


def _kind_and_thing(request: Request, given: GivenFile) -> tuple[AnyKind, object]:
    kind = queries.kind(given.kind)
    return kind, queries.about(kind, given.about, seen_by=request.actor)


def _standing(request: Request, given: GivenFile, kind: Kind[A, R], thing: A) -> dict[str, Any]:
    """What the report and the question before taking over both show."""
    return {
        "given": given,
        "kind": kind,
        "tone": TONES[FileState(given.state)],
        "brought_by": _house(given.given_for),
        "shown": kind.shows(thing, request.actor),
        "again_url": reverse("sheets:give", args=[given.kind, given.about]),
        "taken_back": actions.may_take_back(given, kind) if given.state == FileState.TAKEN and kind.back else None,
        "may_take": access.can_take_over(request.actor, given, kind, thing).ok,
        "to_take": kind.counts(given.to_take),
        "partial": kind.partial,
    }


def _house(uuid: UUID | None) -> str:
    name = next(iter(journal.names({uuid}).values()), "") if uuid else ""
    return links.called((journal.INSTITUTION, uuid), name) if uuid and name else ""


@page()
def corrected(request: Request, uuid: UUID) -> HttpResponse:
    """The file itself with each problem written into its cell."""
    given = queries.given_file(uuid, seen_by=request.actor)
    if given.refusal:
        raise Refused(Verdict.of_record(given.refusal))
    if given.state == FileState.GIVEN:
        raise Http404
    kind, thing = _kind_and_thing(request, given)
    problems, layout = queries.problems_of(given), kind.layout_of(thing)
    content = writing.report_workbook(queries.content_of(given), given.file.name, problems, layout)
    return sent(content, f"{given.file.name.rsplit('.', 1)[0]}-checked.xlsx", exports.XLSX)


@page(reads=[], writes=["POST"])
def take(request: Request, uuid: UUID) -> HttpResponse:
    """Have the file taken over: all rows, or by choice only the good ones."""
    given = queries.given_file(uuid, seen_by=request.actor)
    kind, thing = _kind_and_thing(request, given)
    form = AskedForm(request.POST, fields=kind.asks(thing))
    only_good = request.POST.get("only_good") == "1"
    if not form.is_valid():
        context = {"title": given.file.name, "form": form, "only_good": only_good}
        return render(request, "sheets/asked.html", {**_standing(request, given, kind, thing), **context})
    if actions.ask_take(given, only_good=only_good, asked=form.cleaned_data, by=request.actor) is None:
        messages.info(request, _("This file has been imported already; nothing was changed."))
    return redirect("sheets:file", uuid)


@page(reads=[], writes=["POST"])
def check(request: Request, uuid: UUID) -> HttpResponse:
    """Check the file anew."""
    actions.check_again(queries.given_file(uuid, seen_by=request.actor), by=request.actor)
    return redirect("sheets:file", uuid)


@page(reads=["GET"], writes=["POST"])
def take_back(request: Request, uuid: UUID) -> HttpResponse:
    """Take back what was made of the file by mistake, after what follows from it was read."""
    given = queries.given_file(uuid, seen_by=request.actor)
    kind, thing = _kind_and_thing(request, given)
    require(access.can_take_over(request.actor, given, kind, thing))
    offered(request, actions.may_take_back(given, kind))
    follows = [
        _("What was imported from it is taken back: %(what)s.") % {"what": kind.counts(len(given.made))},
        *(kind.back.follows if kind.back else ()),
        _("The file stays in the list as taken back. To import it after all, send it again."),
    ]
    return form_page(
        request, TakeBackForm(request.POST or None, follows=follows), actions.take_back, given,
        title=_("Take back the import"), above=(given.file.name, reverse("sheets:file", args=[given.uuid])),
        lead=given.file.name, said=_("The import is taken back."), step=(GIVEN_FILE, "take back"),
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"])
def discard(request: Request, uuid: UUID) -> HttpResponse:
    """Put the file aside, after what follows from it was read."""
    given = queries.given_file(uuid, seen_by=request.actor)
    kind, thing = _kind_and_thing(request, given)
    require(access.can_take_over(request.actor, given, kind, thing))
    follows: list[str | Promise] = [
        _("Nothing of it is imported. It stays in the list as discarded, and its report can be read."),
        _("The file itself is deleted after %(days)s days.") % {"days": settings.SHEETS_KEPT_DAYS},
        _("To import it after all, send the file again."),
    ]
    return form_page(
        request, FinalForm(request.POST or None, follows=follows), actions.discard, given,
        title=_("Discard this file"), above=(str(kind.title), reverse("sheets:give", args=[given.kind, given.about])),
        lead=given.file.name, said=_("The file is discarded; nothing of it was imported."),
        step=(GIVEN_FILE, "discard"),
    )  # fmt: skip
