"""The journal tells both sides of what changed, and nothing of what did not."""

from uuid import uuid4

import pytest

from jiangtu.core import journal

CHANGES = [
    ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"before": {"b": 2}, "after": {"b": 3}}),
    ({"a": 1}, {"a": 1}, {}),
    ({}, {"a": 1}, {"before": {}, "after": {"a": 1}}),
    ({"a": 1}, {}, {"before": {"a": 1}, "after": {}}),
    ({"a": None}, {}, {"before": {"a": None}, "after": {}}),
]


@pytest.mark.parametrize("before, after, told", CHANGES)
def test_a_difference_holds_what_changed_on_the_side_where_it_stands(before, after, told):
    assert journal.difference(before, after) == told


def test_an_upper_room_is_asked_only_for_names_that_no_lower_one_knows():
    person, programme, unknown = uuid4(), uuid4(), uuid4()
    asked = []

    def knows(**names):
        def of_room(keys):
            asked.append(keys)
            return {key: name for name, key in names.items() if key in keys}

        return of_room

    with journal.named.alone(knows(topmost=unknown), knows(P=programme, other=person), knows(Li=person)):
        assert journal.names({person, programme}) == {person: "Li", programme: "P"}
    assert asked == [{person, programme}, {programme}]
