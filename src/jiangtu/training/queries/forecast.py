"""How a class's hours stand against its programme, and what they will come to: sentences and bars of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from jiangtu.core.verdict import Verdict

from ..models import TrainingClass
from ..rules import hours as rules
from ..states import ClassState
from .hours import ClassHours, cell_label


@dataclass(frozen=True)
class Bar:
    """Hours of one kind: delivered on average, needed, and where the plan wants it on the day."""

    label: str
    have: Decimal
    need: Decimal
    plan: Decimal


def bars(hours: ClassHours, *, on: date) -> list[Bar]:
    """All hours, then each kind on and off the job, as the mean of the apprentices; nothing where there are none."""
    mean = hours.mean()
    if not mean:
        return []
    elapsed = _elapsed(hours.training_class, on)
    rows = [(_("All hours"), rules.together(mean))]
    rows += [(cell_label(tally.kind, tally.venue), tally) for tally in rules.by_kind(mean)]
    return [
        Bar(
            label,
            rules.as_hours(tally.delivered),
            Decimal(tally.need),
            (Decimal(tally.need) * elapsed).quantize(Decimal(1)),
        )
        for label, tally in rows
    ]


def forecasts(hours: ClassHours, *, on: date) -> list[tuple[str, Verdict]]:
    """What each kind will come to by the end of a running class; the shortfalls alone where there are some."""
    it, mean = hours.training_class, hours.mean()
    if it.state != ClassState.RUNNING or not mean:
        return []
    span = rules.Span(since=it.starts_on, today=on, planned_until=hours.planned_until, ends_on=it.ends_on)
    found = [(cell_label(tally.kind, tally.venue), rules.forecast(tally, span)) for tally in rules.by_kind(mean)]
    short = [each for each in found if not each[1].ok]
    return short or [(_("All hours"), rules.forecast(rules.together(mean), span))]


def _elapsed(it: TrainingClass, on: date) -> Decimal:
    """The share of the class's days that have gone by."""
    days = (it.ends_on - it.starts_on).days + 1
    return Decimal(min(max((on - it.starts_on).days + 1, 0), days)) / days
