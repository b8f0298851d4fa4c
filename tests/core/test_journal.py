"""The journal tells both sides of what changed, and nothing of what did not."""

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
