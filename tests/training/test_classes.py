"""A class from its draft to its close."""

import importlib
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

import jiangtu.training
from jiangtu.core import phrases
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import YES, Refused
from jiangtu.institutions.models import Partner, Partnership
from jiangtu.training.actions.attendance import call_roll
from jiangtu.training.actions.classes import VERBS, create_class, edit_class, step_class
from jiangtu.training.actions.logbook import countersign
from jiangtu.training.models import Attendance
from jiangtu.training.queries import classes
from tests.factories import training as make
from tests.factories.institutions import asked_partnership, client_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return refusal.value.verdict


def edit(of, **values):
    sets = {"enterprises": list(of.enterprises.all()), "trainers": list(of.trainers.all())}
    return edit_class(of, by=make.head_of(of), **{**sets, **values})


def test_once_open_the_ground_of_roster_and_timetable_stays():
    of = make.running_class()
    assert refused(edit, of, number="B-2").code == "fixed_once_open"
    assert refused(edit, of, starts_on=TODAY).code == "fixed_once_open"
    assert refused(edit, of, enterprises=[make.institution("enterprise")]).code == "enterprise_has_people"
    make.planned_session(of, date(2025, 9, 1))
    verdict = refused(edit, of, ends_on=date(2025, 8, 31))
    assert (verdict.code, verdict.need) == ("ends_before_sessions", date(2025, 9, 1))
    assert edit(of, ends_on=date(2025, 9, 1), name="Other").name == "Other"
    entry = JournalEntry.objects.get(verb="class changed")
    assert entry.before == {"name": "车工学徒班", "ends_on": "2026-02-28"}


def test_a_class_names_only_enterprises_that_have_agreed_with_its_college():
    of = make.draft_class()
    college, head = of.college, make.head_of(of)
    stranger, asked, known = (make.institution("enterprise") for _ in range(3))
    asked_partnership(college, asked)
    make.partners(college, known)
    values = {
        "number": "N-1", "name": "班", "version": of.version, "place": of.place, "campus": None,
        "starts_on": of.starts_on, "ends_on": of.ends_on,
    }  # fmt: skip
    for other in (stranger, asked):
        assert refused(create_class, by=head, enterprises=[other], **values).code == "enterprises_not_agreed"
        assert refused(edit, of, enterprises=[*of.enterprises.all(), other]).code == "enterprises_not_agreed"
    assert create_class(by=head, enterprises=[known], **values).state == "draft"
    offered = classes.choices_for(head)["enterprises"]
    assert set(offered) == {known, *of.enterprises.all()}


def test_a_class_does_not_open_while_one_of_its_enterprises_has_not_agreed():
    of = make.draft_class()
    of.enterprises.add(make.institution("enterprise", "别厂"))
    verdict = refused(step_class, of, "open", by=make.head_of(of))
    assert [(each.code, each.have) for each in verdict.reasons() or [verdict]] == [("enterprises_not_agreed", 1)]


@pytest.mark.parametrize("role", ["enterprise_hr", "enterprise_mentor"])
def test_a_draft_is_the_colleges_alone(role):
    of = make.draft_class()
    there = make.hat(role, of.enterprises.get())
    assert not classes.classes(seen_by=there).exists()
    of.state = "open"
    of.save()
    assert classes.classes(seen_by=there).exists()


def test_what_is_lived_before_enterprises_are_asked_counts_as_agreed():
    """The migration: who has people in a class agreed by that; who was only named is asked."""
    lived, named = make.running_class(apprentices=1), make.draft_class(state="open")
    Partnership.objects.all().delete()
    asked_partnership(named.college, named.enterprises.get())
    importlib.import_module("jiangtu.training.migrations.0005_partners_agreed").agree(apps, None)
    states = {each.partnership.college: each.state for each in Partner.objects.select_related("partnership__college")}
    assert states == {lived.college: "agreed", named.college: "asked"}
    assert Partnership.objects.get(college=lived.college).since == lived.starts_on


def test_a_draft_may_change_in_everything_and_a_closed_class_in_nothing():
    of = make.draft_class()
    assert edit(of, number="B-2", starts_on=TODAY).number == "B-2"
    of.refresh_from_db()
    of.state = "closed"
    of.save()
    assert refused(edit, of, name="Late").code == "class_is_over"


def test_a_class_goes_its_way_step_by_step_and_a_second_click_changes_nothing():
    of = make.running_class(apprentices=2)
    head = make.head_of(of)
    of.state = "draft"
    of.save()
    assert refused(step_class, of, "close", by=head).code == "move_impossible"
    for verb in ("open", "start"):
        step_class(of, verb, by=head)
    late = make.planned_session(of, TODAY - timedelta(1))
    assert refused(step_class, of, "complete", by=head).code == "sessions_uncalled"
    call_roll(late, {row.pk: ("present", 0) for row in late.attendance.all()}, by=head)
    step_class(of, "complete", by=head)
    entry = make.log_entry(of.enrolments.order_by("pk")[0], TODAY - timedelta(2))
    assert refused(step_class, of, "close", by=head).code == "entries_waiting"
    countersign([entry], allowed=YES, by=make.mentor_of(entry.enrolment))
    for _ in range(2):
        assert step_class(of, "close", by=head).state == "closed"
    verbs = JournalEntry.objects.filter(verb__startswith="class ").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["class opened", "class started", "class completed", "class closed"]


def test_the_page_of_a_class_says_what_stands_before_its_next_step():
    of = make.running_class(apprentices=2)
    page = client_as(make.head_of(of)).get(reverse("training:class", args=[of.uuid])).content.decode()
    assert reverse("training:step-class", args=[of.uuid, "complete"]) in page
    make.planned_session(of, TODAY + timedelta(1))
    page = client_as(make.head_of(of)).get(reverse("training:class", args=[of.uuid])).content.decode()
    assert "Sessions that are still to come: 1." in page
    assert reverse("training:step-class", args=[of.uuid, "complete"]) not in page
    assert reverse("training:step-class", args=[of.uuid, "cancel"]) in page


def test_a_cancelled_class_frees_everybody():
    of = make.running_class()
    make.planned_session(of, TODAY + timedelta(1))
    step_class(of, "cancel", by=make.head_of(of), remark="Too few people")
    assert Attendance.objects.count() == 0
    assert of.sessions.get().state == "cancelled"


def test_a_taken_number_is_said():
    of = make.draft_class()
    other = make.draft_class(college=of.college)
    assert refused(edit, other, number=of.number).code == "class_number_taken"


def test_every_code_and_fact_of_the_room_has_its_sentence():
    root = Path(jiangtu.training.__file__).parent
    said = "".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    codes = set(re.findall(r'\b(?:No|Yes|Warn)\(\s*"([a-z_]+)"', said)) | set(re.findall(r'_taken\("([a-z_]+)"', said))
    facts = set(JournalEntry.objects.values_list("verb", flat=True)) | set(VERBS.values())
    assert codes
    assert not (codes | facts) - set(phrases.known())
