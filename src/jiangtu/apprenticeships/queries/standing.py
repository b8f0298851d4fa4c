"""What the figures of apprentices count: each word has its set here, for every desk, page, list and export.

A set is a filter on Apprenticeship, or a query of the database; nothing here asks person by person.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, F, Q, Value, When

from ..models import Apprenticeship
from ..states import ApprenticeshipState, Standing

CONFIRMED = Q(state=ApprenticeshipState.ACTIVE)


def in_training(on: date) -> Q:
    """“In training” on a day: confirmed by the enterprise, and the place in the class has begun by then."""
    return CONFIRMED & Q(enrolment__since__lte=on)


def begins_later(on: date) -> Q:
    """“Confirmed, begins later”: the place in the class begins after the day."""
    return CONFIRMED & Q(enrolment__since__gt=on)


def stands(standing: str, on: date) -> Q:
    """Those who stand so on a day (`Standing`): what `standing_on` shows of each."""
    named = {Standing.ACTIVE.value: in_training, Standing.AHEAD.value: begins_later}
    return named[standing](on) if standing in named else Q(state=standing)


def standing_on(on: date) -> Case:
    """How each stands on a day, as a column: `Standing`."""
    return Case(When(begins_later(on), then=Value(Standing.AHEAD.value)), default=F("state"), output_field=CharField())


def standing(it: Apprenticeship, on: date) -> Standing:
    """The same of one whose enrolment is at hand."""
    later = it.state == ApprenticeshipState.ACTIVE and it.enrolment.since > on
    return Standing.AHEAD if later else Standing(it.state)
