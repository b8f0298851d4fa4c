"""Long work of the room: checking and taking over files. Thin: each calls one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jiangtu.core import jobs

from . import actions
from .models import GivenFile


@app.task(name=actions.CHECK)
def check(job: str, given: str, actor: jobs.Hat) -> None:
    """Read and check a file."""
    with jobs.running(job) as progress:
        found = GivenFile.objects.get(uuid=given)
        progress.result = {"state": actions.check(found, by=jobs.worn(actor), step=progress.at).state}


@app.task(name=actions.TAKE)
def take(job: str, given: str, actor: jobs.Hat, only_good: bool, asked: dict[str, object]) -> None:
    """Take a file over."""
    with jobs.running(job) as progress:
        found = GivenFile.objects.get(uuid=given)
        by = jobs.worn(actor)
        taken = actions.take(found, only_good=only_good, by=by, asked=asked, step=progress.at)
        progress.result = {"state": taken.state}


@app.periodic(cron="25 4 * * *")
@app.task(name="sheets.sweep", queueing_lock="sheets.sweep")
def sweep(timestamp: int) -> None:
    """Each night: files that nobody took over in time go, and discarded ones."""
    actions.sweep()
