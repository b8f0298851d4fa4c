"""People become apprentices of a class: from a roster's rows, or one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.db import transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.copying import create
from jiangtu.core.jobs import Step, silent
from jiangtu.core.machine import move
from jiangtu.core.verdict import No, Refused, Verdict, every, require
from jiangtu.institutions.actions import memberships
from jiangtu.institutions.states import Role
from jiangtu.people import queries as of_people
from jiangtu.people.actions import people
from jiangtu.people.actions.people import PersonRow
from jiangtu.sheets.rules.report import Problem
from jiangtu.sheets.rules.values import Cell
from jiangtu.training.actions.register import enrol
from jiangtu.training.queries.classes import class_for_update
from jiangtu.training.rules.classes import takes_people

from .. import access
from ..models import Apprenticeship
from ..queries import apprenticeships, inquiries, rosters
from ..rules.roster import check as rules
from ..states import APPRENTICESHIP, ApprenticeshipState
from .inquiries import inquire
from .stages import lay_out_stages

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person
    from jiangtu.training.models import TrainingClass

# What a row or a form says of a contract, and what the journal keeps of it.
CONTRACT = ("contract_from", "contract_to", "intake", "current_level", "full_time_student", "post", "remark")


@transaction.atomic
def admit_one(
    training_class: TrainingClass, row: Mapping[str, Cell], *, since: date, reason: str, by: Actor
) -> tuple[Apprenticeship | None, list[Problem]]:
    """One person joins a class afterwards, with the same checks as a roster's row; with what the check warns of.
    Nobody yet, when another house has to be asked first.

    Raises `Refused`: no right, no reason, every error of the row, already in the class.
    """
    allowed = require(access.can_give_roster(by, training_class))
    training_class = class_for_update(training_class.pk)
    require(takes_people(training_class.state))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    report = rosters.check_row(row, training_class, since=since, by=by)
    if report.faulty:
        raise Refused(every(*(p.verdict() for p in report.problems if p.severity == "error")))
    if rosters.register_of(report.entries, training_class, by=by):
        raise Refused(No("already_in_this_class"))
    made = admit(training_class, report.entries, since=since, by=by, allowed=allowed, remark=reason)
    return (made[0] if made else None), report.problems


def admit(
    training_class: TrainingClass,
    entries: Sequence[rules.Entry],
    *,
    since: date,
    by: Actor,
    allowed: Verdict,
    remark: str = "",
    step: Step = silent,
) -> list[Apprenticeship]:
    """Make apprentices of checked rows; those of an enterprise's own HR are in training at once, others wait for it.

    Called inside an action that holds the class; a constant number of statements however many there are. People stay
    locked until it ends, so that nobody comes into two classes at the same moment. Whom the enterprise sent back is
    proposed again. `allowed`: whether the actor may bring apprentices into the class, decided by the act that calls.
    Against whom something stands that the actor may not know is left out, and asked about where it is kept.
    """
    require(allowed)
    rows = sorted(entries, key=lambda entry: (entry.id_type, entry.resident_id))  # one order: no two wait crosswise
    mine = rosters.enterprises(training_class, by=by)
    rows = _without_strangers(rows, training_class, mine, by=by, allowed=allowed)
    found = people.record_people(
        [PersonRow(e.name, e.id_type, e.resident_id, e.phone) for e in rows], by=by, allowed=allowed
    )
    step(30, 100)
    of_people.hold(person.pk for person in found)
    here = apprenticeships.on_register(training_class, [person.pk for person in found])
    held = apprenticeships.holders([person.pk for person in found])
    elsewhere = {key for key, classes in held.items() if classes - {training_class.pk}}
    if elsewhere:
        raise Refused(No("taken_elsewhere", have=len(elsewhere)))
    new = [(person, entry) for person, entry in zip(found, rows, strict=True) if person.pk not in here]
    made = _begin(training_class, new, mine, since=since, by=by, allowed=allowed, remark=remark, step=step)
    again = [(here[p.pk], e) for p, e in zip(found, rows, strict=True) if p.pk in here]
    said = {it.pk: entry for it, entry in again}
    standing = apprenticeships.for_update(it for it, _ in again)
    returned = [it for it in standing if it.state == ApprenticeshipState.RETURNED]
    mended = [correct_facts(it, said[it.pk], by=by, allowed=allowed) for it in returned]
    return [*made, *mended]


def _without_strangers(
    rows: Sequence[rules.Entry],
    training_class: TrainingClass,
    mine: Mapping[str, Institution],
    *,
    by: Actor,
    allowed: Verdict,
) -> list[rules.Entry]:
    """The rows whose people may begin as far as anybody knows; about the others the houses that know more are asked."""
    prints = {of_people.document_print(e.id_type, e.resident_id): e for e in rows}
    known = of_people.people_by_prints(prints)
    of_people.hold(person.pk for person in known.values())
    written = {person: prints[print_].name for print_, person in known.items()}
    withheld = inquiries.withheld(written, training_class, by=by, on=timezone.localdate())
    entries = {person.pk: (person, prints[print_]) for print_, person in known.items() if person.pk in withheld}
    about = [
        (person, entry.name, rosters.enterprise_of(entry, mine), withheld[key])
        for key, (person, entry) in entries.items()
    ]
    inquire(about, training_class, by=by, allowed=allowed)
    taken: set[int] = set()
    kept = []
    for entry in rows:
        person = known.get(of_people.document_print(entry.id_type, entry.resident_id))
        if person is None:
            kept.append(entry)
        elif person.pk not in withheld and person.pk not in taken:  # two documents of one person are one row
            taken.add(person.pk)
            kept.append(entry)
    return kept


def _begin(
    training_class: TrainingClass,
    new: Sequence[tuple[Person, rules.Entry]],
    mine: Mapping[str, Institution],
    *,
    since: date,
    by: Actor,
    allowed: Verdict,
    remark: str,
    step: Step,
) -> list[Apprenticeship]:
    if not new:
        return []
    at_once = by.has(Role.ENTERPRISE_HR)
    houses = [rosters.enterprise_of(entry, mine) for _, entry in new]
    pairs = [(person.pk, house.pk) for (person, _), house in zip(new, houses, strict=True)]
    enrolments = enrol(training_class, pairs, since=since, by=by)
    step(60, 100)
    made = [
        Apprenticeship(
            enrolment=enrolment,
            state=ApprenticeshipState.ACTIVE if at_once else ApprenticeshipState.PROPOSED,
            prepared_by_id=None if at_once else by.institution,
            **facts_of(entry),
        )
        for enrolment, (_, entry) in zip(enrolments, new, strict=True)
    ]
    create(made)
    lay_out_stages(made, on=since)
    step(80, 100)
    verb = "apprenticeship begun" if at_once else "apprenticeship proposed"
    journal.record_all(
        journal.entry_for(
            verb,
            it,
            by=by,
            on=since,
            remark=remark,
            threads=[person.uuid, training_class.uuid],
            after={"contract_from": entry.contract_from, "contract_to": entry.contract_to},
        )  # fmt: skip
        for it, (person, entry) in zip(made, new, strict=True)
    )
    if at_once:
        give_hats([person for person, _ in new], houses, by=by, allowed=allowed, on=min(since, timezone.localdate()))
    return made


class Contract(TypedDict):
    """What an apprenticeship keeps of a contract."""

    contract_from: date
    contract_to: date | None
    intake: str
    current_level: str
    full_time_student: bool
    post: str
    remark: str


def facts_of(entry: rules.Entry) -> Contract:
    """What a checked row says of the contract."""
    return {
        "contract_from": cast(date, entry.contract_from),  # a good row has its day
        "contract_to": entry.contract_to,
        "intake": entry.intake,
        "current_level": entry.current_level,
        "full_time_student": entry.full_time_student,
        "post": entry.post,
        "remark": entry.remark,
    }


def correct_facts(
    it: Apprenticeship, entry: rules.Entry, *, by: Actor, allowed: Verdict, remark: str = ""
) -> Apprenticeship:
    """Write a checked row's facts into an apprenticeship; one that was sent back is proposed again, or, by the
    enterprise itself, in training. `allowed`: the right that the calling act asked for."""
    require(allowed)
    before = journal.values(it, CONTRACT)
    for name, value in facts_of(entry).items():
        setattr(it, name, value)
    changed = journal.difference(before, journal.values(it, CONTRACT))
    sent_back = it.state == ApprenticeshipState.RETURNED
    if sent_back:
        move(APPRENTICESHIP, it, "propose again")
        it.word = ""
    own = sent_back and by.has(Role.ENTERPRISE_HR)
    if own:
        move(APPRENTICESHIP, it, "confirm")
    it.save()
    threads = apprenticeships.threads(it)
    if changed or sent_back:
        journal.record("apprenticeship corrected", it, by=by, remark=remark, threads=threads, **changed)
    if own:
        journal.record("apprenticeship confirmed", it, by=by, threads=threads)
        whose, today = it.enrolment, timezone.localdate()
        give_hats([whose.person], [whose.enterprise], by=by, allowed=allowed, on=today)
    return it


def give_hats(found: Iterable[Person], houses: Iterable[Institution], *, by: Actor, allowed: Verdict, on: date) -> None:
    """The role of apprentice at their enterprise, for people in training. `allowed`: the right by which the calling act
    has them in training."""
    require(allowed)
    of_house: dict[Institution, list[Person]] = defaultdict(list)
    for person, house in zip(found, houses, strict=True):
        of_house[house].append(person)
    for house, members in of_house.items():
        memberships.give_roles(members, house, Role.APPRENTICE, by=by, on=on)
