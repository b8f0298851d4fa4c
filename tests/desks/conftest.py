import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def standing_clock(clock):
    """A Monday in the middle of the class, read in English whatever a page before was read in."""
    with translation.override("en"):
        yield clock
