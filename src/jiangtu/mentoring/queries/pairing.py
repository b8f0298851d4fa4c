"""What a pairing is worked out on: the mentors and apprentices of an enterprise in a class, as the engine has it."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from jiangtu.apprenticeships.queries import apprenticeships
from jiangtu.competences import queries as competences
from jiangtu.competences.rules.levels import NATIONAL, ladder, parse_level
from jiangtu.core.actor import Actor
from jiangtu.core.dated import not_ended
from jiangtu.core.phrases import sentence
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import No, Refused, Verdict
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.people.queries import told_apart
from jiangtu.programmes import queries as programmes
from jiangtu.programmes.states import Whose
from jiangtu.training.queries import classes

from ..models import MentorProfile, Pair, PairingRun, PairWish
from ..rules.pairing.book import PairingRules, Rules
from ..rules.pairing.problem import Apprentice, Link, Mentor, Problem
from ..states import RunState, WishKind
from .mentors import profiles_of_apprentices, skill_names

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.competences.models import Competence
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass

    from ..models import ApprenticeProfile
    from ..rules.pairing.change import ProposedChange

LOWEST = "apprentice"


@dataclass
class Facts:
    """A problem for the engine and who its ids are.

    `kept`: pairs that run or are to begin (they stay, whatever happens); of these `outside` break a rule or a cap
    today, so the engine does not see them, only the places they take. `unplaced`: mentors whose level the class's
    ladder does not have.
    """

    problem: Problem
    book: PairingRules
    mentors: dict[str, MentorProfile]
    apprentices: dict[str, Apprenticeship]
    kept: set[tuple[str, str]] = field(default_factory=set)
    outside: list[tuple[str, str]] = field(default_factory=list)
    wishes: dict[tuple[str, str], str] = field(default_factory=dict)
    unplaced: list[MentorProfile] = field(default_factory=list)

    def names(self) -> dict[str, str]:
        """Id -> name, for sentences of the engine, which knows ids only."""
        people = {id: each.person for id, each in self.mentors.items()}
        people |= {id: each.enrolment.person for id, each in self.apprentices.items()}
        called = told_apart(people.values())
        return {id: called[person.pk] for id, person in people.items()}


def class_to_pair(uuid: UUID, *, seen_by: Actor) -> TrainingClass:
    """The class, for one who sees it. Raises Http404."""
    return classes.training_class(uuid, seen_by=seen_by)


def enterprises_to_pair(training_class: TrainingClass, *, seen_by: Actor) -> list[Institution]:
    """The class's enterprises whose pairing the actor sees: HR its own, others those they may prepare."""
    found = training_class.enterprises.order_by("name_key", "pk")
    if seen_by.has(Role.ENTERPRISE_HR):
        return list(found.filter(pk=seen_by.institution or 0))
    if seen_by.has(Role.PROGRAMME_HEAD):
        opened = found.filter(pk__in=classes.enterprises_opened(Q(pk=training_class.pk)))
        return list(opened) if seen_by.at(training_class.college_id) else []
    if seen_by.has(Role.TOWNSHIP_COORDINATOR):
        return list(found.filter(gathered_by=seen_by.institution))
    return []


def enterprise_to_pair(training_class: TrainingClass, uuid: UUID, *, seen_by: Actor) -> Institution:
    """One of them. Raises Http404."""
    for each in enterprises_to_pair(training_class, seen_by=seen_by):
        if each.uuid == uuid:
            return each
    raise Http404


def apprentices_to_pair(training_class: TrainingClass, enterprise: Institution) -> QuerySet[Apprenticeship]:
    """The enterprise's apprenticeships in the class that are in training, with their people."""
    return apprenticeships.in_training_at(training_class, enterprise)


def facts(training_class: TrainingClass, enterprise: Institution, *, on: date) -> Facts:
    """Everything the engine needs for an enterprise's apprentices in a class, in a fixed number of queries."""
    book = rulebook(PairingRules, place=training_class.place, on=on, owner=enterprise.uuid)
    ladder_name = training_class.version.programme.occupation.ladder
    ranks = _ranks(ladder_name, book)
    rules = Rules.of(book, ranks=ranks)
    learning = list(apprentices_to_pair(training_class, enterprise))
    profiles = profiles_of_apprentices([each.pk for each in learning])
    wanted = wanted_skills(training_class)
    target = parse_level(training_class.version.target_level, ladder_name) or ""
    apprentices = {
        str(each.uuid): _apprentice(each, profiles.get(each.pk), wanted, target, ladder_name) for each in learning
    }
    found = Facts(Problem((), (), rules), book, {}, {str(each.uuid): each for each in learning})
    mentors: dict[str, Mentor] = {}
    held = memberships.people_of(enterprise.pk, Role.ENTERPRISE_MENTOR, on=on)  # who has left teaches nobody new
    teaching = MentorProfile.objects.filter(
        enterprise=enterprise, active=True, person__in={each.person_id for each in held}
    ).select_related("person", "enterprise")
    for profile in teaching.order_by("person__name_key", "pk"):
        level = parse_level(profile.level, ladder_name)
        if level is None or level not in ranks:
            found.unplaced.append(profile)
            continue
        found.mentors[str(profile.uuid)] = profile
        mentors[str(profile.uuid)] = _mentor(profile, level)
    _settle(found, mentors, apprentices, training_class, enterprise, on)
    return found


def _ranks(ladder_name: str, book: PairingRules) -> dict[str, int]:
    """The rulebook's ranks for the national ladder; another ladder's own, an apprentice worker standing below it."""
    if ladder_name == NATIONAL:
        return dict(book.ranks or {})
    return {LOWEST: 0} | {level.key: level.rank + 1 for level in ladder(ladder_name) if level.key != LOWEST}


def wanted_skills(training_class: TrainingClass) -> dict[str, int]:
    """Competence key -> the highest grade that the programme asks for, of the occupation's skills that the enterprise
    has a word in: what the college alone judges is not the mentor's to teach."""
    wanted: dict[str, int] = {}
    for stage in programmes.stages(training_class.version):
        for each in programmes.requirements_of(stage):
            if not each.competence.framework.core and each.whose != Whose.COLLEGE:
                wanted[each.competence.key] = max(wanted.get(each.competence.key, 0), each.level)
    return wanted


def skills_to_learn(training_class: TrainingClass) -> list[Competence]:
    """The competences of `wanted_skills`, in the order of their framework."""
    wanted = wanted_skills(training_class)
    found = (each for each in competences.competences() if each.key in wanted and not each.framework.core)
    return list({each.key: each for each in found}.values())


def _mentor(profile: MentorProfile, level: str) -> Mentor:
    skills = {key: int(grade) for key, grade in profile.skills.items() if grade}
    sites, shifts = frozenset(profile.sites), frozenset(profile.shifts)
    return Mentor(str(profile.uuid), level, skills, sites, shifts, profile.places, profile.suit)


def _apprentice(
    each: Apprenticeship, profile: ApprenticeProfile | None, wanted: dict[str, int], target: str, ladder_name: str
) -> Apprentice:
    level = parse_level(each.current_level, ladder_name) if each.current_level else None
    return Apprentice(
        str(each.uuid),
        level or LOWEST,
        {key: int(grade) for key, grade in profile.wants.items()} if profile and profile.wants else wanted,
        frozenset(profile.sites if profile else ()),
        frozenset(profile.shifts if profile else ()),
        target,
        profile.mentors if profile else 1,
        profile.suit if profile else "",
    )


def _settle(
    found: Facts,
    mentors: dict[str, Mentor],
    apprentices: dict[str, Apprentice],
    training_class: TrainingClass,
    enterprise: Institution,
    on: date,
) -> None:
    """Take the pairs in force into account, and the wishes, and build the problem.

    A pair that is still to begin holds its places already; one whose last day is today leaves them free.
    """
    rules = found.problem.rules
    rows = (
        Pair.objects.filter(not_ended(on + timedelta(days=1)), mentor__enterprise=enterprise)
        .select_related("mentor", "apprenticeship__enrolment")
        .order_by("since", "pk")
    )
    free = {id: min(each.places, rules.max_apprentices_per_mentor) for id, each in mentors.items()}
    lacks = {id: each.mentors for id, each in apprentices.items()}
    locked: list[tuple[str, str]] = []
    taken: Counter[str] = Counter()  # places of mentors, and of apprentices, in the pairs that are locked
    had: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: row.apprenticeship.enrolment.training_class_id == training_class.pk):
        link = (str(row.mentor.uuid), str(row.apprenticeship.uuid))
        if link[1] not in apprentices:  # another class, or somebody who is leaving
            if link[0] in free:
                free[link[0]] = max(0, free[link[0]] - 1)
            continue
        found.kept.add(link)
        holds = link[0] in mentors and _holds(rules, mentors[link[0]], apprentices[link[1]])
        if holds and taken[link[0]] < free[link[0]] and had[link[1]] < lacks[link[1]]:
            locked.append(link)
            taken[link[0]] += 1
            had[link[1]] += 1
            continue
        found.outside.append(link)
        lacks[link[1]] = max(0, lacks[link[1]] - 1)
        if link[0] in free:
            free[link[0]] = max(0, free[link[0]] - 1)
    forbidden = [link for link in found.outside if link[0] in mentors]
    forbidden += _own_mentors(found)
    for wish in PairWish.objects.filter(training_class=training_class, mentor__enterprise=enterprise).select_related(
        "mentor", "apprenticeship"
    ):
        link = (str(wish.mentor.uuid), str(wish.apprenticeship.uuid))
        if link[0] not in mentors or link[1] not in apprentices or link in found.kept:
            continue
        found.wishes[link] = wish.kind
        (locked if wish.kind == WishKind.LOCK else forbidden).append(link)
    found.problem = Problem(
        tuple(msgspec.structs.replace(each, places=max(free[id], taken[id])) for id, each in mentors.items()),
        tuple(msgspec.structs.replace(each, mentors=max(lacks[id], had[id])) for id, each in apprentices.items()),
        rules,
        tuple(locked),
        tuple(dict.fromkeys(forbidden)),
    )


# The solver brings numpy and OR-Tools: a second of every start, if it stood above.


def _holds(rules: Rules, mentor: Mentor, apprentice: Apprentice) -> bool:
    from ..rules.pairing.change import explain

    return bool(explain(Problem((mentor,), (apprentice,), rules), mentor.id, apprentice.id).verdict)


def _own_mentors(found: Facts) -> list[tuple[str, str]]:
    """A person may be a mentor here and an apprentice there, and is never paired with themself."""
    by_person: dict[int, list[str]] = defaultdict(list)
    for id, profile in found.mentors.items():
        by_person[profile.person_id].append(id)
    return [(m, id) for id, each in found.apprentices.items() for m in by_person[each.enrolment.person_id]]


def draft_of(training_class: TrainingClass, enterprise: Institution) -> PairingRun | None:
    """The proposal that lies on the table."""
    return PairingRun.objects.filter(training_class=training_class, enterprise=enterprise, state=RunState.DRAFT).first()


def former_runs(training_class: TrainingClass, enterprise: Institution) -> QuerySet[PairingRun]:
    """Runs that were published or dropped, newest first."""
    return PairingRun.objects.filter(training_class=training_class, enterprise=enterprise).exclude(state=RunState.DRAFT)


def pairing_for_update(pk: int) -> PairingRun:
    """A run, locked until the transaction ends."""
    found = PairingRun.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("training_class__version__programme__occupation", "enterprise").get(pk=pk)


def run_to_publish(uuid: UUID) -> PairingRun:
    """The run that a job was asked to publish; whether its actor may, the act decides. Raises Http404."""
    return get_object_or_404(PairingRun, uuid=uuid)


def pairing_run(uuid: UUID, training_class: TrainingClass, enterprise: Institution) -> PairingRun:
    """One run of this class and enterprise. Raises Http404."""
    return get_object_or_404(PairingRun, uuid=uuid, training_class=training_class, enterprise=enterprise)


def named(verdict: Verdict, names: Mapping[str, str]) -> Verdict:
    """The verdict with people's names in the place of ids; of a pair that may not be also why."""
    details = {
        key: names.get(value, value) if isinstance(value, str) else value for key, value in verdict.details.items()
    }
    parts = tuple(named(part, names) for part in verdict.parts)
    if rule := details.pop("rule", ""):
        broken = spelt(No(rule, have=verdict.have, need=verdict.need))
        return No("may_not_be_paired", why=sentence(broken), **details)
    return dataclasses.replace(verdict, details=details, parts=parts)


def spelt(verdict: Verdict, skills: Mapping[str, str] | None = None) -> Verdict:
    """The verdict with skills by name: the engine writes them as "key grade"."""
    parts = tuple(spelt(part, skills) for part in verdict.parts)
    if not verdict.code.startswith("skill_"):
        return dataclasses.replace(verdict, parts=parts)
    known = skill_names() if skills is None else skills

    def written(items: Iterable[str] | None) -> list[str]:
        pairs = (str(item).rpartition(" ") for item in items or [])
        return [f"{known.get(key, key)} {grade}" for key, _blank, grade in pairs]

    return dataclasses.replace(verdict, have=written(verdict.have), need=written(verdict.need))


def wanted(problem: Problem) -> int:
    """How many places the apprentices have in all."""
    return sum(each.mentors for each in problem.apprentices)


def weigh(
    run: PairingRun, facts: Facts, *, link: Link, instead_of: Link | None = None, forbid: bool = False
) -> ProposedChange:
    """What it costs to make (or, with `forbid`, to keep apart) a pair, the others staying where that loses nothing.

    `instead_of` is the pair that it takes the place of. Raises `Refused` with the rule it breaks.
    """
    from ..rules.pairing.change import changed, cost_of_change
    from ..rules.pairing.optimum import Answer

    before = msgspec.convert(run.answer, Answer, strict=False)
    gone = {link, instead_of}
    stay = [(pair.mentor, pair.apprentice) for pair in before.pairs if (pair.mentor, pair.apprentice) not in gone]
    act: dict[str, Iterable[Link]] = {"forbid": [link]} if forbid else {"lock": [link]}
    release = [each for each in (link, instead_of) if each]
    try:
        free = cost_of_change(facts.problem, **act, release=release, before=before)
    except Refused as refusal:
        raise Refused(named(refusal.verdict, facts.names())) from refusal
    try:
        kept_problem = changed(facts.problem, lock=stay)
        calm = cost_of_change(kept_problem, **act, release=release, before=before)
    except Refused:
        return free
    return calm if (calm.filled, calm.total_fit) >= (free.filled, free.total_fit) else free
