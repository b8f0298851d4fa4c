"""The embedded PostgreSQL answers again whatever was killed, and stops with its last user."""

import os
import signal
import stat

import psycopg
import pytest

from jiangtu.console import embedded
from tests.console.conftest import processes_of, until


@pytest.fixture
def server(home, monkeypatch):
    monkeypatch.setenv("JIANGTU_HOME", str(home))
    server = embedded.start(home / "kill" / "postgres")
    yield server
    server.stop()


def postmaster(server):
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def count(server):
    with psycopg.connect(server.url("kept"), connect_timeout=5) as link:
        return link.execute("SELECT count(*) FROM grain").fetchone()[0]


def answers(server):
    try:
        return count(server) == 1
    except psycopg.OperationalError:
        return False


def test_the_server_lives_again_after_each_kill(server):
    server.ensure_database("kept")
    with psycopg.connect(server.url("kept")) as link:
        link.execute("CREATE TABLE grain AS SELECT 1")
    os.kill(postmaster(server), signal.SIGKILL)
    assert until(lambda: answers(server))

    # Its keeper with it: whoever comes next finds it running.
    os.kill(embedded._keeper(server.folder), signal.SIGKILL)
    os.kill(postmaster(server), signal.SIGKILL)
    assert not until(lambda: answers(server), seconds=1)
    joined = embedded.start(server.folder)
    assert count(joined) == 1
    joined.stop()


def test_a_database_belongs_to_an_ordinary_role_and_an_older_one_stays_whose_it_is(server):
    owned = "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(server.ensure_database("ours")) as link:
        assert link.execute(owned).fetchone() == ("jiangtu", False)
    assert server.ensure_database("ours") == server.url("ours", "jiangtu")
    with psycopg.connect(server.url(), autocommit=True) as link:
        link.execute("CREATE DATABASE older")
    assert server.ensure_database("older") == server.url("older")


def test_the_server_stays_for_the_other_user_and_stops_after_the_last(server, home):
    other = embedded.start(server.folder)
    other.stop()
    assert embedded._answers(server.folder)
    assert processes_of(home)


def test_nothing_runs_after_the_last_user_let_go(home, monkeypatch):
    monkeypatch.setenv("JIANGTU_HOME", str(home))
    embedded.start(home / "short" / "postgres", durable=False).stop()
    assert until(lambda: not processes_of(home / "short"))
    assert not embedded._answers(home / "short" / "postgres")


def test_its_socket_is_nobody_elses(server):
    folder = embedded.socket_folder(server.folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert " " not in str(folder)
