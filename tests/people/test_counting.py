"""How often somebody may try is counted in the database, by all server processes together."""

from threading import Barrier, Thread

import pytest
from allauth.core import ratelimit
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client, RequestFactory

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
