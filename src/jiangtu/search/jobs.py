"""The worker's part: the index follows the facts, and is made anew each night, whatever was written past the acts."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import actions

AGAIN = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name="search.follow", retry=AGAIN)
def follow(facts: list[int]) -> None:
    """Bring the entries of these facts up to date. Done twice it changes nothing."""
    actions.follow(facts)


@app.periodic(cron="20 3 * * *")
@app.task(name="search.rebuild", queueing_lock="search.rebuild")
def rebuild(timestamp: int) -> None:
    """Each night: the whole index from the rooms' own tables."""
    actions.rebuild()
