"""Long work started for a page to watch: allowance runs, and the pairing of a big class."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from jiangtu.core import jobs
from jiangtu.core.actor import Actor
from jiangtu.core.jobs import spelled
from jiangtu.core.models import Job
from jiangtu.core.verdict import require

from .. import access, queries

ALLOWANCES = "mentoring.compute_allowances"
PAIRING = "mentoring.run_pairing"


@transaction.atomic
def start_allowances(enterprise: Any, *, period_from: date, period_to: date, by: Actor) -> Job:
    """Start computing a period. While one is being computed for the enterprise, that one is given back."""
    require(access.can_pay(by, enterprise.pk))
    days = {"period_from": period_from.isoformat(), "period_to": period_to.isoformat()}
    running = queries.latest_job(enterprise.uuid, ALLOWANCES, by)
    if running and running.open:
        return running
    return jobs.start(ALLOWANCES, by=by, about=enterprise.uuid, hat=spelled(by), **days)


@transaction.atomic
def start_pairing(training_class: Any, enterprise: Any, *, by: Actor) -> Job:
    """Start the pairing of a big class; a second click finds the first one's job."""
    require(access.can_prepare_pairing(by, training_class, enterprise))
    where = {"training_class": str(training_class.uuid), "enterprise": str(enterprise.uuid)}
    running = queries.latest_job(training_class.uuid, PAIRING, by)
    if running and running.open:
        return running
    return jobs.start(PAIRING, by=by, about=training_class.uuid, hat=spelled(by), **where)
