"""Long work: the allowances of a period, the pairing of a big class."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from jiangtu.core import jobs
from jiangtu.institutions.queries import institutions

from . import actions, queries
from .actions.started import ALLOWANCES, PAIRING


@app.task(name=ALLOWANCES)
def compute_allowances(*, job: str, hat: dict[str, Any], period_from: str, period_to: str) -> None:
    """Compute a run; its uuid is the job's result."""
    actor = jobs.worn(hat)
    with jobs.running(job) as progress:
        run = actions.compute_run(
            institutions.own(actor),
            period_from=date.fromisoformat(period_from),
            period_to=date.fromisoformat(period_to),
            by=actor,
            progress=progress.at,
        )
        progress.result = {"run": str(run.uuid)}


@app.task(name=PAIRING)
def run_pairing(*, job: str, hat: dict[str, Any], training_class: str, enterprise: str) -> None:
    """Pair a big class."""
    actor = jobs.worn(hat)
    with jobs.running(job) as progress:
        found = queries.class_to_pair(UUID(training_class), seen_by=actor)
        at = queries.enterprise_to_pair(found, UUID(enterprise), seen_by=actor)
        run = actions.run_pairing(found, at, by=actor)
        progress.result = {"run": str(run.uuid)}
