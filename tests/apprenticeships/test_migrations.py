"""Rosters and lists of certificates of an older system, as they stand in the one table of files afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiangtu.core import files
from jiangtu.core.models import Job
from jiangtu.people.models import Person
from jiangtu.sheets.models import GivenFile
from tests.factories import apprenticeships as factory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
BEFORE = [("apprenticeships", "0002_files_and_answers"), ("sheets", "0001_initial")]
AFTER = [("apprenticeships", "0003_files_to_sheets")]
PROBLEM = {"row": 2, "column": "name", "code": "name_missing", "severity": "error", "values": {}}
FIGURES = {"rows": 3, "good": 2, "known": 1, "problems": [PROBLEM], "taken": 1}


def moved(to: list[tuple[str, str]]) -> Any:
    """The tables as a migration leaves them."""
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return executor.loader.project_state(to).apps


@pytest.fixture
def forward_again() -> Iterator[None]:
    """Whatever a test comes to, the database is up to date after it."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("forward_again")
def test_files_of_the_older_system_keep_all_they_held_in_the_one_table() -> None:
    of = factory.draft_class(state="open")
    hr = factory.hr_of(of.enterprises.get())
    kept = [files.keep(b"name", name=f"{n}.csv", content_type="text/csv", purpose="roster") for n in range(5)]
    person = Person.objects.get(pk=hr.person)
    old = moved(BEFORE)
    by = {"given_by_id": person.pk, "given_for_id": hr.institution}
    states = {"checking": "given", "checked": "checked", "committed": "taken", "discarded": "discarded"}
    rosters = [
        old.get_model("apprenticeships", "Roster").objects.create(
            uuid=uuid4(), training_class_id=of.pk, file_id=file.pk, state=state, **by, **FIGURES
        )
        for state, file in zip(states, kept, strict=False)
    ]
    refusal = {"ok": False, "code": "file_empty"}
    unreadable = old.get_model("apprenticeships", "CertificateList").objects.create(
        uuid=uuid4(), file_id=kept[4].pk, state="unreadable", refusal=refusal, **by
    )
    day = rosters[0].given_at - timedelta(days=40)
    type(rosters[0]).objects.filter(pk=rosters[0].pk).update(given_at=day)
    waiting = Job.objects.create(kind="apprenticeships.check_roster", owner=hr.person_uuid, about=rosters[0].uuid)
    done = Job.objects.create(kind="apprenticeships.commit_roster", owner=hr.person_uuid, state=Job.State.DONE)
    other = Job.objects.create(kind="mentoring.pairing", owner=hr.person_uuid)

    moved(AFTER)
    moved(MigrationExecutor(connection).loader.graph.leaf_nodes("sheets"))  # as GivenFile is today

    assert GivenFile.objects.count() == len(kept)
    for roster, state in zip(rosters, states.values(), strict=True):
        given = GivenFile.objects.get(uuid=roster.uuid)
        assert (given.kind, given.about, given.state) == ("roster", [of.uuid], state)
        assert (given.file_id, given.given_by, given.given_for) == (roster.file_id, person.uuid, hr.institution_uuid)
        assert {name: getattr(given, name) for name in FIGURES} == FIGURES
    assert since(rosters[0]) == day
    listed = GivenFile.objects.get(uuid=unreadable.uuid)
    assert (listed.kind, listed.about) == ("certificates", [hr.institution_uuid])
    assert (listed.state, listed.refusal) == ("unreadable", refusal)
    states_of = {each.pk: each.state for each in Job.objects.all()}
    assert states_of == {waiting.pk: "failed", done.pk: "done", other.pk: "waiting"}


def since(old: Any) -> datetime:
    return GivenFile.objects.get(uuid=old.uuid).given_at
