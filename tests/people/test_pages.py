"""The page "Me", the accounts administrators run, the full view of a document."""

import pytest
from django.urls import reverse

from jiangtu.core.models import JournalEntry
from jiangtu.people.models import Account, Consent, Person
from tests.factories.institutions import account_of, client_as, everybody, member
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_me_shows_my_data_masked(language):
    mentor = member("enterprise_mentor")
    me = Person.objects.get(pk=mentor.person)
    shown = text(client_as(mentor, language=language).get(reverse("people:me")))
    assert me.name in shown
    assert me.document not in shown
    assert me.phone not in shown
    assert me.document[:4] in shown


def test_my_number_is_shown_only_when_i_ask_and_the_journal_tells(client):
    mentor = member("enterprise_mentor")
    me = Person.objects.get(pk=mentor.person)
    response = client_as(mentor).post(reverse("people:my-document"))
    assert me.document in text(response)
    assert "no-store" in response["Cache-Control"]
    assert JournalEntry.objects.filter(verb="document viewed", subject=me.uuid, actor=me.uuid).exists()
