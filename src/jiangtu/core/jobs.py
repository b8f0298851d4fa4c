"""Long work: a Job row that the page watches, done by the worker through procrastinate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from .actor import Actor
from .models import Job
from .verdict import Refused


def start(task: str, *, by: Actor, about: UUID | None = None, **arguments: Any) -> Job:
    """Enqueue a task after commit; it gets `job` (uuid as text) and the arguments. Returns the row to watch."""
    job = Job.objects.create(kind=task, owner=by.person_uuid, about=about)
    transaction.on_commit(lambda: app.configure_task(task).defer(job=str(job.uuid), **arguments))
    return job


def spelled(actor: Actor) -> dict[str, Any]:
    """A hat as a job's argument carries it."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(actor).items()}


def worn(spelled: dict[str, Any]) -> Actor:
    """The hat that a job's argument carries."""
    uuids = {name: UUID(value) for name, value in spelled.items() if value and name.endswith("_uuid")}
    return Actor(**{**spelled, **uuids})


class Progress:
    """Says how far a job is. Writes at most once for each percent, outside the work's own transaction."""

    def __init__(self, job: Job):
        self.job = job
        self.result: Any = None
        self._said = -1

    def at(self, done: int, total: int) -> None:
        percent = done * 100 // total if total else 0
        if percent != self._said:
            self._said = percent
            with _apart() as cursor:
                cursor.execute("UPDATE core_job SET done = %s, total = %s WHERE id = %s", [done, total, self.job.pk])


@contextmanager
def _apart() -> Iterator[Any]:
    """A cursor of a connection of its own: what it writes is seen while the work's transaction still goes on."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@contextmanager
def running(uuid: str) -> Iterator[Progress]:
    """Run a job's work: its end, its result or its refusal are kept on the row. A fault is kept and raised again."""
    job = Job.objects.get(uuid=uuid)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    progress = Progress(job)
    outcome: dict[str, Any] = {"state": Job.State.DONE}
    try:
        yield progress
    except Refused as refusal:
        outcome = {"state": Job.State.FAILED, "refusal": refusal.verdict.as_record()}
    except BaseException:
        outcome = {"state": Job.State.FAILED, "refusal": {"ok": False, "code": "job_failed"}}
        raise
    finally:
        Job.objects.filter(pk=job.pk).update(result=progress.result, finished_at=timezone.now(), **outcome)


@app.periodic(cron="* * * * *")
@app.task(name="core.take_up_again", queueing_lock="core.take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Every minute: what a killed worker had in hand waits for another one. An act is done whole or not at all, and
    finds what is done already, so that to begin it anew harms nothing."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs():
        await manager.retry_job(stalled)


Step = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """A progress that nobody watches: the default of actions that can report theirs."""
