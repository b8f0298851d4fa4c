"""Who sees a class and whom of its register; every action, tried by every role at home and elsewhere."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction

from jiangtu.core.verdict import YES, Refused
from jiangtu.institutions.states import Role
from jiangtu.training import access, doors
from jiangtu.training.actions.attendance import call_roll
from jiangtu.training.actions.classes import create_class, edit_class, step_class
from jiangtu.training.actions.logbook import correct_entry, countersign, edit_entry, return_entry, write_entry
from jiangtu.training.actions.register import end_enrolment, enrol
from jiangtu.training.actions.timetable import cancel_session, copy_session, copy_week, move_session, plan_session
from jiangtu.training.models import Enrolment, TrainingClass
from jiangtu.training.queries import timetable
from tests.factories import training as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2025, 6, 16)


def situation():
    """A pooled class on a hosted campus, with one person of each role near it and one far from it."""
    host = make.institution("township_school")
    college = make.institution("college")
    campus = make.institution("campus", owner=college, host=host)
    of = make.running_class(apprentices=2, enterprises=2, college=college, campus=campus)
    enrolment = of.enrolments.order_by("pk")[0]
    near = {
        "apprentice": make.apprentice_of(enrolment),
        "enterprise_mentor": make.mentor_of(enrolment),
        "enterprise_hr": make.hr_of(enrolment.enterprise),
        "college_trainer": make.trainer_of(of),
        "programme_head": make.head_of(of),
        "township_coordinator": make.member("township_coordinator", host),
        "bureau_officer": make.member("bureau_officer", make.institution("bureau", region="330500")),
        "ministry_analyst": make.member("ministry_analyst"),
        "expert": make.member("expert"),
        "project_officer": make.member("project_officer"),
        "administrator": make.member("administrator"),
    }
    far = {role: make.member(role) for role in Role.values}
    far["bureau_officer"] = make.member("bureau_officer", make.institution("bureau", region="120000"))
    return of, enrolment, near, far


SEES_CLASS = {"apprentice", "enterprise_mentor", "enterprise_hr", "college_trainer", "programme_head",
              "township_coordinator", "bureau_officer", "expert", "project_officer"}  # fmt: skip
SEES_ALL_CLASSES = {"expert", "project_officer"}
CIRCLE = {"apprentice": 1, "enterprise_hr": 1, "college_trainer": 2, "programme_head": 2, "township_coordinator": 2}


def test_who_sees_the_class_and_whom_of_its_register():
    of, _, near, far = situation()
    for role in Role.values:
        for actors, sees in ((near, role in SEES_CLASS), (far, role in SEES_ALL_CLASSES)):
            found = TrainingClass.objects.filter(access.visible_to(actors[role]), pk=of.pk).exists()
            assert found == sees, role
        people = Enrolment.objects.filter(access.people_visible_to(near[role]), training_class=of).count()
        assert people == CIRCLE.get(role, 2 if role == "bureau_officer" else 0), role
        logs = Enrolment.objects.filter(access.log_visible_to(near[role]), training_class=of).count()
        assert logs == CIRCLE.get(role, 0), role


def test_drafts_are_the_colleges_own():
    of, _, near, _ = situation()
    of.state = "draft"
    of.save()
    for role in ("bureau_officer", "expert", "project_officer"):
        assert not TrainingClass.objects.filter(access.visible_to(near[role])).exists()


def test_an_upper_room_adds_its_ground_to_see_people():
    of, enrolment, near, _ = situation()
    mentor = near["enterprise_mentor"]
    with doors.visible.alone(lambda actor: access.Q(pk=enrolment.pk) if actor == mentor else access.NOBODY):
        assert list(Enrolment.objects.filter(access.people_visible_to(mentor))) == [enrolment]
        assert not Enrolment.objects.filter(access.people_visible_to(near["ministry_analyst"])).exists()


def test_every_action_is_for_those_who_may_and_for_nobody_else():
    of, enrolment, near, far = situation()
    trainer = of.trainers.get()
    session = make.planned_session(of, TODAY)
    tomorrow = make.planned_session(of, TODAY + timedelta(1))
    entry = make.log_entry(enrolment, TODAY, 60)
    marks = {row.pk: ("present", 0) for row in session.attendance.all()}
    stage = of.version.stages.get(order=1)
    slot = {"minutes": 60, "stage": stage, "kind": "general_quality", "venue": "college", "trainer": trainer}
    change = {"enterprises": of.enterprises.all(), "trainers": of.trainers.all(), "name": "New name"}
    words = {"on": TODAY, "minutes": 60, "work": "x", "independence": "assist"}
    plan, lead = {"programme_head", "college_trainer"}, {"programme_head"}
    register = {"programme_head", "enterprise_hr", "township_coordinator"}
    at = {"day": TODAY + timedelta(2), "start": time(8)}
    acts = [
        (lead, lambda by: edit_class(of, by=by, **change)),
        (lead, lambda by: step_class(of, "cancel", by=by, remark="Too few people")),
        (plan, lambda by: plan_session(of, by=by, **at, **slot)),
        (plan, lambda by: copy_week(of, TODAY, weeks=1, by=by)),
        (plan, lambda by: copy_session(session, by=by, day=TODAY + timedelta(3))),
        (plan, lambda by: move_session(tomorrow, by=by, **at)),
        (plan, lambda by: cancel_session(tomorrow, by=by, reason="ill")),
        (plan, lambda by: call_roll(session, marks, by=by)),
        (register, lambda by: enrol(of, [(make.person().pk, enrolment.enterprise_id)], since=TODAY, by=by)),
        (register, lambda by: end_enrolment(enrolment, on=TODAY, reason="left", by=by)),
        ({"apprentice"}, lambda by: write_entry(enrolment, by=by, **words)),
        ({"apprentice"}, lambda by: edit_entry(entry, by=by, work="y")),
        ({"enterprise_mentor"}, lambda by: countersign([entry], allowed=YES, by=by)),
        ({"enterprise_mentor"}, lambda by: return_entry(entry, "Which?", allowed=YES, by=by)),
    ]
    for number, (roles, act) in enumerate(acts):
        for actors in (near, far):
            for role, actor in actors.items():
                with transaction.atomic():
                    try:
                        act(actor)
                        code = ""
                    except Refused as refusal:
                        code = refusal.verdict.code
                    transaction.set_rollback(True)
                allowed = actors is near and role in roles
                assert (code == "") == allowed, (number, role, actors is near, code)
                assert allowed or code == "no_right", (number, role, code)


def test_a_class_is_created_by_programme_heads_only():
    of, _, near, _ = situation()
    values = {"number": "N-1", "name": "N", "version": of.version, "place": "330522", "intake": "new_hire",
              "starts_on": TODAY, "ends_on": TODAY + timedelta(300), "campus": None}  # fmt: skip
    for role, actor in near.items():
        with transaction.atomic():
            if role == "programme_head":
                assert create_class(by=actor, enterprises=of.enterprises.all(), **values).college == of.college
            else:
                with pytest.raises(Refused, match="no_right"):
                    create_class(by=actor, enterprises=of.enterprises.all(), **values)
            transaction.set_rollback(True)


def test_a_correction_is_written_by_the_apprentice_only():
    of, enrolment, near, _ = situation()
    entry = make.log_entry(enrolment, TODAY, 60, state="countersigned")
    values = {"on": TODAY, "minutes": 30, "work": "x", "independence": "assist"}
    for role, actor in near.items():
        if role != "apprentice":
            with pytest.raises(Refused, match="no_right"):
                correct_entry(entry, by=actor, **values)
    assert correct_entry(entry, by=near["apprentice"], **values)


def test_hr_in_a_pooled_class_takes_only_its_own_people_on_and_off():
    of, enrolment, near, _ = situation()
    other = of.enrolments.exclude(pk=enrolment.pk).get()
    with pytest.raises(Refused, match="no_right"):
        end_enrolment(other, on=TODAY, reason="left", by=near["enterprise_hr"])
    with pytest.raises(Refused, match="no_right"):
        enrol(of, [(make.person().pk, other.enterprise_id)], since=TODAY, by=near["enterprise_hr"])
    session = make.planned_session(of, TODAY)
    assert [row.enrolment for row in timetable.roll(session, seen_by=near["enterprise_hr"])] == [enrolment]
