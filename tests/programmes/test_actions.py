"""Drafts, release, retirement; what the actions and what the database itself refuse."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from jiangtu.programmes import actions, queries
from jiangtu.programmes.models import Programme, Requirement, Stage, StageHours, Version
from tests.factories.institutions import institution, member
from tests.factories.programmes import HOURS, competence, head_of, occupation, plan, programme

pytestmark = pytest.mark.django_db
ON = date(2025, 1, 6)


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(*args, **kwargs)
    return refused.value.verdict


def test_a_new_programme_has_a_draft_with_the_three_stages_still_empty():
    version = programme(state="draft", blank=True)
    assert (version.number, version.state) == (1, "draft")
    stages = queries.stages(version)
    assert [stage.name for stage in stages] == ["初级工匠", "工匠", "工匠大师"]
    assert queries.total_hours(stages) == {}


def test_two_programmes_of_a_college_do_not_share_a_name_but_two_colleges_may():
    head = head_of()
    programme(by=head, name="车工")
    assert refusal(programme, by=head, name="车工").code == "programme_name_taken"
    programme(name="车工")
    assert Programme.objects.filter(name="车工").count() == 2


def test_the_target_level_is_one_of_the_occupations_ladder():
    assert refusal(programme, target_level="chief-technician").code == "level_not_on_ladder"
    assert programme(code="process-expert", target_level="chief-technician", asked=[[], [], []])


def test_a_saved_draft_says_what_the_plan_says():
    version = programme(state="draft")
    stages = queries.stages(version)
    assert [queries.hours_of(stage) for stage in stages] == HOURS
    asked = [(r.competence.key, r.level, r.whose) for r in queries.requirements_of(stages[0])]
    assert asked == [("drawings", 2, "college"), ("communication", 2, "both")]


def test_saving_what_stands_already_leaves_no_trace():
    head = head_of()
    version = programme(state="draft", by=head)
    before = JournalEntry.objects.count()
    actions.save_draft(version, plan(version), by=head)
    assert JournalEntry.objects.count() == before


def test_a_change_of_the_draft_is_journaled_with_what_it_was_before():
    head = head_of()
    version = programme(state="draft", by=head)
    actions.save_draft(version, plan(version, months=18), by=head)
    entry = JournalEntry.objects.filter(verb="programme draft saved").latest("id")
    assert (entry.before, entry.after) == ({"months": 12}, {"months": 18})
    actions.save_draft(version, plan(version, asked=[[("turning", "bores", 2, "both")], [], []]), by=head)
    entry = JournalEntry.objects.filter(verb="programme draft saved").latest("id")
    assert "drawings 2 college" in entry.before["stage junior-craftsman"]
    assert "bores 2 both" in entry.after["stage junior-craftsman"]


def test_a_competence_of_another_occupation_is_refused():
    head = head_of()
    version = programme(state="draft", by=head)
    strange = plan(version, asked=[[("welding", "arc-welding", 3, "both")], [], []])
    assert refusal(actions.save_draft, version, strange, by=head).code == "competence_of_another_occupation"
    twice = plan(version, asked=[[("turning", "drawings", 3, "both"), ("turning", "drawings", 2, "both")], [], []])
    assert refusal(actions.save_draft, version, twice, by=head).code == "competence_twice"


def test_a_draft_is_released_on_a_day_with_the_rules_it_was_checked_by():
    version = programme()
    assert (version.state, version.released_on) == ("released", ON)
    entry = JournalEntry.objects.get(verb="programme released", subject=version.uuid)
    assert entry.rulebook == "hours/cn@2022-01-01"
    assert entry.after == {"number": 1}


def test_a_draft_with_an_empty_stage_stays_a_draft():
    head = head_of()
    version = programme(state="draft", by=head, hours=[*HOURS[:2], {}])
    verdict = refusal(actions.release, version, by=head, on=ON)
    assert [leaf.code for leaf in verdict.reasons()] == ["stage_without_hours"]
    assert Version.objects.get(pk=version.pk).state == "draft"


def test_a_draft_that_breaks_the_rules_of_its_place_stays_a_draft():
    head = head_of()
    version = programme(state="draft", by=head, place="120000")
    verdict = refusal(actions.release, version, by=head, on=ON)
    assert [leaf.code for leaf in verdict.reasons()] == ["yearly_hours_short"]


def test_a_draft_short_of_hours_in_principle_is_released_with_the_warning_in_the_journal():
    hours = [{("operating_skill", "on_the_job"): 50}] * 3
    version = programme(hours=hours)
    assert version.state == "released"
    assert JournalEntry.objects.get(verb="programme released").after["warned"] == ["yearly_hours_short 150/400"]


def test_a_second_click_on_release_or_retire_changes_nothing():
    head = head_of()
    version = programme(by=head)
    actions.release(version, by=head, on=date(2026, 1, 1))
    assert Version.objects.get(pk=version.pk).released_on == ON
    actions.retire(version, by=head, on=ON)
    entries = JournalEntry.objects.count()
    actions.retire(version, by=head, on=ON)
    assert JournalEntry.objects.count() == entries


def test_a_retired_version_is_not_released_again_and_a_draft_not_retired():
    head = head_of()
    version = programme(by=head, state="retired")
    assert refusal(actions.release, version, by=head, on=ON).code == "move_impossible"
    draft = programme(by=head, state="draft")
    assert refusal(actions.retire, draft, by=head, on=ON).code == "move_impossible"


def test_a_released_version_is_changed_only_by_a_new_draft_with_its_plan():
    head = head_of()
    version = programme(by=head)
    assert refusal(actions.save_draft, version, plan(version), by=head).code == "version_is_released"
    draft = actions.draft_from(version, by=head)
    assert (draft.number, draft.state) == (2, "draft")
    assert actions.stage_plans(draft) == actions.stage_plans(version)


def test_a_second_copy_opens_the_draft_that_is_there():
    head = head_of()
    version = programme(by=head)
    assert actions.draft_from(version, by=head) == actions.draft_from(version, by=head)
    assert version.programme.versions.count() == 2


@pytest.mark.parametrize("state", ["released", "retired"])
def test_the_database_itself_refuses_to_change_a_released_version(state):
    version = programme(state=state)
    stage = Stage.objects.filter(version=version).order_by("order").first()
    cnc = competence("turning", "cnc-turning")
    acts = [
        lambda: Version.objects.filter(pk=version.pk).update(months=13),
        lambda: Version.objects.filter(pk=version.pk).update(state="draft"),
        lambda: Version.objects.filter(pk=version.pk)._raw_delete("default"),
        lambda: Stage.objects.filter(pk=stage.pk).update(name="别的"),
        lambda: Stage.objects.create(version=version, order=4, key="four", name="四", name_en="four"),
        lambda: StageHours.objects.filter(stage=stage).update(hours=1),
        lambda: StageHours.objects.filter(stage=stage).delete(),
        lambda: StageHours.objects.create(stage=stage, kind="general_quality", venue="on_the_job", hours=5),
        lambda: Requirement.objects.filter(stage=stage).update(level=1),
        lambda: Requirement.objects.create(stage=stage, competence=cnc, level=1, whose="both"),
        lambda: Requirement.objects.filter(stage=stage).delete(),
    ]
    for act in acts:
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            act()


def test_the_database_keeps_what_a_released_version_is_for():
    version, draft = programme(), programme(state="draft")
    of = Programme.objects.filter(pk=version.programme_id)
    for act in (
        lambda: of.update(occupation=occupation("welding")),
        lambda: of.update(name="别的"),
        lambda: of.update(college=draft.programme.college),
    ):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            act()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # inserts of this transaction would stand in the way
    for table in ("programme", "version", "stage", "stagehours", "requirement"):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE programmes_{table} CASCADE")
    assert Programme.objects.filter(pk=draft.programme_id).update(name="改过的") == 1


def test_the_database_lets_no_part_move_from_a_draft_into_a_released_version():
    released, draft = programme(), programme(state="draft")
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        Stage.objects.filter(version=draft, order=1).update(version=released, order=9, key="nine")


def test_only_the_head_of_the_college_changes_its_programmes():
    version, draft = programme(), programme(state="draft")
    others = [member("programme_head", institution("college")), member("college_trainer", version.programme.college)]
    for actor in others:
        for act, args in [
            (actions.release, (draft,)), (actions.retire, (version,)),
        ]:  # fmt: skip
            assert refusal(act, *args, by=actor, on=ON).code == "no_right"
        assert refusal(actions.save_draft, draft, plan(draft), by=actor).code == "no_right"
        assert refusal(actions.draft_from, version, by=actor).code == "no_right"
    figures = {"occupation": occupation(), "target_level": "L4", "months": 12, "place": "330522"}
    assert refusal(actions.create_programme, name="x", by=others[1], **figures).code == "no_right"


def test_what_a_stage_asks_of_the_assessments():
    version = programme()
    first, _second, third = queries.stages(version)
    needs = queries.needs([first.pk, third.pk])
    assert [(n.name.key, n.level, n.sides) for n in needs[first.pk]] == [
        ("drawings", 2, ("college",)), ("communication", 2, ("enterprise", "college")),
    ]  # fmt: skip
    assert [n.sides for n in needs[third.pk]] == [("enterprise", "college"), ("enterprise",)]


def test_what_many_stages_ask_in_one_query(queries_of):
    version = programme()
    keys = [stage.pk for stage in queries.stages(version)]
    assert queries_of(lambda: queries.needs(keys)) == 1
