"""Desks of the enterprise: its mentors and its HR."""

from __future__ import annotations

from datetime import date

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangtu.apprenticeships import queries as apprenticeships
from jiangtu.core.actor import Actor
from jiangtu.mentoring import queries as mentoring
from jiangtu.training import queries as training

from .assessed import unassessed
from .pieces import LATE, LOOK, TODAY, WAITS, Desk, Due, Number, address, in_order

OLD = 7  # days after which an entry that waits is late; only the order of the desk depends on it


def mentor(actor: Actor, on: date) -> Desk:
    """Entries to countersign, competences to assess, statements to read."""
    entries = mentoring.waiting(actor)
    pairs = [each for each in mentoring.mentored(actor) if each.running]
    people = [each.apprenticeship for each in pairs]
    asked = unassessed([it for it in people if it.state == "active"], "enterprise")
    shown = [run for run in mentoring.runs(seen_by=actor) if run.state == "shown"]
    signed = training.entries(seen_by=actor).filter(answered_by=actor.person, state="countersigned").order_by()
    dues = [
        entries
        and Due(
            LATE if (on - entries[0].on).days > OLD else TODAY,
            ngettext("%(n)s log entry waits for your word", "%(n)s log entries wait for your word", len(entries))
            % {"n": len(entries)},
            _("the oldest of %(day)s") % {"day": date_format(entries[0].on)},
            ngettext("Countersign %(n)s entry", "Countersign %(n)s entries", len(entries)) % {"n": len(entries)},
            address("mentoring:countersign"),
        ),
        *(
            Due(
                TODAY,
                _("Your allowance statement, %(since)s – %(until)s, can be read before it is released")
                % {"since": date_format(run.period_from), "until": date_format(run.period_to)},
                _("Object with a word if something is wrong."),
                _("Read the statement"),
                _statement(actor, run),
            )
            for run in shown
        ),
        *(
            Due(
                WAITS,
                _("%(name)s: your word on the stage's competences is missing") % {"name": it.enrolment.person},
                str(it.enrolment.training_class),
                _("Assess"),
                address("apprenticeships:assess", it.uuid),
            )
            for it in asked[:5]
        ),
    ]
    numbers = [
        Number(_("Apprentices with you"), len(people), "", address("apprenticeships:list")),
        Number(_("Entries that wait"), len(entries)),
        Number(_("Entries countersigned"), signed.count()),
    ]
    return Desk(
        in_order(due for due in dues if due),
        numbers,
        _("Nothing waits. When your apprentices write their log, their entries stand here for you to countersign."),
        _("My apprentices"),
        address("apprenticeships:list"),
    )


def _statement(actor: Actor, run: object) -> str:
    profile = mentoring.profile_of(actor)
    return address("mentoring:statement", run.uuid, profile.uuid) if profile else ""  # type: ignore[attr-defined]


def hr(actor: Actor, on: date) -> Desk:
    """What others prepared, rosters, pairs and allowances of the own enterprise."""
    seen = apprenticeships.apprenticeships(seen_by=actor)
    states = dict(seen.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    active = list(seen.filter(state="active").order_by().values_list("pk", flat=True))
    paired = mentoring.in_force_verdicts(active, on)
    unpaired = sum(not verdict for verdict in paired.values())
    behind = apprenticeships.behind(seen, on=on)
    rosters = list(apprenticeships.rosters(seen_by=actor).filter(state="checked", given_for=actor.institution))
    objections = mentoring.objections_waiting(seen_by=actor).count()
    runs = [run for run in mentoring.runs(seen_by=actor) if run.state in ("draft", "shown")]
    mentors = mentoring.mentors(seen_by=actor).filter(active=True)
    assert actor.institution is not None
    bare = len(mentoring.people_without_profile(actor.institution))
    waiting = states.get("proposed", 0)
    dues = [
        waiting
        and Due(
            LATE,
            ngettext(
                "%(n)s apprentice that the college prepared waits for your confirmation",
                "%(n)s apprentices that the college prepared wait for your confirmation",
                waiting,
            )
            % {"n": waiting},
            _("Until then they are in no training."),
            _("Look and confirm"),
            address("apprenticeships:waiting"),
        ),
        objections
        and Due(
            TODAY,
            ngettext("%(n)s mentor objects to a statement", "%(n)s mentors object to their statements", objections)
            % {"n": objections},
            _("It is answered before the release."),
            _("Answer"),
            address("mentoring:runs"),
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
        unpaired
        and Due(
            WAITS,
            ngettext("%(n)s apprentice has no mentor", "%(n)s apprentices have no mentor", unpaired) % {"n": unpaired},
            _("A stage does not close without a pair in force."),
            _("Pair"),
            address("training:classes", state="running"),
        ),
        bare
        and Due(
            WAITS,
            ngettext("%(n)s mentor has no profile yet", "%(n)s mentors have no profile yet", bare) % {"n": bare},
            _("Pairing needs level, skills, sites and shifts."),
            _("Fill in"),
            address("mentoring:mentors"),
        ),
        *(
            Due(
                WAITS,
                _("Allowances %(since)s – %(until)s: %(state)s")
                % {
                    "since": date_format(run.period_from),
                    "until": date_format(run.period_to),
                    "state": run.get_state_display(),
                },
                "",
                _("Go on"),
                address("mentoring:run", run.uuid),
            )
            for run in runs
        ),
        not mentoring.measures_on(actor.institution, on)
        and Due(
            LOOK,
            _("Your enterprise follows no Measures yet"),
            _("Allowances are computed by the Measures chosen."),
            _("Choose the Measures"),
            address("mentoring:measures"),
        ),
        behind
        and Due(
            LOOK,
            ngettext("%(n)s apprentice falls behind in hours", "%(n)s apprentices fall behind in hours", len(behind))
            % {"n": len(behind)},
            "",
            _("Look"),
            address("apprenticeships:list", behind="true"),
        ),
    ]
    numbers = [
        Number(_("Apprentices in training"), len(active), "", address("apprenticeships:list")),
        Number(_("Mentors"), mentors.count(), "", address("mentoring:mentors")),
        Number(_("Without a mentor"), unpaired),
        Number(_("Fall behind"), len(behind)),
        Number(_("Completed"), states.get("completed", 0)),
        Number(_("Left"), states.get("left", 0)),
    ]
    return Desk(
        in_order(due for due in dues if due),
        numbers,
        _("Nothing waits. Apprentices come in with a class's roster: bring one, or confirm what the college prepares."),
        _("Classes with your enterprise"),
        address("training:classes"),
    )
