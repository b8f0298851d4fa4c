"""The demo's entry page: anybody can be entered by one click, and what would have been sent can be read."""

import copy
import uuid

import pytest

from jiangtu.config.settings import PACKAGE
from jiangtu.core import outbox
from jiangtu.core.models import OutboxMessage
from jiangtu.institutions.models import Membership
from jiangtu.people.models import Account
from tests.factories.institutions import institution, member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    """The demo's addresses and pages; its app looks at the database and would refuse the tests'."""
    settings.ROOT_URLCONF = "jiangtu.demo.urls"
    settings.REQUIRE_SECOND_FACTOR = False
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"] = [PACKAGE / "demo" / "templates"]


def hat_of(actor):
    return Membership.objects.get(person=actor.person, role=actor.role)


def test_somebody_without_an_account_is_found_by_name_and_acts_in_the_role_that_was_chosen(client):
    pumps = institution("enterprise", "示例泵业")
    hr = member("enterprise_hr", institution=pumps)
    hat = hat_of(hr)
    page = client.get("/demo/", {"who": hat.person.name}).content.decode()
    assert f"/demo/enter-as/{hat.uuid}" in page
    assert f"/demo/enter-as/{hat.uuid}" in client.get("/demo/", {"who": "示例泵"}).content.decode()

    for _ in range(2):
        entered = client.post(f"/demo/enter-as/{hat.uuid}", follow=True)
        assert entered.status_code == 200
        assert entered.wsgi_request.actor == hr
    account = Account.objects.get(person=hr.person)
    assert not account.has_usable_password()


def test_whose_role_has_ended_or_whose_account_is_closed_is_neither_found_nor_entered(client):
    ended, closed = hat_of(member("expert")), hat_of(member("expert"))
    Membership.objects.filter(pk=ended.pk).update(since="2020-01-01", until="2020-12-31")
    Account.objects.update_or_create(person=closed.person, defaults={"username": "closed", "is_active": False})
    for hat in (ended, closed):
        assert str(hat.uuid) not in client.get("/demo/", {"who": hat.person.name}).content.decode()
        assert client.post(f"/demo/enter-as/{hat.uuid}").status_code == 404
        assert "_auth_user_id" not in client.session
    assert client.post(f"/demo/enter-as/{uuid.uuid4()}").status_code == 404


def test_more_than_fit_are_counted_and_no_name_finds_nobody(client):
    pumps = institution("enterprise", "示例泵业")
    for _ in range(22):
        member("enterprise_mentor", institution=pumps)
    found = client.get("/demo/", {"who": "示例泵业"})
    assert len(found.context["found"]) == 20
    assert "2 more are named so" in found.content.decode()
    assert list(client.get("/demo/").context["found"]) == []


def test_a_message_is_read_with_its_link_newest_first(client):
    for subject in ("first", "second"):
        outbox.keep(OutboxMessage.Channel.MAIL, "li@example.cn", f"{subject}: http://127.0.0.1:8000/x", subject=subject)
    page = client.get("/demo/messages").content.decode()
    assert page.index(">second<") < page.index(">first<")
    assert '<a href="http://127.0.0.1:8000/x"' in page
    assert "li@example.cn" in page


def test_the_foot_of_each_page_leads_to_the_messages_in_the_demo_alone(client, settings):
    address = 'href="/demo/messages"'
    assert address not in client.get("/accounts/login/").content.decode()
    settings.OUTBOX_PAGE = "demo:messages"
    assert address in client.get("/accounts/login/").content.decode()


def test_a_message_without_a_subject_is_headed_by_its_way_in_the_readers_language(client):
    for channel in OutboxMessage.Channel:
        outbox.keep(channel, "+8613800001234", "x")
    for language, ways in {"en": ("Mail", "Text message", "Push"), "zh-hans": ("邮件", "短信", "推送")}.items():
        page = client.get("/demo/messages", headers={"accept-language": language}).content.decode()
        for way in ways:
            assert f"<h2>{way}</h2>" in page
