"""Groups too small to hide a person in are told together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.desks.rules import folded


@pytest.mark.parametrize(
    ("people", "least", "together"),
    [
        ({"a": 40, "b": 30}, 5, set()),
        ({"a": 40, "b": 3, "c": 2}, 5, {"b", "c"}),
        ({"a": 40, "b": 30, "c": 2}, 5, {"b", "c"}),  # else the total less the others would tell of two people
        ({"a": 40, "b": 30, "c": 2, "d": 0}, 5, {"b", "c"}),
        ({"a": 40, "b": 5}, 5, set()),
        ({"a": 40, "b": 5, "c": 3, "d": 2}, 5, {"c", "d"}),
        ({"a": 3}, 5, {"a"}),
        ({"a": 3, "b": 2}, None, set()),
        ({}, 5, set()),
    ],
)
def test_small_groups_are_folded_until_they_hide_everybody(people, least, together):
    assert folded(people, least) == together


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 50)), st.integers(1, 10))
def test_no_group_shown_and_no_difference_tells_of_fewer_people_than_the_least(people, least):
    together = folded(people, least)
    assert all(n >= least or n == 0 for key, n in people.items() if key not in together)
    held = sum(people[key] for key in together)
    assert held == 0 or held >= least or sum(people.values()) == held
