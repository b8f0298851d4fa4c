"""The roll call on a phone, the paper sheet, and its scan."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from jiangtu.core import files, outcome, printing
from jiangtu.core.actor import Actor
from jiangtu.core.forms import done
from jiangtu.core.models import StoredFile
from jiangtu.core.verdict import Verdict, require
from jiangtu.core.web import Request, page, sent
from jiangtu.papers import queries as papers
from jiangtu.people import queries as people

from .. import access
from ..actions.attendance import call_roll
from ..forms import RollForm
from ..queries import timetable
from ..queries.papers import SHEET
from ..rules.pictures import LARGEST_FILE


def _calls(actor: Actor, uuid: UUID) -> Verdict:
    return access.can_call_roll(actor, timetable.session(uuid, seen_by=actor))


@page(reads=["GET"], writes=["POST"], takes=LARGEST_FILE, by=_calls)
def roll(request: Request, uuid: UUID) -> HttpResponse:
    """Who is here: everybody present, then the exceptions, saved at once."""
    found = timetable.session(uuid, seen_by=request.actor)
    require(access.can_call_roll(request.actor, found))
    rows = timetable.roll(found)
    form = RollForm(request.POST or None, request.FILES or None, about=found, rows=rows)
    if form.is_valid():
        sheet = form.cleaned_data["sheet"]
        saved = done(
            form, call_roll, found, form.marks(), by=request.actor,
            sheet=sheet.read(LARGEST_FILE + 1) if sheet else None, sheet_name=sheet.name if sheet else "",
        )  # fmt: skip
        if saved:
            outcome.say(request, gettext("The roll is saved."), found, extra_tags="saved")
            return redirect("training:session", found.uuid)
    start = timezone.localtime(found.during.lower)
    context = {
        "session": found,
        "training_class": found.training_class,
        "start": start,
        "end": timezone.localtime(found.during.upper),
        "form": form,
        "may": timetable.call_due(found),
    }
    return render(request, "training/roll.html", context)


@page()
def sheet(request: Request, uuid: UUID) -> HttpResponse:
    """The paper sheet to sign where phones are forbidden, as PDF in the reader's language."""
    found = timetable.session(uuid, seen_by=request.actor)
    require(access.can_call_roll(request.actor, found))
    start, end = timezone.localtime(found.during.lower), timezone.localtime(found.during.upper)
    rows, stamp = timetable.roll(found), papers.stamp(SHEET, found.uuid)
    names = people.told_apart(row.enrolment.person for row in rows)
    data = {
        "title": gettext("Attendance sheet"),
        "subtitle": str(found.training_class),
        "facts": [
            [gettext("Day"), date_format(start, "DATE_FORMAT")],
            [gettext("Time"), f"{start:%H:%M}–{end:%H:%M}"],
            [gettext("Topic"), found.topic or "—"],
            [gettext("Kind of hours"), f"{found.get_kind_display()} · {found.get_venue_display()}"],
            [gettext("Room"), str(found.room) if found.room else "—"],
            [gettext("Trainer"), found.trainer.name],
            [gettext("Number"), stamp.number],
        ],
        "headings": [
            gettext("No."),
            gettext("Name"),
            gettext("Enterprise"),
            gettext("Time in"),
            gettext("Time out"),
            gettext("Signature"),
        ],
        "rows": [
            [str(n), names[row.enrolment.person_id], str(row.enrolment.enterprise)]
            for n, row in enumerate(rows, start=1)
        ],
        "signatures": [gettext("Trainer"), gettext("Date")],
        "scan": gettext(
            "The code proves this sheet, and leads on to the roll call, where it and its scan are entered."
        ),
    }
    language = get_language() or "en"
    paper = printing.pdf("training/sheet.typ", data, language=language, verify=stamp.address, digest=stamp.digest)
    return sent(paper, f"sheet-{start:%Y-%m-%d}.pdf", "application/pdf", shown=True)


@page()
def scan(request: Request, uuid: UUID) -> HttpResponse:
    """The scan of the signed sheet, always as a download."""
    found = timetable.session(uuid, seen_by=request.actor)
    require(access.can_call_roll(request.actor, found))
    return _download(timetable.scan_of(found))


@page()
def replaced_scan(request: Request, uuid: UUID) -> HttpResponse:
    """A scan in whose place another one stands."""
    found = timetable.replaced_scan(uuid, seen_by=request.actor)
    require(access.can_call_roll(request.actor, found.session))
    return _download(found.file)


def _download(stored: StoredFile) -> HttpResponse:
    ending = "pdf" if stored.content_type == "application/pdf" else "jpg"
    return sent(files.read(stored), f"sheet.{ending}", stored.content_type)
