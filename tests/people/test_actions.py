"""A person stands in the system once; accounts and consents leave a trace without personal data."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation

from jiangtu.core import history, vault
from jiangtu.core.actor import SYSTEM
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES, Refused
from jiangtu.people import doors, queries
from jiangtu.people.actions import accounts, consents, people
from jiangtu.people.actions.people import PersonRow
from jiangtu.people.models import Consent, OtherDocument, Person
from jiangtu.people.rules import documents
from jiangtu.people.states import VERSIONS
from tests.factories.institutions import member
from tests.factories.people import account, person, resident_id

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(Refused) as caught:
        act()
    return [verdict.code for verdict in caught.value.verdict.reasons()]


def journal():
    return [json.dumps([e.before, e.after, e.remark], ensure_ascii=False) for e in JournalEntry.objects.all()]


def test_a_person_is_recorded_once_however_the_number_is_written():
    number = resident_id()
    first = person("陈丽", document=number)
    again = person("陈丽丽", document=f" {number[:6]} {number[6:].lower()}")
    assert (again.pk, again.name) == (first.pk, "陈丽")
    assert Person.objects.count() == 1


def test_the_same_digits_of_another_document_are_another_person():
    passport = person("A. Smith", document="12345678", document_type="passport")
    permit = person("林小姐", document="12345678", document_type="taiwan_permit")
    assert passport.pk != permit.pk


@pytest.mark.parametrize(
    "first, second",
    [
        (("hk_macau_permit", "H12345678"), ("hk_macau_permit", "H1234567801")),
        (("taiwan_permit", "1234567802"), ("taiwan_permit", "12345678")),
        (("hk_macau_permit", "HA1234567"), ("hk_macau_permit", "ha1234567\u2069")),
    ],
)
def test_two_permits_of_one_holder_are_one_person(first, second):
    one, other = (person("何先进", document_type=kind, document=number) for kind, number in (first, second))
    assert one.pk == other.pk
    assert Person.objects.count() == 1


def test_one_number_is_one_person_whatever_kind_it_is_called():
    number = resident_id(region="810000")
    assert queries.document_print("resident_id", number) == queries.document_print("hk_macau_residence", number)
    assert refused(lambda: person(document=number)) == ["id_is_hk_macau_residence"]


def test_a_county_that_is_in_no_list_keeps_nobody_out():
    assert person(document=resident_id(region="320219")).document_type == "resident_id"


@pytest.mark.parametrize("name, code", [("李?", "name_character"), ("合计", "name_of_nobody"), ("", "name_missing")])
def test_nobody_is_recorded_under_what_is_no_name(name, code):
    assert refused(lambda: people.record_person(name=name, by=SYSTEM, allowed=YES)) == [code]
    known = person("陈丽")
    assert refused(lambda: people.correct_person(known, name=name or "\u200b?", by=SYSTEM, reason="核对"))


def test_a_name_is_recorded_in_one_spelling():
    rows = [PersonRow("张\u3000三"), PersonRow("阿卜杜．热西提"), PersonRow("⻢晓\xad燕")]
    made = people.record_people(rows, by=SYSTEM, allowed=YES)
    assert [each.name for each in made] == ["张三", "阿卜杜·热西提", "马晓燕"]
    assert JournalEntry.objects.filter(verb="person recorded", after__name="马晓燕").exists()


def test_two_people_without_document_stay_two():
    assert person("陈丽", document="").pk != person("陈丽", document="").pk


def test_the_birth_date_comes_out_of_the_number():
    number = resident_id()
    assert f"{person(document=number).born_on:%Y%m%d}" == number[6:14]


@pytest.mark.parametrize(
    "number, code",
    [
        ("33052220050314241", "id_length"),
        ("3305222005031424A7", "id_characters"),
        ("330522200513142417", "id_date_impossible"),
        ("990522200503142417", "id_region_unknown"),
    ],
)
def test_a_number_that_cannot_be_is_refused(number, code):
    assert code in refused(lambda: person(document=number))
    assert not Person.objects.exists()


def test_a_wrong_check_digit_is_refused():
    number = resident_id()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert refused(lambda: person(document=wrong)) == ["id_checksum"]


def test_a_list_of_people_costs_the_same_queries_for_sixty_rows_and_for_three_hundred(queries_of):
    def rows(many):
        return [PersonRow(f"学徒{n}", "resident_id", resident_id(), "13800001234") for n in range(many)]

    few, many = rows(60), rows(300)  # both by COPY, of which a few rows have no need
    few_queries = queries_of(lambda: people.record_people(few, by=SYSTEM, allowed=YES))
    assert queries_of(lambda: people.record_people(many, by=SYSTEM, allowed=YES)) == few_queries
    assert Person.objects.count() == 360


def test_a_list_comes_back_in_its_order_with_known_and_doubled_people_once():
    known = person("陈丽", phone="")
    number = Person.objects.get(pk=known.pk).document.reveal()
    row = PersonRow("李强", "resident_id", resident_id())
    found = people.record_people(
        [row, PersonRow("陈丽", "resident_id", number, "13900001111"), row], by=SYSTEM, allowed=YES
    )
    assert [p.name for p in found] == ["李强", "陈丽", "李强"]
    assert found[0].pk == found[2].pk
    assert found[1].pk == known.pk
    assert Person.objects.get(pk=known.pk).phone.reveal() == "13900001111"
    assert JournalEntry.objects.filter(verb="person recorded").count() == 2


def test_a_known_phone_is_not_overwritten_by_a_list():
    known = person(phone="13800001234")
    number = Person.objects.get(pk=known.pk).document.reveal()
    people.record_people([PersonRow("x", "resident_id", number, "13900001111")], by=SYSTEM, allowed=YES)
    assert Person.objects.get(pk=known.pk).phone.reveal() == "13800001234"


def test_what_a_list_brings_back_has_nothing_unsealed(monkeypatch):
    monkeypatch.setattr(vault, "unseal", lambda *_a, **_k: pytest.fail("recording a list opened a sealed value"))
    (found,) = people.record_people(
        [PersonRow("李强", "resident_id", resident_id(), "13800001234")], by=SYSTEM, allowed=YES
    )
    assert repr(found.document) == repr(found.phone) == "<sealed>"


def test_people_are_found_by_prints_in_two_queries(queries_of):
    number = resident_id()
    known = person(document=number)
    print_ = queries.document_print("resident_id", number)
    found = {}
    assert queries_of(lambda: found.update(queries.people_by_prints([print_, "none"]))) == 2
    assert found == {print_: known}


def test_a_correction_needs_a_reason_and_tells_the_journal_no_number():
    known, admin, number = person("陈莉"), member("administrator"), resident_id()
    assert refused(lambda: people.correct_person(known, by=admin, reason=" ", name="陈丽")) == ["reason_missing"]
    corrected = people.correct_person(known, by=admin, reason="身份证核对", name="陈丽", document=number)
    assert (corrected.name, Person.objects.get(pk=known.pk).document.reveal()) == ("陈丽", number)
    assert queries.people_by_prints([queries.document_print("resident_id", number)])
    assert not any(number in line for line in journal())


@pytest.mark.parametrize(
    "language, told",
    [
        ("en", ("document", "foreign passport", "resident ID, number corrected")),
        ("zh-hans", ("证件", "外国护照", "居民身份证，号码已更正")),
    ],
)
def test_a_corrected_documents_kind_reads_in_the_history(language, told):
    known = person("A. Smith", document="EA1234567", document_type="passport")
    new = {"document_type": "resident_id", "document": resident_id()}
    people.correct_person(known, by=member("administrator"), reason="证件核对", **new)
    entry = JournalEntry.objects.get(verb="person corrected", subject=known.uuid)
    with translation.override(language):
        assert history.changes(entry, {}) == [told]


def test_a_correction_does_not_take_another_persons_document():
    admin, number = member("administrator"), resident_id()
    person(document=number)
    other = person()
    assert refused(lambda: people.correct_person(other, by=admin, reason="r", document=number)) == ["document_taken"]


def test_a_renewed_document_joins_the_same_person_and_both_numbers_find_them():
    me = person("A. Smith", document="EA1234567", document_type="passport")
    new = {"document_type": "passport", "document": "ea 1234568"}
    assert refused(lambda: people.renew_document(me, **new, by=SYSTEM, reason=" ")) == ["reason_missing"]
    people.renew_document(me, **new, by=SYSTEM, reason="护照到期换发")
    me = Person.objects.get(pk=me.pk)
    other = me.other_documents.get()
    assert (me.document.reveal(), other.document.reveal()) == ("EA1234568", "EA1234567")
    raw = {each.document_print for each in (me, other)} | {"EA1234567", "EA1234568"}
    assert len(raw) == 4
    found = [person("A. Smith", document=n, document_type="passport") for n in ("EA1234567", "EA1234568")]
    assert found == [me, me]
    assert queries.records_like("EA1234567", seen_by=member("administrator")) == [me]
    entry = JournalEntry.objects.get(verb="document renewed", subject=me.uuid)
    assert entry.remark == "护照到期换发"
    assert not any("EA123" in told for told in journal())


def test_a_permit_renewed_takes_the_place_of_its_own_number_and_one_of_another_kind_stands_beside_it():
    me = person("何先进", document="H1234567800", document_type="hk_macau_permit")
    people.renew_document(me, document_type="hk_macau_permit", document="H1234567801", by=SYSTEM, reason="换证")
    me.refresh_from_db()
    assert (me.document.reveal(), me.other_documents.count()) == ("H1234567801", 0)
    residence = resident_id(region="810000")
    people.renew_document(me, document_type="hk_macau_residence", document=residence, by=SYSTEM, reason="领取居住证")
    me.refresh_from_db()
    assert (me.document_type, me.born_on) == ("hk_macau_residence", documents.birth_date(residence))
    people.renew_document(me, document_type="hk_macau_permit", document="H1234567802", by=SYSTEM, reason="换证")
    me.refresh_from_db()
    assert [each.document.reveal() for each in (me, me.other_documents.get())] == ["H1234567802", residence]
    told = JournalEntry.objects.filter(verb="document renewed", subject=me.uuid).count()
    people.renew_document(me, document_type="hk_macau_permit", document="H1234567802", by=SYSTEM, reason="换证")
    assert JournalEntry.objects.filter(verb="document renewed", subject=me.uuid).count() == told == 3


def test_what_is_no_renewal_is_refused():
    me, other = person("陈丽"), person("A. Smith", document="EA1234567", document_type="passport")
    passport = {"document_type": "passport", "document": "EA1234567", "by": SYSTEM, "reason": "换证"}
    for_life = {**passport, "document_type": "resident_id", "document": resident_id()}
    assert refused(lambda: people.renew_document(me, **for_life)) == ["document_for_life"]
    assert refused(lambda: people.renew_document(me, **passport)) == ["document_taken"]
    assert refused(lambda: people.renew_document(me, **{**passport, "document": "E1"})) == ["id_length"]
    assert refused(lambda: people.renew_document(person(document=""), **passport)) == ["document_missing"]
    people.renew_document(other, **{**passport, "document": "EA1234568"})
    assert refused(lambda: people.renew_document(me, **passport)) == ["document_taken"]
    corrected = {"document_type": "passport", "document": "EA1234567", "by": SYSTEM, "reason": "核对"}
    assert refused(lambda: people.correct_person(me, **corrected)) == ["document_taken"]


@pytest.mark.parametrize("beside", [True, False])
def test_the_database_too_keeps_a_document_with_one_person(beside):
    first, second = (person(document=f"EA123456{n}", document_type="passport") for n in range(2))
    taken = first.document_print
    if not beside:
        people.renew_document(first, document_type="passport", document="EA1234569", by=SYSTEM, reason="换证")
    with pytest.raises(IntegrityError), transaction.atomic():
        _write_again(second, taken, beside=beside)


def _write_again(of, print_, *, beside):
    """A document that is another's, beside a record or on it."""
    if beside:
        OtherDocument.objects.create(person=of, document_type="passport", document_print=print_)
    else:
        Person.objects.filter(pk=of.pk).update(document_print=print_)


def test_nobody_corrects_their_own_name_but_everybody_their_phone():
    mentor = member("enterprise_mentor")
    me = Person.objects.get(pk=mentor.person)
    assert refused(lambda: people.correct_person(me, by=mentor, reason="r", name="另一人")) == ["no_right"]
    people.change_phone(me, "13900002222", by=mentor)
    assert Person.objects.get(pk=me.pk).phone.reveal() == "13900002222"
    assert not any("13900002222" in line for line in journal())


def test_a_document_is_viewed_for_a_reason_that_is_journaled():
    known, admin = person(), member("administrator")
    assert refused(lambda: people.view_document(known, by=admin, reason="")) == ["reason_missing"]
    number = people.view_document(known, by=admin, reason="补贴核对")
    assert number == Person.objects.get(pk=known.pk).document.reveal()
    entry = JournalEntry.objects.get(verb="document viewed")
    assert (entry.subject, entry.actor, entry.remark) == (known.uuid, admin.person_uuid, "补贴核对")
    assert not any(number in line for line in journal())


def test_a_person_without_document_has_none_to_view():
    known = person(document="")
    assert refused(lambda: people.view_document(known, by=SYSTEM, reason="r")) == ["document_missing"]


def test_an_upper_room_can_let_its_own_circle_see_a_person():
    known, hr = person(), member("enterprise_hr")
    assert refused(lambda: people.view_document(known, by=hr, reason="r")) == ["no_right"]
    with doors.visible.alone(lambda actor: Q(pk=known.pk) if actor == hr else Q(pk__in=[])):
        assert people.view_document(known, by=hr, reason="r")
        assert refused(lambda: people.view_document(known, by=member("enterprise_hr"), reason="r")) == ["no_right"]


def test_consent_is_kept_with_its_version_and_given_twice_is_given_once():
    apprentice = member("apprentice")
    me = Person.objects.get(pk=apprentice.person)
    first = consents.give_consent(me, "records", by=apprentice)
    assert consents.give_consent(me, "records", by=apprentice) == first
    assert first.version == VERSIONS["records"]
    consents.withdraw_consent(me, "records", by=apprentice)
    consents.withdraw_consent(me, "records", by=apprentice)
    assert Consent.objects.get().withdrawn_at is not None
    consents.give_consent(me, "records", by=apprentice)
    assert Consent.objects.count() == 2
    assert [e.verb for e in JournalEntry.objects.filter(verb__startswith="consent").order_by("id")] == [
        "consent given", "consent withdrawn", "consent given",
    ]  # fmt: skip


def test_nobody_consents_for_another_and_only_to_what_there_is():
    apprentice, other = member("apprentice"), person()
    assert refused(lambda: consents.give_consent(other, "records", by=apprentice)) == ["no_right"]
    assert refused(lambda: consents.withdraw_consent(other, "records", by=apprentice)) == ["no_right"]
    me = Person.objects.get(pk=apprentice.person)
    assert refused(lambda: consents.give_consent(me, "anything", by=apprentice)) == ["purpose_unknown"]


def test_an_account_is_made_once_with_a_name_and_mail_of_its_own():
    known = person()
    account(known, username="Chen.Li", email="chen@example.org")
    assert refused(lambda: account(known)) == ["account_exists"]
    assert refused(lambda: account(person(), username="chen.li")) == ["username_taken"]
    assert refused(lambda: account(person(), email="CHEN@example.org")) == ["email_taken"]


def test_only_administrators_run_accounts():
    known, hr, admin = account(), member("enterprise_hr"), member("administrator")
    for act in (
        lambda by: accounts.close_account(known, by=by, reason="r"),
        lambda by: accounts.reopen_account(known, by=by, reason="r"),
        lambda by: accounts.reset_second_factor(known, by=by, reason="r"),
        lambda by: accounts.unlock_account(known, by=by),
        lambda by: accounts.end_sessions(known, by=by),
        lambda by: accounts.create_account(person(), username="new.one", password="x", by=by),
    ):
        assert refused(lambda act=act: act(hr)) == ["no_right"]
        act(admin)


def test_closing_and_resetting_need_a_reason_and_nobody_closes_their_own():
    from tests.factories.institutions import account_of

    known, admin = account(), member("administrator")
    assert refused(lambda: accounts.close_account(known, by=admin, reason="")) == ["reason_missing"]
    assert refused(lambda: accounts.reset_second_factor(known, by=admin, reason=" ")) == ["reason_missing"]
    assert refused(lambda: accounts.close_account(account_of(admin), by=admin, reason="r")) == ["own_account"]


def test_a_language_there_is_no_page_in_is_refused():
    from tests.factories.institutions import account_of

    mentor = member("enterprise_mentor")
    assert refused(lambda: accounts.choose_language(account_of(mentor), "tlh", by=mentor)) == ["language_unknown"]
    assert refused(lambda: accounts.choose_language(account(), "en", by=mentor)) == ["no_right"]


def test_people_sort_by_pinyin_whatever_way_their_name_was_written():
    [first, second] = people.record_people([PersonRow(name="仇英"), PersonRow(name="周同")], by=SYSTEM, allowed=YES)
    third = people.record_person(name="李明", by=SYSTEM, allowed=YES)
    listed = Person.objects.order_by("name_key")
    assert list(listed) == [third, first, second]
    people.correct_person(third, name="曾凡", reason="误写", by=member("administrator"))
    assert [each.name for each in listed.filter(pk__in=[first.pk, second.pk, third.pk])] == ["仇英", "曾凡", "周同"]
