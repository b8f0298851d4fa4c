"""Measures: which an enterprise follows from a day on, and a choice taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final, move
from jiangtu.core.verdict import No, Refused, require

from .. import access
from ..models import MeasuresChoice
from ..queries import measures as queries
from ..rules.book import measures_in_force
from ..states import CHOICE, ChoiceState

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution


@transaction.atomic
def choose_measures(enterprise: Institution, measures: str, *, since: date, by: Actor) -> MeasuresChoice:
    """Let an enterprise follow Measures from a day on; those before end the day before.

    Raises `Refused`: no right, no such Measures or edition, a day not after the last choice, or a day within a period
    that is released already, or of which a run is open.
    """
    require(access.can_pay(by, enterprise.pk))
    book, _ = measures_in_force(measures, since, since, enterprise.uuid)
    former = queries.standing(enterprise.pk).select_for_update(no_key=True).first()
    if former and former.measures == measures and former.until is None and former.since <= since:
        return former
    if former and since <= former.since:
        raise Refused(No("measures_chosen_later", have=since, need=former.since))
    require(queries.may_begin(since, queries.runs_of(enterprise.pk)))
    if former:
        former.until = since - timedelta(days=1)
        former.save(update_fields=["until"])
    try:
        with transaction.atomic():
            choice = MeasuresChoice.objects.create(enterprise=enterprise, measures=measures, since=since)
    except IntegrityError as clash:
        raise Refused(No("measures_chosen_later", have=since, need=since)) from clash
    journal.record(
        "measures chosen",
        choice,
        by=by,
        on=since,
        before={"measures": former.measures} if former else None,
        after={"measures": measures},
        rulebook=book.id,
        threads=[enterprise.uuid],
    )
    return choice


@final
@transaction.atomic
def take_back_choice(choice: MeasuresChoice, *, reason: str, by: Actor) -> MeasuresChoice:
    """Take back a choice that was dated or made wrongly; it stays in the record, and the one before it holds on.

    Raises `Refused`: no right, no reason, or a run that was computed by it.
    """
    require(access.can_pay(by, choice.enterprise_id))
    rows = (
        queries.choices_of(choice.enterprise_id)
        .select_for_update(no_key=True, of=("self",))
        .select_related("enterprise")
    )
    held = next(row for row in rows if row.pk == choice.pk)
    if held.state == ChoiceState.TAKEN_BACK:
        return held
    if not reason.strip():
        raise Refused(No("reason_missing"))
    require(queries.may_take_back(held, queries.runs_of(held.enterprise_id)))
    move(CHOICE, held, "take back")
    held.why = reason.strip()
    held.save(update_fields=["state", "why"])
    former = queries.before(held)
    if former:
        former.until = held.until
        former.save(update_fields=["until"])
    journal.record(
        "measures taken back",
        held,
        by=by,
        on=held.since,
        before={"measures": held.measures},
        after={"measures": former.measures} if former else None,
        remark=held.why,
        threads=[held.enterprise.uuid],
    )
    return held
