"""Nothing that is sent, by whomever, is answered with a fault of ours. How it is run longer: docs/tests.md."""

from __future__ import annotations

import pytest

from tests.house.fuzz import Fuzz
from tests.house.world import two_worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    yield from two_worlds(django_db_blocker)


def test_no_request_is_answered_with_a_fault(worlds, pytestconfig):
    fuzz = Fuzz(worlds, pytestconfig.getoption("seed"))
    fuzz.run(pytestconfig.getoption("requests"))
    print(fuzz.asked, "requests:", dict(sorted(fuzz.statuses.items())))
    print(*fuzz.faults, sep="\n\n")
    assert len(fuzz.faults) == 0
