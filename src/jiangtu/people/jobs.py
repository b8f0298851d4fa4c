"""The worker's part: forgetting what was kept long enough."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .actions import access_records


@app.periodic(cron="50 3 * * *")
@app.task(name="people.forget_access", queueing_lock="people.forget_access")
def forget_access(timestamp: int) -> None:
    """Each night: records of access older than the law asks for go."""
    access_records.forget()
