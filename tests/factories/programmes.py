"""Programmes for tests. Their occupations and competences come from the packs, which every migration loads.

version = programme()                              # a released one: turning, L4, 12 months, 400 hours, three stages
version = programme(state="draft", college=college)
stage = stages(version)[0]
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from jiangtu.competences.models import Competence, Occupation
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Institution
from jiangtu.programmes import actions, queries
from jiangtu.programmes.models import Stage, Version

from .institutions import institution, member

_order = count(1)
RELEASED = date(2025, 1, 6)
# Hours of the three stages, (kind, venue) → hours: 400 in all; 60 of general quality, 100 of basics, 240 of skill.
HOURS: list[dict[tuple[str, str], int]] = [
    {("general_quality", "college"): 40, ("professional_basics", "college"): 40, ("operating_skill", "enterprise"): 40},
    {("general_quality", "online"): 10, ("professional_basics", "college"): 40, ("operating_skill", "on_the_job"): 90},
    {("general_quality", "college"): 10, ("professional_basics", "online"): 20, ("operating_skill", "on_the_job"): 110},
]
# What the stages ask for: (framework, competence, level, whose).
ASKED: list[list[tuple[str, str, int, str]]] = [
    [("turning", "drawings", 2, "college"), ("ilo-core-skills", "communication", 2, "both")],
    [("turning", "outer-turning", 3, "enterprise"), ("ilo-core-skills", "teamwork", 3, "both")],
    [("turning", "threads", 4, "both"), ("ilo-core-skills", "problem-solving", 3, "enterprise")],
]


def occupation(code: str = "turning") -> Occupation:
    """An occupation of the packs."""
    return Occupation.objects.get(code=code)


def competence(framework: str = "turning", key: str = "drawings") -> Competence:
    """A competence of the packs."""
    return Competence.objects.select_related("framework").get(framework__key=framework, key=key)


def head_of(college: Institution | None = None) -> Actor:
    """A programme head at the college, or at a new one."""
    return member("programme_head", college or institution("college"))


def plan(
    version: Version,
    *,
    hours: list[dict[tuple[str, str], int]] | None = None,
    asked: list[list[tuple[str, str, int, str]]] | None = None,
    **figures: Any,
) -> actions.Plan:
    """The version's plan with these hours and requirements for its stages."""
    blank = actions.blank_stages()
    known = {(c.framework.key, c.key): c.pk for c in Competence.objects.select_related("framework")}
    stages = [
        actions.StagePlan(
            stage.key, stage.name, stage.name_en, stage.emphasis, stage.emphasis_en, hours=stage_hours,
            requirements=[(known[framework, key], level, whose) for framework, key, level, whose in stage_asked],
        )
        for stage, stage_hours, stage_asked in zip(blank, hours or HOURS, asked or ASKED, strict=True)
    ]  # fmt: skip
    names = ("target_level", "months", "class_size", "place")
    return actions.Plan(**{name: figures.get(name, getattr(version, name)) for name in names}, stages=stages)


def programme(
    *,
    college: Institution | None = None,
    by: Actor | None = None,
    name: str = "",
    state: str = "released",
    code: str = "turning",
    target_level: str = "L4",
    months: int = 12,
    place: str = "330522",
    on: date = RELEASED,
    **more: Any,
) -> Version:
    """A programme's first version: `draft`, `released` or `retired`; `blank=True` leaves the draft without hours."""
    head = by or head_of(college)
    blank = more.pop("blank", False)
    figures = {key: more.pop(key) for key in ("hours", "asked") if key in more}
    version = actions.create_programme(
        name=name or f"车工 {next(_order)}",
        occupation=occupation(code),
        target_level=target_level,
        months=months,
        place=place,
        by=head,
        **more,
    )
    if not blank:
        version = actions.save_draft(version, plan(version, **figures), by=head)
    if state != "draft":
        version = actions.release(version, by=head, on=on)
    if state == "retired":
        version = actions.retire(version, by=head, on=on)
    return version


def stages(version: Version) -> list[Stage]:
    """The three stages, in order."""
    return queries.stages(version)
