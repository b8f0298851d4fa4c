"""Figures over many apprentices, by region, house or occupation. Each person is counted once; no name is read.

The database adds up; a fixed number of queries whatever the number of people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Left
from django.utils.translation import gettext_lazy as _

from jiangtu.core.actor import Actor
from jiangtu.training.queries import hours as training_hours
from jiangtu.training.rules.hours import as_hours

from .. import access
from ..doors import Chart, Column, Groups, Part
from ..models import Apprenticeship, Certificate, StageProgress
from ..states import ApprenticeshipState, CertificateState, ProgressState, Standing
from .standing import in_training, stands

if TYPE_CHECKING:
    from jiangtu.training.models import TrainingClass

CLASS = "enrolment__training_class__"
MUNICIPALITIES = r"^(11|12|31|50)"  # they have no prefectures: the province itself is the group
# By what figures are grouped -> where its key stands: a region's code, an institution's uuid, an occupation's code.
GROUPS = {
    "region": f"{CLASS}place",
    "county": f"{CLASS}place",
    "college": f"{CLASS}college__uuid",
    "enterprise": "enrolment__enterprise__uuid",
    "occupation": f"{CLASS}version__programme__occupation__code",
}
# The college's ladder of training, in order (`rulebooks/stage-ladders`).
STAGES = {1: _("Junior craftsman"), 2: _("Craftsman"), 3: _("Master craftsman")}
BEGUN = (ApprenticeshipState.ACTIVE, ApprenticeshipState.COMPLETED, ApprenticeshipState.LEFT)
TOLD = (Standing.ACTIVE, Standing.COMPLETED, Standing.LEFT)


def group_of(by: str, path: str = "") -> Case | Cast:
    """The key of the group that a row belongs to, as text; `path` leads from the row to its apprenticeship."""
    field = path + GROUPS[by]
    if by != "region":
        return Cast(F(field), CharField())
    province = Concat(Left(field, 2), Value("0000"))
    return Case(
        When(**{f"{field}__regex": MUNICIPALITIES}, then=province),
        default=Concat(Left(field, 4), Value("00")),
        output_field=CharField(),
    )


def counted(*, seen_by: Actor, since: date, until: date) -> QuerySet[Apprenticeship]:
    """Of each person whom the actor's figures hold the latest apprenticeship that was under way between the days."""
    ended = Coalesce("enrolment__until", f"{CLASS}ends_on")
    latest = (
        Apprenticeship.objects.filter(access.visible_to(seen_by), state__in=BEGUN)
        .annotate(ended=ended)
        .filter(Q(ended__gte=since) | Q(state=ApprenticeshipState.ACTIVE), enrolment__since__lte=until)
        .order_by("enrolment__person", "-enrolment__since", "-pk")
        .distinct("enrolment__person")
    )
    return Apprenticeship.objects.filter(pk__in=latest.values("pk")).order_by()


def counted_in(training_class: TrainingClass, *, seen_by: Actor) -> QuerySet[Apprenticeship]:
    """The apprentices of a class who are counted for the actor."""
    found = Apprenticeship.objects.filter(access.visible_to(seen_by), enrolment__training_class=training_class)
    return found.select_related("enrolment").order_by()


def of_class(training_class: TrainingClass) -> QuerySet[Apprenticeship]:
    """Everybody of a class, whoever asks: for how many they are in all."""
    return Apprenticeship.objects.filter(enrolment__training_class=training_class).order_by()


def people_by(found: QuerySet[Apprenticeship], by: str, *, on: date) -> dict[str, dict[str, int]]:
    """Group -> how many people, and how many stand in each way on a day."""
    states = {each.value: Count("pk", filter=stands(each, on)) for each in TOLD}
    rows: Any = found.annotate(group=group_of(by)).values("group").annotate(people=Count("pk"), **states)
    return {row.pop("group"): row for row in rows}


def stages_by(found: QuerySet[Apprenticeship], by: str, *, on: date) -> dict[str, dict[int, int]]:
    """Group -> order of the open stage -> people in training there."""
    opened = StageProgress.objects.filter(
        apprenticeship__in=found.filter(in_training(on)).values("pk"), state=ProgressState.OPEN
    )
    rows = opened.annotate(group=group_of(by, "apprenticeship__")).order_by().values("group", "stage__order")
    stages: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows.annotate(people=Count("pk")):
        stages[row["group"]][row["stage__order"]] = row["people"]
    return stages


def certified_by(found: QuerySet[Apprenticeship], by: str) -> dict[str, int]:
    """Group -> people who obtained a certificate in their apprenticeship."""
    valid = Certificate.objects.filter(state=CertificateState.VALID)
    certificates = valid.filter(apprenticeship__in=found.values("pk")).order_by()
    rows = certificates.annotate(group=group_of(by, "apprenticeship__")).values("group")
    return dict(rows.annotate(people=Count("person", distinct=True)).values_list("group", "people"))


@dataclass(slots=True)
class HoursOfGroup:
    """Hours of those in training in running classes: delivered, and needed in all; `behind`: people short at this
    pace."""

    have: int = 0
    need: int = 0
    behind: int = 0


def hours_by(found: QuerySet[Apprenticeship], by: str, *, on: date) -> dict[str, HoursOfGroup]:
    """Group -> hours against plan and who falls behind, by the class room's own rule: seven queries."""
    running = found.filter(in_training(on), enrolment__training_class__state="running")
    group = dict(running.annotate(group=group_of(by)).values_list("enrolment", "group"))
    groups: dict[str, HoursOfGroup] = defaultdict(HoursOfGroup)
    for hours in training_hours.hours_on_registers(group, on=on).values():
        for each in hours.apprentices:
            of = groups[group[each.enrolment.pk]]
            of.have += each.all.delivered
            of.need += each.all.need
            of.behind += not each.forecast()
    for of in groups.values():  # minutes so far: each person's rounded down would be hours lost
        of.have = int(as_hours(of.have))
    return groups


def figures(of: Groups) -> dict[str, dict[str, int]]:
    """Group -> key -> figure: people and their states, stages, hours, certificates."""
    stages, hours = stages_by(of.found, of.by, on=of.on), hours_by(of.found, of.by, on=of.on)
    certified = certified_by(of.found, of.by)
    return {
        group: {
            **people,
            **{f"stage_{order}": n for order, n in stages.get(group, {}).items()},
            **(asdict(hours[group]) if group in hours else {}),
            "certified": certified.get(group, 0),
        }
        for group, people in people_by(of.found, of.by, on=of.on).items()
    }


PART = Part(
    (
        Column(10, "people", _("Apprentices"), above=True),
        Column(11, "active", _("In training"), above=True),
        *(Column(11 + order, f"stage_{order}", name, spare=True) for order, name in STAGES.items()),
        Column(20, "completed", _("Completed"), above=True),
        Column(21, "left", _("Left"), above=True),
        Column(30, "have", _("Hours delivered"), amount=True),
        Column(31, "need", _("Hours planned"), spare=True, amount=True),
        Column(
            32,
            "percent",
            _("Delivered, %"),
            above=True,
            of=lambda row: round(row["have"] * 100 / row["need"]) if row["need"] else None,
        ),
        Column(33, "behind", _("Behind schedule"), above=True, on_desk=40),
        Column(50, "certified", _("With a certificate"), above=True, on_desk=60),
    ),
    (
        Chart(
            10,
            "by-stage",
            _("Apprentices in training by stage"),
            {name: f"stage_{order}" for order, name in STAGES.items()},
            _("people"),
            stacked=True,
        ),
        Chart(
            20,
            "hours",
            _("Hours delivered and planned in running classes"),
            {_("delivered"): "have", _("planned in all"): "need"},
            _("hours"),
        ),
        Chart(
            30, "behind", _("Behind schedule: short of hours at this pace"), {_("apprentices"): "behind"}, _("people")
        ),
        Chart(40, "left", _("Left before the end"), {_("apprentices"): "left"}, _("people")),
        Chart(
            60,
            "certificates",
            _("Apprentices with a certificate of skill level"),
            {_("apprentices"): "certified"},
            _("people"),
        ),
    ),
    figures,
    daily=True,
)


def part() -> Part:
    """What this room tells of groups of apprentices."""
    return PART
