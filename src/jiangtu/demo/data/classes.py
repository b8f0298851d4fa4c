"""Some 60 classes in every state and stage, their registers, and each apprentice's way through the stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from jiangtu.apprenticeships.models import Apprenticeship, Certificate, StageProgress
from jiangtu.apprenticeships.states import ApprenticeshipState, ProgressState
from jiangtu.institutions.models import Institution, Membership
from jiangtu.institutions.states import Role
from jiangtu.people.models import Person
from jiangtu.programmes.models import Version
from jiangtu.training.models import Enrolment, Room, TrainingClass
from jiangtu.training.states import ClassState, Intake

from .people import Crowd
from .programmes import STAGE_WEEKS, Programmes
from .seed import Seed, key
from .units import CITIES, Units

# (state, weeks since its start, stage that is open 1–3, how many such classes)
PLAN = (
    (ClassState.DRAFT, -8, 0, 1),
    (ClassState.OPEN, -8, 0, 1),
    (ClassState.DRAFT, -8, 0, 3),
    (ClassState.OPEN, -3, 0, 7),
    (ClassState.RUNNING, 9, 1, 9),
    (ClassState.RUNNING, 24, 2, 8),
    (ClassState.RUNNING, 39, 2, 5),  # the second stage is ready to close
    (ClassState.RUNNING, 42, 3, 9),
    (ClassState.COMPLETED, 54, 3, 8),
    (ClassState.CLOSED, 66, 3, 7),
    (ClassState.CANCELLED, 30, 1, 2),
)
STORY, STORY_BEFORE = 21, 45  # the class the demo's roles meet in, and the one its enterprise had before
STORY_ROSTER, STORY_PAIRING = 1, 9  # its next ones: one waits for the roster, one for confirmation and for pairs
STORIES = (STORY_ROSTER, STORY_PAIRING, STORY, STORY_BEFORE)
LAYERED, OPERATORS, POOLED = 28, 12, 25  # the petroleum unit's two classes, the small firms' class
LETTERS = {"500000": "CQ", "330500": "HZ", "371100": "RZ", "120000": "TJ"}
# The petroleum unit's layers, lowest first, as the newsletter has them: each learns from the next. (level, how many)
LAYERS = (("technician", 8), ("senior-technician", 4), ("chief-technician", 2), ("enterprise-expert", 1))
LEFT_REASONS = ("个人原因辞职", "转到其他岗位", "回乡照顾家人")


@dataclass
class Plan:
    """One class as it will be written, with its people and the stage it is in."""

    item: TrainingClass
    version: Version
    enterprises: list[Institution]
    open_stage: int
    trainers: list[Person]
    enrolments: list[Enrolment] = field(default_factory=list)
    apprenticeships: list[Apprenticeship] = field(default_factory=list)
    layered: list[tuple[Person, str]] = field(default_factory=list)  # the petroleum unit's people with their levels
    wants: dict[str, int] = field(default_factory=dict)  # occupational skills the programme asks for
    unfilled: bool = False  # open, its roster not yet brought


def load(seed: Seed, crowd: Crowd, units: Units, programmes: Programmes) -> list[Plan]:
    """Write classes, their people and apprenticeships; returns the plans for what is trained and paired in them."""
    plans = _plans(seed, crowd, units, programmes)
    memberships = _staff(seed, plans)
    for plan in plans:
        _register(seed, crowd, plan, memberships)
    crowd.write()
    TrainingClass.objects.bulk_create(plan.item for plan in plans)
    TrainingClass.enterprises.through.objects.bulk_create(
        TrainingClass.enterprises.through(trainingclass_id=plan.item.pk, institution_id=unit.pk)
        for plan in plans
        for unit in plan.enterprises
    )
    TrainingClass.trainers.through.objects.bulk_create(
        TrainingClass.trainers.through(trainingclass_id=plan.item.pk, person_id=person.pk)
        for plan in plans
        for person in plan.trainers
    )
    Membership.objects.bulk_create(memberships, batch_size=2000)
    enrolments = [enrolment for plan in plans for enrolment in plan.enrolments]
    Enrolment.objects.bulk_create(enrolments, batch_size=2000)
    Apprenticeship.objects.bulk_create([a for plan in plans for a in plan.apprenticeships], batch_size=2000)
    stages = [progress for plan in plans for progress in _stages(plan, programmes)]
    StageProgress.objects.bulk_create(stages, batch_size=2000)
    Certificate.objects.bulk_create([c for plan in plans for c in _certificates(seed, plan)], batch_size=2000)
    return plans


def _plans(seed: Seed, crowd: Crowd, units: Units, programmes: Programmes) -> list[Plan]:
    plans: list[Plan] = []
    cities = list(CITIES)
    staff: dict[int, tuple[Person, list[Person]]] = {}
    number = 0
    for state, weeks, open_stage, count in PLAN:
        for _ in range(count):
            city = cities[number % 4]
            college = units.colleges[city][number // 8 % len(units.colleges[city])]
            if number == POOLED:
                college = units.by_key["changxing"]
            enterprises = _enterprises(units, city, college, number)
            occupation = ("turning", "welding")[number // 3 % 2]
            if units.by_key["cnpc"] in enterprises:
                college, occupation = units.by_key["cqcee"], "layers" if number == LAYERED else "process-operation"
            version = programmes.versions.get((college.pk, occupation)) or programmes.versions[(college.pk, "turning")]
            head, trainers = staff.setdefault(
                college.pk, (crowd.person(ages=(35, 55)), [crowd.person(ages=(28, 55)) for _ in range(14)])
            )
            starts = seed.weeks(-weeks)
            code = f"{LETTERS[city]}-{starts.year}-{number + 1:03d}"
            pooled = len(enterprises) > 1
            item = TrainingClass(
                uuid=key("class", number),
                number=code,
                name=f"{version.programme.name.removesuffix('中级工培养方案')}班{number + 1}",
                college=college,
                campus=units.by_key["heping"] if pooled else None,
                version=version,
                place=college.region,
                intake=Intake.NEW_HIRE,
                starts_on=starts,
                ends_on=starts + timedelta(weeks=52),
                state=state,
                head=head,
                example=True,
            )
            chosen = [trainers[(number // 4 * 3 + i) % len(trainers)] for i in range(2)]
            plan = Plan(item, version, enterprises, open_stage, chosen, unfilled=number == STORY_ROSTER)
            plan.wants = programmes.skills(version)
            if number == LAYERED:
                plan.layered = [(crowd.person(ages=(30, 58)), level) for level, many in LAYERS for _ in range(many)]
            plans.append(plan)
            number += 1
    return plans


def _enterprises(units: Units, city: str, college: Institution, number: int) -> list[Institution]:
    """One enterprise of the city; in turn the named ones, a pooled class of small firms, and the petroleum unit."""
    if number == POOLED:  # Huzhou, running: the small firms of a township, gathered on a village campus
        return [units.by_key[f"small-{n}"] for n in range(4)]
    if number in (OPERATORS, LAYERED):
        return [units.by_key["cnpc"]]
    firms = units.enterprises[city]
    return [firms[(STORY if number in STORIES else number) // 4 % len(firms)]]


def _staff(seed: Seed, plans: list[Plan]) -> list[Membership]:
    seen: set[tuple[int, str]] = set()
    memberships = []
    for plan in plans:
        everyone = [(plan.item.head, Role.PROGRAMME_HEAD), *((t, Role.COLLEGE_TRAINER) for t in plan.trainers)]
        for person, role in everyone:
            if (id(person), role) not in seen:
                seen.add((id(person), role))
                memberships.append(membership(seed, person, plan.item.college, role))
    return memberships


def membership(
    seed: Seed, person: Person, institution: Institution, role: str, since: date | None = None
) -> Membership:
    """A role in force since two years ago, or since that day."""
    return Membership(
        uuid=key("member", person.uuid, institution.uuid, role),
        person=person,
        institution=institution,
        role=role,
        since=since or seed.weeks(-104),
    )


def _register(seed: Seed, crowd: Crowd, plan: Plan, memberships: list[Membership]) -> None:
    """About forty people of the class's enterprises; some left, those to come wait for their enterprise's word."""
    item, chance = plan.item, seed.chance
    if item.state == ClassState.DRAFT or plan.unfilled:
        return
    size = 28 if len(plan.enterprises) > 1 else 36 + chance.randint(-3, 4)
    learners = [(p, level) for p, level in plan.layered if level != LAYERS[-1][0]]  # the experts only mentor
    for number in range(len(learners) or size):
        enterprise = plan.enterprises[number % len(plan.enterprises)]
        person, level = (
            learners[number]
            if learners
            else (crowd.person(ages=(18, 40)), chance.choice(["", "apprentice", "L5", "L5"]))
        )
        left = not learners and item.starts_on < seed.today and chance.random() < 0.06
        ended = item.state in (ClassState.COMPLETED, ClassState.CLOSED)
        until = item.ends_on if ended else None
        if left:
            until = min(item.starts_on + timedelta(days=chance.randint(20, 150)), seed.today - timedelta(days=1))
        if item.state == ClassState.CANCELLED:
            left, until = True, item.starts_on + timedelta(weeks=20)
        state = ApprenticeshipState.COMPLETED if ended else ApprenticeshipState.ACTIVE
        if item.state == ClassState.OPEN and number % 3 == 0:
            state = ApprenticeshipState.PROPOSED
        enrolment = Enrolment(
            uuid=key("enrolment", item.uuid, number),
            training_class=item,
            person=person,
            enterprise=enterprise,
            since=item.starts_on,
            until=until,
        )
        plan.enrolments.append(enrolment)
        plan.apprenticeships.append(
            Apprenticeship(
                uuid=key("apprenticeship", item.uuid, number),
                enrolment=enrolment,
                intake=item.intake,
                state=ApprenticeshipState.LEFT if left else state,
                contract_from=item.starts_on - timedelta(days=30),
                contract_to=item.starts_on + timedelta(days=3 * 365),
                current_level=level,
                post=chance.choice(["车床操作", "装配", "焊接", "设备维护", "巡检"]),
                prepared_by=item.college if state == ApprenticeshipState.PROPOSED else None,
                left_on=until if left else None,
                left_reason=chance.choice(LEFT_REASONS) if left else "",
            )
        )
        if state != ApprenticeshipState.PROPOSED:  # who waits for the enterprise's word has no role yet
            hat = membership(seed, person, enterprise, Role.APPRENTICE, item.starts_on - timedelta(days=30))
            hat.until = until if left else None
            memberships.append(hat)


def _stages(plan: Plan, programmes: Programmes) -> list[StageProgress]:
    """Stages before the open one are closed (four in five of the apprentices kept pace), later ones wait, and nothing
    of who left was opened or closed afterwards."""
    item, rows = plan.item, []
    stages = programmes.stages[plan.version.pk]
    ended = item.state in (ClassState.COMPLETED, ClassState.CLOSED)
    for number, apprenticeship in enumerate(plan.apprenticeships):
        behind = 1 if plan.open_stage > 1 and not ended and number % 5 == 4 else 0
        for order, stage in enumerate(stages, start=1):
            state, opened, closed = ProgressState.WAITING, None, None
            if ended or order < plan.open_stage - behind:
                state = ProgressState.CLOSED
            elif order == plan.open_stage - behind and item.state in (ClassState.RUNNING, ClassState.CANCELLED):
                state = ProgressState.OPEN
            begins, ends = (item.starts_on + timedelta(weeks=STAGE_WEEKS[at]) for at in (order - 1, order))
            if (last := apprenticeship.left_on) and ends > last:
                state = (
                    ProgressState.OPEN if begins <= last and state != ProgressState.WAITING else ProgressState.WAITING
                )
            if state != ProgressState.WAITING:
                opened = begins
            if state == ProgressState.CLOSED:
                closed = ends
            rows.append(
                StageProgress(
                    uuid=key("progress", apprenticeship.uuid, order),
                    apprenticeship=apprenticeship,
                    stage=stage,
                    state=state,
                    opened_on=opened,
                    closed_on=closed,
                )
            )
    return rows


def _certificates(seed: Seed, plan: Plan) -> list[Certificate]:
    """Seven in eight of those who completed obtained the certificate (real pass rates run from 73 to 97 per cent)."""
    if plan.item.state not in (ClassState.COMPLETED, ClassState.CLOSED):
        return []
    return [
        Certificate(
            uuid=key("certificate", a.uuid),
            person=a.enrolment.person,
            apprenticeship=a,
            occupation=plan.version.programme.occupation,
            number=f"S{plan.item.place}{key('number', a.uuid).int % 10**10:010d}",
            level=plan.version.target_level,
            issued_on=min(plan.item.ends_on + timedelta(days=10), seed.today),
            body="示例职业技能等级评价机构",
        )
        for number, a in enumerate(plan.apprenticeships)
        if a.state == ApprenticeshipState.COMPLETED and number % 8 != 7
    ]


def rooms(plans: list[Plan]) -> dict[int, list[Room]]:
    """Six rooms for every college that has a class."""
    made: dict[int, list[Room]] = {}
    for plan in plans:
        college = plan.item.college
        if college.pk not in made:
            made[college.pk] = [
                Room(uuid=key("room", college.uuid, n), institution=college, name=name)
                for n, name in enumerate(("一号教室", "二号教室", "实训车间甲", "实训车间乙", "机房", "多功能厅"))
            ]
    Room.objects.bulk_create(room for several in made.values() for room in several)
    return made
