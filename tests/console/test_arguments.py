"""`./run test`: which tests, and whether on all cores."""

import pytest

from jiangtu.console.embedded import CLONE
from jiangtu.console.test import arguments

ROOM, FILE = str(CLONE / "tests/training"), str(CLONE / "tests/training/test_rules.py")


@pytest.mark.parametrize("given", [[], ["-k", "roll"], [ROOM], [ROOM, "-k", "roll"], ["--durations=9"], ["-x", ROOM]])
def test_a_room_or_the_whole_house_is_tested_on_all_cores(given: list[str]) -> None:
    words = arguments(given)
    assert words[words.index("-n") + 1].isdigit()
    assert words[words.index("--dist") + 1] == "loadscope"


@pytest.mark.parametrize("given", [[FILE], [f"{FILE}::test_x", "-k", "roll"], [ROOM, "-n0"], ["--pdb"], [ROOM, "-s"]])
def test_a_file_or_a_look_inside_needs_one_process(given: list[str]) -> None:
    assert "--dist" not in arguments(given)


def test_all_tests_are_meant_when_none_is_named() -> None:
    assert arguments(["-k", "roll"])[-1] == str(CLONE / "tests")
    assert arguments([ROOM])[-1] == ROOM
