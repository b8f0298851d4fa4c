"""Situations of the class room: a college with its class, enterprises, people, a released programme, a timetable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.utils import timezone
from PIL import Image
from psycopg.types.range import Range

from jiangtu.competences.models import Competence, Framework, Occupation
from jiangtu.core.actor import Actor
from jiangtu.institutions.models import Institution, Membership, Partner, Partnership
from jiangtu.people.actions.consents import give_consent
from jiangtu.people.models import Person
from jiangtu.people.states import Purpose
from jiangtu.programmes.models import Programme, Requirement, Stage, StageHours, Version
from jiangtu.training.models import Attendance, Enrolment, LogEntry, Room, Session, TrainingClass

from .institutions import client_as, institution, member
from .people import person

__all__ = ["client_as", "institution", "member", "person"]
_next = count(1)
STAGES = (
    ("junior", "初级工匠", "Junior craftsman"),
    ("craftsman", "工匠", "Craftsman"),
    ("master", "工匠大师", "Master craftsman"),
)
HOURS = {
    ("general_quality", "college"): 20,
    ("professional_basics", "college"): 40,
    ("operating_skill", "on_the_job"): 100,
}


def hat(role: str, at: Institution, of: Person | None = None) -> Actor:
    """A person's hat at an institution, with its membership."""
    return member(role, at, of=of)


def occupation(**values: Any) -> Occupation:
    n = next(_next)
    framework = Framework.objects.create(
        key=f"framework-{n}", name="车工", name_en="Turning", source="example", mark="example"
    )
    for order, (name, name_en) in enumerate([("装夹工件", "Clamping"), ("外圆车削", "Turning outside")], start=1):
        Competence.objects.create(
            framework=framework, key=f"c{order}", name=name, name_en=name_en, order=order, mark="example"
        )
    filled = {"code": f"o-{n}", "name": "车工", "name_en": "Turner", "ladder": "national", "mark": "example"}
    return Occupation.objects.create(**{**filled, "framework": framework, **values})


def version(
    college: Institution, *, hours: Mapping[tuple[str, str], int] = HOURS, released: bool = True, **values: Any
) -> Version:
    """A version of three stages, each with a third of `hours` and the occupation's competences at level 3."""
    of = occupation()
    programme = Programme.objects.create(college=college, occupation=of, name=f"车工培训{next(_next)}", example=True)
    made = Version.objects.create(
        programme=programme, number=1, target_level="L4", months=12, place=college.region, **values
    )
    for order, (key, name, name_en) in enumerate(STAGES, start=1):
        stage = Stage.objects.create(version=made, order=order, key=key, name=name, name_en=name_en)
        for (kind, venue), total in hours.items():
            share = total // 3 + (total % 3 if order == 3 else 0)
            StageHours.objects.create(stage=stage, kind=kind, venue=venue, hours=share)
        for competence in Competence.objects.filter(framework=of.framework).order_by("order"):
            Requirement.objects.create(stage=stage, competence=competence, level=3, whose="both")
    if released:
        made.state, made.released_on = "released", date(2024, 12, 1)
        made.save()
    return made


def partners(college: Institution, *enterprises: Institution) -> list[Institution]:
    """Enterprises that have agreed with the college, past acts and journal."""
    made = Partnership.objects.create(college=college, since=date(2020, 1, 1))
    Partner.objects.bulk_create(Partner(partnership=made, enterprise=each, state="agreed") for each in enterprises)
    return list(enterprises)


def draft_class(
    *, enterprises: int = 1, trainers: int = 1, state: str = "draft", college: Institution | None = None,
    starts_on: date = date(2025, 3, 1), ends_on: date = date(2026, 2, 28), **values: Any,
) -> TrainingClass:  # fmt: skip
    """A class without people."""
    college = college or institution("college")
    head = hat("programme_head", college)
    made = TrainingClass.objects.create(
        **{
            "number": f"HZ-2025-{next(_next):03d}", "name": "车工学徒班", "college": college,
            "version": version(college), "place": college.region, "starts_on": starts_on, "ends_on": ends_on,
            "state": state, "head_id": head.person, "example": True, **values,
        }
    )  # fmt: skip
    made.enterprises.set(partners(college, *(institution("enterprise") for _ in range(enterprises))))
    made.trainers.set([hat("college_trainer", college).person for _ in range(trainers)])
    return made


def running_class(*, apprentices: int = 3, enterprises: int = 1, **values: Any) -> TrainingClass:
    """A running class with people on its register, spread over its enterprises."""
    made = draft_class(enterprises=enterprises, state="running", **values)
    houses = list(made.enterprises.order_by("pk"))
    people = Person.objects.bulk_create(
        [Person(name=f"学员{next(_next):04d}", example=True) for _ in range(apprentices)]
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(training_class=made, person=p, enterprise=houses[at % len(houses)], since=made.starts_on)
            for at, p in enumerate(people)
        ]
    )
    return made


def head_of(training_class: TrainingClass) -> Actor:
    return _actor(training_class.head, "programme_head", training_class.college)


def trainer_of(training_class: TrainingClass) -> Actor:
    return _actor(training_class.trainers.order_by("pk")[0], "college_trainer", training_class.college)


def apprentice_of(enrolment: Enrolment) -> Actor:
    if not Membership.objects.filter(person=enrolment.person, role="apprentice").exists():
        return hat("apprentice", enrolment.enterprise, enrolment.person)
    return _actor(enrolment.person, "apprentice", enrolment.enterprise)


def agrees_to_photos(enrolment: Enrolment) -> None:
    """The apprentice has agreed to photos of their work."""
    give_consent(enrolment.person, Purpose.PHOTOS, by=apprentice_of(enrolment))


def mentor_of(enrolment: Enrolment) -> Actor:
    """A mentor of the apprentice's enterprise."""
    return hat("enterprise_mentor", enrolment.enterprise)


def hr_of(enterprise: Institution) -> Actor:
    return hat("enterprise_hr", enterprise)


def _actor(of: Person, role: str, at: Institution) -> Actor:
    return Actor(of.pk, at.pk, role, at.region, of.uuid, at.uuid)


def during(day: date, start: time = time(8), minutes: int = 90) -> Range[datetime]:
    begins = timezone.make_aware(datetime.combine(day, start))
    return Range(begins, begins + timedelta(minutes=minutes))


def planned_session(
    training_class: TrainingClass, day: date, start: time = time(8), minutes: int = 90, **values: Any
) -> Session:
    """A session with everybody expected, past rules and rights."""
    filled = {
        "training_class": training_class, "during": during(day, start, minutes),
        "stage": training_class.version.stages.order_by("order")[0], "kind": "professional_basics", "venue": "college",
        "trainer": training_class.trainers.order_by("pk")[0],
    }  # fmt: skip
    made = Session.objects.create(**{**filled, **values})
    Attendance.objects.bulk_create(
        [
            Attendance(session=made, enrolment=e, person_id=e.person_id, during=made.during)
            for e in training_class.enrolments.order_by("pk")
        ]
    )
    return made


def held_session(
    training_class: TrainingClass, day: date, start: time = time(8), minutes: int = 90, **values: Any
) -> Session:
    """A session where everybody was present."""
    made = planned_session(training_class, day, start, minutes, **values)
    made.attendance.update(mark="present", marked_at=timezone.now())
    made.state = "held"
    made.save()
    return made


def room(at: Institution, name: str = "") -> Room:
    return Room.objects.create(institution=at, name=name or f"room {next(_next)}")


def log_entry(
    enrolment: Enrolment, on: date, minutes: int = 480, *, state: str = "submitted", **values: Any
) -> LogEntry:
    """An entry with a touched competence, written when its day's work was done; countersigned only once that is
    attached, as the database asks."""
    made = LogEntry.objects.create(
        **{
            "enrolment": enrolment,
            "on": on,
            "minutes": minutes,
            "work": "车外圆",
            "independence": "supervised",
            **values,
        }
    )
    made.competences.set(
        Competence.objects.filter(framework=enrolment.training_class.version.programme.occupation.framework)[:1]
    )
    made.written_at = timezone.make_aware(datetime.combine(on, time(17, 30)))
    made.save(update_fields=["written_at"])
    if state != "submitted":
        made.state = state
        made.answered_at = timezone.now()
        made.save()
    return made


def picture(width: int = 40, height: int = 30, form: str = "JPEG", **extra: Any) -> bytes:
    """A small picture as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(out, form, **extra)
    return out.getvalue()
