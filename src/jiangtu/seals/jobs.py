"""The worker's part: what was recorded is sealed."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron=f"*/{settings.SEAL_MINUTES} * * * *")
@app.task(name="seals.seal", queueing_lock="seals.seal")
def seal(timestamp: int) -> None:
    """At the interval of the settings: what was committed since the last time. Where nothing was, no seal is made."""
    actions.seal()
