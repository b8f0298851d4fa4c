"""What the classes did: weekly sessions with their roll call, the apprentices' log, and assessments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jiangtu.assessment.models import Assessment
from jiangtu.core.copying import copy
from jiangtu.programmes.models import Stage
from jiangtu.programmes.states import Venue
from jiangtu.training.models import Attendance, Enrolment, LogEntry, Room, Session
from jiangtu.training.states import ClassState, Independence

from .classes import Plan
from .copying import next_keys, span
from .programmes import HOURS, STAGE_WEEKS, Programmes
from .seed import Seed, key

ZONE = ZoneInfo("Asia/Shanghai")
STARTS = (time(8), time(13, 30), time(18))
LENGTH = timedelta(hours=4)
AHEAD = 16  # weeks of timetable that an open class has planned; a running one has them all
ANY_WORK = ("读图并下料", "设备点检与润滑", "量具使用与自检", "清理工位并分类废料", "跟师傅交接班", "学习安全操作规程")
WORK = {
    "turning": (*ANY_WORK, "车削外圆与端面", "钻孔与铰孔", "更换刀具并对刀", "装配轴承座"),
    "welding": (*ANY_WORK, "平板对接焊", "坡口加工与组对", "焊条烘干与领用", "焊缝外观检查与打磨"),
    "process-operation": (*ANY_WORK[1:], "巡检装置并记录", "机泵切换与盘车", "取样送检", "按规程开停机泵", "填写记录"),
}
ANY_HARD = ("", "", "", "图纸看不懂，师傅讲解后明白")
HARD = {
    "turning": (*ANY_HARD, "尺寸公差难控制", "刀具磨损快"),
    "welding": (*ANY_HARD, "立焊时熔池难控制", "焊缝宽窄不匀"),
    "process-operation": (*ANY_HARD[:3], "流程图记不全，师傅带着走了一遍", "参数波动时判断不准", "阀门位号容易记混"),
}
SEEN = (
    "独立完成一件合格工件",
    "能按规程操作并讲清原因",
    "交接班时主动说明问题",
    "按图纸检查并发现偏差",
    "帮助同组学徒完成任务",
)
TRAINED = (ClassState.RUNNING, ClassState.COMPLETED, ClassState.CLOSED, ClassState.CANCELLED)


def load(seed: Seed, plans: list[Plan], rooms: dict[int, list[Room]], programmes: Programmes) -> None:
    """Write sessions, attendance, log and assessments of every class that has begun, and the weeks ahead."""
    sessions = list(_sessions(seed, plans, rooms, programmes))
    Session.objects.bulk_create([session for session, _ in sessions], batch_size=2000)
    copy(
        Attendance,
        [
            "uuid",
            "session_id",
            "enrolment_id",
            "person_id",
            "during",
            "mark",
            "late_minutes",
            "marked_by_id",
            "marked_at",
        ],
        _attendance(seed, sessions),
    )
    _log(seed, plans)


def _sessions(
    seed: Seed, plans: list[Plan], rooms: dict[int, list[Room]], programmes: Programmes
) -> Iterator[tuple[Session, Plan]]:
    place: dict[int, int] = {}
    for plan in plans:
        item = plan.item
        slot = place[item.college_id] = place.get(item.college_id, -1) + 1
        if item.state not in (*TRAINED, ClassState.OPEN):
            continue
        weeks = min(52, (seed.weeks(AHEAD) - item.starts_on).days // 7) if item.state == ClassState.OPEN else 52
        if item.state == ClassState.CANCELLED:
            weeks = 20
        kinds = _kinds(programmes.stages[plan.version.pk])
        for week in range(weeks):
            day = item.starts_on + timedelta(weeks=week, days=slot % 5)
            start = datetime.combine(day, STARTS[slot // 5 % 3], ZONE)
            stage, kind, venue = kinds[week % len(kinds)]
            yield (
                Session(
                    uuid=key("session", item.uuid, week),
                    training_class=item,
                    stage=stage,
                    kind=kind,
                    venue=venue,
                    during=(start, start + LENGTH),
                    topic="",
                    trainer=plan.trainers[week % len(plan.trainers)],
                    room=rooms[item.college_id][slot % 6] if venue == Venue.COLLEGE else None,
                    state="held" if start + LENGTH < datetime.combine(seed.today, time(0), ZONE) else "planned",
                ),
                plan,
            )


def _kinds(stages: list[Stage]) -> list[tuple[Stage, str, str]]:
    """What each four-hour session is for, in order of the stages, until the planned college hours are used."""
    return [
        (stage, kind, venue)
        for order, stage in enumerate(stages)
        for (kind, venue), hours in HOURS.items()
        if venue != Venue.ON_THE_JOB
        for _ in range(hours[order] // 4 + 1 if hours[order] else 0)  # one more, for who missed one
    ]


def _attendance(seed: Seed, sessions: list[tuple[Session, Plan]]) -> Iterator[tuple[object, ...]]:
    chance, marked = seed.chance, datetime.combine(seed.today, time(0), ZONE)
    for session, plan in sessions:
        start, end = session.during
        held = session.state == "held"
        for enrolment in plan.enrolments:
            if enrolment.since > start.date() or (enrolment.until and enrolment.until < start.date()):
                continue
            mark, late, roll = "", 0, chance.random()
            if held:
                mark = "absent" if roll < 0.03 else "excused" if roll < 0.06 else "late" if roll < 0.1 else "present"
                late = chance.randint(5, 40) if mark == "late" else 0
            yield (
                key("attendance", session.uuid, enrolment.uuid),
                session.pk,
                enrolment.pk,
                enrolment.person_id,
                span(start, end),
                mark,
                late,
                session.trainer_id if held else None,
                min(end, marked) if held else None,
            )


def _log(seed: Seed, plans: list[Plan]) -> None:
    rows = list(_entries(seed, plans))
    keys = next_keys(LogEntry, len(rows))
    midnight = datetime.combine(seed.today, time(0), ZONE)
    # A countersigned entry takes no more competences: they are written first, which deferred foreign keys allow.
    copy(
        LogEntry.competences.through,
        ["logentry_id", "competence_id"],
        ((pk, row[-1]) for pk, row in zip(keys, rows, strict=True) if row[-1]),
    )
    copy(
        LogEntry,
        [
            "id",
            "uuid",
            "enrolment_id",
            "on",
            "minutes",
            "work",
            "independence",
            "difficulty",
            "state",
            "word",
            "written_at",
        ],
        (
            (
                pk,
                key("entry", enrolment.uuid, day),
                enrolment.pk,
                day,
                minutes,
                work,
                how,
                hard,
                state,
                "",
                min(datetime.combine(day, time(17, 30), ZONE), midnight),
            )
            for pk, (enrolment, day, minutes, work, how, hard, state, _) in zip(keys, rows, strict=True)
        ),
    )


def _entries(seed: Seed, plans: list[Plan]) -> Iterator[tuple[Enrolment, date, int, str, str, str, str, int]]:
    """An entry of seven hours about every ninth day; the last ones still wait for the mentor."""
    chance = seed.chance
    for plan in plans:
        if plan.item.state not in TRAINED:
            continue
        skills, framework = _skills(plan), plan.version.programme.occupation.framework
        trade = framework.key if framework else ""
        for number, enrolment in enumerate(plan.enrolments):
            day = enrolment.since + timedelta(days=3 + number % 5)
            last = min(enrolment.until or seed.today, seed.today)
            while day <= last:
                waits = plan.item.state == ClassState.RUNNING and number % 3 == 0 and (last - day).days < 15
                state = "submitted" if waits else "countersigned"
                if not (number % 11 == 10 and day.month % 6 == 3):  # some let their log slip for a month
                    yield (
                        enrolment,
                        day,
                        chance.choice((360, 420, 420, 480)),
                        chance.choice(WORK[trade]),
                        chance.choice(list(Independence.values)),
                        chance.choice(HARD[trade]),
                        state,
                        chance.choice(skills),
                    )
                day += timedelta(days=chance.choice((8, 9, 10)))


def _skills(plan: Plan) -> list[int]:
    from jiangtu.competences.models import Competence

    framework = plan.version.programme.occupation.framework_id
    return list(Competence.objects.filter(framework=framework).order_by("order").values_list("pk", flat=True)) or [0]


def assess(seed: Seed, plans: list[Plan], programmes: Programmes, mentors: dict[int, int]) -> None:
    """Write what mentor, college trainer and apprentice found for every stage closed so far.

    `mentors`: apprenticeship -> the mentor's person, both by primary key.
    """
    copy(
        Assessment,
        [
            "uuid",
            "person_id",
            "competence_id",
            "episode",
            "side",
            "rater_id",
            "institution_id",
            "level",
            "example",
            "on",
            "at",
        ],
        _assessments(seed, plans, programmes, mentors),
    )


def _assessments(
    seed: Seed, plans: list[Plan], programmes: Programmes, mentors: dict[int, int]
) -> Iterator[tuple[object, ...]]:
    chance, at = seed.chance, datetime.combine(seed.today, time(0), ZONE)
    for plan in plans:
        ended = plan.item.state in (ClassState.COMPLETED, ClassState.CLOSED)
        passed = [week <= (seed.today - plan.item.starts_on).days // 7 for week in STAGE_WEEKS[1:]]
        stages = programmes.stages[plan.version.pk][: 3 if ended else sum(passed)]
        for order, stage in enumerate(stages, start=1):
            day: date = min(plan.item.starts_on + timedelta(weeks=STAGE_WEEKS[order] - 1), seed.today)
            for apprenticeship in plan.apprenticeships:
                enrolment = apprenticeship.enrolment
                sides = [
                    ("college", plan.trainers[0].pk, plan.item.college_id, 0),
                    ("self", enrolment.person_id, enrolment.enterprise_id, 1),
                ]
                if apprenticeship.pk in mentors:
                    sides.append(("enterprise", mentors[apprenticeship.pk], enrolment.enterprise_id, 0))
                for asked in programmes.wants[stage.pk]:
                    for side, rater, institution, lenient in sides:
                        level = min(5, asked.level + (chance.random() < 0.3) + lenient * (chance.random() < 0.4))
                        yield (
                            key("assessment", apprenticeship.uuid, asked.competence_id, side),
                            enrolment.person_id,
                            asked.competence_id,
                            apprenticeship.uuid,
                            side,
                            rater,
                            institution,
                            level,
                            chance.choice(SEEN),
                            day,
                            at,
                        )
