"""Desks of those who look on: bureau, ministry, experts and project officers. No personal data."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.apprenticeships.queries import apprenticeships
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.templatetags.jiangtu import money
from jiangtu.programmes import queries as programmes
from jiangtu.training.queries import classes as training_classes

from . import lines
from .analysis import analysis
from .pieces import LATE, LOOK, WAITS, Desk, Due, Number, address, in_order

MONTH = 30  # days


def bureau(actor: Actor, on: date) -> Desk:
    """The region's classes that are late or short, and its figures."""
    classes = list(training_classes.classes(seen_by=actor).filter(state__in=["open", "running", "completed"]))
    seen = apprenticeships.apprenticeships(seen_by=actor)
    behind = seen.filter(pk__in=apprenticeships.behind(seen, on=on)).order_by()
    late = Counter(behind.values_list("enrolment__training_class", flat=True))
    waiting = seen.filter(state="proposed", enrolment__since__lt=on - timedelta(MONTH)).count()
    figures = analysis(actor, "region", since=on - timedelta(365), until=on, on=on).total
    dues = [
        *_over([each for each in classes if each.state == "running" and each.ends_on < on]),
        *_unconfirmed(waiting),
        *lines.behind_by_class(late, {each.pk: each for each in classes}, house=True),
    ]
    running = sum(each.state == "running" for each in classes)
    return Desk(
        in_order(dues),
        [Number(_("Classes running"), running, "", address("training:classes", state="running")), *_numbers(figures)],
        _("Nothing is late in your region. The figures show how it stands."),
        _("To the figures"),
        address("desks:analysis"),
    )


def _over(found: list[Any]) -> list[Due]:
    text = _("%(class)s ended on %(day)s and is not completed")
    return [
        Due(
            LATE,
            text % {"class": each, "day": date_format(each.ends_on)},
            str(each.college),
            _("Look"),
            address("desks:class", each.uuid),
        )
        for each in found[: lines.MANY]
    ]


def _unconfirmed(n: int) -> list[Due]:
    text = ngettext(
        "%(n)s apprentice has waited more than a month for the enterprise's confirmation",
        "%(n)s apprentices have waited more than a month for their enterprises' confirmation",
        n,
    )
    return [Due(WAITS, text % {"n": n}, "", _("Look"), address("apprenticeships:list", state="proposed"))] if n else []


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
    commented = JournalEntry.objects.filter(verb="commented", actor=actor.person_uuid).order_by()
    said = set(commented.values_list("subject", flat=True))
    classes = list(training_classes.classes(seen_by=actor).filter(state="running").order_by("-starts_on", "number"))
    versions = list(programmes.versions(actor).filter(state__in=["draft", "released"]))
    figures = analysis(actor, "region", since=on - timedelta(365), until=on, on=on).total
    new = [each for each in versions if each.state == "draft" and each.uuid not in said]
    dues = [
        *lines.drafts(new, WAITS, _("Read and comment"), house=True),
        *_unread([each for each in classes if each.uuid not in said]),
    ]
    numbers = [
        Number(_("Classes running"), len(classes), "", address("training:classes", state="running")),
        Number(_("Programmes"), len(versions), "", address("programmes:list")),
        Number(_("Your comments"), commented.count()),
        *_numbers(figures)[:2],
    ]
    empty = _(
        "You have commented on everything that is under way. Programmes and classes stand open for a second look."
    )
    return Desk(in_order(dues), numbers, empty, _("Programmes"), address("programmes:list"))


def _unread(found: list[Any]) -> list[Due]:
    text = _("%(class)s has no comment of yours")
    return [
        Due(LOOK, text % {"class": each}, str(each.college), _("Read and comment"), address("desks:class", each.uuid))
        for each in found[: lines.MANY]
    ]
