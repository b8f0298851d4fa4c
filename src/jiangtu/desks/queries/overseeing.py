"""Desks of those who look on: bureau, ministry, experts and project officers. No personal data."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.apprenticeships import queries as apprenticeships
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.templatetags.jiangtu import money
from jiangtu.programmes import queries as programmes
from jiangtu.training import queries as training

from .analysis import analysis
from .pieces import LATE, LOOK, WAITS, Desk, Due, Number, address, in_order

MANY = 4
NEW = 30  # days in which a class or a programme is new to those who comment


def bureau(actor: Actor, on: date) -> Desk:
    """The region's classes that are late or short, and its figures."""
    classes = list(training.classes(seen_by=actor).filter(state__in=["open", "running", "completed"]))
    of_class = {each.pk: each for each in classes}
    seen = apprenticeships.apprenticeships(seen_by=actor)
    behind = apprenticeships.behind(seen, on=on)
    of_behind = seen.filter(pk__in=behind).order_by().values_list("enrolment__training_class", flat=True)
    late = Counter(of_behind)
    over = [each for each in classes if each.state == "running" and each.ends_on < on]
    waiting = seen.filter(state="proposed", enrolment__since__lt=on - timedelta(NEW)).count()
    figures = analysis(actor, "region", since=on - timedelta(365), until=on, on=on).total
    dues = [
        *(
            Due(
                LATE,
                _("%(class)s ended on %(day)s and is not completed")
                % {"class": each, "day": date_format(each.ends_on)},
                str(each.college),
                _("Look"),
                address("desks:class", each.uuid),
            )
            for each in over[:MANY]
        ),
        waiting
        and Due(
            WAITS,
            ngettext(
                "%(n)s apprentice has waited more than a month for the enterprise's confirmation",
                "%(n)s apprentices have waited more than a month for their enterprises' confirmation",
                waiting,
            )
            % {"n": waiting},
            "",
            _("Look"),
            address("apprenticeships:list", state="proposed"),
        ),
        *(
            Due(
                LOOK,
                ngettext("%(class)s: %(n)s apprentice falls behind", "%(class)s: %(n)s apprentices fall behind", n)
                % {"class": of_class[key], "n": n},
                str(of_class[key].college),
                _("Look"),
                address("desks:class", of_class[key].uuid),
            )
            for key, n in late.most_common(MANY)
            if key in of_class
        ),
    ]
    return Desk(
        in_order(due for due in dues if due),
        [Number(_("Classes running"), sum(each.state == "running" for each in classes)), *_numbers(figures)],
        _("Nothing is late in your region. The figures show how it stands."),
        _("To the figures"),
        address("desks:analysis"),
    )


def ministry(actor: Actor, on: date) -> Desk:
    """Figures only."""
    figures = analysis(actor, "region", since=on - timedelta(365), until=on, on=on)
    return Desk(
        [], _numbers(figures.total), "", _("To the figures"), address("desks:analysis"), {"regions": figures.rows}
    )


def _numbers(total: dict[str, Any]) -> list[Number]:
    percent = f"{round(total['have'] * 100 / total['need'])} %" if total["need"] else "—"
    gone = f"{total['left'] * 100 / total['people']:.1f} %" if total["people"] else "—"
    return [
        Number(_("Apprentices in training"), total["active"], "", address("desks:analysis")),
        Number(
            _("Hours delivered of those planned"),
            percent,
            _("%(have)s of %(need)s hours")
            % {"have": number_format(total["have"]), "need": number_format(total["need"])},
        ),
        Number(_("Fall behind"), total["behind"]),
        Number(_("Left in twelve months"), total["left"], gone),
        Number(_("With a certificate"), total["certified"]),
        Number(_("Without a mentor"), total["unpaired"]),
        Number(_("Allowances released"), money(total["allowance"])),
    ]


def onlooker(actor: Actor, on: date) -> Desk:
    """New classes and programmes on which the expert or project officer has not yet said a word."""
    said = set(
        JournalEntry.objects.filter(verb="commented", actor=actor.person_uuid)
        .order_by()
        .values_list("subject", flat=True)
    )
    classes = list(training.classes(seen_by=actor).filter(state="running").order_by("-starts_on", "number"))
    versions = list(programmes.versions(actor).filter(state__in=["draft", "released"]))
    unread = [each for each in classes if each.uuid not in said]
    drafts = [each for each in versions if each.state == "draft" and each.uuid not in said]
    figures = analysis(actor, "region", since=on - timedelta(365), until=on, on=on).total
    dues = [
        *(
            Due(
                WAITS,
                _("%(programme)s, version %(n)s is a draft") % {"programme": each.programme, "n": each.number},
                str(each.programme.college),
                _("Read and comment"),
                address("programmes:version", each.uuid),
            )
            for each in drafts[:MANY]
        ),
        *(
            Due(
                LOOK,
                _("%(class)s has no comment of yours") % {"class": each},
                str(each.college),
                _("Read and comment"),
                address("desks:class", each.uuid),
            )
            for each in unread[:MANY]
        ),
    ]
    numbers = [
        Number(_("Classes running"), len(classes), "", address("training:classes", state="running")),
        Number(_("Programmes"), len(versions), "", address("programmes:list")),
        Number(_("Your comments"), len(said)),
        *_numbers(figures)[:2],
    ]
    return Desk(
        in_order(dues),
        numbers,
        _("You have commented on everything that is under way. Programmes and classes stand open for a second look."),
        _("Programmes"),
        address("programmes:list"),
    )
