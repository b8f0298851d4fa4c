"""Whatever is killed at whatever moment: what was told to be done is there, nothing is half, nothing stands still."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from shutil import rmtree
from subprocess import run

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from jiangtu.console import embedded
from jiangtu.console.clients import conninfo, environment, fitting, server_version
from jiangtu.core import files
from jiangtu.core.home import home
from jiangtu.core.models import Job, JournalEntry, StoredFile
from jiangtu.institutions.models import Institution
from jiangtu.seals import actions as seals
from jiangtu.seals import queries as sealed
from jiangtu.sheets.models import GivenFile
from jiangtu.training.models import Attendance
from tests import databases
from tests.console.conftest import until
from tests.factories import apprenticeships as rosters
from tests.factories import training as make
from tests.factories.institutions import client_as, credit_code, member
from tests.house.kills import VICTIMS, House, Writer, kill_while_they_write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]
REGISTER = "institution registered"
ROLL = ("roll called", "roll corrected")
MARKS = ("present", "absent")


@pytest.fixture
def killed(transactional_db, tmp_path):
    """A database server of the test's own that keeps what it said is kept, and this process's database on it."""
    before, dump = {**connection.settings_dict}, tmp_path / "dump"
    connection.settings_dict["NAME"] = databases.migrated()
    run([fitting("pg_dump", server_version(conninfo())), "--format=custom", f"--file={dump}"],
        env=environment(conninfo()), check=True)  # fmt: skip
    connection.close()
    server = embedded.start(home() / "killed" / "postgres")
    try:
        connection.settings_dict |= {"NAME": "killed", "USER": "postgres", "PORT": "", "PASSWORD": ""}
        connection.settings_dict["HOST"] = str(embedded.socket_folder(server.folder))
        url = server.ensure_database("killed")
        run([fitting("pg_restore", server_version(url)), "--no-owner", f"--dbname={url}", dump], check=True)
        yield server
    finally:
        connection.close()
        connection.settings_dict |= before
        server.stop()
        rmtree(server.folder)


def registers(number: int, writer: Writer) -> int:
    """An administrator records one enterprise after the other."""
    places = {"province": "330000", "prefecture": "330500", "county": "330522"}
    given = {"name": f"第{number}号厂", "credit_code": credit_code(), **places}
    return writer.post(reverse("institutions:register") + "?kind=enterprise", given)


def calls_the_roll(session):
    """A trainer corrects the roll of a session again and again: all present, all absent, all present."""
    url, rows = reverse("training:roll", args=[session.uuid]), list(session.attendance.all())

    def call(number: int, writer: Writer) -> int:
        marks = {f"mark-{row.uuid}": MARKS[number % 2] for row in rows}
        return writer.post(url, writer.carried(url) | marks)

    return call


def brings_rosters(training_class):
    """HR brings one roster after the other, which a job then reads."""
    url = reverse("sheets:give", args=["roster", training_class.uuid])
    content = rosters.roster_csv(rosters.roster_row())

    def bring(number: int, writer: Writer) -> int:
        file = SimpleUploadedFile(f"{number}.csv", content)
        return writer.post(url, {"file": file}, files=True)

    return bring


def waiting():
    """What is still to be done: jobs that pages watch, and what the queue holds of those."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, attempts, scheduled_at, worker_id FROM procrastinate_jobs"
            " WHERE status = 'doing' OR status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
        )
        return [*cursor.fetchall(), *Job.objects.filter(state__in=["waiting", "running"]).values_list("kind", "state")]


def test_what_was_told_is_there_and_nothing_is_half_however_often_something_is_killed(pytestconfig, tmp_path, killed):
    kills, seed = pytestconfig.getoption("kills"), pytestconfig.getoption("seed")
    training_class, listed = make.running_class(apprentices=8), rosters.draft_class(state="open")
    session = make.planned_session(training_class, date(2025, 6, 2))
    house = House(seed, tmp_path / "log", killed)
    writers = register, roll, bring = [
        Writer(house, client_as(member("administrator")), registers),
        Writer(house, client_as(make.trainer_of(training_class)), calls_the_roll(session)),
        Writer(house, client_as(rosters.hr_of(listed.enterprises.get())), brings_rosters(listed), pause=2),
    ]
    try:
        kill_while_they_write(house, writers, kills)
        connection.close()  # it was thrown out too
        assert until(lambda: house.up() and not waiting(), seconds=120), waiting()
    finally:
        house.stop()
    told = {each.sends.__name__: (len(each.told), each.tried, each.away, dict(each.faults)) for each in writers}
    print(f"{kills} kills (seed {seed}): {dict(house.killed)}; told, tried, database away, other answers: {told}")
    assert kills < len(VICTIMS) or {*house.killed} == {*VICTIMS}

    assert [dict(each.faults) for each in writers] == [{}, {}, {}], (tmp_path / "log").read_text()[-5000:]
    names = list(Institution.objects.filter(name__startswith="第").values_list("name", "uuid"))
    there = {name for name, _ in names}
    assert {f"第{number}号厂" for number in register.told} <= there
    assert len(names) == len(there), "one was recorded twice"
    entries = JournalEntry.objects.filter(verb=REGISTER, subject__in=[uuid for _, uuid in names])
    assert entries.count() == len(names), "one is there without its entry, or has two"

    marks = set(Attendance.objects.filter(session=session).values_list("mark", flat=True))
    assert len(marks) == 1, "a roll stands half"
    written = JournalEntry.objects.filter(verb__in=ROLL, subject=session.uuid).count()
    changes = sum(one % 2 != other % 2 for one, other in pairwise(roll.told))
    assert changes <= written <= roll.tried, "a roll stands without its entry, or has two"
    after = {MARKS[number % 2] for number in range(roll.told[-1], roll.tried + 1)}
    assert marks <= after, "the last roll that was told is not there"

    given = {each.file.name: each for each in GivenFile.objects.select_related("file")}
    assert {f"{number}.csv" for number in bring.told} <= given.keys()
    ended = dict(Job.objects.filter(about__in=[each.uuid for each in given.values()]).values_list("about", "state"))
    # A job that was in the middle of three kills is given up, says so, and has kept nothing.
    assert {(ended[each.uuid], each.state) for each in given.values()} <= {("done", "checked"), ("failed", "given")}
    assert all(files.read(stored) for stored in StoredFile.objects.all())
    print(f"jobs given up: {sum(state == 'failed' for state in ended.values())}")

    seals.seal()
    walked = sealed.walk({})
    assert walked.verdict
    assert (walked.entries, walked.unsealed) == (JournalEntry.objects.count(), 0)
