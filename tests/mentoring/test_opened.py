"""Whose mentors a class opens, and to whom: none by a draft, none of an enterprise that has not agreed."""

import pytest
from django.urls import reverse

from jiangtu.institutions.models import Partner
from jiangtu.mentoring.queries import mentors, pairing
from jiangtu.training.models import TrainingClass
from tests.factories import mentoring as make
from tests.factories import training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def class_at_a_school():
    """A running class on a campus at a township's school, its enterprise with one mentor."""
    school = make.institution("township_school")
    college = make.institution("college")
    campus = make.institution("campus", owner=college, host=school)
    of = training.running_class(apprentices=1, college=college, campus=campus)
    make.mentor(of.enterprises.get())
    return of, {
        "programme_head": training.head_of(of),
        "township_coordinator": make.member("township_coordinator", school),
        "college_trainer": training.trainer_of(of),
        "enterprise_hr": make.member("enterprise_hr"),
        "ministry_analyst": make.member("ministry_analyst"),
    }


@pytest.mark.parametrize(
    ("state", "word", "opens"),
    [
        ("running", "agreed", True), ("open", "agreed", True), ("completed", "agreed", True),
        ("closed", "agreed", True),
        ("draft", "agreed", False), ("cancelled", "agreed", False), ("running", "asked", False),
        ("running", "declined", False), ("running", "withdrawn", False),
    ],
)  # fmt: skip
def test_a_class_opens_an_enterprises_mentors_when_it_is_no_draft_and_the_enterprise_agreed(
    class_at_a_school, state, word, opens
):
    of, people = class_at_a_school
    TrainingClass.objects.filter(pk=of.pk).update(state=state)
    Partner.objects.update(state=word)
    of.refresh_from_db()
    for role in ("programme_head", "township_coordinator"):
        assert mentors.mentors(seen_by=people[role]).exists() == opens, role
    for role in ("college_trainer", "enterprise_hr", "ministry_analyst"):
        assert not mentors.mentors(seen_by=people[role]).exists(), role
    assert (pairing.enterprises_to_pair(of, seen_by=people["programme_head"]) == [*of.enterprises.all()]) == opens
    page = make.client_as(people["programme_head"]).get(
        reverse("mentoring:proposal", args=[of.uuid, of.enterprises.get().uuid])
    )
    assert page.status_code == (200 if opens else 404)
