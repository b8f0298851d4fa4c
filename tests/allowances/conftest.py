"""The rulebooks are read as at start: before a test stops the clock, whose days msgspec would not take for days."""

import pytest

from jiangtu.core import rulebook


@pytest.fixture(autouse=True, scope="session")
def rulebooks_read() -> None:
    rulebook.check_all()
