"""A mentor's statement: on screen, on paper, and the word against it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from jiangtu.core import outcome
from jiangtu.core.forms import done, form_page
from jiangtu.core.phrases import sign
from jiangtu.core.printing import pdf
from jiangtu.core.templatetags.jiangtu import masked, money
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page, sent
from jiangtu.institutions.queries.names import reads_names, shown
from jiangtu.mentoring.queries import mentors
from jiangtu.papers import queries as papers

from .. import access
from ..actions.objections import answer_objection, object_to_statement
from ..forms import AnswerForm, WordForm
from ..queries import runs, statements
from ..queries.papers import STATEMENT
from ..states import OBJECTION, AllowanceState, LineState
from .sentences import shown_lines


def _statement(request: Request, uuid: UUID, mentor: UUID) -> statements.Statement:
    run = runs.run(uuid, seen_by=request.actor)
    return statements.of_mentor(run, mentor, seen_by=request.actor)


@page()
def statement(request: Request, uuid: UUID, mentor: UUID) -> HttpResponse:
    """What a mentor gets for a period, and why."""
    return _page(request, _statement(request, uuid, mentor), WordForm())


def _page(request: Request, found: statements.Statement, form: WordForm) -> HttpResponse:
    names = reads_names(request.actor)
    name, lines = shown(found.mentor.person.name, request.actor), shown_lines(found, names)
    context = {
        "title": gettext("Allowance statement"),
        "statement": found,
        "run": found.run,
        "name": name,
        "names": names,
        "lines": lines,
        "on_paper": [name, *(each["name"] for each in lines)],
        "form": form,
        "own": bool(access.can_object(request.actor, found.mentor)),
        "may_object": bool(access.can_object(request.actor, found.mentor)) and found.run.state == AllowanceState.SHOWN,
        "pays": bool(access.can_pay(request.actor, found.run.enterprise_id)),
    }
    return render(request, "allowances/statement.html", context)


@page()
def statement_pdf(request: Request, uuid: UUID, mentor: UUID) -> HttpResponse:
    """The statement on paper, in Chinese or English."""
    found = _statement(request, uuid, mentor)
    language = "en" if request.GET.get("language") == "en" else "zh-hans"
    with translation.override(language):
        stamp = papers.stamp(STATEMENT, found.run.uuid, found.mentor.uuid)
        data = statement_data(found, reads_names(request.actor), stamp.number)
        made = pdf("document.typ", data, language=language, verify=stamp.address, digest=stamp.digest)
    return sent(made, f"statement-{timezone.localdate()}.pdf", "application/pdf", shown=True)


def statement_data(found: statements.Statement, names: bool, number: str) -> dict[str, Any]:
    """The parts of the printed statement, in the language that is active."""
    run, currency = found.run, found.currency
    lines = shown_lines(found, names)
    rows = [
        [each["name"], str(line.months), str(LineState(line.state).label), money(line.amount, currency)]
        for each, line in ((each, each["line"]) for each in lines)
    ]
    rows.append([gettext("Due"), "", "", money(found.due, currency)])
    if run.corrects_id:
        rows.append([gettext("Paid before"), "", "", money(-found.paid_before, currency)])
        rows.append([gettext("To pay"), "", "", money(found.to_pay, currency)])
    level = mentors.level_names().get(found.mentor.level, found.mentor.level)
    name = found.mentor.person.name
    parts: list[dict[str, Any]] = [
        {
            "facts": [
                [gettext("Number"), number],
                [gettext("Mentor"), f"{name if names else masked(name)} · {level}"],
                [gettext("Enterprise"), str(run.enterprise)],
                [gettext("Period"), f"{date_format(run.period_from)} – {date_format(run.period_to)}"],
                [gettext("State"), str(run.get_state_display())],
            ]
        },
        {
            "ledger": {
                "headings": [gettext("Apprentice"), gettext("Months"), gettext("State"), gettext("Amount")],
                "rows": rows,
                "strong": list(range(len(lines), len(rows))),
            }
        },
        {"heading": gettext("How each line comes about")},
    ]
    said = _common(lines)
    parts += [{"text": f"· {step}"} for step in said]
    for each in lines:
        parts.append({"text": f"{each['name']}{sign(':')}{each['clause']}"})
        parts += [{"text": f"· {step}"} for step in each["steps"] if step not in {*said, each["clause"]}]
    if not lines:
        parts.append({"text": gettext("No pair of yours is left in this period; what was paid for it is taken back.")})
    parts.append({"signatures": [gettext("Enterprise"), gettext("Mentor")]})
    return {"title": gettext("Allowance statement"), "subtitle": str(run.enterprise), "parts": parts}


def _common(lines: list[dict[str, Any]]) -> list[str]:
    """The steps that every line rests on, so that paper says them once."""
    if len(lines) < 2:
        return []
    return [step for step in lines[0]["steps"] if all(step in each["steps"] for each in lines[1:])]


@page(reads=[], writes=["POST"])
def object_to(request: Request, uuid: UUID, mentor: UUID) -> HttpResponse:
    """Object to one's statement."""
    found = _statement(request, uuid, mentor)
    form = WordForm(request.POST)
    word = request.POST.get("word", "")
    if form.is_valid() and done(form, object_to_statement, found.run, found.mentor, word=word, by=request.actor):
        outcome.say(request, gettext("Your objection is with HR. The run is not released before it is answered."))
        return redirect("allowances:statement", found.run.uuid, found.mentor.uuid)
    return _page(request, found, form)


@page(reads=["GET"], writes=["POST"])
def answer(request: Request, uuid: UUID) -> HttpResponse:
    """Answer an objection."""
    objection = statements.objection(uuid, seen_by=request.actor)
    if objection is None:
        raise Http404
    run = objection.run
    require(access.can_pay(request.actor, run.enterprise_id))
    follows = [
        gettext("%(mentor)s is told and reads the answer; it is not changed afterwards.")
        % {"mentor": objection.mentor.person.name},
        gettext("The amounts stay. Where the mentor is right, drop the run, correct the record and compute anew."),
    ]
    if run.state == AllowanceState.SHOWN and sum(not each.answered_at for each in run.objections.all()) == 1:
        follows.append(gettext("It is the last objection without an answer: after that the run can be released."))
    return form_page(
        request, AnswerForm(request.POST or None, follows=follows), answer_objection, objection,
        title=gettext("Answer the objection"), above=(gettext("Allowances"), resolve_url("allowances:run", run.uuid)),
        lead=objection.word, said=gettext("The answer is with the mentor."), verb="objection answered",
        step=(OBJECTION, "answer"),
    )  # fmt: skip
