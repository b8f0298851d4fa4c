"""The worker's part: what was recorded is sealed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="seals.seal", queueing_lock="seals.seal")
def seal(timestamp: int) -> None:
    """Each ten minutes: what was committed since the last time. Where nothing was, no seal is made."""
    actions.seal()
