"""Desks of those who train: trainer, programme head, and the township's coordinator who gathers small firms."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.apprenticeships import queries as apprenticeships
from jiangtu.core.actor import Actor
from jiangtu.institutions import queries as institutions
from jiangtu.mentoring import queries as mentoring
from jiangtu.programmes import queries as programmes
from jiangtu.training import queries as training

from .assessed import unassessed
from .pieces import LATE, LOOK, TODAY, WAITS, Desk, Due, Number, address, in_order

MANY = 4  # lines of one sort; more are one line together
OLD = 7  # days


def trainer(actor: Actor, on: date) -> Desk:
    """Today's sessions, rolls not yet called, competences to assess."""
    today = list(training.sessions_of_trainer(actor, on))
    uncalled = list(training.sessions_uncalled(seen_by=actor))
    earlier = [each for each in uncalled if timezone.localdate(each.during.lower) < on]
    classes = dict(
        training.classes(seen_by=actor).order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    active = apprenticeships.apprenticeships(seen_by=actor).filter(
        state="active", enrolment__training_class__state="running"
    )
    people = list(active.order_by("enrolment__person__name", "pk"))
    asked = unassessed(people, "college")
    week = training.sessions_of_trainer(actor, on - timedelta(on.weekday()), 7)
    by_class = Counter(it.enrolment.training_class for it in asked)
    dues = [
        earlier
        and Due(
            LATE,
            ngettext(
                "The roll of %(n)s session was not called", "The rolls of %(n)s sessions were not called", len(earlier)
            )
            % {"n": len(earlier)},
            _("the oldest: %(class)s, %(day)s")
            % {
                "class": earlier[0].training_class.number,
                "day": date_format(timezone.localdate(earlier[0].during.lower)),
            },
            _("Call the roll"),
            address("training:roll", earlier[0].uuid),
        ),
        *(
            Due(
                TODAY,
                _session(each),
                _where(each),
                _("Call the roll") if each.state == "planned" else _("Look"),
                address("training:roll", each.uuid),
            )
            for each in today
        ),
        *(
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
            for of, n in by_class.most_common(MANY)
        ),
    ]
    numbers = [
        Number(_("Sessions today"), len(today)),
        Number(_("Sessions this week"), week.count()),
        Number(_("Classes running"), classes.get("running", 0), "", address("training:classes", state="running")),
        Number(_("Apprentices in them"), len(people), "", address("apprenticeships:list")),
        Number(_("Rolls not called"), len(uncalled)),
    ]
    return Desk(
        in_order(due for due in dues if due),
        numbers,
        _("No session today, and every roll is called. The timetable of your classes shows what comes next."),
        _("My classes"),
        address("training:classes"),
    )


def _session(each: Any) -> str:
    start = time_format(timezone.localtime(each.during.lower))
    return f"{start} {each.topic or each.get_kind_display()}"


def _where(each: Any) -> str:
    minutes = _("%(n)s minutes") % {"n": each.minutes}
    return " · ".join(str(part) for part in (each.training_class.number, each.room, minutes) if part)


def head(actor: Actor, on: date) -> Desk:
    """Classes to lead on, stages to close, what is late."""
    classes = list(training.classes(seen_by=actor).filter(state__in=["draft", "open", "running", "completed"]))
    states = Counter(each.state for each in classes)
    seen = apprenticeships.apprenticeships(seen_by=actor)
    active = list(seen.filter(state="active").order_by("pk"))
    behind = apprenticeships.behind(seen, on=on)
    of_class = {each.pk: each for each in classes}
    late = Counter(it.enrolment.training_class_id for it in active if it.pk in behind)
    ready = _ready(active, on)
    uncalled = training.sessions_uncalled(seen_by=actor)
    rolls, first = uncalled.count(), uncalled.first()
    slow = training.entries(seen_by=actor).filter(state="submitted", on__lt=on - timedelta(OLD)).order_by().count()
    returned = apprenticeships.returned(seen_by=actor).count()
    unpaired = sum(not each for each in mentoring.in_force_verdicts([it.pk for it in active], on).values())
    drafts = [each for each in programmes.versions(actor).filter(state="draft", programme__college=actor.institution)]
    dues = [
        returned
        and Due(
            LATE,
            ngettext(
                "The enterprise sent %(n)s apprentice back", "The enterprises sent %(n)s apprentices back", returned
            )
            % {"n": returned},
            _("Mend what they say and propose again."),
            _("Look"),
            address("apprenticeships:list", state="returned"),
        ),
        first
        and Due(
            LATE,
            ngettext("The roll of %(n)s session was not called", "The rolls of %(n)s sessions were not called", rolls)
            % {"n": rolls},
            first.training_class.number,
            _("Look"),
            address("training:week", first.training_class.uuid),
        ),
        *_of_classes(
            [each for each in classes if each.state == "running" and each.ends_on < on],
            LATE,
            _("%(class)s ended on %(day)s"),
            _("%(n)s classes are past their last day"),
            "ends_on",
            _("Complete the class"),
            "running",
        ),
        *_of_classes(
            [each for each in classes if each.state == "open" and each.starts_on <= on],
            TODAY,
            _("%(class)s can start: its first day was %(day)s"),
            _("%(n)s open classes have reached their first day"),
            "starts_on",
            _("Start the class"),
            "open",
        ),
        *(
            Due(
                TODAY,
                ngettext("%(class)s: %(n)s stage can be closed", "%(class)s: %(n)s stages can be closed", n)
                % {"class": of_class[key], "n": n},
                _("Every condition is met."),
                _("Close them"),
                address("apprenticeships:class-stages", of_class[key].uuid),
            )
            for key, n in ready.most_common(MANY)
            if key in of_class
        ),
        *_of_classes(
            [each for each in classes if each.state == "draft"],
            WAITS,
            _("%(class)s is a draft; it begins on %(day)s"),
            _("%(n)s classes are drafts"),
            "starts_on",
            _("Open the class"),
            "draft",
        ),
        slow
        and Due(
            WAITS,
            ngettext(
                "%(n)s log entry has waited more than a week for the mentor",
                "%(n)s log entries have waited more than a week for the mentor",
                slow,
            )
            % {"n": slow},
            "",
            _("Look"),
            address("training:classes", state="running"),
        ),
        unpaired
        and Due(
            WAITS,
            ngettext("%(n)s apprentice has no mentor", "%(n)s apprentices have no mentor", unpaired) % {"n": unpaired},
            _("A stage does not close without a pair in force."),
            _("Look"),
            address("apprenticeships:list"),
        ),
        *(
            Due(
                LOOK,
                ngettext("%(class)s: %(n)s apprentice falls behind", "%(class)s: %(n)s apprentices fall behind", n)
                % {"class": of_class[key], "n": n},
                _("hours at this pace"),
                _("Look"),
                address("desks:class", of_class[key].uuid),
            )
            for key, n in late.most_common(MANY)
            if key in of_class
        ),
        *(
            Due(
                LOOK,
                _("%(programme)s, version %(n)s is a draft") % {"programme": each.programme, "n": each.number},
                "",
                _("Go on"),
                address("programmes:version", each.uuid),
            )
            for each in drafts[:MANY]
        ),
    ]
    numbers = [
        Number(_("Classes running"), states["running"], "", address("training:classes", state="running")),
        Number(_("Apprentices in training"), len(active), "", address("apprenticeships:list")),
        Number(_("Fall behind"), len(behind)),
        Number(_("Stages that can be closed"), sum(ready.values())),
        Number(_("Without a mentor"), unpaired),
    ]
    return Desk(
        in_order(due for due in dues if due),
        numbers,
        _(
            "Nothing waits. A class begins with a released programme: draft one, name its enterprises and bring in the roster."
        ),
        _("Draft a class"),
        address("training:new-class"),
    )


def _ready(active: list[Any], on: date) -> Counter[int]:
    """Class (primary key) -> how many open stages meet every condition."""
    progress = apprenticeships.progress_of(it for it in active if it.enrolment.training_class.state == "running")
    opened = [each for stages in progress.values() for each in stages if each.state == "open"]
    verdicts = apprenticeships.stage_verdicts(opened, on=on) if opened else {}
    return Counter(each.apprenticeship.enrolment.training_class_id for each in opened if verdicts[each.pk])


def _of_classes(found: list[Any], rank: int, one: str, many: str, day: str, act: str, state: str) -> list[Due]:
    """A line for each class, or one for all when there are many."""
    if len(found) > MANY:
        return [Due(rank, many % {"n": len(found)}, "", _("Look"), address("training:classes", state=state))]
    return [
        Due(
            rank,
            one % {"class": each, "day": date_format(getattr(each, day))},
            "",
            act,
            address("training:class", each.uuid),
        )
        for each in found
    ]


def coordinator(actor: Actor, on: date) -> Desk:
    """Small firms gathered, their people prepared for pooled classes, and what the firms have not yet confirmed."""
    assert actor.institution is not None
    classes = list(training.listed_classes(seen_by=actor).exclude(state__in=["closed", "cancelled"]))
    seen = apprenticeships.apprenticeships(seen_by=actor)
    states = dict(seen.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    firms = institutions.gathered(actor.institution)
    taking_part = {firm.pk for each in classes for firm in each.enterprises.all()}
    idle = firms.exclude(pk__in=taking_part).count()
    uncoded = firms.filter(Q(credit_code__isnull=True) | Q(credit_code="")).count()
    rosters = list(apprenticeships.rosters(seen_by=actor).filter(state="checked", given_for=actor.institution))
    returned, waiting = apprenticeships.returned(seen_by=actor).count(), states.get("proposed", 0)
    behind = apprenticeships.behind(seen, on=on)
    empty = [each for each in classes if each.state in ("draft", "open") and not each.people]
    dues = [
        returned
        and Due(
            LATE,
            ngettext(
                "The enterprise sent %(n)s apprentice back", "The enterprises sent %(n)s apprentices back", returned
            )
            % {"n": returned},
            _("Mend what they say and propose again."),
            _("Look"),
            address("apprenticeships:list", state="returned"),
        ),
        rosters
        and Due(
            TODAY,
            ngettext(
                "%(n)s roster is checked and not yet taken over",
                "%(n)s rosters are checked and not yet taken over",
                len(rosters),
            )
            % {"n": len(rosters)},
            str(rosters[0].training_class),
            _("Look"),
            address("apprenticeships:roster", rosters[0].uuid),
        ),
        *(
            Due(
                WAITS,
                _("%(class)s begins on %(day)s and has nobody on its register")
                % {"class": each, "day": date_format(each.starts_on)},
                "",
                _("Prepare the roster"),
                address("apprenticeships:rosters", each.uuid),
            )
            for each in empty[:MANY]
        ),
        waiting
        and Due(
            WAITS,
            ngettext(
                "%(n)s apprentice waits for the enterprise's confirmation",
                "%(n)s apprentices wait for their enterprises' confirmation",
                waiting,
            )
            % {"n": waiting},
            _("Remind the enterprises."),
            _("Look"),
            address("apprenticeships:list", state="proposed"),
        ),
        idle
        and Due(
            LOOK,
            ngettext(
                "%(n)s enterprise that you gathered is in no class",
                "%(n)s enterprises that you gathered are in no class",
                idle,
            )
            % {"n": idle},
            "",
            _("Look"),
            address("institutions:list"),
        ),
        uncoded
        and Due(
            LOOK,
            ngettext(
                "%(n)s enterprise has no credit code recorded",
                "%(n)s enterprises have no credit code recorded",
                uncoded,
            )
            % {"n": uncoded},
            "",
            _("Look"),
            address("institutions:list"),
        ),
        behind
        and Due(
            LOOK,
            ngettext("%(n)s apprentice falls behind in hours", "%(n)s apprentices fall behind in hours", len(behind))
            % {"n": len(behind)},
            "",
            _("Look"),
            address("apprenticeships:list"),
        ),
    ]
    numbers = [
        Number(_("Enterprises gathered"), firms.count(), "", address("institutions:list")),
        Number(_("Classes under way"), len(classes), "", address("training:classes")),
        Number(_("Apprentices in training"), states.get("active", 0), "", address("apprenticeships:list")),
        Number(_("Wait for the enterprise"), waiting),
        Number(_("Fall behind"), len(behind)),
    ]
    return Desk(
        in_order(due for due in dues if due),
        numbers,
        _(
            "Nothing waits. Register the small enterprises of your township, then bring their people into a pooled class."
        ),
        _("Register an enterprise"),
        address("institutions:register"),
    )
