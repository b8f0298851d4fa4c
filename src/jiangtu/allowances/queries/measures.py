"""The Measures that an enterprise follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from jiangtu.core.actor import Actor
from jiangtu.core.dated import holds, in_force
from jiangtu.core.rulebook import editions, schemes
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.mentoring.doors import Extension

from ..models import AllowanceRun, MeasuresChoice
from ..rules.book import MeasuresRules, measures_in_force
from ..states import CHOICE, AllowanceState, ChoiceState

if TYPE_CHECKING:
    from jiangtu.mentoring.models import Pair


def choices_of(enterprise: int) -> QuerySet[MeasuresChoice]:
    """The Measures an enterprise (primary key) follows and followed, newest first; choices taken back among them."""
    return MeasuresChoice.objects.filter(enterprise=enterprise).order_by("-since", "-pk")


def standing(enterprise: int) -> QuerySet[MeasuresChoice]:
    """The choices of an enterprise that are not taken back, newest first."""
    return choices_of(enterprise).filter(state=ChoiceState.CHOSEN)


def choice_on(enterprise: int, on: date) -> MeasuresChoice | None:
    """The choice of Measures that holds for an enterprise on a day."""
    return standing(enterprise).filter(in_force(on)).first()


def choice(uuid: UUID, *, seen_by: Actor) -> MeasuresChoice:
    """A choice of the actor's own enterprise. Raises Http404 for another's."""
    return get_object_or_404(choices_of(seen_by.institution or 0).select_related("enterprise"), uuid=uuid)


def before(taken: MeasuresChoice) -> MeasuresChoice | None:
    """The choice that holds in the place of one that is taken back."""
    return standing(taken.enterprise_id).filter(since__lt=taken.since).first()


def runs_of(enterprise: int) -> list[AllowanceRun]:
    """The runs of an enterprise that rest on its choices: all but the dropped, the released first."""
    runs = AllowanceRun.objects.filter(enterprise=enterprise).exclude(state=AllowanceState.DROPPED)
    return sorted(runs.defer("inputs", "undecided"), key=lambda run: run.state != AllowanceState.RELEASED)


def may_take_back(choice: MeasuresChoice, runs: Iterable[AllowanceRun]) -> Verdict:
    """Whether a choice can be taken back: none of its enterprise's `runs` was computed by it."""
    if not (said := CHOICE.may(choice, "take back")):
        return said
    for run in runs:
        if holds(choice.since, choice.until, run.period_to):
            code = "measures_paid_by" if run.state == AllowanceState.RELEASED else "measures_in_open_run"
            return No(code, have=run.period_from, need=run.period_to)
    return said


def may_begin(since: date, runs: Iterable[AllowanceRun]) -> Verdict:
    """Whether Measures can be chosen from a day on: none of the enterprise's `runs` reaches to that day, which was
    computed by the Measures before."""
    reach = [run for run in runs if run.period_to >= since]
    if released := [run.period_to for run in reach if run.state == AllowanceState.RELEASED]:
        return No("measures_period_released", have=since, need=max(released))
    if reach:
        [open_] = reach
        return No("measures_period_open", have=open_.period_from, need=open_.period_to, since=since)
    return YES


def scheme_on(enterprise: int, on: date) -> str:
    """The scheme an enterprise follows on a day; "" where it chose none."""
    found = choice_on(enterprise, on)
    return found.measures if found else ""


def extension_after_fail(pair: Pair, on: date) -> Extension | None:
    """The months by which a pair's term grows after a failed final review, where its enterprise's Measures of that day
    add some."""
    scheme = scheme_on(pair.mentor.enterprise_id, on)
    if not scheme:
        return None
    book, _warnings = measures_in_force(scheme, on, on, pair.mentor.enterprise.uuid)
    return Extension(book.extension_months, book.id) if book.extension_months else None


def worded(key: str, value: object) -> str | None:
    """Measures by their title, as a history tells them."""
    return title(value) if key == "measures" and isinstance(value, str) else None


def title(scheme: str) -> str:
    """The title of the latest edition of Measures in the reader's language."""
    if scheme not in schemes(MeasuresRules):
        return scheme
    book = editions(MeasuresRules, scheme)[-1]
    return book.title if get_language() == "en" and book.title else book.title_zh or book.title
