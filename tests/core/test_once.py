"""What begins something is done once, however often its page is sent."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from jiangtu.core.models import JournalEntry, SentForm
from tests.factories import training as factory
from tests.factories.institutions import client_as, member

WORDS = "Well planned."


def comments() -> int:
    return JournalEntry.objects.filter(verb="commented").count()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_the_same_form_sent_again_leads_to_what_came_of_it_and_begins_no_second() -> None:
    of, expert = factory.running_class(), member("expert")
    client, url = client_as(expert), reverse("desks:comment-class", args=[of.uuid])
    key = uuid4().hex
    empty = client.post(url, {"words": " ", "once": key})
    assert (empty.status_code, SentForm.objects.count()) == (200, 0)
    assert f'value="{key}"' in empty.content.decode()
    first = client.post(url, {"words": WORDS, "once": key})
    client.post(url, {"words": "Something else.", "once": uuid4().hex})
    again = client.post(url, {"words": WORDS, "once": key})
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert "This form was sent before." in client.get(again.headers["Location"]).content.decode()
    assert comments() == 2
    other = client_as(member("expert")).post(url, {"words": WORDS, "once": key})
    assert (other.status_code, comments()) == (302, 3), "a key is its sender's own"
    client.post(url, {"words": "No key at all."})
    client.post(url, {"words": "No key.", "once": "x"})
    assert comments() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock")
def test_of_two_clicks_at_one_moment_one_begins_something() -> None:
    of, expert = factory.running_class(), member("expert")
    url, key = reverse("desks:comment-class", args=[of.uuid]), uuid4().hex
    clients = {words: client_as(expert) for words in ("One.", "Two.")}
    answers: list[int] = []

    def click(words: str) -> None:
        answers.append(clients[words].post(url, {"words": words, "once": key}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=click, args=[words]) for words in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (answers, SentForm.objects.count(), comments()) == ([302, 302], 1, 1)
