"""The job worker as a process: told to stop it goes in time, and what it left in the middle is begun anew."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app

from jiangtu.console import program
from jiangtu.console.clients import conninfo
from jiangtu.core import jobs
from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import Job
from jiangtu.institutions.models import Institution
from jiangtu.sheets import actions
from jiangtu.sheets.models import GivenFile
from jiangtu.training.models import TrainingClass
from tests.console.conftest import until
from tests.factories import apprenticeships as factory

CLONE = Path(__file__).resolve().parents[2]
CHECK = "FROM procrastinate_jobs WHERE task_name = 'sheets.check'"  # making the class asks for jobs of other rooms


@contextmanager
def worker(*words):
    """`jiangtu worker`, ended at the latest with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jiangtu.console", "worker", *words], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": conninfo(), "PYTHONPATH": str(CLONE / "src"),
             "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def state(job):
    return Job.objects.get(pk=job.pk).state


def jobs_resumed():
    """Resume once, as the worker does every few seconds."""

    async def once(own):
        async with own.open_async():
            await jobs.resume_orphans(own)

    with app.replace_connector(app.connector.get_worker_connector()) as own:
        asyncio.run(once(own))


@pytest.mark.parametrize("words", ["worker --concurrency 0", "worker --concurrency -3", "serve --threads 0"])
def test_a_worker_or_server_without_hands_is_refused(words, capsys):
    with pytest.raises(SystemExit):
        program.main(words.split())
    assert "invalid count value" in capsys.readouterr().err


@pytest.fixture
def queue(transactional_db):
    """The queue, emptied: nothing else empties its tables between tests."""
    sql("DELETE FROM procrastinate_jobs")
    sql("DELETE FROM procrastinate_workers")


@pytest.fixture
def given(queue):
    """A roster that waits to be checked, and its job."""
    training_class = factory.draft_class(state="open")
    content = factory.roster_csv(factory.roster_row())
    roster = factory.roster_given(training_class, content, by=factory.head_of(training_class))
    return roster, Job.objects.get(about=roster.uuid)


@pytest.mark.embedded
@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGKILL])
def test_a_job_that_a_stopped_worker_left_in_the_middle_is_begun_anew_by_the_next(given, word):
    roster, job = given
    with transaction.atomic():
        GivenFile.objects.select_for_update().get(pk=roster.pk)  # the job comes to stand here
        with worker("--patience", "0.5") as first:
            assert until(lambda: state(job) == "running", seconds=180)
            first.send_signal(word)
            assert first.wait(60) == (0 if word == signal.SIGTERM else -word)
    assert state(job) == "running"
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    with worker() as second:
        assert until(lambda: state(job) == "done", seconds=180)
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    roster.refresh_from_db()
    assert (roster.state, roster.good) == ("checked", 1)
    left = "SELECT count(*) FROM procrastinate_jobs WHERE task_name NOT LIKE 'notices.%%'"  # those come by the clock
    assert sql(left) == [(0,)]  # what is done fills no table


@pytest.mark.embedded
def test_a_job_that_does_not_end_is_ended_says_so_and_holds_nothing_any_more(given):
    roster, _ = given
    with worker() as first:
        assert until(lambda: GivenFile.objects.get(pk=roster.pk).state == "checked", seconds=180)
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 0
    training_class = TrainingClass.objects.get(uuid=roster.about[0])
    asked = {"since": training_class.starts_on}
    actions.ask_take(roster, only_good=False, by=factory.head_of(training_class), asked=asked)
    job = Job.objects.get(about=roster.uuid, kind=actions.TAKE)
    with transaction.atomic():
        house = training_class.enterprises.get().pk
        Institution.objects.select_for_update().get(pk=house)  # it holds the roster, and its rows wait for this
        with worker("--longest", "3") as second:
            assert until(lambda: state(job) == "running", seconds=180)
            assert until(lambda: locked(roster), seconds=60)
            assert until(lambda: state(job) == "failed", seconds=60)
            job.refresh_from_db()
            assert job.refusal["code"] == "job_too_long"
            assert until(lambda: not locked(roster), seconds=30)
            assert second.poll() is None  # another process took the place of the one that was ended
            second.send_signal(signal.SIGTERM)
            assert second.wait(60) == 0
    assert sql("SELECT status FROM procrastinate_jobs WHERE task_name = 'sheets.take'") == [("failed",)]


def locked(roster):
    """Whether another transaction holds the row."""
    try:
        with transaction.atomic():
            GivenFile.objects.select_for_update(nowait=True, of=("self",)).get(pk=roster.pk)
    except OperationalError:
        return True
    return False


@pytest.mark.embedded
def test_a_job_that_takes_down_its_worker_each_time_is_given_up_and_says_so(given):
    _, job = given
    for attempts in range(jobs.AT_MOST):
        assert sql(f"SELECT status, attempts {CHECK}") == [("todo", attempts)]
        sql("UPDATE procrastinate_jobs SET status = 'doing'")  # by a worker that is gone
        jobs_resumed()
    assert sql(f"SELECT status {CHECK}") == [("failed",)]
    job.refresh_from_db()
    assert (job.state, job.refusal["code"]) == ("failed", "job_failed")
    assert job.finished_at


def test_a_job_that_this_very_process_does_is_not_begun_twice(given, monkeypatch):
    sql("UPDATE procrastinate_jobs SET status = 'doing'")
    with monkeypatch.context() as under_way:
        for (number,) in sql("SELECT id FROM procrastinate_jobs"):
            under_way.setitem(jobs.UNDER_WAY, number, (0.0, None))
        jobs_resumed()
    assert sql(f"SELECT status {CHECK}") == [("doing",)]


def test_a_job_is_asked_for_in_the_transaction_of_its_act(queue):
    with transaction.atomic():
        jobs.start("sheets.check", by=SYSTEM)
        transaction.set_rollback(True)
    assert sql("SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    with transaction.atomic():
        job = jobs.start("sheets.check", by=SYSTEM)
        # Were it asked for only after the commit, a power cut between the two would leave it waiting for ever.
        assert sql("SELECT args ->> 'job' FROM procrastinate_jobs") == [(str(job.uuid),)]
