"""Money is published with the figures of people: what is not told yet joins what was told."""

from __future__ import annotations

from datetime import date

from jiangtu.apprenticeships.rules.publishing import FiguresRules
from jiangtu.core.copying import copy, create

from ..models import PublishedAmount, PublishedEntry
from ..queries import published
from ..rules.publishing import told_together


def publish(on: date, book: FiguresRules) -> None:
    """Tell what was released by a day and is not told yet. Nothing told is ever made anew: two ways to put the same
    people together would tell them apart."""
    told = told_together(published.untold(on), book.smallest_group or 0, book.renewed_every_months or 0, on)
    made = create(PublishedAmount(on=each.on, amount=each.amount, **each.where._asdict()) for each in told)
    entries = ((entry, row.pk) for row, each in zip(made, told, strict=True) for entry in each.entries)
    copy(PublishedEntry, ("entry_id", "amount_id"), entries)
