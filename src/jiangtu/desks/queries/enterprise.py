"""Desks of the enterprise: its mentors and its HR."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.allowances.queries import measures, runs, statements
from jiangtu.apprenticeships.queries import apprenticeships
from jiangtu.core.actor import Actor
from jiangtu.mentoring.queries import log, pairs
from jiangtu.mentoring.queries import mentors as mentoring_mentors
from jiangtu.sheets import queries as sheets
from jiangtu.training.queries import classes, logbook

from . import lines
from .assessed import unassessed
from .pieces import LATE, LOOK, TODAY, WAITS, Desk, Due, Number, address, in_order

OLD = 7  # days after which an entry that waits is late; only the order of the desk depends on it


def mentor(actor: Actor, on: date) -> Desk:
    """Entries to countersign, competences to assess, statements to read."""
    entries = log.waiting(actor)
    people = [each.apprenticeship for each in pairs.mentored(actor) if each.running]  # type: ignore[attr-defined]
    asked = unassessed([it for it in people if it.state == "active"], "enterprise")
    signed = logbook.entries(seen_by=actor).filter(answered_by=actor.person, state="countersigned").order_by()
    dues = [*_to_countersign(entries, on), *_statements(actor), *_to_assess(asked)]
    numbers = [
        Number(_("Apprentices with you"), len(people), "", address("apprenticeships:list")),
        Number(_("Entries that wait"), len(entries)),
        Number(_("Entries countersigned"), signed.count()),
    ]
    empty = _("Nothing waits. When your apprentices write their log, their entries stand here for you to countersign.")
    return Desk(in_order(dues), numbers, empty, _("My apprentices"), address("apprenticeships:list"))


def _to_countersign(entries: list[Any], on: date) -> list[Due]:
    if not entries:
        return []
    n = len(entries)
    text = ngettext("%(n)s log entry waits for your word", "%(n)s log entries wait for your word", n) % {"n": n}
    act = ngettext("Countersign %(n)s entry", "Countersign %(n)s entries", n) % {"n": n}
    rank = LATE if (on - entries[0].on).days > OLD else TODAY
    note = _("the oldest of %(day)s") % {"day": date_format(entries[0].on)}
    return [Due(rank, text, note, act, address("mentoring:countersign"))]


def _statements(actor: Actor) -> list[Due]:
    """Runs shown to the mentor before their release."""
    found = [run for run in runs.listed(seen_by=actor) if run.state == "shown"]
    profile = mentoring_mentors.profile_of(actor) if found else None
    if profile is None:
        return []
    text = _("Your allowance statement, %(since)s – %(until)s, can be read before it is released")
    return [
        Due(
            TODAY,
            text % {"since": date_format(run.period_from), "until": date_format(run.period_to)},
            _("Object with a word if something is wrong."),
            _("Read the statement"),
            address("allowances:statement", run.uuid, profile.uuid),
        )
        for run in found
    ]


def _to_assess(asked: list[Any]) -> list[Due]:
    return [
        Due(
            WAITS,
            _("%(name)s: your word on the stage's competences is missing") % {"name": it.enrolment.person},
            str(it.enrolment.training_class),
            _("Assess"),
            address("apprenticeships:assess", it.uuid),
        )
        for it in asked[: lines.MANY]
    ]


def hr(actor: Actor, on: date) -> Desk:
    """What others prepared, rosters, pairs and allowances of the own enterprise."""
    seen = apprenticeships.apprenticeships(seen_by=actor)
    states = dict(seen.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    active = dict(seen.filter(state="active").order_by().values_list("pk", "enrolment__training_class"))
    paired = pairs.in_force_verdicts(active, on)
    unpaired = Counter(of for key, of in active.items() if not paired[key])
    of_class = {each.pk: each for each in classes.classes(seen_by=actor).filter(pk__in=unpaired)}
    behind = len(apprenticeships.behind(seen, on=on))
    mentors = mentoring_mentors.mentors(seen_by=actor).filter(active=True)
    dues = [
        *_to_confirm(seen, states.get("proposed", 0), on),
        *_objections(statements.objections_waiting(seen_by=actor).count()),
        *lines.checked_files(sheets.waiting(seen_by=actor)),
        *_without_roster(actor, seen),
        *lines.unpaired_by_class(unpaired, of_class),
        *_profiles(actor),
        *_open_runs(actor),
        *_results(actor),
        *_measures(actor, on),
        *lines.behind(behind, address("apprenticeships:list", behind=1)),
    ]
    numbers = [
        Number(_("Apprentices in training"), len(active), "", address("apprenticeships:list", state="active")),
        Number(_("Mentors"), mentors.count(), "", address("mentoring:mentors")),
        Number(_("Without a mentor"), unpaired.total()),
        Number(_("Fall behind"), behind, "", address("apprenticeships:list", behind=1)),
        Number(_("Completed"), states.get("completed", 0), "", address("apprenticeships:list", state="completed")),
        Number(_("Left"), states.get("left", 0), "", address("apprenticeships:list", state="left")),
    ]
    empty = _(
        "Nothing waits. Apprentices come in with a class's roster: bring one, or confirm what the college prepares."
    )
    return Desk(in_order(dues), numbers, empty, _("Classes with your enterprise"), address("training:classes"))


def _without_roster(actor: Actor, seen: Any) -> list[Due]:
    """Open classes in which the enterprise has nobody yet."""
    begun = seen.order_by().values("enrolment__training_class")
    found = classes.classes(seen_by=actor).filter(state="open").exclude(pk__in=begun).order_by("starts_on")
    return [
        Due(
            WAITS,
            _("%(class)s is open and has none of your apprentices yet") % {"class": each},
            _("It begins on %(day)s.") % {"day": date_format(each.starts_on)},
            _("Bring the roster"),
            address("apprenticeships:rosters", each.uuid),
        )
        for each in found[: lines.MANY]
    ]


def _to_confirm(seen: Any, n: int, on: date) -> list[Due]:
    """Whom the college prepared; late once training has begun without them."""
    if not n:
        return []
    begun = seen.filter(state="proposed", enrolment__since__lt=on).exists()
    text = ngettext(
        "%(n)s apprentice that the college prepared waits for your confirmation",
        "%(n)s apprentices that the college prepared wait for your confirmation",
        n,
    )
    note, url = _("Until then they are in no training."), address("apprenticeships:waiting")
    return [Due(LATE if begun else TODAY, text % {"n": n}, note, _("Look and confirm"), url)]


def _objections(n: int) -> list[Due]:
    text = ngettext("%(n)s mentor objects to a statement", "%(n)s mentors object to their statements", n) % {"n": n}
    note, url = _("It is answered before the release."), address("allowances:runs")
    return [Due(TODAY, text, note, _("Answer"), url)] if n else []


def _profiles(actor: Actor) -> list[Due]:
    assert actor.institution is not None
    n = len(mentoring_mentors.people_without_profile(actor.institution))
    text = ngettext("%(n)s mentor has no profile yet", "%(n)s mentors have no profile yet", n) % {"n": n}
    note, url = _("Pairing needs level, skills, sites and shifts."), address("mentoring:mentors")
    return [Due(WAITS, text, note, _("Fill in"), url)] if n else []


def _open_runs(actor: Actor) -> list[Due]:
    text = _("Allowances %(since)s – %(until)s: %(state)s")
    return [
        Due(
            WAITS,
            text
            % {
                "since": date_format(run.period_from),
                "until": date_format(run.period_to),
                "state": run.get_state_display(),
            },
            "",
            _("Go on"),
            address("allowances:run", run.uuid),
        )
        for run in runs.listed(seen_by=actor)
        if run.state in ("draft", "shown")
    ]


def _results(actor: Actor) -> list[Due]:
    """Released periods whose held lines can be settled: a new run beside the old pays them."""
    assert actor.institution is not None
    found = []
    for row in runs.results_came(actor.institution):
        first, last, n = row["period_from"], row["period_to"], row["lines"]
        text = ngettext(
            "%(n)s line held in %(since)s – %(until)s has its result now",
            "%(n)s lines held in %(since)s – %(until)s have their result now",
            n,
        )
        said = text % {"n": n, "since": date_format(first), "until": date_format(last)}
        url = address("allowances:new-run", period_from=first.isoformat(), period_to=last.isoformat())
        note = _("A new run beside the old one settles them.")
        found.append(Due(WAITS, said, note, _("Compute the period anew"), url))
    return found


def _measures(actor: Actor, on: date) -> list[Due]:
    assert actor.institution is not None
    if measures.scheme_on(actor.institution, on):
        return []
    note = _("Allowances are computed by the Measures chosen.")
    text = _("Your enterprise follows no Measures yet")
    return [Due(LOOK, text, note, _("Choose the Measures"), address("allowances:measures"))]
