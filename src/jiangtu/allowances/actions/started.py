"""Long work started for a page to watch: the allowances of a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from jiangtu.core import jobs
from jiangtu.core.actor import Actor
from jiangtu.core.models import Job
from jiangtu.core.verdict import require

from .. import access
from .runs import startable

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution

ALLOWANCES = "allowances.compute"


@transaction.atomic
def start_allowances(enterprise: Institution, *, period_from: date, period_to: date, by: Actor) -> Job:
    """Start computing a period. While one is being computed for the enterprise, that one is given back.

    Raises `Refused` as `compute_run` does, for what can be told at once.
    """
    require(access.can_pay(by, enterprise.pk))
    days = {"period_from": period_from.isoformat(), "period_to": period_to.isoformat()}
    running = jobs.latest(ALLOWANCES, about=enterprise.uuid, by=by)
    if running and running.open:
        return running
    startable(enterprise, period_from, period_to)
    return jobs.start(ALLOWANCES, by=by, about=enterprise.uuid, hat=jobs.spelled(by), **days)
