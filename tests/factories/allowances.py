"""Situations of allowances: an enterprise that follows Measures, a half-year computed and shown.

it = following(paired())                # pairs with a countersigned log, of an enterprise that follows Measures
run = shown(it)                         # its first half-year of 2025 up to May, shown to the mentors
"""

from __future__ import annotations

from datetime import date

from jiangtu.allowances.actions import measures, runs
from jiangtu.allowances.models import AllowanceRun

from .mentoring import SINCE, Situation, client_as, institution, log, member, mentor, paired, situation

__all__ = ["client_as", "institution", "log", "member", "mentor", "paired", "situation"]
FIVE_MONTHS = {"period_from": date(2025, 1, 1), "period_to": date(2025, 5, 31)}


def following(found: Situation, scheme: str = "second-harbour-equipment", since: date = SINCE) -> Situation:
    """The enterprise follows these Measures."""
    measures.choose_measures(found.enterprise, scheme, since=since, by=found.hr)
    return found


def shown(found: Situation) -> AllowanceRun:
    """Five months of the enterprise, computed and shown to its mentors."""
    return runs.show_run(runs.compute_run(found.enterprise, by=found.hr, **FIVE_MONTHS), by=found.hr)
