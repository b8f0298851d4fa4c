"""Whose word is still missing on what the open stages ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jiangtu.apprenticeships.queries import stages
from jiangtu.apprenticeships.states import ProgressState
from jiangtu.assessment import queries as assessments
from jiangtu.programmes import queries as programmes


def unassessed(found: Iterable[Any], side: str) -> list[Any]:
    """Those apprenticeships whose open stage asks for a word of this side that nobody has said yet: three queries."""
    rows = list(found)
    progress = stages.progress_of(rows)
    opened = {it.pk: each.stage_id for it in rows for each in progress[it.pk] if each.state == ProgressState.OPEN}
    needs = programmes.needs(set(opened.values()))
    words = assessments.standing(it.uuid for it in rows)
    return [
        it
        for it in rows
        if it.pk in opened
        and any(
            side in need.sides and side not in words[it.uuid].get(need.competence, {}) for need in needs[opened[it.pk]]
        )
    ]
