"""Two records of one person become one: nothing that hung on either is lost."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.assessment.models import Assessment
from jiangtu.core import journal
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.institutions.actions.cards import give_cards
from jiangtu.institutions.models import Invitation, Membership
from jiangtu.people import queries
from jiangtu.people.actions import merging
from jiangtu.people.actions.accounts import close_account
from jiangtu.people.actions.consents import give_consent
from jiangtu.people.actions.people import renew_document
from jiangtu.people.models import Account, Consent, Person
from tests.factories import apprenticeships as of_apprentices
from tests.factories.assessment import assessed
from tests.factories.institutions import client_as, hat, institution, member
from tests.factories.pages import carried
from tests.factories.people import PASSWORD, account, person, resident_id
from tests.factories.training import running_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return member("administrator")


def merge(second, first, by):
    return merging.merge_people(second, first, by=by, reason="同一人登记了两次")


def code_of(*arguments):
    with pytest.raises(Refused) as caught, transaction.atomic():
        merge(*arguments)
    return caught.value.verdict.code


def test_every_relation_to_a_person_has_an_answer_and_no_answer_is_of_one_that_is_gone():
    assert set(merging.answers()) == {relation for relation, _field in merging.relations()}


def test_nothing_names_the_second_record_afterwards_but_itself(admin):
    """Whatever table names a person, whichever room it is of: all of its rows move, or are refused."""
    it = of_apprentices.apprentice(person=person("张伟"))
    second = it.enrolment.person
    hat("apprentice", it.enrolment.enterprise, of=second)
    account(second)
    first = person("张伟", document="")
    merge(second, first, admin)
    left = {
        relation: count
        for relation, field in merging.relations()
        if (count := field.model._base_manager.filter(**{field.name: second}).count())
    }
    assert left == {}
    assert Apprenticeship.objects.get(pk=it.pk).enrolment.person == first
    assert Membership.objects.get(person=first).role == "apprentice"
    assert Account.objects.get(person=first)


def test_who_came_in_twice_is_one_person_again_with_both_histories(admin):
    number = resident_id()
    second, first = person("李强", document=number), person("李强", document="", phone="")
    account(first, username="li.qiang")
    merge(second, first, admin)
    first, second = Person.objects.get(pk=first.pk), Person.objects.get(pk=second.pk)
    assert (first.document.reveal(), first.phone.reveal(), second.merged_into) == (number, "13800001234", first)
    entry = JournalEntry.objects.get(verb="records merged")
    assert (entry.remark, entry.threads) == ("同一人登记了两次", [first.uuid, second.uuid])
    told = journal.history(*queries.threads_of(first)).values_list("verb", flat=True)
    assert list(told).count("person recorded") == 2
    assert queries.names({second.uuid}) == {second.uuid: "李强"}
    assert queries.person(second.uuid, seen_by=admin) == first
    assert person("李强", document=number) == first


@pytest.mark.parametrize("first_has, second_has, code", [(1, 1, "merge_two_documents"), (0, 1, ""), (1, 0, "")])
def test_two_documents_are_two_people(admin, first_has, second_has, code):
    first = person(document=None if first_has else "")
    second = person(document=None if second_has else "")
    if code:
        assert code_of(second, first, admin) == code
    else:
        assert merge(second, first, admin) == first


def test_two_documents_that_may_be_one_persons_are_one_when_it_is_said(admin):
    first = person("A. Smith", document="EA1234567", document_type="passport")
    second = person("A. Smith", document="EA1234568", document_type="passport")
    assert code_of(second, first, admin) == "merge_documents_unsaid"
    merging.merge_people(second, first, by=admin, reason="护照换发", both_documents=True)
    for number in ("EA1234567", "EA1234568"):
        assert person("A. Smith", document=number, document_type="passport") == first
    assert first.other_documents.get().document.reveal() == "EA1234568"
    assert not Person.objects.get(pk=second.pk).document


def test_what_was_renewed_moves_with_its_record(admin):
    second = person("A. Smith", document="EA1234567", document_type="passport")
    renew_document(second, document_type="passport", document="EA1234568", by=admin, reason="换发")
    first = person("A. Smith", document="")
    merge(second, first, admin)
    first.refresh_from_db()
    assert (first.document.reveal(), first.other_documents.get().document.reveal()) == ("EA1234568", "EA1234567")


def test_the_page_asks_about_two_documents_where_there_are_two(admin):
    first = person("A. Smith", document="EA1234567", document_type="passport")
    browser, url = client_as(admin), reverse("people:merge", args=[first.uuid])
    second = person("A. Smith", document="")
    asked = browser.post(url, {"words": "Smith"}).content.decode()
    assert ('value="' + str(second.uuid) in asked, "both_documents" in asked) == (True, False)
    third = person("A. Smith", document="EA1234568", document_type="passport")
    asked = browser.post(url, {"words": "Smith"}).content.decode()
    assert "both_documents" in asked
    said = {"words": "Smith", "other": str(third.uuid), "reason": "换发"} | carried(asked)
    assert "Tick that both are" in browser.post(url, said).content.decode()
    assert browser.post(url, {**said, "both_documents": "on"}).status_code == 302
    assert Person.objects.get(pk=third.pk).merged_into == first


def test_of_two_accounts_one_is_closed_first_and_stays_behind(admin):
    first, second = person(document=""), person()
    account(first)
    unused = account(second)
    assert code_of(second, first, admin) == "merge_two_accounts"
    close_account(unused, by=admin, reason="未使用")
    merge(second, first, admin)
    assert Account.objects.get(pk=unused.pk).person == second


def test_a_role_held_twice_goes_on_once_from_the_earlier_day(admin):
    firm = institution()
    first, second = person(document=""), person()
    kept = hat("enterprise_mentor", firm, of=first, since=date(2024, 1, 1))
    other = hat("enterprise_mentor", firm, of=second, since=date(2023, 1, 1))
    merge(second, first, admin)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.since, kept.until, other.person, other.until is None) == (date(2023, 1, 1), None, first, False)


def test_a_consent_given_twice_is_in_force_once_and_both_are_kept(admin):
    first, second = person(document=""), person()
    for each in (first, second):
        by = member("apprentice", of=each)
        give_consent(each, "photos", by=by)
    merge(second, first, admin)
    given = Consent.objects.filter(person=first)
    assert (given.count(), given.filter(withdrawn_at__isnull=True).count()) == (2, 1)


def test_a_card_of_the_second_record_opens_nothing_any_more(admin):
    held = hat("apprentice")
    card = give_cards([held], sheet=uuid4(), by=admin)[0]
    merge(held.person, person(document=""), admin)
    assert Client().get(f"/institutions/invitations/{card.code}").status_code == 410
    assert Invitation.objects.get().withdrawn_at


def test_assessments_move_although_they_are_append_only_and_nothing_else_of_them_changes(admin):
    it = of_apprentices.apprentice()
    trainer = of_apprentices.trainer_of(it.enrolment.training_class)
    competence = it.enrolment.training_class.version.stages.first().requirements.first().competence
    assessed(it.enrolment.person, competence, 4, by=trainer, on=date(2025, 6, 2))
    first = person(document="")
    merge(it.enrolment.person, first, admin)
    found = Assessment.objects.get()
    assert (found.person, found.level) == (first, 4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(level=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(person=it.enrolment.person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiangtu.moved', 'person_id', true)")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(level=5)


def test_two_apprenticeships_under_way_are_not_merged(admin):
    first, second = (of_apprentices.apprentice(person=person(document="")).enrolment.person for _ in range(2))
    assert code_of(second, first, admin) == "merge_two_apprenticeships"


def test_what_stands_in_the_way_is_named_and_nothing_has_moved(admin):
    training_class = running_class(apprentices=0)
    enterprise = training_class.enterprises.get()
    first, second = person(document=""), person()
    for each in (first, second):
        training_class.enrolments.create(person=each, enterprise=enterprise, since=training_class.starts_on)
    held = hat("apprentice", enterprise, of=second)
    with pytest.raises(Refused) as caught, transaction.atomic():
        merge(second, first, admin)
    assert (caught.value.verdict.code, caught.value.verdict.have) == ("merge_clash", "the register of one class")
    held.refresh_from_db()
    assert held.person == second


def test_a_trainer_of_a_class_under_both_records_is_its_trainer_once(admin):
    training_class = running_class(apprentices=0)
    first, second = person(document=""), person()
    training_class.trainers.set([first, second])
    merge(second, first, admin)
    assert list(training_class.trainers.all()) == [first]


def test_it_needs_a_reason_an_administrator_and_two_records_that_are_not_merged(admin):
    first, second = person(document=""), person()
    with pytest.raises(Refused, match="reason_missing"):
        merging.merge_people(second, first, by=admin, reason=" ")
    assert code_of(second, first, member("enterprise_hr")) == "no_right"
    assert code_of(first, first, admin) == "merge_same"
    assert code_of(Person.objects.get(pk=admin.person), first, admin) == "merge_oneself"
    merge(second, first, admin)
    assert code_of(second, first, admin) == "merge_done"


@pytest.mark.parametrize("language, done", [("en", "are one now"), ("zh-hans", "已合并")])
def test_an_administrator_finds_the_other_record_by_name_or_document_and_merges_it(admin, language, done):
    number = resident_id()
    first, second = person("王磊", document=""), person("王蕾", document=number)
    browser = client_as(admin, language=language)
    path = f"/people/{first.uuid}/merge"
    for words in ("王", number):
        page = browser.post(path, {"words": words}).content.decode()
        assert str(second.uuid) in page
        assert number not in page.replace(f'value="{number}"', "")
    found = carried(browser.post(path, {"words": "王"}).content.decode())
    meant = {"words": "王", "other": str(second.uuid), "reason": "重复登记"} | found
    answer = browser.post(path, meant, follow=True)
    assert done in answer.content.decode()
    assert Person.objects.get(pk=second.pk).merged_into == first


@pytest.mark.parametrize("language, title", [("en", "Merge records"), ("zh-hans", "合并档案")])
def test_two_records_without_an_account_are_merged_by_links_alone_from_more(admin, language, title):
    first, second = person("王磊", document=""), person("王蕾")
    browser = client_as(admin, language=language)
    assert 'href="/people/"' in browser.get("/more").content.decode()
    assert f'href="/people/{first.uuid}"' in browser.get("/people/?q=王磊").content.decode()
    assert "王蕾" not in browser.get("/people/?q=王磊").content.decode()
    record = browser.get(f"/people/{first.uuid}").content.decode()
    assert f'href="/people/{first.uuid}/merge"' in record
    page = browser.post(f"/people/{first.uuid}/merge", {"words": "王蕾"}).content.decode()
    assert re.search(rf"<h1[^>]*>\s*{title}\s*</h1>", page)
    assert f'<a href="/people/{second.uuid}">王蕾</a>' in page
    meant = {"words": "王蕾", "other": str(second.uuid), "reason": "重复登记"} | carried(page)
    browser.post(f"/people/{first.uuid}/merge", meant)
    assert browser.get(f"/people/{second.uuid}").content.decode().count("王磊")
    assert f'href="/people/{second.uuid}"' not in browser.get("/people/").content.decode()


def test_the_list_of_records_tells_who_has_an_account_and_costs_the_same_for_many(admin, queries_of):
    account(person("有号"))
    person("无号")
    browser = client_as(admin)
    few = queries_of(lambda: browser.get("/people/"))
    assert "无号" not in browser.get("/people/?account=true").content.decode()
    assert "有号" not in browser.get("/people/?account=false").content.decode()
    for n in range(12):
        person(f"多{chr(0x4E00 + n)}")
    assert queries_of(lambda: browser.get("/people/")) == few


def test_who_signs_in_with_the_account_of_the_second_record_is_the_first(admin):
    held = hat("apprentice")
    account(held.person, username="zhao.min")
    first = person(document="")
    merge(held.person, first, admin)
    browser = Client()
    assert browser.post("/accounts/login/", {"login": "zhao.min", "password": PASSWORD}).status_code == 302
    assert browser.get("/people/me").wsgi_request.actor.person == first.pk
