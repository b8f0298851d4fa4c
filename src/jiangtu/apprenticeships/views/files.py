"""What the pages of rosters and of lists of certificates share: the report, and the file given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import django_tables2
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangtu.core import tables
from jiangtu.core.models import Job
from jiangtu.core.phrases import sentence
from jiangtu.core.web import Request, sent

from .. import queries, template
from ..models import GivenFile
from ..phrases.kinds import KINDS
from ..rules.certificates import LAYOUT as CERTIFICATES
from ..rules.roster.columns import ROSTER, Layout
from ..states import RosterState

Given = TypeVar("Given", bound=GivenFile)
TONES: dict[str, str] = {
    RosterState.CHECKING: "wait",
    RosterState.CHECKED: "",
    RosterState.COMMITTED: "ok",
    RosterState.DISCARDED: "off",
    RosterState.UNREADABLE: "no",
}


class ProblemTable(tables.Table):
    row = tables.Figure(verbose_name=_("Line"))
    column = django_tables2.Column(verbose_name=_("Column"))
    severity = django_tables2.Column(verbose_name=_("Severity"))
    code = django_tables2.Column(verbose_name=_("Code"))
    message = django_tables2.Column(
        verbose_name=_("What is wrong, and how to mend it"), empty_values=(), orderable=False
    )
    spare = ("code",)
    layout: Layout

    def render_column(self, value: str) -> str:
        return value.replace("_", " ") if get_language() == "en" else self.layout.chinese(value)

    def render_severity(self, value: str) -> Any:
        tone, word = ("no", _("error")) if value == "error" else ("wait", _("warning"))
        return format_html('<span class="tag {}">{}</span>', tone, word)

    def render_message(self, record: Mapping[str, Any]) -> str:
        return sentence(queries.as_problem(record).verdict())


class RosterProblems(ProblemTable):
    layout = ROSTER


class CertificateProblems(ProblemTable):
    layout = CERTIFICATES


def settled(given: Given) -> tuple[Given, Job | None]:
    """The file as its last work left it, and that work as it was then: open work is watched, whatever comes meanwhile.

    The work is asked for once, after the file: asked again, it might have ended, and nobody would load the page anew.
    """
    job = queries.latest_job(given)
    if given.state == RosterState.CHECKING and job and not job.open:
        given.refresh_from_db()
    return given, job


def report(
    request: Request,
    given: GivenFile,
    job: Job | None,
    *,
    table: type[ProblemTable],
    page_template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """The page of a file that came in: what the check found, filtered by code, sorted, paged, exported."""
    codes = queries.codes_of(given)
    code = request.GET.get("code", "")
    found = {
        "given": given,
        "tone": TONES[RosterState(given.state)],
        "job": job,
        "watching": job is not None and job.open and job.owner == request.actor.person_uuid,
        "codes": [(each, KINDS.get(each, each), number, each == code) for each, number in codes.items()],
        "code": code,
        "warnings": sum(problem["severity"] == "warning" for problem in given.problems),
        "errors": sum(problem["severity"] == "error" for problem in given.problems),
    }
    return tables.listing(
        request,
        table=table,
        queryset=queries.problems_of(given, code=code),
        title=given.file.name,
        template=page_template,
        context={**found, **context},
    )


def corrected(given: GivenFile, layout: Layout) -> HttpResponse:
    """The same file with each problem written into its cell."""
    problems = [queries.as_problem(record) for record in given.problems]
    content = template.report_workbook(queries.content_of(given), given.file.name, problems, layout)
    return sent(content, f"{given.file.name.rsplit('.', 1)[0]}-checked.xlsx", tables.XLSX)
