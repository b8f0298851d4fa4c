"""Writes: a programme's drafts, their release and retirement. Released versions never change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from jiangtu.competences import queries as competences
from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final, move
from jiangtu.core.verdict import No, Refused, require

from . import access, queries
from .models import Programme, Requirement, Stage, StageHours, Version
from .rules import plans
from .rules.stages import default_stages
from .states import VERSION, VersionState

if TYPE_CHECKING:
    from jiangtu.competences.models import Occupation


@dataclass(frozen=True)
class StagePlan:
    """A stage as it shall be. `hours`: (kind, venue) → hours; `requirements`: (competence, level, whose)."""

    key: str
    name: str
    name_en: str
    emphasis: str = ""
    emphasis_en: str = ""
    hours: dict[tuple[str, str], int] = field(default_factory=dict)
    requirements: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """A draft as it shall be; the stages in order."""

    target_level: str
    months: int
    class_size: int | None
    place: str
    stages: list[StagePlan]


def blank_stages() -> list[StagePlan]:
    """The three stages a new programme starts with, still without hours."""
    book = default_stages()
    return [
        StagePlan(s.key, book.names_zh[s.key].name, s.name_en, book.names_zh[s.key].emphasis, s.emphasis_en)
        for s in book.stages
    ]


@transaction.atomic
def create_programme(
    *,
    name: str,
    occupation: Occupation,
    target_level: str,
    months: int,
    place: str,
    by: Actor,
    class_size: int | None = None,
) -> Version:
    """A new programme of the actor's college with its first draft. Refuses a name that the college already uses."""
    require(access.can_create(by))
    assert by.institution is not None  # can_create has seen to it
    _on_ladder(target_level, occupation)
    programme = Programme(college_id=by.institution, occupation=occupation, name=name)
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as fault:
        raise Refused(No("programme_name_taken", have=name)) from fault
    version = Version.objects.create(
        programme=programme, number=1, target_level=target_level, months=months, class_size=class_size, place=place
    )
    _write_stages(version, blank_stages())
    journal.record("programme drafted", version, by=by, after={"name": name, "number": 1}, threads=[programme.uuid])
    return version


@transaction.atomic
def save_draft(version: Version, plan: Plan, *, by: Actor) -> Version:
    """Make the draft say what the plan says. Refuses a released version, a strange level and strange competences."""
    version = queries.version_for_update(version.pk)
    require(access.can_change(by, version))
    _still_draft(version)
    occupation = version.programme.occupation
    _on_ladder(plan.target_level, occupation)
    allowed = {c.pk for c in competences.competences_for(occupation)}
    for stage in plan.stages:
        require(plans.competences_allowed([c for c, _, _ in stage.requirements], allowed))
    before = _summary(version)
    for name in ("target_level", "months", "class_size", "place"):
        setattr(version, name, getattr(plan, name))
    version.save()
    version.stages.all().delete()
    _write_stages(version, plan.stages)
    if changes := journal.difference(before, _summary(version)):
        journal.record("programme draft saved", version, by=by, threads=[version.programme.uuid], **changes)
    return version


@final
@transaction.atomic
def release(version: Version, *, by: Actor, on: date) -> Version:
    """Release the draft when its plan is whole and keeps to the hours rules of its place; then it never changes.

    Rules "in principle" are kept in the journal as warnings and refuse nothing. Again on a released one: nothing.
    """
    version = queries.version_for_update(version.pk)
    require(access.can_change(by, version))
    if version.state == VersionState.RELEASED:
        return version
    verdict, book = queries.release_verdict(version, queries.stages(version), on=on)
    require(VERSION.may(version, "release"))
    require(verdict)
    move(VERSION, version, "release")
    version.released_on = on
    version.save()
    # The version never changes now, so it and the edition's id are all one needs to decide this again.
    warned = [f"{leaf.code} {leaf.have}/{leaf.need}" for leaf in verdict.leaves() if leaf.warning]
    after = {"number": version.number, **({"warned": warned} if warned else {})}
    threads, edition = [version.programme.uuid], book.id if book else ""
    journal.record("programme released", version, by=by, on=on, after=after, rulebook=edition, threads=threads)
    return version


@final
@transaction.atomic
def retire(version: Version, *, by: Actor, on: date) -> Version:
    """No new class runs on it any more; those that do go on. Again on a retired one: nothing."""
    version = queries.version_for_update(version.pk)
    require(access.can_change(by, version))
    if version.state == VersionState.RETIRED:
        return version
    move(VERSION, version, "retire")
    version.save()
    after = {"number": version.number}
    journal.record("programme retired", version, by=by, on=on, after=after, threads=[version.programme.uuid])
    return version


@transaction.atomic
def draft_from(version: Version, *, by: Actor) -> Version:
    """A new draft with the version's plan; the programme's open draft where there is one already."""
    require(access.can_change(by, version))
    programme = Programme.objects.select_for_update(no_key=True).get(pk=version.programme_id)
    open_draft = programme.versions.filter(state=VersionState.DRAFT).order_by("number").first()
    if open_draft:
        return open_draft
    number = max(programme.versions.order_by().values_list("number", flat=True)) + 1
    draft = Version.objects.create(
        programme=programme,
        number=number,
        target_level=version.target_level,
        months=version.months,
        class_size=version.class_size,
        place=version.place,
    )
    _write_stages(draft, stage_plans(version))
    after = {"number": number, "copy_of": version.number}
    journal.record("programme drafted anew", draft, by=by, after=after, threads=[programme.uuid])
    return draft


def stage_plans(version: Version) -> list[StagePlan]:
    """The version's stages as plans, in order."""
    return [
        StagePlan(
            key=stage.key,
            name=stage.name,
            name_en=stage.name_en,
            emphasis=stage.emphasis,
            emphasis_en=stage.emphasis_en,
            hours=queries.hours_of(stage),
            requirements=[(r.competence_id, r.level, r.whose) for r in queries.requirements_of(stage)],
        )
        for stage in queries.stages(version)
    ]


def _write_stages(version: Version, plans: list[StagePlan]) -> None:
    stages = Stage.objects.bulk_create(
        Stage(
            version=version,
            order=order,
            key=plan.key,
            name=plan.name,
            name_en=plan.name_en,
            emphasis=plan.emphasis,
            emphasis_en=plan.emphasis_en,
        )
        for order, plan in enumerate(plans, start=1)
    )
    both = list(zip(stages, plans, strict=True))
    StageHours.objects.bulk_create(
        StageHours(stage=stage, kind=kind, venue=venue, hours=hours)
        for stage, plan in both
        for (kind, venue), hours in plan.hours.items()
        if hours
    )
    Requirement.objects.bulk_create(
        Requirement(stage=stage, competence_id=competence, level=level, whose=whose)
        for stage, plan in both
        for competence, level, whose in plan.requirements
    )


def _summary(version: Version) -> dict[str, object]:
    """What the journal keeps of a draft: its figures, and each stage's hours and requirements."""
    found: dict[str, object] = journal.values(version, ("target_level", "months", "class_size", "place"))
    names = {c.pk: c.key for c in competences.competences_for(version.programme.occupation)}
    for plan in stage_plans(version):
        hours = [f"{kind} {venue} {n}" for (kind, venue), n in sorted(plan.hours.items())]
        asked = [f"{names[competence]} {level} {whose}" for competence, level, whose in plan.requirements]
        found[f"stage {plan.key}"] = [plan.name, plan.name_en, plan.emphasis, plan.emphasis_en, *hours, *asked]
    return found


def _still_draft(version: Version) -> None:
    if version.state != VersionState.DRAFT:
        raise Refused(No("version_is_released", have=version.number))


def _on_ladder(level: str, occupation: Occupation) -> None:
    require(plans.level_on_ladder(level, [rung.key for rung, _ in competences.levels(occupation)]))
