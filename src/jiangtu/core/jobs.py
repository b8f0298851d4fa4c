"""Long work: a Job row that the page watches, done by the worker through procrastinate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone, translation
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job as Queued
from procrastinate.jobs import Status
from procrastinate.worker import Worker

from . import exports, files
from .actor import Actor
from .exports import Step as Step  # of every long work
from .models import Job
from .verdict import Refused

Hat = dict[str, str | int | None]  # an actor as a job's argument carries it, by the names of its parts
LOST = 30.0  # seconds without a sign of life after which a worker counts as gone
AT_MOST = 3  # beginnings of a job that takes its worker down each time
GIVE_UP = """
    UPDATE core_job SET state = 'failed', finished_at = now(),
        refusal = jsonb_build_object('ok', false, 'code', %(code)s::text)
    WHERE uuid = %(uuid)s
"""
# What this process does just now, however long it was held up: the queue's number -> since when, and what.
UNDER_WAY: dict[int | None, tuple[float, Queued]] = {}


def start(task: str, *, by: Actor, about: UUID | None = None, **arguments: Any) -> Job:
    """Enqueue a task in the act's own transaction: both stand, or neither. Returns the row to watch.

    The task gets `job` (uuid as text) and the arguments.
    """
    job = Job.objects.create(kind=task, owner=by.person_uuid, about=about)
    app.configure_task(task).defer(job=str(job.uuid), **arguments)
    return job


def latest(task: str, *, about: UUID, by: Actor) -> Job | None:
    """The latest job of a kind that the actor started about something."""
    return Job.objects.filter(kind=task, about=about, owner=by.person_uuid).order_by("-id").first()


def spelled(actor: Actor) -> Hat:
    """The hat for a job's argument."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(actor).items()}


def worn(hat: Hat) -> Actor:
    """The hat that a job's argument carries."""
    uuids = {name: UUID(str(value)) for name, value in hat.items() if value and name.endswith("_uuid")}
    return Actor(**{**hat, **uuids})  # type: ignore[arg-type]


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
def _apart() -> Iterator[CursorWrapper]:
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


async def resume_for_ever(worker: App) -> None:
    """Look every few seconds for jobs that nobody does any more. `worker`: procrastinate's app, opened."""
    while True:
        try:
            await resume_orphans(worker)
        except ProcrastinateException:  # the database is away for a moment; the worker itself says so
            logging.getLogger(__name__).warning("cannot look for jobs left in the middle", exc_info=True)
        await asyncio.sleep(LOST / 3)


async def resume_orphans(worker: App) -> None:
    """Begin anew the jobs whose worker is gone. Nothing of them was kept: each works in one transaction.

    One that was in the middle each time is given up, and its page says so.
    """
    for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=LOST):
        if job.id in UNDER_WAY:
            continue
        if job.attempts + 1 < AT_MOST:
            await worker.job_manager.retry_job(job)
            continue
        await _give_up(worker, job, "job_failed")


async def timed(work: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
    """Around each job that a worker does: it is known since when it goes on."""
    UNDER_WAY[context.job.id] = monotonic(), context.job
    try:
        return await work()
    finally:
        del UNDER_WAY[context.job.id]


async def give_up_overdue(worker: App, longest: float) -> None:
    """Wait for jobs of this process that go on for longer than so many seconds, and give them up.

    Their pages say so. What they do goes on, and ends with the process alone: whoever waits for this ends it.
    """
    while not (overdue := [job for since, job in UNDER_WAY.values() if monotonic() - since > longest]):
        await asyncio.sleep(1)
    for job in overdue:
        await _give_up(worker, job, "job_too_long")


async def _give_up(worker: App, job: Queued, code: str) -> None:
    await worker.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
    await worker.connector.execute_query_async(GIVE_UP, uuid=job.task_kwargs.get("job"), code=code)


def silent(done: int, total: int) -> None:
    """A progress that nobody watches: the default of actions that can report theirs."""


@app.task(name=exports.EXPORT)
def export(*, job: str, hat: Hat, asked: str, language: str) -> None:
    """Make the file of a long list; its uuid is the job's result, and for whom it is."""
    with running(job) as progress, translation.override(language):
        by = worn(hat)
        progress.result = exports.result(exports.made(asked, by=by, step=progress.at), by=by)


@app.periodic(cron="10 4 * * *")
@app.task(name="core.sweep", queueing_lock="core.sweep")
def sweep(timestamp: int) -> None:
    """Each night: files that are left over go."""
    files.sweep()
