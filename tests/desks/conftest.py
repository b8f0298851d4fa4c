import importlib

import pytest
from django.utils import translation

from jiangtu.core import rulebook


@pytest.fixture(scope="session")
def rulebooks_read():
    """Read every file before the clock stands: a frozen clock's dates are none to the reader of TOML."""
    importlib.import_module("jiangtu.config.urls")
    rulebook.check_all()


@pytest.fixture(autouse=True)
def standing_clock(rulebooks_read, clock):
    """A Monday in the middle of the class, read in English whatever a page before was read in."""
    with translation.override("en"):
        yield clock
