"""A real worker, killed in the middle: each notice is made once, each mail known as one, no text message twice."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from jiangtu.console.clients import conninfo
from jiangtu.notices.models import Delivery, Notice
from jiangtu.people.models import Person
from tests.console.conftest import until
from tests.notices.conftest import Situation

CLONE = Path(__file__).resolve().parents[2]


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails by SMTP; while `silent`, it takes them and never says so."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Letterbox)
        self.mails, self.silent = [], False


class Letterbox(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            word = line.strip().upper()
            if word == b"DATA":
                self.say("354 go on")
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                if self.server.silent:
                    threading.Event().wait(120)
            self.say("221 bye" if word == b"QUIT" else "250 ok")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def letters():
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def worker(letters):
    """`jiangtu worker` that sends to our mail server, ended at the latest with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jiangtu.console", "worker", "--patience", "1"], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": conninfo(), "PYTHONPATH": str(CLONE / "src"),
             "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings", "JIANGTU_SMTP_HOST": "127.0.0.1",
             "JIANGTU_SMTP_PORT": str(letters.server_address[1])},
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


def message_ids(mails):
    return [line.partition(": ")[2] for mail in mails for line in mail.splitlines() if line.startswith("Message-ID")]


@pytest.fixture
def situation(transactional_db):
    """A returned entry, whose job waits; quiet hours never, whatever time it is."""
    sql("DELETE FROM procrastinate_jobs")
    sql("DELETE FROM procrastinate_workers")
    made = Situation()
    sql(
        "INSERT INTO notices_reception (uuid, person_id, quiet_from, quiet_to, digest_hour, language)"
        " VALUES (gen_random_uuid(), %s, '00:00', '00:00', 7, '')",
        made.apprentice.person,
    )
    made.returned()
    return made


def gone():
    """The killed worker counts as gone, and what it claimed as left."""
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    sql("UPDATE notices_delivery SET claimed_at = claimed_at - interval '6 minutes' WHERE claimed_at IS NOT NULL")


@pytest.mark.embedded
def test_a_notice_whose_worker_was_killed_while_it_was_made_is_made_once(situation, letters):
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=situation.apprentice.person)  # the insert comes to stand here
        with worker(letters) as first:
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            assert until(lambda: sql(waits) != [(0,)], seconds=180)
            first.send_signal(signal.SIGKILL)
            first.wait(60)
    assert until(lambda: not Notice.objects.exists(), seconds=5)
    gone()
    with worker(letters):
        assert until(lambda: Delivery.objects.filter(state="sent").exists(), seconds=180)
    assert Notice.objects.count() == 1
    assert len(letters.mails) == 1


@pytest.mark.embedded
def test_a_mail_whose_worker_was_killed_before_the_server_said_yes_goes_again_under_one_name(situation, letters):
    letters.silent = True
    with worker(letters) as first:
        assert until(lambda: letters.mails, seconds=180)
        first.send_signal(signal.SIGKILL)
        first.wait(60)
    assert [each.state for each in Delivery.objects.all()] == ["sending"]
    letters.silent = False
    gone()
    with worker(letters):
        assert until(lambda: Delivery.objects.filter(state="sent").exists(), seconds=180)
    ids = message_ids(letters.mails)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert Notice.objects.count() == 1
