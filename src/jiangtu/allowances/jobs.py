"""Long work: the allowances of a period."""

from __future__ import annotations

from datetime import date

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jiangtu.core import jobs
from jiangtu.institutions.queries import institutions

from .actions import outdated, runs
from .actions.started import ALLOWANCES


@app.task(name=ALLOWANCES, aliases=["mentoring.compute_allowances"])  # as a queue of before knows it
def compute_allowances(*, job: str, hat: jobs.Hat, period_from: str, period_to: str) -> None:
    """Compute a run; its uuid is the job's result."""
    actor = jobs.worn(hat)
    with jobs.running(job) as progress:
        run = runs.compute_run(
            institutions.own(actor),
            period_from=date.fromisoformat(period_from),
            period_to=date.fromisoformat(period_to),
            by=actor,
            progress=progress.at,
        )
        progress.result = {"run": str(run.uuid)}


@app.task(name="allowances.check", retry=RetryStrategy(max_attempts=12, exponential_wait=3))
def check(*, facts: list[int]) -> None:
    """Look which statements of runs these facts change."""
    outdated.check(facts)
