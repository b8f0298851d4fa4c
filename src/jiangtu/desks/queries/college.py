"""Desks of those who train: trainer, programme head, and the township's coordinator who gathers small firms."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.apprenticeships.queries import apprenticeships, stages
from jiangtu.core.actor import Actor
from jiangtu.institutions.queries import institutions
from jiangtu.mentoring.queries import pairs
from jiangtu.programmes import queries as programmes
from jiangtu.sheets import queries as sheets
from jiangtu.training.queries import classes as training_classes
from jiangtu.training.queries import logbook, timetable

from . import lines
from .assessed import unassessed
from .pieces import LOOK, TODAY, WAITS, Desk, Due, Number, address, in_order

OLD = 7  # days


def trainer(actor: Actor, on: date) -> Desk:
    """Today's sessions, rolls not yet called, competences to assess."""
    today = list(timetable.sessions_of_trainer(actor, on))
    uncalled = list(timetable.sessions_uncalled(seen_by=actor))
    running = training_classes.classes(seen_by=actor).filter(state="running").count()
    seen = apprenticeships.apprenticeships(seen_by=actor)
    active = seen.filter(state="active", enrolment__training_class__state="running")
    people = list(active.order_by("enrolment__person__name_key", "pk"))
    week = timetable.sessions_of_trainer(actor, on - timedelta(on.weekday()), 7)
    dues = [
        *_earlier([each for each in uncalled if timezone.localdate(each.during.lower) < on]),
        *(
            Due(TODAY, _session(each), _where(each), _roll_act(each), address("training:roll", each.uuid))
            for each in today
        ),
        *_to_assess(unassessed(people, "college")),
    ]
    numbers = [
        Number(_("Sessions today"), len(today)),
        Number(_("Sessions this week"), week.count()),
        Number(_("Classes running"), running, "", address("training:classes", state="running")),
        Number(_("Apprentices in them"), len(people), "", address("apprenticeships:list")),
        Number(_("Rolls not called"), len(uncalled)),
    ]
    empty = _("No session today, and every roll is called. The timetable of your classes shows what comes next.")
    return Desk(in_order(dues), numbers, empty, _("My classes"), address("training:classes"))


def _earlier(found: list[Any]) -> list[Due]:
    if not found:
        return []
    first = found[0]
    day = date_format(timezone.localdate(first.during.lower))
    note = _("the oldest: %(class)s, %(day)s") % {"class": first.training_class.number, "day": day}
    return lines.uncalled(len(found), note, _("Call the roll"), address("training:roll", first.uuid))


def _roll_act(each: Any) -> str:
    return _("Call the roll") if each.state == "planned" else _("Look")


def _to_assess(found: list[Any]) -> list[Due]:
    return [
        Due(
            WAITS,
            ngettext(
                "%(class)s: your word on the stage's competences is missing for %(n)s apprentice",
                "%(class)s: your word on the stage's competences is missing for %(n)s apprentices",
                n,
            )
            % {"class": of, "n": n},
            "",
            _("Assess"),
            address("apprenticeships:class-stages", of.uuid),
        )
        for of, n in Counter(it.enrolment.training_class for it in found).most_common(lines.MANY)
    ]


def _session(each: Any) -> str:
    start = time_format(timezone.localtime(each.during.lower))
    return f"{start} {each.topic or each.get_kind_display()}"


def _where(each: Any) -> str:
    minutes = ngettext("%(n)s minute", "%(n)s minutes", each.minutes) % {"n": each.minutes}
    return " · ".join(str(part) for part in (each.training_class.number, each.room, minutes) if part)


def head(actor: Actor, on: date) -> Desk:
    """Classes to lead on, stages to close, what is late."""
    classes = list(training_classes.classes(seen_by=actor).filter(state__in=["draft", "open", "running", "completed"]))
    of_class = {each.pk: each for each in classes}
    seen = apprenticeships.apprenticeships(seen_by=actor)
    active = list(seen.filter(state="active").order_by("pk"))
    behind = apprenticeships.behind(seen, on=on)
    late = Counter(it.enrolment.training_class_id for it in active if it.pk in behind)
    ready = _ready(active, on)
    paired = pairs.in_force_verdicts([it.pk for it in active], on)
    unpaired = Counter(it.enrolment.training_class_id for it in active if not paired[it.pk])
    drafts = list(programmes.versions(actor).filter(state="draft", programme__college=actor.institution))
    dues = [
        *lines.sent_back(apprenticeships.returned(seen_by=actor).count()),
        *_rolls(actor),
        *lines.class_steps(classes, on),
        *_to_close(ready, of_class),
        *_slow_entries(actor, on, of_class),
        *lines.unpaired_by_class(unpaired, of_class),
        *lines.behind_by_class(late, of_class),
        *lines.drafts(drafts, LOOK, _("Go on")),
    ]
    running = sum(each.state == "running" for each in classes)
    numbers = [
        Number(_("Classes running"), running, "", address("training:classes", state="running")),
        Number(_("Apprentices in training"), len(active), "", address("apprenticeships:list", state="active")),
        Number(_("Fall behind"), len(behind), "", address("apprenticeships:list", behind=1)),
        Number(_("Stages that can be closed"), sum(ready.values())),
        Number(_("Without a mentor"), unpaired.total()),
    ]
    empty = _(
        "Nothing waits. A class begins with a released programme: draft one, name its enterprises and bring in"
        " the roster."
    )
    return Desk(in_order(dues), numbers, empty, _("Draft a class"), address("training:new-class"))


def _rolls(actor: Actor) -> list[Due]:
    found = timetable.sessions_uncalled(seen_by=actor)
    n, first = found.count(), found.first()
    if first is None:
        return []
    return lines.uncalled(
        n, first.training_class.number, _("Look"), address("training:week", first.training_class.uuid)
    )


def _ready(active: list[Any], on: date) -> Counter[int]:
    """Class (primary key) -> how many open stages meet every condition."""
    progress = stages.progress_of(it for it in active if it.enrolment.training_class.state == "running")
    opened = [each for stages in progress.values() for each in stages if each.state == "open"]
    verdicts = stages.stage_verdicts(opened, on=on) if opened else {}
    return Counter(each.apprenticeship.enrolment.training_class_id for each in opened if verdicts[each.pk])


def _to_close(ready: Counter[int], of_class: dict[int, Any]) -> list[Due]:
    return [
        Due(
            TODAY,
            ngettext("%(class)s: %(n)s stage can be closed", "%(class)s: %(n)s stages can be closed", n)
            % {"class": of_class[key], "n": n},
            _("Every condition is met."),
            _("Close them"),
            address("apprenticeships:class-stages", of_class[key].uuid),
        )
        for key, n in ready.most_common(lines.MANY)
        if key in of_class
    ]


def _slow_entries(actor: Actor, on: date, of_class: dict[int, Any]) -> list[Due]:
    """The classes with most entries that no mentor has answered for a week, each with its log."""
    slow = logbook.entries(seen_by=actor).filter(state="submitted", on__lt=on - timedelta(OLD)).order_by()
    found = Counter(slow.values_list("enrolment__training_class", flat=True))
    return [
        Due(
            WAITS,
            ngettext(
                "%(class)s: %(n)s log entry has waited more than a week for the mentor",
                "%(class)s: %(n)s log entries have waited more than a week for the mentor",
                n,
            )
            % {"class": of_class[key], "n": n},
            "",
            _("Look"),
            address("training:class-log", of_class[key].uuid, state="submitted"),
        )
        for key, n in found.most_common(lines.MANY)
        if key in of_class
    ]


def coordinator(actor: Actor, on: date) -> Desk:
    """Small firms gathered, their people prepared for pooled classes, and what the firms have not yet confirmed."""
    assert actor.institution is not None
    classes = list(training_classes.listed_classes(seen_by=actor).exclude(state__in=["closed", "cancelled"]))
    seen = apprenticeships.apprenticeships(seen_by=actor)
    states = dict(seen.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    firms = institutions.gathered(actor.institution)
    behind = len(apprenticeships.behind(seen, on=on))
    dues = [
        *lines.sent_back(apprenticeships.returned(seen_by=actor).count()),
        *lines.checked_files(sheets.waiting(seen_by=actor)),
        *_to_prepare(classes),
        *_unconfirmed(states.get("proposed", 0)),
        *_idle(firms, classes),
        *lines.uncoded(
            firms.filter(Q(credit_code__isnull=True) | Q(credit_code="")).count(), address("institutions:list")
        ),
        *lines.behind(behind, address("apprenticeships:list", behind=1)),
    ]
    people = "apprenticeships:list"
    numbers = [
        Number(_("Enterprises gathered"), firms.count(), "", address("institutions:list")),
        Number(_("Classes under way"), len(classes), "", address("training:classes")),
        Number(_("Apprentices in training"), states.get("active", 0), "", address(people, state="active")),
        Number(_("Wait for the enterprise"), states.get("proposed", 0), "", address(people, state="proposed")),
        Number(_("Fall behind"), behind, "", address(people, behind=1)),
    ]
    empty = _(
        "Nothing waits. Register the small enterprises of your township, then bring their people into a pooled class."
    )
    return Desk(in_order(dues), numbers, empty, _("Register an enterprise"), address("institutions:register"))


def _to_prepare(classes: list[Any]) -> list[Due]:
    """Classes ahead with nobody on the register."""
    text = _("%(class)s begins on %(day)s and has nobody on its register")
    return [
        Due(
            WAITS,
            text % {"class": each, "day": date_format(each.starts_on)},
            "",
            _("Prepare the roster"),
            address("apprenticeships:rosters", each.uuid),
        )
        for each in [each for each in classes if each.state in ("draft", "open") and not each.people][: lines.MANY]
    ]


def _unconfirmed(n: int) -> list[Due]:
    text = ngettext(
        "%(n)s apprentice waits for the enterprise's confirmation",
        "%(n)s apprentices wait for their enterprises' confirmation",
        n,
    )
    url = address("apprenticeships:list", state="proposed")
    return [Due(WAITS, text % {"n": n}, _("Remind the enterprises."), _("Look"), url)] if n else []


def _idle(firms: QuerySet[Any], classes: list[Any]) -> list[Due]:
    n = firms.exclude(pk__in={firm.pk for each in classes for firm in each.enterprises.all()}).count()
    text = ngettext(
        "%(n)s enterprise that you gathered is in no class", "%(n)s enterprises that you gathered are in no class", n
    )
    return [Due(LOOK, text % {"n": n}, "", _("Look"), address("institutions:list"))] if n else []
