"""The worker's part: telling what was recorded and what is late, sending what is due, forgetting what is old."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import sending, telling

MORNING = 6  # the hour, in the region's zone, from which on what is late is told
AGAIN = RetryStrategy(max_attempts=12, exponential_wait=3)  # the last of them days later


@app.task(name="notices.tell", retry=AGAIN)
def tell(entries: list[int]) -> None:
    """Tell of these facts. Told twice it tells nothing new."""
    telling.tell(entries)


@app.task(name="notices.send")
def send() -> None:
    """Send what is due; what is left when others wait too long goes with the next."""
    if sending.send_due():
        send.defer()


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_due", queueing_lock="notices.send_due")
def send_due(timestamp: int) -> None:
    """Each minute: digests, the end of quiet hours, what failed and is tried again, what a killed worker held."""
    send()


@app.periodic(cron="5 * * * *")
@app.task(name="notices.tell_late", queueing_lock="notices.tell_late")
def tell_late(timestamp: int) -> None:
    """Each hour from the morning on: what is late is told once until it is done."""
    if timezone.localtime().hour >= MORNING:
        telling.tell_late(timezone.localdate())


@app.periodic(cron="40 3 * * *")
@app.task(name="notices.forget", queueing_lock="notices.forget")
def forget(timestamp: int) -> None:
    """Each night: notices older than `settings.NOTICES_KEPT_DAYS` go."""
    telling.forget()
