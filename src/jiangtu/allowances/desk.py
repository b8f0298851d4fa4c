"""What this room brings to the desks: statements to read, objections to answer, runs to finish, results that came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jiangtu.apprenticeships import doors as apprenticeship_doors
from jiangtu.core import desk, money
from jiangtu.core.actor import Actor
from jiangtu.core.desk import Due, Look, Place, Urgency, address
from jiangtu.core.phrases import written
from jiangtu.institutions.states import Role
from jiangtu.mentoring.queries import mentors

from .models import AllowanceRun
from .queries import analysis, measures, outdated, runs
from .queries import statements as sheets
from .states import AllowanceState

GROUP = gettext_lazy("Allowance")
PLACES = (
    Place(
        gettext_lazy("Allowance"),
        "allowances:runs",
        "coin",
        GROUP,
        {30: [Role.ENTERPRISE_MENTOR], 40: [Role.ENTERPRISE_HR], 64: [Role.BUREAU_OFFICER]},
        hint=gettext_lazy("See the allowance line by line, with the rule behind each line."),
        acts=gettext_lazy("Compute a period, send it for review, answer an objection, release, read the statement"),
    ),
    Place(
        gettext_lazy("Measures"),
        "allowances:measures",
        "scale",
        GROUP,
        {68: [Role.ENTERPRISE_HR]},
        acts=gettext_lazy("Follow these Measures"),
    ),
)


apprenticeship_doors.figures.bring(analysis.part)


@desk.places.bring
def places() -> tuple[Place, ...]:
    return PLACES


@desk.dues.bring
def dues(look: Look) -> Iterator[Due]:
    actor = look.actor
    if actor.has(Role.ENTERPRISE_MENTOR):
        yield from statements(actor)
    elif actor.has(Role.ENTERPRISE_HR) and actor.institution is not None:
        found = list(runs.opened(seen_by=actor))
        yield from objections(sheets.objections_waiting(seen_by=actor).count() if found else 0)
        yield from open_runs(found)
        yield from results(actor.institution)
        yield from changed(actor.institution)
        yield from no_measures(actor.institution, look.on)


def statements(actor: Actor) -> Iterator[Due]:
    """Runs shown to the mentor before their release."""
    found = list(runs.opened(seen_by=actor).filter(state=AllowanceState.SHOWN))
    profile = mentors.profile_of(actor) if found else None
    if profile is None:
        return
    for run in found:
        text = _("Your allowance statement, %(since)s – %(until)s, can be read before it is released")
        said = text % {"since": date_format(run.period_from), "until": date_format(run.period_to)}
        note, url = (
            _("Object, and say why, if something is wrong."),
            address("allowances:statement", run.uuid, profile.uuid),
        )
        yield Due(Urgency.TODAY, said, note, _("Read the statement"), url)


def objections(n: int) -> Iterator[Due]:
    if n:
        text = ngettext("%(n)s mentor objects to a statement", "%(n)s mentors object to their statements", n)
        note, url = _("It is answered before the release."), address("allowances:runs")
        yield Due(Urgency.TODAY, text % {"n": written(n)}, note, _("Answer"), url)


def open_runs(found: Iterable[AllowanceRun]) -> Iterator[Due]:
    """Runs that are not released yet."""
    for run in found:
        text = _("Allowances %(since)s – %(until)s: %(state)s") % {
            "since": date_format(run.period_from),
            "until": date_format(run.period_to),
            "state": run.get_state_display(),
        }
        yield Due(Urgency.WAITS, text, "", _("Continue"), address("allowances:run", run.uuid))


def results(enterprise: int) -> Iterator[Due]:
    """Released periods whose held lines can be settled: a new run beside the old pays them."""
    for row in runs.results_came(enterprise):
        first, last, n = row["period_from"], row["period_to"], row["lines"]
        text = ngettext(
            "%(n)s line held in %(since)s – %(until)s has its result now",
            "%(n)s lines held in %(since)s – %(until)s have their result now",
            n,
        )
        said = text % {"n": written(n), "since": date_format(first), "until": date_format(last)}
        url = address("allowances:new-run", period_from=first.isoformat(), period_to=last.isoformat())
        note = _("A new run beside the old one settles them.")
        yield Due(Urgency.WAITS, said, note, _("Compute the period anew"), url)


def changed(enterprise: int) -> Iterator[Due]:
    """Runs that rest on facts that were withdrawn, corrected or added since: each leads to itself."""
    for run, n, due, currency in outdated.outdated([enterprise]):
        text = ngettext(
            "The record changed: %(n)s line of %(since)s – %(until)s would come out otherwise",
            "The record changed: %(n)s lines of %(since)s – %(until)s would come out otherwise",
            n,
        )
        said = text % {"n": written(n), "since": date_format(run.period_from), "until": date_format(run.period_to)}
        note = _("What is due would change by %(sum)s.") % {"sum": money.written(due, currency)}
        yield Due(Urgency.TODAY, said, note, _("See what changes"), address("allowances:run", run.uuid))


def no_measures(enterprise: int, on: date) -> Iterator[Due]:
    """An enterprise that has not chosen by which Measures it pays."""
    if not measures.scheme_on(enterprise, on):
        text, note = _("Your enterprise follows no Measures yet"), _("Allowances are computed by the Measures chosen.")
        yield Due(Urgency.LOOK, text, note, _("Choose the Measures"), address("allowances:measures"))
