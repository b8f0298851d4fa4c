"""The room by itself: what rooms above ask of a stage (a pair in force) is tried where they are."""

import pytest

from jiangtu.apprenticeships import doors


@pytest.fixture(autouse=True)
def no_conditions_from_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "conditions", [])
    monkeypatch.setattr("jiangtu.apprenticeships.queries.stages.conditions", doors.conditions)
