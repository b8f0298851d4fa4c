"""Pairs: who is with whom, since when, in which form, and the layers they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.http import Http404
from django.utils import timezone

from jiangtu.apprenticeships.doors import Condition
from jiangtu.apprenticeships.queries import apprenticeships, standing
from jiangtu.apprenticeships.states import ApprenticeshipState, Standing
from jiangtu.competences.rules.levels import LadderRules, parse_level, rank
from jiangtu.core.actor import Actor
from jiangtu.core.dated import holds, in_force, not_ended
from jiangtu.core.desk import Look
from jiangtu.core.phrases import sentence
from jiangtu.core.rulebook import schemes
from jiangtu.core.verdict import No, Verdict, Yes
from jiangtu.institutions.queries import institutions, memberships
from jiangtu.institutions.states import Role
from jiangtu.training.queries import classes

from .. import access
from ..models import Accident, Pair, PairReview
from ..rules.chain import layers
from ..states import PairForm
from .mentors import level_names

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person
    from jiangtu.training.models import TrainingClass

WITH_ALL = (
    "mentor__person",
    "mentor__enterprise",
    "apprenticeship__enrolment__person",
    "apprenticeship__enrolment__enterprise",
    "apprenticeship__enrolment__training_class__version__programme__occupation",
    "apprenticeship__enrolment__training_class__college",
    "run",
)


class Running(TypedDict):
    """Whether a pair runs today."""

    running: bool


class Formed(TypedDict):
    """The form of a pair on `day`."""

    day: date
    form: str
    of_mentor: int
    of_apprentice: int


class Shaped(Running, Formed):
    """What pages show of a pair: the latest grade as well (None: no review yet)."""

    grade: str | None


def runs_on(day: date) -> Case:
    """Whether a pair runs on a day, as a column."""
    return Case(When(in_force(day), then=Value(True)), default=Value(False))


def pairs(*, seen_by: Actor) -> QuerySet[WithAnnotations[Pair, Shaped]]:
    """The pairs an actor sees, with people, class, `form`, `running` and the latest `grade`; the latest first."""
    return shaped(Pair.objects.filter(access.visible_to(seen_by))).order_by("-since", "-pk")


def pairs_of_class(training_class: TrainingClass, *, seen_by: Actor) -> QuerySet[WithAnnotations[Pair, Shaped]]:
    """Those of a class, those running first, by name."""
    of_class = Q(apprenticeship__enrolment__training_class=training_class)
    return shaped(Pair.objects.filter(access.visible_to(seen_by), of_class))


def shaped(found: QuerySet[Pair]) -> QuerySet[WithAnnotations[Pair, Shaped]]:
    """Pairs with what pages show of them, those running first, by name."""
    latest = PairReview.objects.filter(pair=OuterRef("pk")).order_by("-final", "-on", "-pk").values("grade")[:1]
    return (
        formed(found)
        .select_related(*WITH_ALL)
        .annotate(running=runs_on(timezone.localdate()), grade=Subquery(latest))
        .order_by("-running", "mentor__person__name_key", "apprenticeship__enrolment__person__name_key", "pk")
    )


def formed(found: QuerySet[Pair]) -> QuerySet[WithAnnotations[Pair, Formed]]:
    """Pairs with their form, which counts all pairs of both, seen or not: several mentors, several apprentices, else
    one to one; where both hold, the apprentice's side speaks, which is the rarer one. It is that of today; before its
    first day and after its last one, that of this day."""
    today = timezone.localdate()
    day = Greatest("since", Least(Coalesce("until", Value(today)), Value(today)))
    others = Pair.objects.filter(in_force(OuterRef("day"))).order_by()
    of_mentor = others.filter(mentor=OuterRef("mentor")).values("mentor").annotate(n=Count("pk")).values("n")
    of_apprentice = (
        others.filter(apprenticeship=OuterRef("apprenticeship"))
        .values("apprenticeship")
        .annotate(n=Count("pk"))
        .values("n")
    )
    counted = found.annotate(
        day=day, of_mentor=Coalesce(Subquery(of_mentor), 1), of_apprentice=Coalesce(Subquery(of_apprentice), 1)
    )
    form = Case(
        When(of_apprentice__gt=1, then=Value(PairForm.MANY_TO_ONE)),
        When(of_mentor__gt=1, then=Value(PairForm.ONE_TO_MANY)),
        default=Value(PairForm.ONE_TO_ONE),
        output_field=CharField(),
    )
    return counted.annotate(form=form)


def pair(uuid: UUID, *, seen_by: Actor) -> WithAnnotations[Pair, Shaped]:
    """One pair. Raises Http404 when the actor does not see it."""
    found = pairs(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def pair_for_update(pk: int) -> Pair:
    """The pair, locked until the transaction ends, with its people and class."""
    return Pair.objects.select_for_update(no_key=True, of=("self",)).select_related(*WITH_ALL).get(pk=pk)


def may_run_again(pair: Pair) -> bool:
    """Whether an ended pair can run again: its apprentice is in training, and the two have no other pair."""
    active = pair.apprenticeship.state == ApprenticeshipState.ACTIVE
    again = Pair.objects.filter(mentor=pair.mentor_id, apprenticeship=pair.apprenticeship_id, until__isnull=True)
    return active and not again.exists()


def ended_with_departure(found: QuerySet[Pair]) -> QuerySet[Pair]:
    """Of these the pairs that a departure ended, which still stands: by its day and in its words."""
    day = Greatest(F("apprenticeship__left_on"), F("since"))
    return found.filter(until=day, end_reason=F("apprenticeship__left_reason")).select_related(*WITH_ALL)


def may_resume(pair: Pair) -> Verdict:
    """Whether a pair that ended with a departure goes on when that is taken back: its mentor still is one, takes
    apprentices and has a place free, and the two have no other pair."""
    mentor, name = pair.mentor, pair.mentor.person.name
    if not memberships.holds(mentor.person_id, mentor.enterprise_id, Role.ENTERPRISE_MENTOR, on=timezone.localdate()):
        return No("not_a_mentor", have=name)
    if not mentor.active:
        return No("mentor_takes_nobody", have=name)
    running = Pair.objects.filter(mentor=mentor, until__isnull=True)
    if running.filter(apprenticeship=pair.apprenticeship_id).exists():
        return No("already_paired", mentor=name, apprentice=pair.apprenticeship.enrolment.person.name)
    if running.count() >= mentor.places:
        return No("mentor_full", have=name, need=mentor.places)
    return Yes("pair_goes_on", have=name)


def resuming(apprenticeship: int) -> list[Verdict]:
    """What becomes of the pairs that ended with a departure (the apprenticeship's key), once it is taken back."""
    found = ended_with_departure(Pair.objects.filter(apprenticeship=apprenticeship))
    said = [(pair.mentor.person.name, may_resume(pair)) for pair in found.order_by("mentor__person__name_key", "pk")]
    return [each if each else No("pair_stays_ended", have=name, why=sentence(each)) for name, each in said]


def pairs_of_apprenticeship(apprenticeship: int) -> QuerySet[WithAnnotations[Pair, Running]]:
    """The mentors an apprenticeship (primary key) has and had, those of today first: for the apprentice's own pages."""
    found = Pair.objects.filter(apprenticeship=apprenticeship).select_related("mentor__person")
    return found.annotate(running=runs_on(timezone.localdate())).order_by("-running", "mentor__person__name_key", "pk")


def of_the_same(found: Iterable[Pair]) -> QuerySet[Pair]:
    """All pairs of these mentors and these apprentices, running and ended, of the same two among them."""
    rows = list(found)
    mentors, apprentices = {each.mentor_id for each in rows}, {each.apprenticeship_id for each in rows}
    return Pair.objects.filter(mentor__in=mentors, apprenticeship__in=apprentices).order_by("pk")


def threads(pair: Pair) -> list[UUID]:
    """Whose histories show what happens in a pair: its own, both people's, the apprenticeship's, the class's."""
    enrolment = pair.apprenticeship.enrolment
    return [
        pair.uuid,
        pair.mentor.uuid,
        pair.mentor.person.uuid,
        pair.apprenticeship.uuid,
        enrolment.person.uuid,
        enrolment.training_class.uuid,
    ]


def reviews(pair: Pair) -> QuerySet[PairReview]:
    """A pair's reviews, newest first."""
    return pair.reviews.select_related("by").order_by("-on", "-pk")


def decided(pair: Pair) -> bool:
    """Whether the pair has its final review: there is one."""
    return pair.reviews.filter(final=True).exists()


def accidents(apprenticeship: Apprenticeship) -> QuerySet[Accident]:
    """An apprenticeship's accidents as entered, withdrawn ones too."""
    return Accident.objects.filter(apprenticeship=apprenticeship).order_by("-on", "-pk")


def mentored(actor: Actor) -> QuerySet[WithAnnotations[Pair, Shaped]]:
    """The pairs of the mentor's own hat, those running first."""
    return shaped(Pair.objects.filter(access.own_pairs(actor)))


def in_force_condition() -> Condition:
    """A mentor is paired with the apprentice on the day: a condition of the stages."""
    return Condition(in_force_verdicts, lambda of, on: Exists(Pair.objects.filter(in_force(on), apprenticeship=of)))


def in_force_verdicts(keys: Iterable[int], on: date) -> dict[int, Verdict]:
    """For each apprenticeship (primary key) whether a mentor is paired with it on a day."""
    asked = set(keys)
    found = dict(
        Pair.objects.filter(in_force(on), apprenticeship__in=asked)
        .order_by()
        .values("apprenticeship")
        .annotate(n=Count("pk"))
        .values_list("apprenticeship", "n")
    )
    return {
        key: Yes("pair_in_force", have=found[key], need=1)
        if key in found
        else No("pair_not_in_force", have=0, need=1, on=on)
        for key in asked
    }


def without_mentor(found: QuerySet[Apprenticeship], on: date) -> QuerySet[Apprenticeship]:
    """“Without a mentor”: those of them in training that have no pair on the day and none to come."""
    return unpaired(found.filter(standing.in_training(on)), on)


def to_pair(found: QuerySet[Apprenticeship], on: date) -> QuerySet[Apprenticeship]:
    """“Begin later and have no mentor yet”: the same of those who are confirmed and whose place begins after the
    day."""
    return unpaired(found.filter(standing.begins_later(on)), on)


def unpaired_by_class(look: Look) -> dict[int, int]:
    """Class (primary key) → how many of those seen are without a mentor."""
    return _unpaired_by_class(look, Standing.ACTIVE)


def to_pair_by_class(look: Look) -> dict[int, int]:
    """The same of those who begin later and have no mentor yet."""
    return _unpaired_by_class(look, Standing.AHEAD)


def _unpaired_by_class(look: Look, stands: Standing) -> dict[int, int]:
    return {of: n for of, standing, n in look.once(_unpaired_groups) if standing == stands}


def _unpaired_groups(look: Look) -> list[tuple[int, str, int]]:
    """Those seen who are confirmed and have no mentor: class (primary key), how they stand, how many, in one query."""
    found = unpaired(apprenticeships.of_look(look).filter(standing.CONFIRMED), look.on).order_by()
    rows = found.annotate(standing=standing.standing_on(look.on)).values_list(apprenticeships.CLASS, "standing")
    return list(rows.annotate(n=Count("pk")))


def unpaired(found: QuerySet[Apprenticeship], on: date) -> QuerySet[Apprenticeship]:
    """Those of them without a pair on the day and without one to come."""
    return found.exclude(Exists(Pair.objects.filter(not_ended(on), apprenticeship=OuterRef("pk"))))


def mentors_of_class(training_class: TrainingClass, on: date) -> tuple[int, int] | None:
    """How many mentors a class has on a day, and how many apprentices the busiest has in all; None without pairs."""
    pairs = Pair.objects.filter(in_force(on)).order_by()
    theirs = pairs.filter(apprenticeship__enrolment__training_class=training_class).values("mentor")
    loads = pairs.filter(mentor__in=theirs).values("mentor").annotate(n=Count("apprenticeship", distinct=True))
    found = list(loads.values_list("n", flat=True))
    return (len(found), max(found)) if found else None


def in_force_on(days: Iterable[tuple[int, date]], mentor: Actor) -> set[tuple[int, date]]:
    """Those of (enrolment, day) on which the mentor's hat was paired with the enrolment's apprentice: one query."""
    asked = set(days)
    spans = defaultdict(list)
    rows = Pair.objects.filter(
        access.own_pairs(mentor), apprenticeship__enrolment__in={enrolment for enrolment, _ in asked}
    )
    for enrolment, since, until in rows.values_list("apprenticeship__enrolment", "since", "until"):
        spans[enrolment].append((since, until))
    return {
        (enrolment, day)
        for enrolment, day in asked
        if any(holds(since, until, day) for since, until in spans[enrolment])
    }


def enterprises_with_pairs(*, seen_by: Actor) -> QuerySet[Institution]:
    """The enterprises in which pairs run that the actor sees, by name: of those of the classes each is asked whether
    there is one, so that the first few of a county are found without its other pairs."""
    running = Pair.objects.filter(access.visible_to(seen_by), in_force(timezone.localdate()))
    theirs = classes.enterprises_in(classes.classes(seen_by=seen_by))
    return institutions.by_name(Q(Exists(running.filter(mentor__enterprise=OuterRef("pk"))), pk__in=theirs))


@dataclass(frozen=True)
class ChainLink:
    """One pair below a mentor in the chain."""

    pair: WithAnnotations[Pair, Shaped]
    form: str
    level: str
    mentors_on: bool  # the apprentice is a mentor too, and stands in a lower layer


@dataclass(frozen=True)
class ChainLayer:
    """One level of the chain, with each of its mentors and those they teach."""

    level: str
    people: list[tuple[Person, list[ChainLink]]]


def chain(enterprise: int, *, seen_by: Actor) -> list[ChainLayer]:
    """The pairs running in an enterprise (primary key) in layers, the highest level first."""
    running = Pair.objects.filter(
        access.visible_to(seen_by), in_force(timezone.localdate()), mentor__enterprise=enterprise
    )
    rows = list(
        shaped(running)
        .distinct()
        .order_by("mentor__person__name_key", "apprenticeship__enrolment__person__name_key", "pk")
    )
    below: dict[int, list[WithAnnotations[Pair, Shaped]]] = defaultdict(list)
    levels: dict[int, str] = {}
    people: dict[int, Person] = {}
    for row in rows:
        below[row.mentor.person_id].append(row)
        levels[row.mentor.person_id] = row.mentor.level
        people[row.mentor.person_id] = row.mentor.person
    links = [(row.mentor.person_id, row.apprenticeship.enrolment.person_id) for row in rows]
    names = level_names()
    found = []
    for layer in layers(links, levels, _ranks(levels.values())):
        teaching = []
        for person in layer.people:
            under = [
                ChainLink(
                    row,
                    str(PairForm(row.form).label),
                    _level_of(row, levels, names),
                    row.apprenticeship.enrolment.person_id in below,
                )
                for row in below[person]
            ]
            teaching.append((people[person], under))
        found.append(ChainLayer(names.get(layer.level, layer.level), teaching))
    return found


def _level_of(row: Pair, levels: dict[int, str], names: dict[str, str]) -> str:
    key = levels.get(row.apprenticeship.enrolment.person_id) or row.apprenticeship.current_level
    return names.get(key, key)


def _ranks(levels: Iterable[str]) -> dict[str, int]:
    """The rank of each of these levels on the ladder that knows most of them; one it does not know has none."""
    wanted = set(levels)
    best: dict[str, int] = {}
    for name in sorted(schemes(LadderRules), key=lambda name: name != "national"):
        keys = {level: parse_level(level, name) for level in wanted}
        ranks = {level: rank(key, name) for level, key in keys.items() if key}
        best = ranks if len(ranks) > len(best) else best
    return best
