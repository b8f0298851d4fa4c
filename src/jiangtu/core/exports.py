"""Lists as .xlsx and .csv: a short one is the answer, a long one is made by a job and kept for who asked."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve
from django.utils import timezone
from django.utils.text import slugify

from . import files
from .actor import Actor
from .doors import Door
from .models import Job, StoredFile
from .vault import seal, unseal
from .verdict import No, Refused

EXPORT = "core.export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for a formula when it opens a .csv.
FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")
# What it would write otherwise then: long numbers, zeros in front, powers of ten, days.
REWRITTEN = re.compile(r"\d{12,}|0\d+|\d+[eE]\d+|\d{1,4}([-/])\d{1,2}(?:\1\d{1,4})?", re.ASCII).fullmatch

Row = list[Any]
Step = Callable[[int, int], None]
holds: Door[Callable[[Actor], bool]] = Door("core", "holds", "Is this role (an Actor) still its person's today?")


@dataclass(frozen=True)
class Sheet:
    """A list as it goes out."""

    headings: list[str]
    rows: Iterable[Row]
    count: int


def answer(request: HttpRequest, sheet: Sheet, *, title: str) -> HttpResponse:
    """All rows of the list, as filtered and sorted, in the columns shown; of a long one the page that has it made.

    A job, which makes it, has its progress as the request's `step`.
    """
    step = getattr(request, "step", None)
    if sheet.count > settings.EXPORTED_AT_ONCE and step is None:
        asked = sealed(request.get_full_path())
        found = {"title": title, "asked": asked, "most": settings.EXPORTED_AT_ONCE, "count": sheet.count}
        return render(request, "core/export.html", {**found, "back": request.path, "days": files.AGE.days})
    form = request.GET["export"]
    write, content_type = FORMATS[form]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(file, sheet.headings, _rows_with_progress(sheet, step) if step else iter(sheet.rows))
    file.seek(0)
    name = f"{slugify(title, allow_unicode=True) or 'list'}-{timezone.localdate():%Y-%m-%d}.{form}"
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type, headers=headers)  # type: ignore[return-value]


def _rows_with_progress(sheet: Sheet, step: Step) -> Iterator[Row]:
    for done, row in enumerate(sheet.rows, start=1):
        step(done, sheet.count)
        yield row


def sealed(address: str) -> str:
    """An address as the form and the queue carry it: nobody can name another, and no log tells what was filtered by."""
    return urlsafe_b64encode(seal(address.encode(), purpose=EXPORT)).decode()


def opened(asked: str) -> str:
    """The address again. Raises Http404 for what we did not seal."""
    try:
        return unseal(urlsafe_b64decode(asked), purpose=EXPORT).decode()
    except (ValueError, IndexError, InvalidTag) as error:
        raise Http404 from error


def made(asked: str, *, by: Actor, step: Step) -> StoredFile:
    """Make the file of a long list and keep it, by asking its page anew: rights are those of now. Nothing refers to the
    file, so the nightly sweep takes it after its days.

    Raises `Refused` where the role has ended or the page does not open for it any more.
    """
    path, _, query = opened(asked).partition("?")
    request: Any = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET, request.META["QUERY_STRING"] = QueryDict(query), query
    request.actor, request.step = by, step
    try:
        if not all(hold(by) for hold in holds):
            raise Http404
        found = request.resolver_match = resolve(path)
        response = found.func(request, *found.args, **found.kwargs)
    except Http404:
        raise Refused(No("export_refused")) from None
    if not isinstance(response, FileResponse):
        raise Refused(No("export_refused"))
    # To close the answer would end the worker's connections with it.
    with response.file_to_stream as file:  # type: ignore[union-attr]
        content = file.read()
    kind = response["Content-Type"]
    return files.keep(content, name=response.filename, content_type=kind, purpose=EXPORT, owner=by.person_uuid)


def result(kept: StoredFile, *, by: Actor) -> dict[str, Any]:
    """What its job keeps of a file that is made: which it is, and in which role it was asked for."""
    return {"file": str(kept.uuid), "hat": [by.institution, by.role]}


def is_for(job: Job, by: Actor) -> bool:
    """Whether the job made a file, for this person in this role."""
    mine = job.kind == EXPORT and job.state == Job.State.DONE and job.owner == by.person_uuid
    return mine and (job.result or {}).get("hat") == [by.institution, by.role]


def _xlsx(file: IO[bytes], headings: list[str], rows: Iterator[Row]) -> None:
    import xlsxwriter  # only where a list is exported

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        shapes = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            Decimal: book.add_format({"num_format": "#,##0.00"}),
        }
        sheet.set_column(0, len(headings) - 1, 18)
        sheet.freeze_panes(1, 0)
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(last, at, value[:32767])
                elif isinstance(value, date):
                    sheet.write_datetime(last, at, value, shapes[datetime if isinstance(value, datetime) else date])
                else:
                    sheet.write_number(last, at, value, shapes.get(type(value)))
        sheet.autofilter(0, 0, last, len(headings) - 1)


def _csv(file: IO[bytes], headings: list[str], rows: Iterator[Row]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerows(map(_for_excel, row) for row in chain([headings], rows))
    text.detach()


def _for_excel(cell: Any) -> Any:
    """A cell of a .csv so that a spreadsheet shows what it says: computes nothing, and keeps each digit."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if FORMULA.match(cell) else f'="{cell}"' if REWRITTEN(cell) else cell


FORMATS = {
    "xlsx": (_xlsx, XLSX),
    "csv": (_csv, "text/csv; charset=utf-8"),
}
