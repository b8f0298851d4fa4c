"""The log: an apprentice's own, a class's, one entry, its photos."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.columns import BoundColumn

from jiangtu.core import files, outcome, tables
from jiangtu.core.actor import Actor
from jiangtu.core.forms import FinalForm, done, form_page
from jiangtu.core.phrases import sentence, written
from jiangtu.core.verdict import Verdict, require
from jiangtu.core.web import Request, offered, page, sent
from jiangtu.institutions.queries.names import NameColumn, NameFilter
from jiangtu.people import queries as people
from jiangtu.people.actions import consents
from jiangtu.people.states import Purpose

from .. import access, doors
from ..actions.logbook import correct_entry, edit_entry, withdraw_entry, write_entry
from ..forms import LogForm, as_written
from ..models import LogEntry, TrainingClass
from ..queries import classes, logbook, workday
from ..rules.logbook import PHOTOS, may_change, may_correct
from ..rules.pictures import LARGEST_FILE
from ..states import EntryState

TONES = {"submitted": "wait", "returned": "no", "countersigned": "ok"}


class LogTable(tables.Table):
    titled = ("work", "on")
    on = tables.Day(verbose_name=_("Day"), linkify=lambda record: reverse("training:entry", args=[record.uuid]))
    person = NameColumn(verbose_name=_("Apprentice"), by="enrolment__person", to="enrolment")
    hours = tables.Figure(verbose_name=_("Hours worked"), accessor="minutes", order_by="minutes")
    work = django_tables2.Column(verbose_name=_("Work done"), orderable=False)
    independence = django_tables2.Column(verbose_name=_("How independently"))
    state = tables.State(verbose_name=_("State"), tones=TONES)

    def render_hours(self, record: LogEntry) -> str:
        return f"{record.hours:f}"

    def value_hours(self, record: LogEntry) -> float:
        return float(record.hours)

    def render_state(self, record: LogEntry, column: tables.State, bound_column: BoundColumn, value: str) -> str:
        if record.replaced:
            return format_html('<span class="tag off">{}</span>', self.value_state(record, value))
        return column.render(value, record, bound_column)

    def value_state(self, record: LogEntry, value: str) -> str:
        return gettext("replaced by a correction") if record.replaced else value

    def render_work(self, value: str) -> str:
        return value if len(value) <= 80 else value[:79] + "…"

    def value_work(self, value: str) -> str:
        return value


class OwnLogTable(LogTable):
    class Meta:
        exclude = ("person",)


class OwnLogFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=EntryState.choices)
    since = tables.DayFilter(label=_("From"), field_name="on", lookup_expr="gte")
    until = tables.DayFilter(label=_("To"), field_name="on", lookup_expr="lte")


class LogFilter(OwnLogFilter):
    person = NameFilter(label=_("Apprentice"), by="enrolment__person")
    waits = django_filters.ChoiceFilter(
        label=_("Not answered"), method="waiting", choices=[("long", _("for more than a week"))]
    )

    further = doors.log_narrowings

    def waiting(self, rows: QuerySet[LogEntry], _name: str, _value: str) -> QuerySet[LogEntry]:
        return rows.filter(logbook.waits_long(timezone.localdate()))


class EveryLogTable(LogTable):
    training_class = tables.Linked(verbose_name=_("Class"), accessor="enrolment__training_class")

    class Meta:
        sequence = ("on", "person", "training_class", "...")


class EveryLogFilter(LogFilter):
    answered = django_filters.ChoiceFilter(
        label=_("Countersigned"), method="by_me", choices=[("me", _("by me, and standing"))]
    )

    def by_me(self, rows: QuerySet[LogEntry], _name: str, _value: str) -> QuerySet[LogEntry]:
        return rows.filter(pk__in=logbook.countersigned_by(self.request.actor).order_by().values("pk"))


@page()
def every(request: Request) -> HttpResponse:
    """Every entry that the hat reads, of all classes."""
    require(access.can_list_entries(request.actor))
    return tables.listing(
        request,
        table=EveryLogTable,
        queryset=logbook.entries(seen_by=request.actor),
        filterset=EveryLogFilter,
        title=gettext("Log entries"),
    )


@page()
def of_class(request: Request, uuid: UUID) -> HttpResponse:
    """The log of a class, as far as the hat reads it."""
    require(access.can_see_class_log(request.actor))
    found = classes.training_class(uuid, seen_by=request.actor)
    return tables.listing(
        request,
        table=LogTable,
        queryset=logbook.entries_of(found, seen_by=request.actor),
        filterset=LogFilter,
        title=gettext("Log"),
        template="training/class_log.html",
        context={"training_class": found},
    )


@page()
def own(request: Request) -> HttpResponse:
    """One's own log, newest first."""
    require(access.can_keep_log(request.actor))
    enrolment = logbook.own_enrolment(request.actor)
    writes = {"empty_url": reverse("training:write"), "empty_label": gettext("Write today's entry"), "takes": True}
    begins = {"begins": logbook.begins(enrolment) if enrolment else None}
    return tables.listing(
        request,
        table=OwnLogTable,
        queryset=logbook.entries(seen_by=request.actor),
        filterset=OwnLogFilter,
        title=gettext("My log"),
        template="training/log.html",
        context=begins if enrolment and not logbook.takes(enrolment) else writes,
    )


def _keeps_log(actor: Actor, **_named: object) -> Verdict:
    return access.can_keep_log(actor)


@page(reads=["GET"], writes=["POST"], takes=PHOTOS * LARGEST_FILE, by=_keeps_log)
def write(request: Request) -> HttpResponse:
    """Today's entry, in under a minute. The page has a key in its address (`?page=`): what was saved on it is that
    entry for good, however the page comes back."""
    require(access.can_keep_log(request.actor))
    enrolment = logbook.own_enrolment(request.actor)
    begins = logbook.begins(enrolment) if enrolment else None
    if enrolment is None or begins:
        return render(request, "training/no_class.html", {"title": gettext("Write an entry"), "begins": begins})
    offered(request, logbook.takes(enrolment))
    asked = request.POST.get("uuid") if request.method == "POST" else request.GET.get("page")
    if there := logbook.written_on_page(key := _key(asked), request.actor.person):
        return _once_more(request, there)
    if key is None and request.method == "GET":
        return redirect(f"{reverse('training:write')}?page={uuid4()}")
    form = _form(request, enrolment.training_class, {"on": timezone.localdate(), "uuid": key})
    if latest := enrolment.log.first():  # what might be typed: the apprentice answers for hours and level, we do not
        form.fields["hours"].widget.attrs["placeholder"] = f"{latest.hours:f}"
    if form.is_valid() and (made := _done(request, form, write_entry, enrolment, uuid=key, **form.values())):
        outcome.say(request, gettext("The entry is saved and waits for your mentor."), extra_tags="saved")
        for verdict in _unanswerable(made):
            messages.warning(request, sentence(verdict))
        return redirect("training:log")
    return render(
        request, "training/write.html", {"form": form, "title": gettext("Write an entry"), "entry": None, "goes": ""}
    )


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _once_more(request: Request, there: LogEntry) -> HttpResponse:
    """A page that comes back after it was saved: looked at, it is its entry; sent, a change of it."""
    if request.method == "POST":
        return _change(request, there)
    messages.info(request, gettext("This page was saved before. Here is the entry; you can change or withdraw it."))
    return redirect("training:entry", there.uuid)


@page()
def entry(request: Request, uuid: UUID) -> HttpResponse:
    """One entry with its photos."""
    [found] = workday.with_days([logbook.entry(uuid, seen_by=request.actor)])
    mine = bool(access.can_write_log(request.actor, found.enrolment))
    corrected = found.correction
    context = {
        "entry": found,
        "tone": TONES[found.state],
        "corrected": corrected,
        "may_edit": mine and logbook.may_edit(found),
        "may_withdraw": mine and may_change(found.state),
        "may_correct": mine and _may_correct(found, corrected=corrected is not None),
        "mine": mine,
        "unanswerable": _unanswerable(found),
        "answers": [said for answer in doors.answers if (said := answer(request.actor, found))],
    }
    return render(request, "training/entry.html", context)


def _unanswerable(entry: LogEntry) -> list[Verdict]:
    """Why nobody can answer an entry that waits: what the rooms above know of it."""
    waits = entry.state == EntryState.SUBMITTED
    return [verdict for said in doors.answerable if waits and not (verdict := said(entry))]


def _may_correct(entry: LogEntry, *, corrected: bool = False) -> Verdict:
    return logbook.takes(entry.enrolment) and may_correct(entry.state, corrected=corrected)


@page(reads=["GET"], writes=["POST"], takes=PHOTOS * LARGEST_FILE, by=_keeps_log)
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change an entry that is not countersigned. A countersigned one leads to its page, where it is corrected; of one
    that was withdrawn meanwhile what was typed becomes a new one."""
    if logbook.withdrawn(uuid, by=request.actor):
        return _anew(request)
    found = logbook.entry(uuid, seen_by=request.actor)
    require(access.can_write_log(request.actor, found.enrolment))
    if request.method == "GET" and logbook.takes(found.enrolment) and not (said := may_change(found.state)):
        messages.warning(request, sentence(said))
        return redirect("training:entry", uuid)
    offered(request, logbook.may_edit(found))
    return _change(request, found)


def _anew(request: Request) -> HttpResponse:
    """What was typed on the page of an entry that its writer withdrew, as a new one that is not saved yet."""
    enrolment = logbook.own_enrolment(request.actor)
    if request.method == "GET" or enrolment is None:
        messages.warning(request, gettext("You have withdrawn this entry."))
        return redirect("training:log")
    typed = request.POST
    first: dict[str, object] = {name: typed[name] for name in LogForm.base_fields if name in typed}
    first |= {"competences": typed.getlist("competences"), "uuid": uuid4()}
    form = LogForm(
        initial=first, competences=logbook.competences_to_touch(enrolment.training_class),
        agreed=people.agrees(request.actor.person or 0, Purpose.PHOTOS),
    )  # fmt: skip
    context = {"form": form, "title": gettext("Write an entry"), "entry": None, "goes": reverse("training:write")}
    return render(request, "training/write.html", context)


def _change(request: Request, found: LogEntry) -> HttpResponse:
    form = _form(request, found.enrolment.training_class, {}, about=found)
    dropped, again = request.POST.getlist("drop"), found.state == EntryState.RETURNED
    if form.is_valid():
        kept = [str(photo.uuid) for photo in found.photos.all()]
        drop = [key for key in dropped if key in kept]
        if _done(request, form, edit_entry, found, drop_photos=drop, **form.values()):
            said = gettext("The entry is sent again and waits for your mentor.")
            said = said if again else gettext("The entry is changed and waits for your mentor.")
            outcome.say(request, said, found, extra_tags="saved")
            return redirect("training:entry", found.uuid)
    context = {
        "form": form,
        "title": gettext("Change the entry"),
        "entry": found,
        "dropped": dropped,
        "room": PHOTOS,
        "goes": "",
    }
    return render(request, "training/write.html", context)


@page(reads=["GET"], writes=["POST"])
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Withdraw an entry that is not countersigned, with its photos."""
    found = logbook.entry(uuid, seen_by=request.actor)
    require(access.can_write_log(request.actor, found.enrolment))
    offered(request, may_change(found.state))
    what = gettext(
        "The entry of %(day)s, %(n)s h, is gone then with its photos, and your mentor no longer sees it. You can write "
        "it anew."
    )
    follows = [what % {"day": written(found.on), "n": written(found.hours)}]
    form = FinalForm(request.POST or None, follows=follows)
    return form_page(
        request, form, withdraw_entry, found, title=gettext("Withdraw the entry"),
        above=(gettext("My log"), "training:log"), lead="", said=gettext("The entry is withdrawn."),
    )  # fmt: skip


@page(reads=["GET"], writes=["POST"], takes=PHOTOS * LARGEST_FILE, by=_keeps_log)
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """A new entry in a countersigned one's place."""
    found = logbook.entry(uuid, seen_by=request.actor)
    require(access.can_write_log(request.actor, found.enrolment))
    if there := found.correction:
        return _once_more(request, logbook.entry(there.uuid, seen_by=request.actor))
    offered(request, _may_correct(found))
    form = _form(request, found.enrolment.training_class, as_written(found) | {"uuid": uuid4()})
    if form.is_valid():
        key = form.cleaned_data["uuid"]
        made = _done(request, form, correct_entry, found, uuid=key, **form.values())
        if made:
            said = gettext("The correction is saved and waits for your mentor.")
            outcome.say(request, said, found, extra_tags="saved")
            return redirect("training:entry", made.uuid)
    context = {
        "form": form,
        "title": gettext("Correct a countersigned entry"),
        "entry": None,
        "corrects": found,
        "goes": "",
    }
    return render(request, "training/write.html", context)


@page()
def photo(request: Request, uuid: UUID) -> HttpResponse:
    """A photo, for those who read its entry; kept by no cache."""
    found = logbook.photo(uuid, seen_by=request.actor)
    return sent(files.read(found.file), "photo.jpg", "image/jpeg", shown=True)


def _form(
    request: Request, training_class: TrainingClass, first: dict[str, object], about: LogEntry | None = None
) -> LogForm:
    competences = logbook.competences_to_touch(training_class)
    agreed = people.agrees(request.actor.person or 0, Purpose.PHOTOS)
    return LogForm(
        request.POST or None, request.FILES or None, initial=first, about=about, competences=competences, agreed=agreed
    )


def _done(
    request: Request, form: LogForm, act: Callable[..., LogEntry], *arguments: object, **values: object
) -> LogEntry | None:
    """Do what the form asks for. Who agrees to photos with it does so before the first is kept, in one with the entry:
    a form that is refused leaves no consent behind."""

    def agreed(*arguments: object, **values: object) -> LogEntry:
        if form.agrees():
            consents.give_consent(people.myself(request.actor), Purpose.PHOTOS, by=request.actor)
        return act(*arguments, **values)

    made: LogEntry | None = done(form, agreed, *arguments, by=request.actor, **values)
    return made
