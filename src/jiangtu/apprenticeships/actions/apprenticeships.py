"""What happens to an apprenticeship after it was prepared: confirmed or sent back, corrected, ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import SYSTEM, Actor
from jiangtu.core.machine import final, move
from jiangtu.core.verdict import YES, No, Refused, Verdict, every, require
from jiangtu.institutions.actions.memberships import end_membership
from jiangtu.institutions.queries import memberships
from jiangtu.institutions.states import Role
from jiangtu.people.actions import people
from jiangtu.sheets.rules.report import Problem
from jiangtu.sheets.rules.values import Cell
from jiangtu.training.actions.register import end_enrolment, resume_enrolment
from jiangtu.training.queries.classes import class_for_update
from jiangtu.training.rules.classes import takes_people

from .. import access, doors
from ..models import Apprenticeship
from ..queries import apprenticeships, rosters
from ..rules.departures import may_leave
from ..states import APPRENTICESHIP, ON_THE_WAY, ApprenticeshipState
from .admission import correct_facts, give_hats


@transaction.atomic
def confirm(found: Iterable[Apprenticeship], *, by: Actor) -> list[Apprenticeship]:
    """The enterprise confirms what was prepared for it: these are in training. Those already confirmed stay as they
    are, so that a second click changes nothing. Returns those that this act confirmed."""
    rows = apprenticeships.for_update(found)
    allowed = every(*(require(access.can_confirm(by, it)) for it in rows))
    new = [it for it in rows if it.state == ApprenticeshipState.PROPOSED]
    for it in new:
        move(APPRENTICESHIP, it, "confirm")
    Apprenticeship.objects.bulk_update(new, ["state"])
    journal.record_all(
        journal.entry_for("apprenticeship confirmed", it, by=by, threads=apprenticeships.threads(it)) for it in new
    )
    today = timezone.localdate()
    whose = [it.enrolment for it in new]
    give_hats([each.person for each in whose], [each.enterprise for each in whose], by=by, allowed=allowed, on=today)
    return new


@transaction.atomic
def send_back(found: Iterable[Apprenticeship], *, word: str, by: Actor) -> list[Apprenticeship]:
    """The enterprise sends what was prepared back, with a word for whoever prepared it. Raises `Refused` without."""
    if not word.strip():
        raise Refused(No("return_word_missing"))
    rows = apprenticeships.for_update(found)
    for it in rows:
        require(access.can_confirm(by, it))
    new = [it for it in rows if it.state == ApprenticeshipState.PROPOSED]
    for it in new:
        move(APPRENTICESHIP, it, "send back")
        it.word = word.strip()[:300]
    Apprenticeship.objects.bulk_update(new, ["state", "word"])
    journal.record_all(
        journal.entry_for("apprenticeship sent back", it, by=by, remark=word, threads=apprenticeships.threads(it))
        for it in new
    )
    return new


@transaction.atomic
def correct(
    apprenticeship: Apprenticeship, facts: Mapping[str, Cell], *, by: Actor, reason: str
) -> tuple[Apprenticeship, list[Problem]]:
    """Correct what is recorded of the contract, with the checks of a roster's row (the document is not asked again).

    What was sent back is proposed again. Raises `Refused`: no right, no reason, over, every error.
    """
    [it] = apprenticeships.for_update([apprenticeship])
    allowed = require(access.can_correct(by, it))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    require(may_correct(it))
    report = rosters.check_facts(it, facts, by=by)
    if report.faulty:
        raise Refused(every(*(p.verdict() for p in report.problems if p.severity == "error")))
    return correct_facts(it, report.entries[0], by=by, allowed=allowed, remark=reason), report.problems


def may_correct(it: Apprenticeship) -> Verdict:
    """A contract is corrected until the apprenticeship is over."""
    return YES if it.state in ON_THE_WAY else No("apprenticeship_over", have=it.get_state_display())


@final
@transaction.atomic
def leave(apprenticeship: Apprenticeship, *, on: date, reason: str, by: Actor) -> Apprenticeship:
    """Somebody leaves; `on` is their last day. Later sessions expect them no more; their role ends, and what
    rooms above bring to `doors.ended`.

    Raises `Refused`: no right, no reason, a day to come or before what is on record of them, over already.
    """
    class_for_update(apprenticeship.enrolment.training_class_id)  # first, as whoever takes a roster does
    [it] = apprenticeships.for_update([apprenticeship])
    allowed = require(access.can_end(by, it))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    today, since = timezone.localdate(), it.enrolment.since
    require(may_leave(on, today=today, since=since, seen=apprenticeships.last_seen(it)))
    move(APPRENTICESHIP, it, "leave")
    it.left_on, it.left_reason = on, reason.strip()[:300]
    it.save()
    enrolment = it.enrolment
    if enrolment.until is None:  # who leaves before the first day was there that day at most
        end_enrolment(enrolment, on=max(on, enrolment.since), reason=reason, by=by)
    journal.record("apprenticeship left", it, by=by, on=on, remark=reason, threads=apprenticeships.threads(it))
    for end in doors.ended:
        end(it.pk, on, it.left_reason, by, allowed)
    _take_hat(enrolment.person_id, enrolment.enterprise_id, on=on)
    return it


def way_back(it: Apprenticeship) -> str:
    """The move by which somebody who left is where they were before."""
    if apprenticeships.was_confirmed(it):
        return "train on"
    return "stay sent back" if it.word else "wait again"


def may_take_back_departure(it: Apprenticeship) -> Verdict:
    """Whether a departure can be taken back: its class still takes people, the person came into no other class since,
    and no room above lets anything rest on it."""
    if not (said := APPRENTICESHIP.may(it, way_back(it))):
        return said
    if apprenticeships.holders([it.enrolment.person_id]):
        return No("came_into_another_class")
    return every(takes_people(it.enrolment.training_class.state), *(asked(it.pk) for asked in doors.departure_stands))


@final
@transaction.atomic
def take_back_departure(apprenticeship: Apprenticeship, *, reason: str, by: Actor) -> Apprenticeship:
    """A departure was recorded by mistake: the person is on the register and in training (or waits for the enterprise)
    as before, sessions to come expect them, and what rooms above bring to `doors.resumed` goes on.

    Raises `Refused`: no right, no reason, nobody who left, something rests on the departure.
    """
    class_for_update(apprenticeship.enrolment.training_class_id)  # first, as whoever takes a roster does
    [it] = apprenticeships.for_update([apprenticeship])
    allowed = require(access.can_end(by, it))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    require(may_take_back_departure(it))
    for each in doors.resumed:
        each().act(it.pk, reason.strip(), by, allowed)
    move(APPRENTICESHIP, it, way_back(it))
    it.left_on, it.left_reason = None, ""
    it.save()
    enrolment = it.enrolment
    resume_enrolment(enrolment, reason=reason, by=by)
    journal.record("departure taken back", it, by=by, remark=reason, threads=apprenticeships.threads(it))
    if it.state == ApprenticeshipState.ACTIVE:
        today = timezone.localdate()
        give_hats([enrolment.person], [enrolment.enterprise], by=SYSTEM, allowed=allowed, on=today)
    return it


def _take_hat(person: int, enterprise: int, *, on: date) -> None:
    """End the role of apprentice unless another apprenticeship of this enterprise needs it."""
    others = Apprenticeship.objects.filter(enrolment__person=person, enrolment__enterprise=enterprise)
    if others.filter(state__in=ON_THE_WAY).exists():
        return
    today = timezone.localdate()
    for hat in memberships.people_of(enterprise, Role.APPRENTICE, on=today).filter(person=person, until__isnull=True):
        end_membership(hat, by=SYSTEM, on=max(on, hat.since))


@transaction.atomic
def reveal_document(apprenticeship: Apprenticeship, *, reason: str, by: Actor) -> str:
    """The apprentice's document number in full, for a reason that the journal keeps."""
    require(access.can_view_document(by, apprenticeship))
    return people.view_document(apprenticeship.enrolment.person, by=by, reason=reason)
