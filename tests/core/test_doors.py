"""Doors: what an upper room brings is asked once, in order, and a test can open one alone."""

import pytest

from jiangtu.core.doors import DOORS, Door


@pytest.fixture
def door(monkeypatch):
    monkeypatch.setattr("jiangtu.core.doors.DOORS", dict(DOORS))
    return Door("tests", "wishes", "What is wished for?")


def test_rooms_are_asked_in_the_order_they_came_and_each_once(door):
    def first():
        return 1

    @door.bring
    def second():
        return 2

    door.bring(first)
    door.bring(second)
    assert [ask() for ask in door] == [2, 1]


def test_a_test_opens_a_door_alone_and_what_was_brought_comes_back(door):
    door.bring(lambda: "brought")
    with door.alone(lambda: "mine"):
        assert [ask() for ask in door] == ["mine"]
    with door.alone():
        assert [ask() for ask in door] == []
    assert [ask() for ask in door] == ["brought"]


def test_two_doors_of_a_room_do_not_share_a_name(door):
    with pytest.raises(ValueError, match=r"tests\.wishes"):
        Door("tests", "wishes", "What else?")
