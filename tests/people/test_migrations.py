"""People recorded by an older system: their names in one spelling, their documents found by what stays of them."""

from importlib import import_module

import pytest
from django.apps import apps

from jiangtu.core.pinyin import name_key
from jiangtu.core.vault import fingerprint
from jiangtu.people import queries
from jiangtu.people.models import Person
from tests.factories.people import person, resident_id

pytestmark = pytest.mark.django_db
one_spelling = import_module("jiangtu.people.migrations.0009_one_spelling")


def as_before(name, document_type, number):
    """A record as the older system kept it: found by its type and its whole number."""
    made = person(name, document="")
    print_ = fingerprint(f"{document_type}:{number}", purpose="people.document")
    made.document_type, made.document, made.document_print = document_type, number, print_
    made.save()
    return made


def test_names_stand_in_one_spelling_afterwards_and_what_is_no_name_stays():
    kept = {name: person("陈丽", document="").pk for name in ("张\u3000三", "阿卜杜•热西提", "李?", "王五")}
    for name, pk in kept.items():
        Person.objects.filter(pk=pk).update(name=name, name_key="")
    one_spelling.respell(apps, None)
    names = [Person.objects.get(pk=pk).name for pk in kept.values()]
    assert names == ["张三", "阿卜杜·热西提", "李?", "王五"]
    assert Person.objects.get(name="张三").name_key == name_key("张三", of_person=True)


def test_a_document_is_found_by_its_holder_and_of_two_records_the_later_waits_to_be_merged():
    permit = as_before("何甲", "hk_macau_permit", "H1234567801")
    number = resident_id(region="810000")
    first, second = as_before("何乙", "hk_macau_residence", number), as_before("何乙", "hk_macau_permit", "H1234567802")
    kept = second.document_print
    one_spelling.find_by_holder(apps, None)
    found = queries.people_by_prints(
        [queries.document_print("hk_macau_permit", "H12345678"), queries.document_print("hk_macau_residence", number)]
    )
    assert {each.pk for each in found.values()} == {permit.pk, first.pk}
    assert Person.objects.get(pk=second.pk).document_print == kept
