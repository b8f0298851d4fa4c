"""Long work: the pairing of a big class, and its publishing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from procrastinate.contrib.django import app

from jiangtu.core import jobs

from .actions import pairing as pairing_acts
from .actions.started import PAIRING, PUBLISHING
from .queries import pairing


@app.task(name=PAIRING)
def run_pairing(*, job: str, hat: jobs.Hat, training_class: str, enterprise: str) -> None:
    """Pair a big class."""
    actor = jobs.worn(hat)
    with jobs.running(job) as progress:
        found = pairing.class_to_pair(UUID(training_class), seen_by=actor)
        at = pairing.enterprise_to_pair(found, UUID(enterprise), seen_by=actor)
        run = pairing_acts.run_pairing(found, at, by=actor)
        progress.result = {"run": str(run.uuid)}


@app.task(name=PUBLISHING)
def publish_pairing(*, job: str, hat: jobs.Hat, run: str, on: str, term_to: str) -> None:
    """Put a big class's proposed pairs under contract."""
    with jobs.running(job) as progress:
        found = pairing.run_to_publish(UUID(run))
        last = date.fromisoformat(term_to) if term_to else None
        pairing_acts.publish_pairing(found, by=jobs.worn(hat), on=date.fromisoformat(on), term_to=last)
        progress.result = {"run": run}
