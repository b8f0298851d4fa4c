"""Apprenticeships for tests: a class with its apprentices, rosters and lists of certificates as files.

it = apprentice()                                # in training in a running class, its first stage open
it = apprentice(state="proposed")                # prepared by the college, waits for the enterprise
content = roster_csv(roster_row(), roster_row(name="王强"))
ready(it, on=date(2025, 6, 16))                  # everything its open stage asks for is on record
"""

from __future__ import annotations

import csv
import io
from datetime import date, time, timedelta
from typing import Any

from jiangtu.apprenticeships.actions.stages import lay_out_stages
from jiangtu.apprenticeships.models import Apprenticeship, StageProgress
from jiangtu.apprenticeships.rules.certificates import LAYOUT
from jiangtu.apprenticeships.rules.roster.columns import ROSTER as ROSTER_COLUMNS
from jiangtu.apprenticeships.sheets import CERTIFICATES, ROSTER
from jiangtu.core.actor import Actor
from jiangtu.programmes.models import Requirement
from jiangtu.sheets import actions as sheets
from jiangtu.sheets.models import GivenFile
from jiangtu.training.models import TrainingClass

from .assessment import assessed
from .institutions import member
from .people import person, resident_id
from .training import (
    draft_class,
    head_of,
    held_session,
    hr_of,
    log_entry,
    mentor_of,
    running_class,
    trainer_of,
)

__all__ = ["draft_class", "head_of", "hr_of", "mentor_of", "resident_id", "running_class", "trainer_of"]
CONTRACT = (date(2025, 3, 1), date(2026, 2, 28))


def apprentices(training_class: TrainingClass, *, state: str = "active", **values: Any) -> list[Apprenticeship]:
    """An apprenticeship for everybody on the class's register who has none, with stages laid out."""
    without = training_class.enrolments.exclude(pk__in=Apprenticeship.objects.values("enrolment")).order_by("pk")
    filled = {"state": state, "intake": "new_hire", "contract_from": CONTRACT[0], "contract_to": CONTRACT[1], **values}
    if state in ("proposed", "returned"):
        filled.setdefault("prepared_by", training_class.college)
    made = [Apprenticeship.objects.create(enrolment=enrolment, **filled) for enrolment in without]
    lay_out_stages(made, on=training_class.starts_on)
    return made


def apprentice(training_class: TrainingClass | None = None, *, state: str = "active", **values: Any) -> Apprenticeship:
    """One apprenticeship; its person has a document and a phone."""
    of = training_class or running_class(apprentices=0)
    enterprise = values.pop("enterprise", None) or of.enterprises.order_by("pk")[0]
    of.enrolments.create(person=values.pop("person", None) or person(), enterprise=enterprise, since=of.starts_on)
    return apprentices(of, state=state, **values)[0]


def open_stage(it: Apprenticeship) -> StageProgress:
    """Its open stage."""
    return it.stages.select_related("stage").get(state="open")


def ready(it: Apprenticeship, *others: Apprenticeship, on: date) -> StageProgress:
    """Put on record all that the open stage asks for: hours, a countersigned log, assessments by both sides.

    Others of the class sat in the same sessions; the first one's stage is returned.
    """
    progress, training_class = open_stage(it), it.enrolment.training_class
    day, clock = on - timedelta(days=60), time(8)
    for need in progress.stage.hours.order_by("pk"):
        left = need.hours * 60
        while left > 0:
            minutes = min(left, 600)
            held_session(training_class, day, clock, minutes, stage=progress.stage, kind=need.kind, venue=need.venue)
            left, day = left - minutes, day + timedelta(days=1)
    asked = [*Requirement.objects.filter(stage=progress.stage).select_related("competence").order_by("pk")]
    for one in (it, *others):
        log_entry(one.enrolment, on - timedelta(days=1), state="countersigned")
        for need in asked:
            for rater in (mentor_of(one.enrolment), trainer_of(training_class)):
                assessed(one.enrolment.person, need.competence, 5, by=rater, episode=one.uuid, on=on)
    return progress


def roster_row(**changes: Any) -> dict[str, Any]:
    """A good row of a roster for a class of 2025-03-01 … 2026-02-28; another person at each call."""
    row = {
        "name": "陈志强", "id_type": "", "resident_id": resident_id(born=date(1999, 5, 4)), "phone": "13800001234",
        "contract_from": "2025-03-01", "contract_to": "2026-02-28", "intake": "新招用", "current_level": "五级",
        "full_time_student": "否", "post": "车工", "enterprise": "", "remark": "",
    }  # fmt: skip
    return {**row, **changes}


def roster_csv(*rows: dict[str, Any]) -> bytes:
    """The rows as a .csv file with the template's headers."""
    return _csv(list(ROSTER_COLUMNS.keys), rows)


def roster_given(training_class: TrainingClass, content: bytes, *, by: Actor, name: str = "名册.csv") -> GivenFile:
    """A roster that was brought and waits for its check."""
    return sheets.give(ROSTER, [training_class.uuid], content=content, name=name, by=by)


def roster_checked(training_class: TrainingClass, content: bytes, *, by: Actor, name: str = "名册.csv") -> GivenFile:
    """A roster that was brought and checked."""
    return sheets.check(roster_given(training_class, content, by=by, name=name), by=by)


def certificates_checked(content: bytes, *, by: Actor) -> GivenFile:
    """A list of certificates that was brought and checked."""
    return sheets.check(sheets.give(CERTIFICATES, [by.institution_uuid], content=content, name="c.csv", by=by), by=by)


def certificate_row(it: Apprenticeship, **changes: Any) -> dict[str, Any]:
    """A good row of a list of certificates for an apprentice."""
    document = type(it.enrolment.person).objects.get(pk=it.enrolment.person_id).document.reveal()
    row = {
        "name": it.enrolment.person.name, "id_type": "", "resident_id": document, "number": f"Z33{it.pk:012d}",
        "level": "四级", "issued_on": "2025-06-01", "body": "湖州市职业技能评价中心",
    }  # fmt: skip
    return {**row, **changes}


def certificates_csv(*rows: dict[str, Any]) -> bytes:
    """The rows as a .csv file with the template's headers."""
    return _csv(list(LAYOUT.keys), rows)


def _csv(header: list[str], rows: tuple[dict[str, Any], ...]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def everybody_of(it: Apprenticeship) -> dict[str, Actor]:
    """Everybody at their own institution of an apprenticeship, by role; the apprentice's own hat included."""
    training_class = it.enrolment.training_class
    return {
        "apprentice": member("apprentice", it.enrolment.enterprise, of=it.enrolment.person),
        "enterprise_mentor": mentor_of(it.enrolment),
        "enterprise_hr": hr_of(it.enrolment.enterprise),
        "college_trainer": trainer_of(training_class),
        "programme_head": head_of(training_class),
    }
