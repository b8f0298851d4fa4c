"""Every kind that a room declares: its words, its secrecy, the page that shows how; and reminding, with its limit."""

import re
from datetime import time
from pathlib import Path

import pytest
from django.utils import translation

from jiangtu.core import journal, phrases
from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import OutboxMessage
from jiangtu.core.verdict import Refused
from jiangtu.institutions.states import Role
from jiangtu.notices import doors, queries
from jiangtu.notices.actions import choosing, reminding, sending, telling
from jiangtu.notices.models import Notice, Subscription
from jiangtu.notices.rules import Kind, To, Urgency, Wish
from tests.factories import training as factory
from tests.house.source import CLONE, PACKAGE
from tests.notices.conftest import TODAY

pytestmark = pytest.mark.django_db
CODES = sorted(queries.kinds())
PLACES = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", CODES)
def test_a_title_holds_no_value_and_both_texts_are_said_in_both_languages(code):
    kind = queries.kinds()[code]
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = str(kind.title), str(kind.says)
            assert "%" not in said[language][0]
    assert not re.search(r"[一-鿿]", "".join(said["en"]))
    assert all(re.search(r"[一-鿿]", text) for text in said["zh-hans"])
    assert set(PLACES.findall(said["en"][1])) == set(PLACES.findall(said["zh-hans"][1]))


@pytest.mark.parametrize("code", CODES)
def test_a_kind_tells_of_facts_or_of_what_is_late_or_at_somebodys_wish(code):
    kind = queries.kinds()[code]
    assert bool(kind.verbs) == bool(kind.to)
    assert not (kind.verbs and kind.late)
    assert set(kind.roles) <= set(Role.values)
    assert kind.roles


def test_every_verb_is_one_that_some_act_writes():
    texts = "".join(path.read_text() for path in PACKAGE.rglob("*.py") if path.name != "notices.py")
    assert [verb for verb in sorted(queries.verbs()) if f'"{verb}"' not in texts and verb not in phrases.known()] == []


def test_no_kind_is_declared_twice():
    codes = [kind.code for declared in doors.kinds for kind in declared()]
    assert len(codes) == len(set(codes))


def test_the_example_of_the_page_works_as_it_stands(clock):
    page = Path(CLONE / "docs" / "notices.md").read_text()
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    with doors.kinds.alone():
        exec(example.replace("from .models", "from jiangtu.training.models"), {})
        of = factory.running_class()
        fact = journal.record("class completed", of, by=SYSTEM)
        assert telling.tell([fact.pk]) == 1
        notice = Notice.objects.get()
        assert notice.person == of.head
        assert queries.said(notice) == f"The class {of.name} was completed."
        assert factory.client_as(factory.head_of(of)).get(notice.page).status_code == 200


REMINDER = Kind("x.reminder", "Please look", "Please look", Urgency.NOW, (Role.APPRENTICE,))


def test_the_same_person_is_reminded_of_the_same_thing_once_a_day(situation, clock):
    of = situation.training_class
    people = [To(each.person_id, "/", about=of.uuid) for each in of.enrolments.order_by("pk")]
    assert len(reminding.remind(REMINDER, people[:2], on=TODAY)) == 2
    assert len(reminding.remind(REMINDER, people, on=TODAY)) == 1  # who was not yet
    with pytest.raises(Refused) as refusal:
        reminding.remind(REMINDER, people, on=TODAY)
    assert refusal.value.verdict.code == "reminded_today"
    assert len(reminding.remind(REMINDER, people, on=TODAY.replace(day=17))) == 3


# What a thing or a person could be called; whatever a kind puts into its values is marked so.
MARK = "秘密Geheim"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_personal_word_leaves_the_house_but_in_the_body_of_a_mail(situation, code, language, settings):
    kind = queries.kinds()[code]
    values = {name: f"{MARK}{name}" for name in PLACES.findall(str(kind.says))}
    person = situation.enrolment.person
    person.phone, person.name = "13800001234", MARK
    person.save()
    Subscription.objects.create(person=person, endpoint="https://fcm.googleapis.com/1", p256dh="x", auth="y")
    settings.EMAIL_BACKEND = "jiangtu.core.outbox.MailOutbox"
    wish = Wish("at_once", True, True)
    choosing.choose({code: wish}, by=situation.apprentice, quiet_from=time(0), quiet_to=time(0), language=language)
    telling.notify(kind, [To(person.pk, "/", values=values, about=situation.training_class.uuid)])
    sending.send_due()
    kept = {message.channel: message for message in OutboxMessage.objects.all()}
    assert set(kept) == {"mail", "push", "sms"}
    for outside in (kept["mail"].subject, kept["push"].body, kept["sms"].body, kept["sms"].subject):
        assert MARK not in outside
        assert "13800001234" not in outside
    for name in values:
        assert f"{MARK}{name}" in kept["mail"].body
    assert MARK not in Notice.objects.get().page
