"""The timetable by week, and one session."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import outcome, tables
from jiangtu.core.actor import Actor
from jiangtu.core.forms import done
from jiangtu.core.phrases import written
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.institutions.queries.names import NameColumn, reads_names

from .. import access
from ..actions import timetable as timetable_acts
from ..actions.timetable import cancel_session, copy_session, move_session, plan_session
from ..forms import AgainForm, CancelForm, SessionForm, WeeksForm, as_typed, week_name
from ..models import Session, TrainingClass
from ..queries import classes, timetable
from ..rules.timetable import takes_sessions
from ..states import SessionState

TONES = {"planned": "", "held": "ok", "cancelled": "off"}


class SessionTable(tables.Table):
    titled = ("topic", "during")
    during = django_tables2.Column(
        verbose_name=_("Time"), linkify=lambda record, table: _page_of(record, table.request.actor)
    )
    training_class = tables.Linked(verbose_name=_("Class"))
    topic = django_tables2.Column(verbose_name=_("Session"), accessor="topic", empty_values=())
    trainer = NameColumn(verbose_name=_("Trainer"), by="trainer")
    room = django_tables2.Column(verbose_name=_("Room"), default="—")
    minutes = tables.Figure(verbose_name=_("Length (minutes)"), orderable=False)
    state = tables.State(verbose_name=_("State"), tones=TONES)

    def render_during(self, record: Session) -> str:
        begins, ends = timezone.localtime(record.during.lower), timezone.localtime(record.during.upper)
        return f"{date_format(begins, 'DATE_FORMAT')} {date_format(begins, 'H:i')}–{date_format(ends, 'H:i')}"

    def render_topic(self, record: Session) -> str:
        return record.topic or record.get_kind_display()


def _page_of(each: Session, actor: Actor) -> str:
    calls = timetable.call_due(each) and access.can_call_roll(actor, each)
    return reverse(f"training:{'roll' if calls else 'session'}", args=[each.uuid])


class SessionFilter(tables.FilterSet):
    since = tables.DayFilter(label=_("From"), method="not_before")
    until = tables.DayFilter(label=_("To"), method="not_after")
    training_class = django_filters.UUIDFilter(field_name="training_class__uuid", widget=HiddenInput)
    roll = django_filters.ChoiceFilter(label=_("Roll"), method="of_roll", choices=[("uncalled", _("not called"))])

    def not_before(self, rows: QuerySet[Session], _name: str, day: date) -> QuerySet[Session]:
        return rows.filter(during__endswith__gt=timetable.midnight(day))

    def not_after(self, rows: QuerySet[Session], _name: str, day: date) -> QuerySet[Session]:
        return rows.filter(during__startswith__lt=timetable.midnight(day + timedelta(1)))

    def of_roll(self, rows: QuerySet[Session], _name: str, _value: str) -> QuerySet[Session]:
        return rows.filter(timetable.over_uncalled())


@page()
def sessions(request: Request) -> HttpResponse:
    """The sessions of a trainer, else of every class that one sees, the cancelled ones aside."""
    require(access.can_list_sessions(request.actor))
    return tables.listing(
        request,
        table=SessionTable,
        queryset=timetable.sessions(seen_by=request.actor).order_by("-during", "-pk"),
        filterset=SessionFilter,
        title=gettext("Sessions"),
    )


def _monday(asked: str, training_class: TrainingClass) -> date:
    """The Monday of the week asked for; without one, this week, or the nearest within the class's dates."""
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    if day is None or not date(2000, 1, 1) <= day <= date(2100, 1, 1):
        day = min(max(timezone.localdate(), training_class.starts_on), training_class.ends_on)
    return day - timedelta(day.weekday())


def _choices(training_class: TrainingClass) -> dict[str, Any]:
    return {
        "training_class": training_class,
        "trainers": timetable.trainers_of(training_class),
        "houses": timetable.houses_of(training_class),
    }


@page(reads=["GET"], writes=["POST"])
def week(request: Request, uuid: UUID) -> HttpResponse:
    """A week of a class; a session is added here."""
    found = classes.training_class(uuid, seen_by=request.actor)
    return _week(request, found, _monday(request.GET.get("week", ""), found), WeeksForm())


def _week(request: Request, found: TrainingClass, monday: date, weeks_form: WeeksForm) -> HttpResponse:
    may_plan = bool(access.can_plan(request.actor, found) and takes_sessions(found.state))
    first = {"day": max(monday, min(timezone.localdate(), monday + timedelta(6))), "start": "08:00"}
    first["stage"] = timetable.stage_taught(found, before=monday + timedelta(7))
    if request.actor.has("college_trainer"):
        first["trainer"] = request.actor.person
    sent = None if weeks_form.is_bound else request.POST or None
    form = SessionForm(sent, initial=first, **_choices(found))
    if form.is_valid():
        made = done(form, plan_session, found, by=request.actor, **form.cleaned_data)
        if made:
            day = form.cleaned_data["day"]
            n = made.attendance.count()
            said = ngettext(
                "The session is planned; %(n)s person is expected.",
                "The session is planned; %(n)s people are expected.",
                n,
            )
            messages.success(request, said % {"n": written(n)})
            return redirect(_address(found, day))
    sessions = list(timetable.week(found, monday))
    by_day: dict[date, list[Session]] = {}
    for session in sessions:
        session.tone = TONES[session.state]  # type: ignore[attr-defined]
        by_day.setdefault(timezone.localdate(session.during.lower), []).append(session)
    days = [(monday + timedelta(n), by_day.get(monday + timedelta(n), [])) for n in range(7)]
    context = {
        "training_class": found, "monday": monday, "name_of_week": week_name(monday), "days": days,
        "before": monday - timedelta(7), "after": monday + timedelta(7), "today": timezone.localdate(),
        "may_plan": may_plan, "form": form, "weeks_form": weeks_form,
        "any": any(each.state != SessionState.CANCELLED for each in sessions),
        "rooms": timetable.rooms_to_offer(found) if may_plan else [],
        "own": reverse("training:week", args=[found.uuid]),
        "names": reads_names(request.actor),
        "sees_people": access.sees_people(request.actor),
    }  # fmt: skip
    return render(request, "training/week.html", context)


@page(reads=["GET"], writes=["POST"])
def copy_week(request: Request, uuid: UUID) -> HttpResponse:
    """The week's sessions again in the following weeks. A refusal stands on the page of the week."""
    found = classes.training_class(uuid, seen_by=request.actor)
    require(access.can_plan(request.actor, found))
    if request.method == "GET":  # loaded again, or in the other language, where a refusal stood
        return redirect("training:week", uuid)
    monday = _monday(request.POST.get("week", ""), found)
    form = WeeksForm(request.POST)
    if form.is_valid():
        made = done(form, timetable_acts.copy_week, found, monday, by=request.actor, **form.cleaned_data)
        if made:
            said = ngettext(
                "%(n)s session is planned in the following weeks.",
                "%(n)s sessions are planned in the following weeks.",
                len(made),
            )
            messages.success(request, said % {"n": written(len(made))})
            return redirect(_address(found, monday + timedelta(7)))
    return _week(request, found, monday, form)


def _address(training_class: TrainingClass, day: date) -> str:
    """The page of the week in which a day lies."""
    return f"{reverse('training:week', args=[training_class.uuid])}?week={day - timedelta(day.weekday())}"


def _session_context(request: Request, found: Session) -> dict[str, Any]:
    training_class = found.training_class
    may_plan = bool(access.can_plan(request.actor, training_class) and takes_sessions(training_class.state))
    may_call = bool(access.can_call_roll(request.actor, found)) and found.state != "cancelled"
    rows = list(timetable.roll(found, seen_by=request.actor))
    people = [(row.enrolment.person.name, str(row.enrolment.enterprise)) for row in rows]
    names, cancelled = reads_names(request.actor), found.state == SessionState.CANCELLED
    return {
        "session": found,
        "training_class": training_class,
        "tone": TONES[found.state],
        "start": timezone.localtime(found.during.lower),
        "end": timezone.localtime(found.during.upper),
        "may_move": may_plan and found.state == SessionState.PLANNED,
        "may_copy": may_plan,
        "may_call": may_call,
        "replaced_scans": found.replaced_scans.select_related("file") if may_call else [],
        "call_now": may_call and bool(timetable.call_due(found)),
        "rows": rows,
        "on_paper": [found.topic, found.trainer.name, *chain(*people)] if may_call else [],
        "names": names,
        "why_cancelled": timetable.why_cancelled(found) if names and cancelled else "",
        "sees_people": access.sees_people(request.actor) and not cancelled,
        "rooms": timetable.rooms_to_offer(training_class) if may_plan else [],
    }


def _follows(found: Session) -> list[str]:
    """What follows from cancelling a session."""
    n = found.attendance.count()
    told = ngettext(
        "%(n)s apprentice is told and is free at that time, as are trainer and room.",
        "%(n)s apprentices are told and are free at that time, as are trainer and room.",
        n,
    )
    return [told % {"n": written(n)}, gettext("A cancelled session does not come back; it can be planned once more.")]


@page(reads=["GET"], writes=["POST"])
def session(request: Request, uuid: UUID) -> HttpResponse:
    """One session: who was there, and its change, copy or cancellation."""
    found = timetable.session(uuid, seen_by=request.actor)
    asked = request.POST.get("act", "")
    first = as_typed(found)
    move = SessionForm(
        request.POST if asked == "move" else None, about=found, prefix="move", **_choices(found.training_class)
    )
    again = AgainForm(
        request.POST if asked == "copy" else None, prefix="copy",
        initial={"day": first["day"] + timedelta(7), "start": first["start"]},
    )  # fmt: skip
    cancel = CancelForm(request.POST if asked == "cancel" else None, prefix="cancel", follows=_follows(found))
    acts: dict[str, tuple[Any, Any, str]] = {
        "move": (move, move_session, gettext("The session is moved.")),
        "copy": (again, copy_session, gettext("The session is copied.")),
        "cancel": (cancel, cancel_session, gettext("The session is cancelled; everybody is free again.")),
    }
    if asked in acts:
        form, act, said = acts[asked]
        if form.is_valid():
            values = {"reason": form.cleaned_data["remark"]} if asked == "cancel" else form.cleaned_data
            if made := done(form, act, found, by=request.actor, **values):
                outcome.say(request, said, made)
                return redirect("training:session", made.uuid)
    context = _session_context(request, found) | {"move": move, "again": again, "cancel": cancel, "asked": asked}
    return render(request, "training/session.html", context)
