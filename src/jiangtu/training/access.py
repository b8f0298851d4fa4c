"""Who sees which class and which people of its register, and who may do what there."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import YES, No, Verdict
from jiangtu.institutions.queries.institutions import campuses_at, within
from jiangtu.institutions.states import Role

from . import doors
from .models import Enrolment, LogEntry, Session, TrainingClass
from .states import ClassState

NOBODY = Q(pk__in=[])
# Roles that read classes but nobody in them: of people they read what is published.
SEE_NOBODY = (Role.EXPERT, Role.PROJECT_OFFICER)


def taught_by(actor: Actor) -> QuerySet[Any]:
    """The classes (primary keys) that the hat's person trains: for filters."""
    return TrainingClass.trainers.through.objects.filter(person=actor.person).values("trainingclass")


def visible_to(actor: Actor) -> Q:
    """The classes that the hat sees."""
    at = actor.institution
    match actor.role:
        case Role.APPRENTICE:
            return Q(pk__in=Enrolment.objects.filter(person=actor.person).values("training_class"))
        case Role.ENTERPRISE_MENTOR | Role.ENTERPRISE_HR:
            named = TrainingClass.enterprises.through.objects.filter(institution=at).values("trainingclass")
            return Q(pk__in=named) & ~Q(state=ClassState.DRAFT)  # a draft is the college's alone
        case Role.COLLEGE_TRAINER:
            return Q(pk__in=taught_by(actor))
        case Role.PROGRAMME_HEAD:
            return Q(college=at)
        case Role.TOWNSHIP_COORDINATOR:
            return Q(campus__in=campuses_at(at)) if at else NOBODY
        case Role.BUREAU_OFFICER:
            return within(actor.region, "place") & ~Q(state=ClassState.DRAFT)
        case Role.EXPERT | Role.PROJECT_OFFICER:
            return ~Q(state=ClassState.DRAFT)
    return NOBODY


def people_visible_to(actor: Actor) -> Q:
    """The enrolments (people on registers, their attendance and log) that the hat sees."""
    match actor.role:
        case Role.APPRENTICE:
            seen = Q(person=actor.person)
        case Role.ENTERPRISE_HR:
            seen = Q(enterprise=actor.institution)
        case Role.COLLEGE_TRAINER | Role.PROGRAMME_HEAD | Role.TOWNSHIP_COORDINATOR | Role.BUREAU_OFFICER:
            seen = Q(training_class__in=TrainingClass.objects.filter(visible_to(actor)).values("pk"))
        case _:
            seen = NOBODY
    for ground in doors.visible:
        if (more := ground(actor)) != NOBODY:  # joined by "or", nobody would no longer be told from somebody
            seen |= more
    return seen


def log_visible_to(actor: Actor) -> Q:
    """The enrolments whose log (words and photos) the hat reads: the own circle only."""
    return NOBODY if actor.has(Role.BUREAU_OFFICER) else people_visible_to(actor)


def sees_people(actor: Actor) -> bool:
    """Whether of a class the hat may see people, and how many they are."""
    return not actor.has(*SEE_NOBODY)


def can_see_hours(actor: Actor) -> Verdict:
    """Read the hours of a class person by person."""
    return _unless(sees_people(actor), "see_hours")


def _unless(allowed: bool, action: str) -> Verdict:
    return YES if allowed else No("no_right", action=action)


def _heads(actor: Actor, training_class: TrainingClass) -> bool:
    return actor.has(Role.PROGRAMME_HEAD) and actor.at(training_class.college_id)


def _teaches(actor: Actor, training_class: TrainingClass) -> bool:
    return actor.has(Role.COLLEGE_TRAINER) and actor.person in training_class.trainers.order_by().values_list(
        "pk", flat=True
    )


def can_see_classes(actor: Actor) -> Verdict:
    """Whether there may be any class for this hat to see: for the page that lists them."""
    return _unless(visible_to(actor) != NOBODY, "see_classes")


def can_create_class(actor: Actor) -> Verdict:
    """Programme heads create their college's classes."""
    return _unless(actor.has(Role.PROGRAMME_HEAD) and actor.institution is not None, "create_class")


def can_lead_class(actor: Actor, training_class: TrainingClass) -> Verdict:
    """Edit a class and lead it from state to state: programme heads of its college."""
    return _unless(_heads(actor, training_class), "lead_class")


def can_enrol(actor: Actor, training_class: TrainingClass, enterprise: int | None = None) -> Verdict:
    """Put people on the register or take them off: the college's programme head, and HR for its own enterprise.

    A township coordinator prepares for the small enterprises of a class on a campus that its institution hosts.
    """
    if actor.has(Role.ENTERPRISE_HR):
        return _unless(actor.at(enterprise), "enrol")
    if actor.has(Role.TOWNSHIP_COORDINATOR):
        return _unless(TrainingClass.objects.filter(visible_to(actor), pk=training_class.pk).exists(), "enrol")
    return _unless(_heads(actor, training_class), "enrol")


def can_plan(actor: Actor, training_class: TrainingClass) -> Verdict:
    """Write the timetable: the college's programme head and the class's trainers."""
    return _unless(_heads(actor, training_class) or _teaches(actor, training_class), "plan_sessions")


def can_call_roll(actor: Actor, session: Session) -> Verdict:
    """Call the roll: a trainer of the class, or the college's programme head for them."""
    return _unless(bool(can_plan(actor, session.training_class)), "call_roll")


def can_see_class_log(actor: Actor) -> Verdict:
    """Whether there may be any entry for this hat to read in a class's log: for the page that lists them."""
    return _unless(log_visible_to(actor) != NOBODY, "see_log")


def can_list_sessions(actor: Actor) -> Verdict:
    """List the sessions of all classes: who calls rolls."""
    return _unless(actor.has(Role.COLLEGE_TRAINER, Role.PROGRAMME_HEAD), "see_classes")


def can_list_entries(actor: Actor) -> Verdict:
    """List the log entries of all classes: who reads others' logs; an apprentice has a page of their own."""
    return _unless(log_visible_to(actor) != NOBODY and not actor.has(Role.APPRENTICE), "see_log")


def can_keep_log(actor: Actor) -> Verdict:
    """Only apprentices have a log of their own."""
    return _unless(actor.has(Role.APPRENTICE), "keep_log")


def can_write_log(actor: Actor, enrolment: Enrolment) -> Verdict:
    """Only the apprentice writes their log."""
    return _unless(actor.has(Role.APPRENTICE) and actor.person == enrolment.person_id, "write_log")


def can_answer_log(actor: Actor, entry: LogEntry) -> Verdict:
    """Countersign or return: a mentor of the apprentice's enterprise. The room mentoring asks for the pair as well."""
    return _unless(actor.has(Role.ENTERPRISE_MENTOR) and actor.at(entry.enrolment.enterprise_id), "answer_log")
