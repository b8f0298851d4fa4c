"""Profiles of many people: on one page for a class's apprentices, and as spreadsheets for mentors and apprentices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from jiangtu.core import files, tables
from jiangtu.core.forms import done
from jiangtu.core.models import StoredFile
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import Refused, require
from jiangtu.core.web import Request, page, sent
from jiangtu.institutions.queries import institutions

from .. import access
from ..actions import profiles as profiles_acts
from ..forms import ApprenticesForm, SheetForm
from ..models import MentorProfile
from ..queries import mentors as mentors_queries
from ..queries import pairing, sheets
from .pairing import _where

MOST_BYTES = 10_000_000


def _download(content: bytes, name: str) -> HttpResponse:
    return sent(content, f"{name}-{timezone.localdate()}.xlsx", tables.XLSX)


def _enterprise(request: Request) -> Any:
    enterprise = institutions.own(request.actor)
    require(access.can_keep_profile(request.actor, MentorProfile(enterprise=enterprise)))
    return enterprise


@page()
def mentors_template(request: Request) -> HttpResponse:
    """The sheet of mentors with everybody who holds the role, their profiles filled in."""
    enterprise = _enterprise(request)
    known, people = mentors_queries.mentor_rows(enterprise.pk)
    columns = sheets.mentor_columns(mentors_queries.skills_at(enterprise.pk))
    rows = []
    for key, person in people.items():
        profile = known.get(key)
        row: dict[str, Any] = {"key": key, "name": person.name}
        if profile:
            row |= {name: getattr(profile, name) for name in ("level", "suit", "sites", "shifts", "places")}
            row |= {f"skill:{skill}": grade for skill, grade in profile.skills.items()}
        rows.append(row)
    return _download(sheets.template(columns, rows), "mentors")


@page(reads=["GET"], writes=["POST"])
def mentors(request: Request) -> HttpResponse:
    """Bring a sheet of mentors."""
    _enterprise(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    stored = _kept(request, form, "mentor profiles")
    if stored:
        return redirect("mentoring:mentor-checked", stored.uuid)
    template, back = reverse("mentoring:mentor-template"), reverse("mentoring:mentors")
    return _import(request, form, template, back, gettext("Mentors"))


@page(reads=["GET"], writes=["POST"])
def mentors_checked(request: Request, file: UUID) -> HttpResponse:
    """What was found in a sheet of mentors; entering it writes all its good rows or none."""
    enterprise = _enterprise(request)
    report = _checked(_stored(request, file, "mentor profiles"), *_known_mentors(enterprise))
    form = SheetForm()
    if isinstance(report, Refused):
        form = _refused(report)
    elif request.method == "POST" and _may_enter(request, report):
        count = profiles_acts.keep_mentor_profiles(report.found, enterprise, by=request.actor)
        said = ngettext("%(n)s profile is written.", "%(n)s profiles are written.", count)
        messages.success(request, said % {"n": count})
        return redirect("mentoring:mentors")
    return _import(
        request, form, reverse("mentoring:mentor-template"), reverse("mentoring:mentors"), gettext("Mentors"),
        action=reverse("mentoring:mentor-sheet"), report=report,
        corrected=reverse("mentoring:mentor-errors", args=[file]),
    )  # fmt: skip


@page()
def mentors_corrected(request: Request, file: UUID) -> HttpResponse:
    """The sheet of mentors with the problems in its cells."""
    enterprise = _enterprise(request)
    return _corrected(_stored(request, file, "mentor profiles"), *_known_mentors(enterprise))


Known = tuple[list[sheets.Column], dict[str, Any], dict[str, str], set[str]]  # what `sheets.check` goes by


def _known_mentors(enterprise: Any) -> Known:
    profiles, people = mentors_queries.mentor_rows(enterprise.pk)
    names = {key: person.name for key, person in people.items()}
    return (
        sheets.mentor_columns(mentors_queries.skills_at(enterprise.pk)),
        people,
        names,
        people.keys() - profiles.keys(),
    )


@page()
def apprentices_template(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """The sheet of a class's apprentices, with what is known."""
    found, at = _where(request, uuid, enterprise)
    learning = list(pairing.apprentices_to_pair(found, at))
    profiles = mentors_queries.profiles_of_apprentices([each.pk for each in learning])
    rows = []
    for each in learning:
        profile = profiles.get(each.pk)
        row: dict[str, Any] = {"key": str(each.uuid), "name": each.enrolment.person.name}
        if profile:
            row |= {name: getattr(profile, name) for name in ("suit", "sites", "shifts", "mentors")}
        wants = (profile and profile.wants) or pairing.wanted_skills(found)
        rows.append(row | {f"skill:{skill}": grade for skill, grade in wants.items()})
    return _download(sheets.template(sheets.apprentice_columns(pairing.skills_to_learn(found)), rows), "apprentices")


@page(reads=["GET"], writes=["POST"])
def apprentices(request: Request, uuid: UUID, enterprise: UUID) -> HttpResponse:
    """What pairing must know of the class's apprentices: many at once, or by a sheet."""
    found, at = _where(request, uuid, enterprise)
    learning = list(pairing.apprentices_to_pair(found, at))
    profiles = mentors_queries.profiles_of_apprentices([each.pk for each in learning])
    sheet = SheetForm(request.POST if "sheet" in request.POST else None, request.FILES or None)
    if "sheet" in request.POST:
        stored = _kept(request, sheet, "apprentice profiles")
        if stored:
            return redirect("mentoring:apprentice-checked", found.uuid, at.uuid, stored.uuid)
    choices = [(str(each.uuid), each.enrolment.person.name) for each in learning]
    form = ApprenticesForm(request.POST if "who" in request.POST or "place" in request.POST else None, choices=choices)
    mentors = (
        mentors_queries.mentors(seen_by=request.actor).filter(enterprise=at, active=True).values_list("sites", "shifts")
    )
    form.say_where_mentors_are([*mentors])
    if form.is_valid():
        data = dict(form.cleaned_data)
        ticked = set(data.pop("who"))
        chosen = [each for each in learning if str(each.uuid) in ticked]
        if done(form, profiles_acts.place_apprentices, chosen, by=request.actor, **data):
            messages.success(request, _written_for(len(chosen)))
            return redirect("mentoring:apprentices", found.uuid, at.uuid)
    asked, skills = pairing.wanted_skills(found), mentors_queries.skill_names()
    context = {
        "title": gettext("Sites and shifts"),
        "training_class": found,
        "enterprise": at,
        "rows": [_shown(each, profiles.get(each.pk), asked, skills) for each in learning],
        "ticked": request.POST.getlist("who"),
        "form": form,
        "sheet": sheet,
    }
    return render(request, "mentoring/apprentices.html", context)


def _shown(each: Any, profile: Any, asked: dict[str, int], skills: dict[str, str]) -> tuple[Any, Any, list[str]]:
    """An apprentice, their profile, and what they are to learn to which grade."""
    wants = (profile and profile.wants) or asked
    return each, profile, [f"{skills.get(key, key)} {grade}" for key, grade in wants.items()]


@page(reads=["GET"], writes=["POST"])
def apprentices_checked(request: Request, uuid: UUID, enterprise: UUID, file: UUID) -> HttpResponse:
    """What was found in a sheet of apprentices."""
    found, at = _where(request, uuid, enterprise)
    report = _checked(_stored(request, file, "apprentice profiles"), *_known_apprentices(found, at))
    back = reverse("mentoring:apprentices", args=[found.uuid, at.uuid])
    form = SheetForm()
    if isinstance(report, Refused):
        form = _refused(report)
    elif request.method == "POST" and _may_enter(request, report):
        asked = pairing.wanted_skills(found)
        each = {one.pk: _to_learn(values, asked) for one, values in report.found}
        profiles_acts.place_apprentices([one for one, _ in report.found], by=request.actor, each=each)
        messages.success(request, _written_for(len(each)))
        return redirect(back)
    template = reverse("mentoring:apprentice-template", args=[found.uuid, at.uuid])
    corrected = reverse("mentoring:apprentice-errors", args=[found.uuid, at.uuid, file])
    title = gettext("Sites and shifts")
    return _import(request, form, template, back, title, action=back, report=report, corrected=corrected)


@page()
def apprentices_corrected(request: Request, uuid: UUID, enterprise: UUID, file: UUID) -> HttpResponse:
    """The sheet of apprentices with the problems in its cells."""
    found, at = _where(request, uuid, enterprise)
    return _corrected(_stored(request, file, "apprentice profiles"), *_known_apprentices(found, at))


def _written_for(n: int) -> str:
    return ngettext("Written for %(n)s apprentice.", "Written for %(n)s apprentices.", n) % {"n": n}


def _known_apprentices(found: Any, at: Any) -> Known:
    learning = {str(each.uuid): each for each in pairing.apprentices_to_pair(found, at)}
    names = {key: each.enrolment.person.name for key, each in learning.items()}
    return sheets.apprentice_columns(pairing.skills_to_learn(found)), learning, names, set()


def _to_learn(values: dict[str, Any], asked: dict[str, int]) -> dict[str, Any]:
    """A row's values with its grades as what the apprentice is to learn: None where it is what the programme asks."""
    if "skills" not in values:
        return values
    wants = {key: grade for key, grade in (asked | values["skills"]).items() if grade}
    rest = {name: value for name, value in values.items() if name != "skills"}
    return rest | {"wants": None if wants == asked else wants or None}


def _kept(request: Request, form: SheetForm, purpose: str) -> StoredFile | None:
    """The uploaded file, kept until it is entered; only who brought it finds it again."""
    if request.method != "POST" or not form.is_valid():
        return None
    given = form.cleaned_data["file"]
    if given.size > MOST_BYTES:
        form.add_error("file", gettext("The file is larger than 10 MB."))
        return None
    content, owner = given.read(MOST_BYTES + 1), request.actor.person_uuid
    return files.keep(content, name=given.name, content_type=tables.XLSX, purpose=purpose, owner=owner)


def _stored(request: Request, file: UUID, purpose: str) -> StoredFile:
    """The sheet that was brought, by who brought it; else 404."""
    stored = StoredFile.objects.filter(uuid=file, purpose=purpose, owner=request.actor.person_uuid).first()
    if stored is None:
        raise Http404
    return stored


def _checked(stored: StoredFile, *known: Any) -> sheets.Report | Refused:
    try:
        return sheets.check(files.read(stored), stored.name, *known)
    except Refused as refusal:
        return refusal


def _corrected(stored: StoredFile, *known: Any) -> HttpResponse:
    content = files.read(stored)
    report = sheets.check(content, stored.name, *known)
    return _download(sheets.with_problems(content, stored.name, report), "checked")


def _may_enter(request: Request, report: sheets.Report) -> bool:
    return bool(report.found) and (not report.problems or "only_good" in request.POST)


def _refused(refusal: Refused) -> SheetForm:
    form: Any = SheetForm({}, {})  # type: ignore[arg-type]
    form.is_valid()
    form.errors.clear()
    form.add_error("file", sentence(refusal.verdict))
    return form


def _import(
    request: Request,
    form: SheetForm,
    template: str,
    back: str,
    title: str,
    *,
    action: str = "",
    report: Any = None,
    corrected: str = "",
) -> HttpResponse:
    shown = None if report is None or isinstance(report, Refused) else report
    context = {
        "title": gettext("Profiles from a file"),
        "form": form,
        "template_url": template,
        "back": back,
        "back_label": title,
        "action": action,
        "job": None,
        "report": shown,
        "corrected_url": corrected,
        "commit_url": request.path if shown else "",
        "allow_partial": True,
    }
    return render(request, "mentoring/import.html", context)
