"""Four hundred mentors, what pairing knows of the apprentices, and the pairs the engine makes of them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from jiangtu.apprenticeships.models import Apprenticeship
from jiangtu.apprenticeships.states import ApprenticeshipState
from jiangtu.competences.models import Competence
from jiangtu.competences.rules.levels import NATIONAL, ladder
from jiangtu.core.rulebook import rulebook
from jiangtu.institutions.models import Institution, Membership
from jiangtu.institutions.states import Role
from jiangtu.mentoring.models import ApprenticeProfile, MentorProfile, Pair, PairingRun
from jiangtu.mentoring.rules.pairing import book as pairing_book
from jiangtu.mentoring.rules.pairing import optimum
from jiangtu.mentoring.rules.pairing import problem as pairing_problem
from jiangtu.mentoring.states import RunState
from jiangtu.training.states import ClassState

from .classes import LAYERS, Plan, membership
from .people import Crowd
from .seed import Seed, key
from .units import Units

SITES = ("一车间", "二车间", "三车间")
SHIFTS = ("白班", "夜班")
PAIRED = (ClassState.RUNNING, ClassState.COMPLETED, ClassState.CLOSED)
EVERY = 5  # apprentices to a mentor


def load(seed: Seed, crowd: Crowd, units: Units, plans: list[Plan]) -> dict[int, int]:
    """Write profiles and pairs; returns each apprenticeship's mentor (person), both by primary key."""
    skills = _skills()
    mentors: dict[int, list[MentorProfile]] = {}
    memberships: list[Membership] = []
    for number, plan in enumerate(plans):
        if plan.apprenticeships and plan.item.state in (*PAIRED, ClassState.OPEN) and not plan.layered:
            mentors[number] = _mentors(seed, crowd, plan, skills)
    layered = next(plan for plan in plans if plan.layered)
    mentors[plans.index(layered)] = _layers(layered, skills)
    crowd.write()
    everyone = list({profile.uuid: profile for several in mentors.values() for profile in several}.values())
    memberships += [
        membership(seed, profile.person, profile.enterprise, Role.ENTERPRISE_MENTOR) for profile in everyone
    ]
    Membership.objects.bulk_create(memberships, batch_size=2000)
    MentorProfile.objects.bulk_create(everyone, batch_size=2000)
    learners = {a.pk: _learner(seed, a) for plan in plans for a in plan.apprenticeships}
    ApprenticeProfile.objects.bulk_create(learners.values(), batch_size=2000)
    pairs = [
        pair
        for number, plan in enumerate(plans)
        if plan.item.state in PAIRED
        for enterprise in plan.enterprises
        for pair in _pairs(seed, plan, enterprise, mentors[number], learners)
    ]
    Pair.objects.bulk_create(pairs, batch_size=2000)
    return {pair.apprenticeship_id: pair.mentor.person_id for pair in pairs}


def _skills() -> dict[int | None, list[str]]:
    found: dict[int | None, list[str]] = {}
    for framework, slug in Competence.objects.order_by("framework", "order").values_list("framework", "key"):
        found.setdefault(framework, []).append(slug)
    return found


def _mentors(seed: Seed, crowd: Crowd, plan: Plan, skills: dict[int | None, list[str]]) -> list[MentorProfile]:
    chance, made = seed.chance, []
    known = skills[plan.version.programme.occupation.framework_id]
    for number, enterprise in enumerate(plan.enterprises * (8 if len(plan.enterprises) == 1 else 2)):
        made.append(
            MentorProfile(
                uuid=key("mentor", plan.item.uuid, number),
                person=crowd.person(ages=(30, 58)),
                enterprise=enterprise,
                level=chance.choice(["L3", "L3", "L2", "L2", "L1"]),
                suit=chance.choice(["red", "red", "red", "white"]),
                skills={skill: chance.randint(2, 5) for skill in chance.sample(known, k=min(len(known), 6))},
                sites=chance.sample(SITES, k=2),
                shifts=list(SHIFTS) if number % 3 else [SHIFTS[0]],
                places=EVERY + number % 3,
            )
        )
    return made


def _layers(plan: Plan, skills: dict[int | None, list[str]]) -> list[MentorProfile]:
    """The upper three layers mentor the ones below them; all but the experts are in the class themselves."""
    known = skills[plan.version.programme.occupation.framework_id]
    return [
        MentorProfile(
            uuid=key("mentor", plan.item.uuid, person.name, number),
            person=person,
            enterprise=plan.enterprises[0],
            level=level,
            suit="white" if level == LAYERS[-1][0] else "red",
            skills=dict.fromkeys(known, 4),
            sites=[SITES[0]],
            shifts=[SHIFTS[0]],
            places=4,
        )
        for number, (person, level) in enumerate(plan.layered)
        if level != LAYERS[0][0]
    ]


def _learner(seed: Seed, apprenticeship: Apprenticeship) -> ApprenticeProfile:
    chance = seed.chance
    return ApprenticeProfile(
        uuid=key("learner", apprenticeship.uuid),
        apprenticeship=apprenticeship,
        sites=[chance.choice(SITES)],
        shifts=[chance.choice(SHIFTS)] if chance.random() < 0.5 else list(SHIFTS),
        mentors=2 if chance.random() < 0.05 else 1,
    )


def _pairs(
    seed: Seed,
    plan: Plan,
    enterprise: Institution,
    mentors: list[MentorProfile],
    learners: dict[int, ApprenticeProfile],
) -> list[Pair]:
    book = rulebook(pairing_book.PairingRules, place=plan.item.place, on=plan.item.starts_on)
    people = {str(profile.uuid): profile for profile in mentors if profile.enterprise_id == enterprise.pk}
    learning = {str(a.uuid): a for a in plan.apprenticeships if a.enrolment.enterprise_id == enterprise.pk}
    problem = pairing_problem.Problem(
        mentors=tuple(
            pairing_problem.Mentor(
                id=name,
                level=m.level,
                skills=m.skills,
                sites=frozenset(m.sites),
                shifts=frozenset(m.shifts),
                places=m.places,
                suit=m.suit,
            )
            for name, m in people.items()
        ),
        apprentices=tuple(_learns(name, a, learners[a.pk], plan) for name, a in learning.items()),
        rules=pairing_book.Rules.of(book, ranks=_ranks(plan)),
        forbidden=tuple(  # nobody mentors themself
            (m, a)
            for m, profile in people.items()
            for a, learner in learning.items()
            if profile.person_id == learner.enrolment.person_id
        ),
    )
    answer = optimum.solve(problem)
    run = PairingRun.objects.create(
        uuid=key("pairing", plan.item.uuid, enterprise.uuid),
        training_class=plan.item,
        enterprise=enterprise,
        problem=msgspec.to_builtins(problem, order="deterministic"),
        answer=msgspec.to_builtins(answer, order="deterministic"),
        state=RunState.PUBLISHED,
        rulebook=book.id,
    )
    return [_pair(plan, run, pair, people, learning) for pair in answer.pairs]


def _ranks(plan: Plan) -> dict[str, int] | None:
    """The ranks of the occupation's own ladder; those of the rulebook where it is the national one."""
    name = plan.version.programme.occupation.ladder
    return None if name == NATIONAL else {level.key: level.rank for level in ladder(name)}


def _learns(name: str, a: Apprenticeship, profile: ApprenticeProfile, plan: Plan) -> pairing_problem.Apprentice:
    sites = [SITES[0]] if plan.layered else profile.sites
    return pairing_problem.Apprentice(
        id=name,
        level=a.current_level or "apprentice",
        wants=plan.wants,
        shifts=frozenset([SHIFTS[0]] if plan.layered else profile.shifts),
        sites=frozenset(sites),
        mentors=1 if plan.layered else profile.mentors,
    )


def _pair(
    plan: Plan,
    run: PairingRun,
    made: optimum.Match,
    people: Mapping[str, MentorProfile],
    learning: Mapping[str, Apprenticeship],
) -> Pair:
    apprenticeship = learning[made.apprentice]
    ended = apprenticeship.state in (ApprenticeshipState.LEFT, ApprenticeshipState.COMPLETED)
    return Pair(
        uuid=key("pair", made.mentor, made.apprentice),
        mentor=people[made.mentor],
        apprenticeship=apprenticeship,
        run=run,
        since=plan.item.starts_on,
        term_to=plan.item.ends_on,
        until=apprenticeship.enrolment.until if ended else None,
        end_reason=("学徒离开" if apprenticeship.state == ApprenticeshipState.LEFT else "期满") if ended else "",
        goals="出师时能独立完成本岗位的常规任务。",
        tasks="每周至少一次现场指导；每条日志七日内签认。",
        fit={"fit": made.fit, "coverage": made.coverage, "closeness": made.closeness, "overlap": made.overlap},
    )
