"""People come onto a class's register and leave it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.copying import create
from jiangtu.core.verdict import No, Refused, Verdict, require

from .. import access
from ..models import Attendance, Enrolment, TrainingClass
from ..rules.classes import may_end_enrolment, may_enrol, takes_people
from ..states import SessionState
from .classes import locked
from .timetable import expect


@transaction.atomic
def enrol(
    training_class: TrainingClass, people: Iterable[tuple[int, int]], *, since: date, by: Actor
) -> list[Enrolment]:
    """Put people on the register: (person key, enterprise key) of each. They are expected at the sessions to come.

    Raises Refused (`no_right`, `class_takes_nobody`, `already_enrolled`, `enterprise_not_of_class`,
    `apprentice_taken` …) and then enrols nobody.
    """
    asked = list(people)
    found = locked(training_class)
    enterprises = {enterprise for _, enterprise in asked}
    for enterprise in enterprises:
        require(access.can_enrol(by, found, enterprise))
    of_class = set(found.enterprises.order_by().values_list("pk", flat=True))
    if enterprises - of_class:
        raise Refused(No("enterprise_not_of_class"))
    already = found.enrolments.filter(person__in=[person for person, _ in asked]).count()
    already += len(asked) - len({person for person, _ in asked})
    require(may_enrol(found.state, since=since, starts_on=found.starts_on, ends_on=found.ends_on, already=already))
    made = create(Enrolment(training_class=found, person_id=p, enterprise_id=e, since=since) for p, e in asked)
    expect(found, list(found.sessions.filter(state=SessionState.PLANNED)))
    _record(made, "person enrolled", found, by=by, on=since)
    return made


@transaction.atomic
def end_enrolment(enrolment: Enrolment, *, on: date, reason: str, by: Actor) -> Enrolment:
    """The person leaves the register; `on` is the last day. Later sessions expect them no more.

    Raises Refused (`no_right`, `enrolment_ended`, `ends_before_it_began`, `training_reason_missing`).
    """
    training_class = locked(enrolment.training_class)
    found = Enrolment.objects.select_for_update(no_key=True, of=["self"]).select_related("person").get(pk=enrolment.pk)
    require(access.can_enrol(by, training_class, found.enterprise_id))
    require(may_end_enrolment(since=found.since, until=found.until, on=on, reason=reason))
    found.until = on
    found.save(update_fields=["until"])
    expect(training_class, list(training_class.sessions.filter(state=SessionState.PLANNED)))
    _record([found], "enrolment ended", training_class, by=by, on=on, remark=reason)
    return found


@transaction.atomic
def resume_enrolment(enrolment: Enrolment, *, reason: str, by: Actor) -> Enrolment:
    """The end of an enrolment was a mistake: the person is on the register as before, and planned sessions expect them.

    Raises Refused (`no_right`, `class_takes_nobody`, `apprentice_taken`, `training_reason_missing`).
    """
    training_class = locked(enrolment.training_class)
    found = Enrolment.objects.select_for_update(no_key=True, of=["self"]).select_related("person").get(pk=enrolment.pk)
    require(access.can_enrol(by, training_class, found.enterprise_id))
    require(takes_people(training_class.state))
    if not reason.strip():
        raise Refused(No("training_reason_missing"))
    if found.until is None:
        return found
    found.until = None
    found.save(update_fields=["until"])
    expect(training_class, list(training_class.sessions.filter(state=SessionState.PLANNED)))
    _record([found], "enrolment resumed", training_class, by=by, on=timezone.localdate(), remark=reason)
    return found


@transaction.atomic
def strike(enrolments: Iterable[Enrolment], *, reason: str, by: Actor, allowed: Verdict) -> None:
    """Take people off registers who were put there by mistake and did nothing: the journal keeps both acts.

    Within the act that decides whether the actor may (`allowed`). Raises ProtectedError for one on which something
    rests, ValueError for one whose roll was called.
    """
    require(allowed)
    found = list(enrolments)
    expected = Attendance.objects.filter(enrolment__in=found)
    if expected.exclude(mark="").exists():
        raise ValueError("a roll was called for somebody on the register")
    for training_class in {each.training_class for each in found}:
        those = [each for each in found if each.training_class == training_class]
        _record(those, "person struck off", training_class, by=by, on=timezone.localdate(), remark=reason)
    expected.delete()
    Enrolment.objects.filter(pk__in=[each.pk for each in found]).delete()


def _record(
    enrolments: list[Enrolment], verb: str, training_class: TrainingClass, *, by: Actor, on: date, remark: str = ""
) -> None:
    uuids = dict(
        Enrolment.objects.filter(pk__in=[e.pk for e in enrolments]).order_by("pk").values_list("pk", "person__uuid")
    )
    journal.record_all(
        [
            journal.entry_for(
                verb, e, by=by, on=on, remark=remark, threads=[training_class.uuid, uuids[e.pk]],
                after={"person": uuids[e.pk]},
            )
            for e in enrolments
        ]
    )  # fmt: skip
