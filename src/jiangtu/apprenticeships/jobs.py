"""The worker's part: figures over the land stand for the day that has just begun."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from .actions import figures


@app.periodic(cron="50 0 * * *")
@app.task(name="apprenticeships.figures", queueing_lock="apprenticeships.figures")
def rebuild(timestamp: int) -> None:
    """Each night: all rows of the figures anew."""
    figures.rebuild(timezone.localdate())
