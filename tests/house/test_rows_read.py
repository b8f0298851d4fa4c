"""Pages read of the tables hardly more than they show: what counting statements cannot see.

Among some 2,000 apprentices there are 87,000 marks of attendance, 45,000 entries of the log and 2,000 people. A page
of the own circle that reads one of these tables whole reads a land when it grows.
"""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from jiangtu.apprenticeships.desk import not_learning
from jiangtu.apprenticeships.queries import apprenticeships
from jiangtu.apprenticeships.queries.certificates import certificates
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Membership
from jiangtu.institutions.queries import cards
from jiangtu.mentoring.queries import pairs
from jiangtu.people.queries import accounts
from jiangtu.training.models import Enrolment, TrainingClass
from jiangtu.training.queries import classes, logbook, timetable
from tests.factories.institutions import client_as

NOW = date(2025, 6, 16)
MOST = 20_000  # rows of all tables together; the smaller ones, of some 2,000 rows, are read whole to be joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pilot", "clock")]


@pytest.fixture(scope="module", autouse=True)
def known_to_the_planner(pilot, django_db_blocker):
    """Statistics, which a server otherwise has after some minutes."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def actor(role):
    it = Membership.objects.filter(person__account__username=role, role=role).select_related("institution", "person")
    it = it.order_by("pk").last()
    of = it.institution
    return Actor(it.person_id, of.pk, role, of.region, it.person.uuid, of.uuid)


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("apprentice", "training:log"),
        ("apprentice", "mentoring:pairs"),
        ("enterprise_mentor", "mentoring:countersign"),
        ("enterprise_mentor", "mentoring:mine"),
        ("enterprise_hr", "apprenticeships:list"),
        ("college_trainer", "training:classes"),
    ],
)
def test_a_page_of_the_own_circle_reads_no_table_whole(role, page, reading_of):
    client = client_as(actor(role))
    address = reverse(page)
    client.get(address)
    told = reading_of(lambda: client.get(address))
    assert told.read <= MOST, told.worst


@pytest.mark.parametrize(
    ("role", "page", "most"),
    [
        ("enterprise_mentor", "desks:desk", 1_500),
        ("administrator", "people:accounts", 3_000),  # so many as a list counts, each with its person
        ("administrator", "people:accounts?page=-1", 3_000),  # no more from the end
        ("bureau_officer", "desks:analysis", 1_200),  # of 489 people: some sums of each class
        ("bureau_officer", "desks:desk", 5_000),  # those who wait to be confirmed, looked for on the registers
    ],
)
def test_a_list_of_few_is_found_by_indexes(role, page, most, reading_of):
    client = client_as(actor(role))
    name, _, asked = page.partition("?")
    address = f"{reverse(name)}?{asked}"
    client.get(address)
    told = reading_of(lambda: client.get(address))
    assert told.read <= most, told.worst


def test_a_question_about_few_reads_those_few(reading_of):
    of = TrainingClass.objects.filter(trainers__isnull=False).first()
    assert reading_of(lambda: list(timetable.trainers_of(of))).read < 300
    few = list(of.enrolments.values_list("pk", flat=True)[:3])
    assert reading_of(lambda: list(Enrolment.objects.filter(not_learning(NOW), pk__in=few))).read < 100


def test_who_has_no_card_is_looked_for_among_those_asked_about(reading_of):
    head = actor("programme_head")
    keys = list(apprenticeships.apprenticeships(seen_by=head).order_by("pk").values_list("pk", flat=True)[:20])
    few = cards.without_card(apprenticeships.of_keys(keys), "enrolment__person", seen_by=head)
    told = reading_of(lambda: list(few.values_list("pk", flat=True)))
    assert told.read < 3_500, told.worst  # with every account joined to them 6,800


def test_a_coordinator_finds_classes_by_the_campuses_of_the_township(reading_of):
    of = actor("township_coordinator")
    keys = classes.classes(seen_by=of).order_by().values("pk")
    assert reading_of(lambda: list(keys)).read < 100


@pytest.mark.parametrize(
    ("rows", "most"),
    [
        (certificates, 400),  # of 463, each with apprenticeship, enrolment and class
        (pairs.pairs, 600),  # of 427, likewise
        (apprenticeships.listed, 900),  # of 1,986; a class is read whole and sorted by name
        (pairs.enterprises_with_pairs, 900),  # of 63 houses of the county: each is asked for one pair
    ],
)
def test_the_first_of_a_county_are_found_in_the_order_of_an_index(rows, most, reading_of):
    first = rows(seen_by=actor("bureau_officer")).values_list("pk", flat=True)[:25]
    assert reading_of(lambda: list(first)).read < most


def test_the_last_of_a_list_are_found_from_its_end(reading_of):
    last = accounts(seen_by=actor("administrator")).order_by("person__name_key", "pk").reverse()
    assert reading_of(lambda: list(last.values_list("pk", flat=True)[:25])).read < 200


def test_whom_somebody_sees_is_found_from_them_and_not_from_everybody(reading_of):
    own = actor("apprentice")
    assert reading_of(lambda: list(apprenticeships.apprenticeships(seen_by=own))).read < 400
    assert reading_of(lambda: list(pairs.pairs(seen_by=own))).read < 400
    assert reading_of(lambda: list(logbook.entries(seen_by=own)[:25])).read < 1_000
    of = apprenticeships.apprenticeships(seen_by=own)[0].enrolment.training_class
    assert reading_of(lambda: list(classes.register(of, seen_by=own))).read < 400
