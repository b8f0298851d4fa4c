"""The room by itself: what rooms above ask of a stage (a pair in force) is tried where they are."""

from collections.abc import Iterator

import pytest

from jiangtu.apprenticeships import doors


@pytest.fixture(autouse=True)
def no_conditions_from_above() -> Iterator[None]:
    with doors.required.alone():
        yield
