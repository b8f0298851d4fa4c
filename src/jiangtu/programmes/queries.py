"""Reads of programmes: versions, plans by stage, and what the hours rules of the place say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiangtu.assessment.rules.standing import Need
from jiangtu.competences import queries as competences
from jiangtu.core.actor import Actor
from jiangtu.core.phrases import enumerated, phrase
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import Refused, Verdict, every

from .access import reads_names as reads_names
from .access import visible_to
from .models import Requirement, Stage, StageHours, Version
from .rules import hours as hours_rules
from .rules.plans import plan_whole
from .rules.stages import default_stages
from .states import HourKind, Venue, VersionState, Whose

Cell = tuple[str, str]  # kind and venue of hours
Hours = Mapping[Cell, int]


def versions(seen_by: Actor) -> QuerySet[Version]:
    """Every version one may see, with programme, college, occupation and `total` planned hours; newest first."""
    total = StageHours.objects.filter(stage__version=OuterRef("pk")).order_by().values("stage__version")
    found = Version.objects.filter(visible_to(seen_by)).select_related("programme__college", "programme__occupation")
    hours = Coalesce(Subquery(total.annotate(n=Sum("hours")).values("n")), 0)
    return found.annotate(total=hours).order_by("programme__name_key", "programme", "-number")


def version(uuid: UUID, *, seen_by: Actor) -> Version:
    """One version. Raises Http404 when it is not there or not visible."""
    return get_object_or_404(versions(seen_by), uuid=uuid)


def released_of(college: int, *, also: int | None = None) -> QuerySet[Version]:
    """The college's released versions, the newest of each programme first, and one more (by key) whatever it is."""
    found = Version.objects.filter(Q(programme__college=college, state=VersionState.RELEASED) | Q(pk=also))
    return found.select_related("programme").order_by("programme__name_key", "programme", "-number")


def hours_by_version(versions: Iterable[int]) -> dict[int, dict[Cell, int]]:
    """Version → (kind, venue) → planned hours of all its stages, for many versions (primary keys) in one query."""
    return _hours_by("stage__version", versions)


def hours_by_stage(stages: Iterable[int]) -> dict[int, dict[Cell, int]]:
    """Stage → (kind, venue) → planned hours, for many stages (primary keys) in one query."""
    return _hours_by("stage", stages)


def _hours_by(whole: str, keys: Iterable[int]) -> dict[int, dict[Cell, int]]:
    found: dict[int, dict[Cell, int]] = {key: {} for key in keys}
    rows = StageHours.objects.filter(**{f"{whole}__in": list(found)}).order_by().values_list(whole, "kind", "venue")
    for key, kind, venue, hours in rows.annotate(Sum("hours")):
        found[key][kind, venue] = hours
    return found


def version_for_update(pk: int) -> Version:
    """The version, locked until the transaction ends, with its programme and occupation."""
    found = Version.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "programme__occupation", "programme__college"
    )
    return found.get(pk=pk)


def other_versions(version: Version, *, seen_by: Actor) -> QuerySet[Version]:
    """The same programme's other versions that one may see, newest first."""
    return versions(seen_by).filter(programme=version.programme_id).exclude(pk=version.pk).order_by("-number")


def stages(version: Version | int) -> list[Stage]:
    """The stages in order with hours and requirements (and their competences) at hand: four queries."""
    found = Stage.objects.filter(version=version).order_by("order")
    return list(found.prefetch_related("hours", "requirements__competence__framework"))


def stages_of(versions: Iterable[int]) -> dict[int, list[Stage]]:
    """Version → its stages in order, for many versions (primary keys) in one query."""
    found: dict[int, list[Stage]] = {version: [] for version in versions}
    for stage in Stage.objects.filter(version__in=list(found)).order_by("order"):
        found[stage.version_id].append(stage)
    return found


def hours_of(stage: Stage) -> dict[Cell, int]:
    """(kind, venue) → planned hours of a stage fetched by `stages`."""
    return {(row.kind, row.venue): row.hours for row in stage.hours.all()}


def requirements_of(stage: Stage) -> list[Requirement]:
    """What a stage fetched by `stages` asks for: occupational competences first, each framework in its order."""
    found = stage.requirements.all()
    return sorted(found, key=lambda r: (r.competence.framework.core, r.competence.framework.key, r.competence.order))


def needs(stages: Iterable[int]) -> dict[int, list[Need]]:
    """Stage → what its required competences ask of the assessments, for many stages in one query."""
    found: dict[int, list[Need]] = {stage: [] for stage in stages}
    rows = Requirement.objects.filter(stage__in=list(found)).select_related("competence__framework")
    for row in rows.order_by("competence__framework__core", "competence__framework__key", "competence__order"):
        found[row.stage_id].append(Need(row.competence_id, row.competence, row.level, SIDES[row.whose]))
    return found


def asked_of(side: str) -> QuerySet[Requirement]:
    """What stages ask of one side's assessments, for whoever looks what is missing."""
    return Requirement.objects.filter(whose__in=[whose for whose, sides in SIDES.items() if side in sides]).order_by()


# Whose assessment counts → the sides that must each have found the level (`assessment.states.Side`).
SIDES: dict[str, tuple[str, ...]] = {
    Whose.ENTERPRISE: ("enterprise",),
    Whose.COLLEGE: ("college",),
    Whose.BOTH: ("enterprise", "college"),
}


def total_hours(plan: Iterable[Stage]) -> dict[Cell, int]:
    """(kind, venue) → hours of all stages together."""
    total: dict[Cell, int] = {}
    for stage in plan:
        for key, hours in hours_of(stage).items():
            total[key] = total.get(key, 0) + hours
    return total


def facts(version: Version, plan: Iterable[Stage]) -> hours_rules.HoursFacts:
    """What the hours rules ask of a version."""
    return hours_rules.HoursFacts(
        level=version.target_level, months=version.months, hours=total_hours(plan), class_size=version.class_size
    )


def check(facts: hours_rules.HoursFacts, *, place: str, on: date) -> tuple[Verdict, hours_rules.HoursRules | None]:
    """What the rules of the place in force that day say of a plan, and the rulebook (None when there was none)."""
    try:
        book = rulebook(hours_rules.HoursRules, place=place, on=on)
    except Refused as refused:
        return refused.verdict, None
    return hours_rules.check_hours(facts, book), book


def release_verdict(version: Version, plan: list[Stage], *, on: date) -> tuple[Verdict, hours_rules.HoursRules | None]:
    """Whether the draft can be released that day, with every condition, and the rulebook (None when there was none)."""
    whole = plan_whole([(stage, sum(hours_of(stage).values())) for stage in plan])
    hours, book = check(facts(version, plan), place=version.place, on=on)
    return every(whole, hours), book


def level_name(version: Version) -> str:
    """The target level in the reader's language."""
    return competences.level_name(version.target_level, version.programme.occupation.ladder)


class Grid(TypedDict):
    """Hours by kind × venue: a row for each kind with its sum, and the sums of the columns."""

    venues: list[str]
    rows: list[tuple[str, list[int], int]]
    sums: list[int]
    total: int


def grid(hours: Hours) -> Grid:
    """Hours by kind × venue for a page: the venues in use, a row for each kind, and the sums."""
    venues = [venue for venue in Venue if any(v == venue for _, v in hours)]
    rows = [(str(kind.label), [hours.get((kind, venue), 0) for venue in venues]) for kind in HourKind]
    return {
        "venues": [str(venue.label) for venue in venues],
        "rows": [(label, cells, sum(cells)) for label, cells in rows],
        "sums": [sum(column) for column in zip(*(cells for _, cells in rows), strict=True)],
        "total": sum(hours.values()),
    }


def names(keys: set[UUID]) -> dict[UUID, str]:
    """What versions of programmes are called, for the journal."""
    found = Version.objects.filter(uuid__in=keys).select_related("programme")
    return {
        each.uuid: _("%(programme)s, version %(n)s") % {"programme": each.programme, "n": each.number} for each in found
    }


def worded(key: str, value: object) -> str | None:
    """A stage by its key, and what a draft keeps of one, its hours and requirements, as a history tells them."""
    if key == "stage":
        book = default_stages()
        english = {each.key: each.name_en for each in book.stages}
        chinese = {each: book.names_zh[each].name for each in book.names_zh}
        return (english if get_language() == "en" else chinese).get(str(value))
    if key == "warned" and isinstance(value, list):
        return enumerated(_warning(str(each)) for each in value)
    if not key.startswith("stage ") or not isinstance(value, list):
        return None
    known = competences.competence_names()
    return enumerated(_part(str(each), known) for each in value if each)


def _warning(told: str) -> str:
    """“yearly_hours_short 150/400” as the rule's sentence."""
    code, _space, figures = told.partition(" ")
    have, _slash, need = figures.partition("/")
    return phrase(code, have=have, need=need)


def _part(told: str, known: Mapping[str, str]) -> str:
    """“operating_skill on_the_job 200” and “welding 3 both” in words; everything else is a text already."""
    first, _space, rest = told.partition(" ")
    second, _space, third = rest.partition(" ")
    if first in HourKind.values and second in Venue.values:
        shown = {"kind": HourKind(first).label, "where": Venue(second).label, "n": third}
        return _("%(kind)s, %(where)s: %(n)s hours") % shown
    if first in known and third in Whose.values:
        shown = {"name": known[first], "n": second, "whose": Whose(third).label}
        return _("%(name)s at level %(n)s, assessed by %(whose)s") % shown
    return told
