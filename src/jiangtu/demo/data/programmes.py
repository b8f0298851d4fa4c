"""Programmes of the pilot colleges: turning, welding and oil-and-gas operation, each in three stages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from jiangtu.competences.models import Competence, Occupation
from jiangtu.programmes.actions import blank_stages
from jiangtu.programmes.models import Programme, Requirement, Stage, StageHours, Version
from jiangtu.programmes.states import HourKind, Venue, VersionState, Whose

from .seed import Seed, key
from .units import Units

# Hours of a year's class by stage: (kind, venue) -> hours of the three stages. Examples, made to be 400 hours in all.
HOURS = {
    (HourKind.GENERAL_QUALITY, Venue.COLLEGE): (20, 12, 8),
    (HourKind.PROFESSIONAL_BASICS, Venue.COLLEGE): (28, 24, 12),
    (HourKind.PROFESSIONAL_BASICS, Venue.ONLINE): (8, 0, 0),
    (HourKind.OPERATING_SKILL, Venue.COLLEGE): (12, 20, 20),
    (HourKind.OPERATING_SKILL, Venue.ON_THE_JOB): (88, 80, 68),
}
# The week in which each stage begins, and the last: one session of four hours a week, and one more of each kind.
STAGE_WEEKS = (0, 21, 38, 52)
# our key: occupation, name of the programme, level it leads to
PLANS = {
    "turning": ("turning", "车工中级工培养方案", "L4"),
    "welding": ("welding", "焊工中级工培养方案", "L4"),
    "process-operation": ("process-operation", "油气工艺操作中级工培养方案", "L4"),
    "layers": ("process-expert", "油气高技能人才分层师带徒方案", "enterprise-expert"),
}


@dataclass
class Programmes:
    """Released versions by college and occupation, and each version's stages in order."""

    versions: dict[tuple[int, str], Version]  # (college, our key of the plan)
    stages: dict[int, list[Stage]]
    wants: dict[int, list[Requirement]]  # stage -> requirements

    def skills(self, version: Version) -> dict[str, int]:
        """The occupational skills that a version asks for, with the highest level asked."""
        found: dict[str, int] = {}
        for stage in self.stages[version.pk]:
            for asked in self.wants[stage.pk]:
                if asked.competence.framework_id == version.programme.occupation.framework_id:
                    found[asked.competence.key] = max(asked.level, found.get(asked.competence.key, 0))
        return found


def load(seed: Seed, units: Units) -> Programmes:
    """Write one released version for each college and occupation, and a draft at Changxing."""
    occupations = {occupation.code: occupation for occupation in Occupation.objects.select_related("framework")}
    by_framework = {
        framework: list(group)
        for framework, group in groupby(Competence.objects.order_by("framework", "order"), lambda c: c.framework_id)
    }
    core = list(Competence.objects.filter(framework__core=True).order_by("order"))
    plans = [
        (college, plan)
        for colleges in units.colleges.values()
        for college in colleges
        for plan in PLANS
        if plan in ("turning", "welding") or college is units.by_key["cqcee"]
    ]
    programmes, versions, stages, hours, requirements = [], [], [], [], []
    by_plan: dict[tuple[int, str], Version] = {}
    for college, plan in plans:
        code, name, target = PLANS[plan]
        occupation = occupations[code]
        programme = Programme(
            uuid=key("programme", college.uuid, plan),
            college=college,
            occupation=occupation,
            name=name,
            example=True,
        )
        programmes.append(programme)
        drafts = (1, 2) if college is units.by_key["changxing"] and plan == "turning" else (1,)
        for number in drafts:
            version = Version(
                uuid=key("version", programme.uuid, number),
                programme=programme,
                number=number,
                target_level=target,
                months=12,
                class_size=40,
                place=college.region,
                state=VersionState.RELEASED if number == 1 else VersionState.DRAFT,
                released_on=seed.weeks(-130) if number == 1 else None,
            )
            versions.append(version)
            by_plan.setdefault((college.pk, plan), version)
            skills = by_framework.get(occupation.framework_id, [])
            for order, of in enumerate(blank_stages()):
                stage = Stage(
                    uuid=key("stage", version.uuid, of.key),
                    version=version,
                    order=order + 1,
                    key=of.key,
                    name=of.name,
                    name_en=of.name_en,
                    emphasis=of.emphasis,
                    emphasis_en=of.emphasis_en,
                )
                stages.append(stage)
                hours += [
                    StageHours(
                        uuid=key("hours", stage.uuid, kind, venue),
                        stage=stage,
                        kind=kind,
                        venue=venue,
                        hours=figures[order],
                    )
                    for (kind, venue), figures in HOURS.items()
                    if figures[order]
                ]
                asked = [(c, order + 1 if order else 2) for c in skills[order * 2 : order * 2 + 2]]
                asked += [(c, min(order + 2, 4)) for c in core[order * 2 : order * 2 + 1]]
                requirements += [
                    Requirement(
                        uuid=key("requirement", stage.uuid, competence.key),
                        stage=stage,
                        competence=competence,
                        level=level,
                        whose=Whose.BOTH if competence.framework_id != occupation.framework_id else Whose.ENTERPRISE,
                    )
                    for competence, level in asked
                ]
    _write(programmes, versions, stages, hours, requirements)
    return Programmes(
        by_plan,
        {v.pk: [s for s in stages if s.version is v] for v in versions},
        {s.pk: [r for r in requirements if r.stage is s] for s in stages},
    )


def _write(
    programmes: list[Programme],
    versions: list[Version],
    stages: list[Stage],
    hours: list[StageHours],
    requirements: list[Requirement],
) -> None:
    """Versions are written as drafts and released once their stages are in: a released one takes no more."""
    Programme.objects.bulk_create(programmes)
    released = {v.uuid for v in versions if v.state == VersionState.RELEASED}
    for version in versions:
        version.state = VersionState.DRAFT
    Version.objects.bulk_create(versions)
    Stage.objects.bulk_create(stages)
    StageHours.objects.bulk_create(hours)
    Requirement.objects.bulk_create(requirements)
    Version.objects.filter(uuid__in=released).update(state=VersionState.RELEASED)
    for version in versions:
        if version.uuid in released:
            version.state = VersionState.RELEASED
