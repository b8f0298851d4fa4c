"""When a stage closes, for one and for a class, and how it is opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Exists

from jiangtu.apprenticeships import doors
from jiangtu.apprenticeships.actions import stages
from jiangtu.apprenticeships.models import Apprenticeship, StageProgress
from jiangtu.apprenticeships.queries import stages as found
from jiangtu.apprenticeships.rules.stages import HoursOfKind, StageFacts, stage_complete
from jiangtu.assessment.models import Assessment
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import No, Refused, Yes, every
from jiangtu.programmes.models import Requirement
from tests.factories import apprenticeships as factory
from tests.factories.institutions import client_as
from tests.factories.pages import carried, shown
from tests.factories.training import log_entry

ON = date(2025, 6, 16)
FACTS = StageFacts(
    hours=(HoursOfKind("operating skill, on the job", Decimal(100), Decimal(100)),),
    log_countersigned=3,
    log_waiting=0,
    competences=every(Yes("level_met_by_college", have=3, need=3)),
    source="v1",
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hours": (HoursOfKind("x", Decimal("99.9"), Decimal(100)),)}, "stage_hours_short"),
        ({"log_waiting": 1}, "stage_log_waiting"),
        ({"log_countersigned": 0}, "stage_log_empty"),
        ({"competences": every(No("level_short_by_college", have=2, need=3))}, "level_short_by_college"),
        ({"competences": every(No("not_assessed_by_enterprise", need=3))}, "not_assessed_by_enterprise"),
        ({"further": (No("no_pair"),)}, "no_pair"),
    ],
)
def test_a_stage_stays_open_while_a_condition_is_short(change: dict[str, Any], code: str) -> None:
    assert stage_complete(FACTS).ok
    verdict = stage_complete(replace(FACTS, **change))
    assert [reason.code for reason in verdict.reasons()] == [code]


pytestmark = pytest.mark.usefixtures("clock")


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.verdict.reasons()]


@pytest.mark.django_db
def test_a_stage_closes_on_evidence_and_the_next_one_opens() -> None:
    it = factory.apprentice()
    head = factory.head_of(it.enrolment.training_class)
    first = factory.open_stage(it)
    assert {"stage_hours_short", "stage_log_empty", "not_assessed_by_enterprise"} <= set(
        refused(lambda: stages.close_stage(first, by=head, on=ON))
    )
    factory.ready(it, on=ON)
    closed = stages.close_stage(first, by=head, on=ON)
    assert closed.verdict["ok"]
    assert closed.closed_on == ON
    assert factory.open_stage(it).stage.order == 2
    assert factory.open_stage(it).opened_on == ON
    assert refused(lambda: stages.close_stage(first, by=head, on=ON)) == ["move_impossible"]  # the second click


@pytest.mark.django_db
def test_an_entry_that_waits_or_was_returned_keeps_its_stage_open_until_it_is_countersigned_or_gone() -> None:
    it = factory.apprentice()
    progress = factory.ready(it, on=ON)
    everybody = Apprenticeship.objects.all()

    def short() -> list[tuple[str, object]]:
        verdict = found.stage_verdicts([progress], on=ON)[progress.pk]
        assert bool(found.ready(everybody, on=ON)) is verdict.ok
        return [(reason.code, reason.details.get("returned")) for reason in verdict.reasons()]

    returned = log_entry(it.enrolment, ON, state="returned", word="more")
    assert short() == [("stage_log_returned", 1)]
    waiting = log_entry(it.enrolment, ON)
    assert short() == [("stage_log_open", 1)]
    returned.delete()
    assert [code for code, _n in short()] == ["stage_log_waiting"]
    waiting.delete()
    assert short() == []


@pytest.mark.django_db
def test_the_log_of_the_closing_day_counts_once_and_what_was_written_before_the_roster_came_in_counts_too() -> None:
    it = factory.apprentice()
    log_entry(it.enrolment, it.enrolment.since, state="countersigned")
    first = factory.ready(it, on=ON)
    it.stages.filter(pk=first.pk).update(opened_on=date(2025, 4, 1))  # the roster came in a month late
    log_entry(it.enrolment, ON, state="countersigned")
    counted = lambda progress: found.stage_facts([progress], on=ON)[progress.pk].log_countersigned  # noqa: E731
    assert counted(factory.open_stage(it)) == 3
    stages.close_stage(first, by=factory.head_of(it.enrolment.training_class), on=ON)
    assert counted(factory.open_stage(it)) == 0


NO_PAIR = doors.Condition(
    lambda keys, on: {key: No("no_pair") for key in keys}, lambda of, on: Exists(StageProgress.objects.none())
)


@pytest.mark.django_db
def test_what_a_room_above_requires_keeps_the_stage_open() -> None:
    it = factory.apprentice()
    progress = factory.ready(it, on=ON)
    head = factory.head_of(it.enrolment.training_class)
    with doors.required.alone(lambda: NO_PAIR):
        assert refused(lambda: stages.close_stage(progress, by=head, on=ON)) == ["no_pair"]
        assert found.ready(Apprenticeship.objects.all(), on=ON) == []
    assert [each.progress for each in found.ready(Apprenticeship.objects.all(), on=ON)] == [progress.pk]


@pytest.mark.django_db
def test_of_a_class_those_who_are_ready_are_closed_together() -> None:
    training_class = factory.running_class(apprentices=0)
    ready, short = factory.apprentice(training_class), factory.apprentice(training_class)
    training_class.enrolments.filter(pk=short.enrolment_id).update(since=ON)
    factory.ready(ready, on=ON)
    short.enrolment.attendance.all().delete()
    head = factory.head_of(training_class)
    rows = found.class_stages(training_class, seen_by=head, on=ON)
    assert [verdict.ok for _progress, verdict in rows] == [True, False]
    closed, open_still = stages.close_stages([progress for progress, _ in rows], by=head, on=ON)
    assert ([each.apprenticeship_id for each in closed], open_still) == ([ready.pk], 1)


@pytest.mark.django_db
def test_the_stages_of_a_class_close_in_as_many_queries_as_one(queries_of) -> None:
    training_class = factory.running_class(apprentices=0)
    head = factory.head_of(training_class)
    one, *several, last = (factory.apprentice(training_class) for _ in range(5))
    factory.ready(one, *several, last, on=ON)
    last.stages.filter(stage__order__gt=factory.open_stage(last).stage.order).delete()
    alone = queries_of(lambda: stages.close_stages([factory.open_stage(one)], by=head, on=ON))
    rest = [factory.open_stage(each) for each in (*several, last)]
    assert queries_of(lambda: stages.close_stages(rest, by=head, on=ON)) <= alone + 1  # one completes
    for each in several:
        assert [progress.state for progress in each.stages.order_by("stage__order")][:2] == ["closed", "open"]
    last.refresh_from_db()
    assert last.state == "completed"


@pytest.mark.django_db
def test_a_trainer_goes_from_the_classs_stages_straight_to_assessing_each() -> None:
    it = factory.apprentice()
    training_class = it.enrolment.training_class
    page = f"/apprenticeships/classes/{training_class.uuid}/stages"
    link = f"/apprenticeships/{it.uuid}/assess"
    assert link in client_as(factory.trainer_of(training_class)).get(page).content.decode()
    assert link not in client_as(factory.hr_of(it.enrolment.enterprise)).get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["oneself", "a colleague"])
def test_a_second_assessment_replaces_no_word_that_its_page_did_not_show(other: str) -> None:
    it = factory.apprentice()
    of = it.enrolment.training_class
    asked = [each.competence for each in Requirement.objects.filter(stage=factory.open_stage(it).stage)[:2]]
    trainer, url = factory.trainer_of(of), f"/apprenticeships/{it.uuid}/assess"
    first = client_as(trainer)
    second = first if other == "oneself" else client_as(factory.head_of(of))
    opened = shown(second, url)

    def typed(level: int, which: int = 0) -> dict[str, str]:
        key = asked[which].uuid
        return {f"level-{key}": str(level), f"example-{key}": f"Turned it at {level}", "on": "2025-06-16"}

    assert first.post(url, typed(3) | shown(first, url)).status_code == 302
    page = second.post(url, typed(5) | opened)
    assert "Not saved yet: this was changed after you opened the page." in page.content.decode()
    assert "On record now: 3 " in page.content.decode()
    assert "Turned it at 5" in page.content.decode()
    assert [each.level for each in Assessment.objects.order_by("pk")] == [3]
    assert second.post(url, typed(5) | carried(page.content.decode())).status_code == 302, "knowing, it is a decision"
    assert second.post(url, typed(4, which=1) | opened).status_code == 302, "another competence stands as shown"
    assert [each.level for each in Assessment.objects.order_by("pk")] == [3, 5, 4]


@pytest.mark.django_db
def test_what_is_refused_stands_on_the_page_with_what_was_typed() -> None:
    it = factory.apprentice()
    training_class = it.enrolment.training_class
    asked = Requirement.objects.filter(stage=factory.open_stage(it).stage).select_related("competence")[0].competence
    typed = {f"level-{asked.uuid}": "4", f"example-{asked.uuid}": "Set up the lathe alone", "on": "2025-06-17"}
    page = client_as(factory.trainer_of(training_class)).post(f"/apprenticeships/{it.uuid}/assess", typed)
    assert "has not come yet" in page.content.decode()
    assert "Set up the lathe alone" in page.content.decode()
    first = it.stages.get(stage__order=1)
    it.stages.filter(stage__order__lt=3).update(state="closed", closed_on=date(2025, 5, 1))
    again = client_as(factory.head_of(training_class)).post(
        f"/apprenticeships/{it.uuid}/stages/{first.uuid}/reopen", {"reason": "Hours were wrong"}
    )
    assert again.status_code == 200
    assert "Hours were wrong" in again.content.decode()


@pytest.mark.django_db
def test_the_verdicts_of_a_class_cost_a_fixed_number_of_queries(queries_of: Any) -> None:
    counted = []
    for size in (2, 12):
        training_class = factory.running_class(apprentices=size)
        factory.apprentices(training_class)
        head = factory.head_of(training_class)
        counted.append(queries_of(lambda c=training_class, h=head: found.class_stages(c, seen_by=h, on=ON)))
    assert counted[0] == counted[1] < 12


@pytest.mark.django_db
def test_a_stage_is_reopened_with_a_reason_and_the_next_waits_again() -> None:
    it = factory.apprentice()
    head = factory.head_of(it.enrolment.training_class)
    closed = stages.close_stage(factory.ready(it, on=ON), by=head, on=ON)
    assert refused(lambda: stages.reopen_stage(closed, by=head, on=ON, reason=" ")) == ["reason_missing"]
    again = stages.reopen_stage(closed, by=head, on=ON, reason="the log was another's")
    assert (again.state, again.closed_on, again.verdict) == ("open", None, None)
    states = list(it.stages.order_by("stage__order").values_list("state", flat=True))
    assert states == ["open", "waiting", "waiting"]
    entry = JournalEntry.objects.get(verb="stage reopened")
    assert (entry.remark, it.uuid in entry.threads) == ("the log was another's", True)


@pytest.mark.django_db
def test_the_last_stage_completes_the_apprenticeship_and_reopening_resumes_it() -> None:
    it = factory.apprentice()
    head = factory.head_of(it.enrolment.training_class)
    it.stages.filter(stage__order__lt=3).update(state="closed", closed_on=date(2025, 5, 1))
    it.stages.filter(stage__order=3).update(state="open", opened_on=date(2025, 5, 1))
    last = stages.close_stage(factory.ready(it, on=ON), by=head, on=ON)
    it.refresh_from_db()
    assert it.state == "completed"
    first = it.stages.get(stage__order=1)
    assert refused(lambda: stages.reopen_stage(first, by=head, on=ON, reason="x")) == ["later_stage_closed"]
    stages.reopen_stage(last, by=head, on=ON, reason="x")
    it.refresh_from_db()
    assert it.state == "active"


@pytest.mark.django_db
def test_who_is_in_another_class_by_now_does_not_go_back_into_a_completed_one() -> None:
    it = factory.apprentice(state="completed")
    it.stages.update(state="closed", closed_on=ON)
    factory.apprentice(person=it.enrolment.person)
    head = factory.head_of(it.enrolment.training_class)
    last = it.stages.get(stage__order=3)
    assert refused(lambda: stages.reopen_stage(last, by=head, on=ON, reason="x")) == ["already_in_training"]


@pytest.mark.django_db
def test_a_stage_of_somebody_not_in_training_does_not_close() -> None:
    it = factory.apprentice(state="proposed")
    head = factory.head_of(it.enrolment.training_class)
    assert refused(lambda: stages.close_stage(factory.open_stage(it), by=head, on=ON)) == ["not_in_training"]


@pytest.mark.django_db
def test_only_the_programme_head_of_the_college_closes() -> None:
    it = factory.apprentice()
    progress = factory.ready(it, on=ON)
    own = factory.everybody_of(it)
    strangers = factory.everybody_of(factory.apprentice())
    for actor in [*(a for role, a in own.items() if role != "programme_head"), *strangers.values()]:
        assert refused(lambda actor=actor: stages.close_stage(progress, by=actor, on=ON)) == ["no_right"]
    assert stages.close_stage(progress, by=own["programme_head"], on=ON).state == "closed"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_before_the_first_day_no_stage_is_open_and_nobody_meets_conditions() -> None:
    later = date(2025, 9, 1)
    of = factory.draft_class(state="open", starts_on=later, ends_on=date(2026, 8, 31))
    it = factory.apprentice(of)
    stations, opened, _ = found.path_of(it, on=ON)
    assert ({each["state"] for each in stations}, opened) == ({"ahead"}, None)
    assert found.path_of(it, on=later)[0][0]["state"] == "open"
    client = client_as(factory.head_of(of))
    page = client.get(f"/apprenticeships/classes/{of.uuid}/stages").content.decode()
    assert "The class begins on 1 Sep 2025. Until then no stage is open." in page
    assert "Everybody meets the conditions." not in page
    first = str(factory.open_stage(it).stage)
    assert first not in client.get(f"/apprenticeships/classes/{of.uuid}/people").content.decode()
    home = client.get(f"/classes/{of.uuid}").content.decode()
    assert (first in home, "open, no hours yet" in home) == (True, False)
