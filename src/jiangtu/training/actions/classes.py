"""A class from its draft to its close."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final, move
from jiangtu.core.verdict import No, Refused, require
from jiangtu.institutions.queries import partnerships

from .. import access
from ..models import TrainingClass
from ..queries import classes
from ..rules import classes as class_rules
from ..states import CLASS, ClassState, SessionState

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person

VERBS = {
    "open": "class opened",
    "start": "class started",
    "complete": "class completed",
    "close": "class closed",
    "cancel": "class cancelled",
}


@transaction.atomic
def create_class(
    *, by: Actor, enterprises: Iterable[Institution], trainers: Iterable[Person] = (), **values: Any
) -> TrainingClass:
    """A draft of the head's college. `values`: number, name, campus, version, place, intake, starts_on, ends_on.

    Raises Refused (`no_right`, `enterprises_not_agreed`, `class_number_taken`).
    """
    require(access.can_create_class(by))
    ours: dict[str, Any] = {"college_id": by.institution, "head_id": by.person}
    made = TrainingClass(**ours, **values)
    enterprises = list(enterprises)
    _agreed(made, enterprises)
    _save(made)
    made.enterprises.set(enterprises)
    made.trainers.set(trainers)
    journal.record("class created", made, by=by, after=_journal_values(made))
    return made


@transaction.atomic
def edit_class(
    training_class: TrainingClass,
    *,
    by: Actor,
    enterprises: Iterable[Institution],
    trainers: Iterable[Person],
    **values: Any,
) -> TrainingClass:
    """Change a class; what the roster and timetable rest on stays as it was once the class is open.

    Raises Refused (`no_right`, `class_is_over`, `fixed_once_open`, `enterprise_has_people`, `ends_before_sessions`,
    `enterprises_not_agreed` of one that is new in the class).
    """
    found = locked(training_class)
    require(access.can_lead_class(by, found))
    require(class_rules.may_edit(found.state))
    before = _journal_values(found)
    changed = {key for key, value in values.items() if getattr(found, key) != value}
    if found.state != ClassState.DRAFT and changed & class_rules.FIXED_ONCE_OPEN:
        raise Refused(No("fixed_once_open"))
    for key, value in values.items():
        setattr(found, key, value)
    named = {each.pk: each for each in enterprises}
    kept, present = named.keys(), set(found.enterprises.order_by().values_list("pk", flat=True))
    if found.enrolments.exclude(enterprise__in=kept).exists():
        raise Refused(No("enterprise_has_people"))
    _agreed(found, [named[each] for each in kept - present])
    last = found.sessions.exclude(state=SessionState.CANCELLED).order_by("-during").first()
    if last and timezone.localdate(last.during.lower) > found.ends_on:
        raise Refused(No("ends_before_sessions", have=found.ends_on, need=timezone.localdate(last.during.lower)))
    _save(found)
    found.enterprises.set(kept)
    found.trainers.set(trainers)
    if changes := journal.difference(before, _journal_values(found)):
        journal.record("class changed", found, by=by, **changes)
    return found


@final
@transaction.atomic
def step_class(training_class: TrainingClass, verb: str, *, by: Actor, remark: str = "") -> TrainingClass:
    """Open, start, complete, close or cancel the class. A second click finds it done and changes nothing.

    Raises Refused (`no_right`, `move_impossible`, and the conditions of `rules.classes.may_step`).
    """
    found = locked(training_class)
    require(access.can_lead_class(by, found))
    if found.state == CLASS.transitions[verb][1]:
        return found
    require(CLASS.may(found, verb))
    today = timezone.localdate()
    require(class_rules.may_step(verb, classes.class_facts(found), on=today, remark=remark))
    before = move(CLASS, found, verb)
    found.save(update_fields=["state"])
    if verb == "cancel":
        found.sessions.filter(state=SessionState.PLANNED).update(state=SessionState.CANCELLED)
    journal.record(
        VERBS[verb], found, by=by, on=today, before={"state": before}, after={"state": found.state}, remark=remark
    )
    return found


def locked(training_class: TrainingClass) -> TrainingClass:
    """The class, held until the transaction ends: register and timetable of a class change one after the other."""
    return (
        TrainingClass.objects.select_for_update(no_key=True, of=["self"])
        .select_related("version", "college")
        .get(pk=training_class.pk)
    )


def _agreed(training_class: TrainingClass, named: Iterable[Institution]) -> None:
    """A class names partners of its college: enterprises that were asked and have agreed."""
    partners = partnerships.enterprises_of(training_class.college_id, on=timezone.localdate())
    agreed = set(partners.order_by().values_list("pk", flat=True))
    if strangers := [str(each) for each in named if each.pk not in agreed]:
        raise Refused(No("enterprises_not_agreed", have=strangers))


def _save(training_class: TrainingClass) -> None:
    try:
        with transaction.atomic():
            training_class.save()
    except IntegrityError as fault:
        if "class_number_once" in str(fault):
            raise Refused(No("class_number_taken", number=training_class.number)) from fault
        raise


def _journal_values(training_class: TrainingClass) -> dict[str, object]:
    names = ("number", "name", "place", "intake", "starts_on", "ends_on")
    return journal.values(training_class, names) | {
        "campus": training_class.campus.uuid if training_class.campus else None,
        "version": training_class.version.uuid,
        "enterprises": sorted(str(e.uuid) for e in training_class.enterprises.all()),
        "trainers": sorted(str(t.uuid) for t in training_class.trainers.all()),
    }
