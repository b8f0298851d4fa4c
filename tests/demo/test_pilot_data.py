"""The pilot data: the newsletter's places and units, examples marked as such, and the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from jiangtu.allowances.models import AllowanceRun, Objection
from jiangtu.apprenticeships.models import Apprenticeship, StageProgress
from jiangtu.core.models import JournalEntry
from jiangtu.demo import data
from jiangtu.institutions.models import Institution, Membership
from jiangtu.institutions.rules import regions
from jiangtu.institutions.states import Kind
from jiangtu.mentoring.models import MentorProfile, Pair
from jiangtu.people.models import Account, Person
from jiangtu.people.rules import documents
from jiangtu.programmes.actions import blank_stages
from jiangtu.programmes.models import Stage
from jiangtu.training.models import TrainingClass
from jiangtu.training.states import ClassState
from tests import databases
from tests.databases import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
# As the newsletter writes them, capitals and a space aside.
NAMED = {
    "China National Petroleum Corporation",
    "China Southwest Aluminium Group Co., Ltd.",
    "Chang'an Auto",
    "Shandong Wuzheng Group",
    "Changxing Technician College",
    "Chongqing College of Electronic Engineering",
}
CITIES = {"50": "Chongqing", "3305": "Huzhou", "3711": "Rizhao", "12": "Tianjin"}
# Sealed with a chance of their own; and rows that a room's own act wrote, whose public keys are a matter of chance.
SEALED = {"document", "phone"}
# What follows from the journal names its entries by the order in which they came.
FOLLOWS = {"JournalEntry", "IndexEntry", "Notice", "Delivery"}
OF_ACTS = {"AllowanceRun", "AllowanceLine", "PayEntry", "Objection"}


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def written() -> dict[str, Counter[str]]:
    """Every row of the rooms by its values, and what it points to by the public key there."""
    found = {}
    for model in apps.get_models():
        names = [name for f in model._meta.concrete_fields if not f.primary_key and (name := told(model, f))]
        if model.__module__.startswith("jiangtu."):
            found[model.__name__] = Counter(map(repr, model._default_manager.order_by("pk").values_list(*names)))
    return found


def told(model: Any, field: Any) -> str:
    if field.name in SEALED or (field.name == "uuid" and model.__name__ in OF_ACTS):
        return ""
    if not field.is_relation:
        return str(field.name)
    known = field.related_model.__name__ not in OF_ACTS and hasattr(field.related_model, "uuid")
    return f"{field.name}__uuid" if known else ""


@pytest.fixture(scope="module")
def first(django_db_setup: None, django_db_blocker: Any) -> dict[str, Counter[str]]:
    """The pilot data of the run's journeys, most often loaded by another process."""
    with django_db_blocker.unblock(), databases.holding(databases.pilot()):
        return written()


def test_the_pilot_data_are_the_newsletters_and_the_same_every_time(
    first: dict[str, Counter[str]], frozen: None
) -> None:
    data.load()
    second = written()
    for label in first.keys() - FOLLOWS:
        assert first[label] == second[label], (label, [*(first[label] - second[label])][:2])
    assert {label: first[label].total() for label in FOLLOWS} == {label: second[label].total() for label in FOLLOWS}
    units_are_the_newsletters()
    people_are_made_up_and_their_numbers_well_formed()
    classes_are_in_every_state_and_stage()
    the_petroleum_unit_has_the_four_layers()
    who_did_what_had_the_right()
    an_apprentice_has_the_role_from_the_enterprises_word_to_the_last_day()
    one_run_went_its_way_and_one_waits_for_an_answer()
    who_enters_as_hr_finds_the_chain_to_try()


def who_enters_as_hr_finds_the_chain_to_try() -> None:
    """A roster to bring, people to confirm, and people to pair."""
    hr = Account.objects.get(username="enterprise_hr").person
    house = Membership.objects.get(person=hr, role="enterprise_hr").institution
    ahead = TrainingClass.objects.filter(enterprises=house, state=ClassState.OPEN)
    awaited = ahead.filter(enrolments=None)
    assert awaited.count() == 1
    [filled] = ahead.exclude(pk__in=awaited).distinct()
    people = Apprenticeship.objects.filter(enrolment__training_class=filled)
    assert set(people.values_list("state", flat=True)) == {"proposed", "active"}
    assert not Pair.objects.filter(apprenticeship__in=people).exists()
    assert MentorProfile.objects.filter(enterprise=house).count() >= 16


def units_are_the_newsletters() -> None:
    units = Institution.objects.filter(pilot_unit=True)
    assert units.count() == 71
    named = units.filter(example=False)
    assert {unit.name_en for unit in named} == NAMED
    assert all(unit.names_source for unit in named), "that the Chinese names are ours stands beside them"
    assert {unit.kind for unit in units} == {Kind.ENTERPRISE, Kind.COLLEGE}
    for unit in units.filter(example=True):
        assert "示例" in unit.name
        assert "Example" in unit.name_en
        assert regions.known(unit.region)
    for prefix, city in CITIES.items():
        assert units.filter(region__startswith=prefix, example=True, name_en__endswith=city).count() >= 10


def people_are_made_up_and_their_numbers_well_formed() -> None:
    people = list(Person.objects.all())
    assert all(person.example for person in people)
    assert len({person.document.reveal() for person in people}) == len(people)
    today = max(person.born_on for person in people)
    for person in people:
        number = person.document.reveal()
        assert documents.faults(number, on=today, regions=regions.codes()) == (), number
    assert 1900 <= Apprenticeship.objects.count() <= 2300
    assert 380 <= MentorProfile.objects.count() <= 430


def classes_are_in_every_state_and_stage() -> None:
    classes = list(TrainingClass.objects.prefetch_related("enterprises"))
    assert 55 <= len(classes) <= 65
    assert {each.state for each in classes} == set(ClassState.values)
    assert all(each.example for each in classes)
    pooled = [each for each in classes if len(each.enterprises.all()) > 1]
    assert [each.campus is not None for each in pooled] == [True]
    assert {stage.emphasis for stage in Stage.objects.all()} == {stage.emphasis for stage in blank_stages()}


def the_petroleum_unit_has_the_four_layers() -> None:
    petroleum = Institution.objects.get(name_en="China National Petroleum Corporation")
    pairs = Pair.objects.filter(mentor__enterprise=petroleum, mentor__level__in=LAYERS).select_related(
        "mentor", "apprenticeship"
    )
    above = {(pair.mentor.level, pair.apprenticeship.current_level) for pair in pairs}
    assert above == set(zip(LAYERS, LAYERS[1:], strict=False))


LAYERS = ("enterprise-expert", "chief-technician", "senior-technician", "technician")


def who_did_what_had_the_right() -> None:
    """An act stands under a hat that its person wears."""
    worn = {
        (str(person), str(house), role)
        for person, house, role in Membership.objects.values_list("person__uuid", "institution__uuid", "role")
    }
    for entry in JournalEntry.objects.exclude(actor=None):
        assert (str(entry.actor), str(entry.institution), entry.role) in worn, entry.verb
    published = JournalEntry.objects.filter(verb="pairing published")
    assert {entry.role for entry in published} == {"enterprise_hr"}


def an_apprentice_has_the_role_from_the_enterprises_word_to_the_last_day() -> None:
    """So only these can get a card; and who left closed no stage afterwards."""
    roles = Membership.objects.filter(role="apprentice", person=OuterRef("enrolment__person"))
    proposed = Apprenticeship.objects.filter(state="proposed")
    assert proposed.exists()
    assert not proposed.filter(Exists(roles)).exists()
    left = Apprenticeship.objects.filter(state="left")
    assert left.exists()
    assert not left.exclude(Exists(roles.filter(until=OuterRef("left_on")))).exists()
    assert not StageProgress.objects.filter(
        Q(closed_on__gt=F("apprenticeship__left_on")) | Q(opened_on__gt=F("apprenticeship__left_on"))
    ).exists()


def one_run_went_its_way_and_one_waits_for_an_answer() -> None:
    assert sorted(AllowanceRun.objects.values_list("state", flat=True)) == ["released", "shown"]
    assert Objection.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM allowances_allowanceline WHERE state = 'due'")
        assert cursor.fetchone()[0] > 0
