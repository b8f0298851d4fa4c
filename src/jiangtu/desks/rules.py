"""What a reader without access to personal data may be shown of small groups. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from jiangtu.core.rulebook import Rulebook


class FiguresRules(Rulebook, frozen=True, kw_only=True):
    """`smallest_group`: how many people a group needs to be shown on its own."""

    NAME: ClassVar[str] = "figures"

    smallest_group: int | None = None


def folded(people: Mapping[str, int], least: int | None) -> frozenset[str]:
    """The groups (key -> people) that are shown only together, so that no figure tells of fewer than `least` people.

    Groups below it are folded into one; while that one is still too small, the next smallest joins it, since otherwise
    the total less the others would give it away. Empty groups tell nothing and stand as they are.
    """
    if not least:
        return frozenset()
    order = sorted((n, key) for key, n in people.items() if n)
    together: set[str] = set()
    held = 0
    for n, key in order:
        if n >= least and (held == 0 or held >= least):
            break
        together.add(key)
        held += n
    return frozenset(together)
