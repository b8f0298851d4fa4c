"""How often somebody may try is counted in the database, by all server processes together."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from allauth.core import ratelimit
from django.core.cache import cache
from django.db import connection, connections
from django.db.models import F
from django.test import Client, RequestFactory

from jiangtu.console.clients import conninfo
from jiangtu.institutions.rules.invitations import MAILS_A_DAY, TEXTS_A_DAY
from jiangtu.people.actions import phones
from jiangtu.people.models import Limit
from jiangtu.people.rules import codes
from tests.factories.people import PASSWORD


@pytest.fixture(autouse=True)
def fresh_counts(transactional_db):
    cache.clear()
    yield
    cache.clear()


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM people_cache")
        return cursor.fetchall()


def test_tries_at_one_moment_on_two_connections_count_together(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/key"}
    barrier, allowed = Barrier(2), []

    def tries():
        barrier.wait()
        for _ in range(3):
            allowed.append(ratelimit.consume(RequestFactory().post("/"), action="login", key="chen.li"))
        connections.close_all()

    threads = [Thread(target=tries) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(allowed) == [False] * 3 + [True] * 3


def test_what_one_process_counted_stands_for_the_others_and_tells_no_address():
    Client().post("/accounts/login/", {"login": "chen.li", "password": PASSWORD}, REMOTE_ADDR="203.0.113.7")
    rows = kept()
    assert rows
    assert not [text for row in rows for text in row if "203.0.113.7" in text or "chen" in text]
    assert all(len(key) == 64 for key, _ in rows)


SOURCE = Path(__file__).resolve().parents[2] / "src"
PROCESS = """
import json, sys, django
django.setup()
from jiangtu.institutions.rules.invitations import MAILS_A_DAY, TEXTS_A_DAY
from jiangtu.people.actions import limits, phones
own = sys.argv[1]
asks = {
    "uses of one code of an app": lambda n: limits.once("code of an app", "7:123456"),
    "codes to one number": lambda n: phones.may_ask("number", f"10.{own}.0.{n}"),
    "codes to one number on one connection": lambda n: phones.may_ask("another", "10.0.0.1"),
    "tries of one code": lambda n: phones.may_try("code"),
    "cards by text message to one number": lambda n: limits.count("card by sms", "+8613800001234", TEXTS_A_DAY),
    "invitations by mail to one address": lambda n: limits.count("invitation by mail", "a@example.org", MAILS_A_DAY),
}
sys.stdin.readline()
print(json.dumps({what: sum(ask(n) for n in range(15)) for what, ask in asks.items()}))
"""


def test_two_processes_share_the_days_limits_and_the_next_day_counts_anew():
    surroundings = {**os.environ, "DATABASE_URL": conninfo(), "PYTHONPATH": str(SOURCE),
                    "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"}  # fmt: skip
    both = [
        subprocess.Popen([sys.executable, "-c", PROCESS, own], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                         env=surroundings)
        for own in "12"
    ]  # fmt: skip
    for each in both:
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [json.loads(each.communicate(timeout=60)[0]) for each in both]
    assert {what: said[0][what] + said[1][what] for what in said[0]} == {
        "uses of one code of an app": 1,
        "codes to one number": codes.CODES_A_DAY,
        "codes to one number on one connection": codes.CODES_A_DAY_HERE,
        "tries of one code": codes.TRIES,
        "cards by text message to one number": TEXTS_A_DAY,
        "invitations by mail to one address": MAILS_A_DAY,
    }
    assert not phones.may_ask("number", "10.7.0.1")
    Limit.objects.update(day=F("day") - timedelta(days=1))
    assert phones.may_ask("number", "10.7.0.1")
