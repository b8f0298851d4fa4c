"""Rosters: what the class and the database say to their check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.rulebook import rulebook
from jiangtu.institutions.rules import credit_codes
from jiangtu.institutions.states import Role
from jiangtu.people import queries as people
from jiangtu.sheets.rules.layout import Sheet
from jiangtu.sheets.rules.report import Report
from jiangtu.sheets.rules.values import Cell
from jiangtu.training.queries import classes as training_classes

from .. import access
from ..models import Apprenticeship
from ..rules.roster import check as rules
from ..rules.roster.book import RosterRules, WorkingAgeRules
from ..rules.roster.columns import ROSTER
from ..states import ON_THE_WAY, ApprenticeshipState
from . import inquiries
from .apprenticeships import on_register
from .levels import highest_before

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass


def class_of(uuid: UUID, *, seen_by: Actor) -> TrainingClass:
    """The class, for one who may bring apprentices into it. Raises Http404 when it is not seen."""
    return training_classes.training_class(uuid, seen_by=seen_by)


def enterprises(training_class: TrainingClass, *, by: Actor) -> dict[str, Institution]:
    """Code → enterprise of the class for which the actor may bring people."""
    return {code_of(e): e for e in training_class.enterprises.order_by("pk") if _may(e, by)}


def code_of(enterprise: Institution) -> str:
    """What a roster calls an enterprise: its credit code, or where none is recorded its address in the system."""
    return credit_codes.compact(enterprise.credit_code or str(enterprise.uuid))


def enterprise_of(entry: rules.Entry, mine: Mapping[str, Institution]) -> Institution:
    """The enterprise of a row: the one its code names, else the only one there is."""
    return mine[credit_codes.compact(entry.enterprise)] if entry.enterprise else next(iter(mine.values()))


def _may(enterprise: Institution, by: Actor) -> bool:
    return not by.has(Role.ENTERPRISE_HR) or by.at(enterprise.pk)


def class_facts(training_class: TrainingClass, *, by: Actor) -> rules.ClassFacts:
    """What the check asks of the class. For one who speaks for one enterprise only, its code may be left out."""
    version = training_class.version
    return rules.ClassFacts(
        place=training_class.place,
        level=version.target_level,
        starts_on=training_class.starts_on,
        ends_on=training_class.ends_on,
        intake=training_class.intake,
        pooled=len(enterprises(training_class, by=by)) != 1,
        ladder=version.programme.occupation.ladder,
    )


def known(identities: Iterable[rules.Identity], training_class: TrainingClass, *, by: Actor) -> rules.Known:
    """What whoever brings them may know of these people, and of the class's enterprises: a fixed number of queries.

    Of people of other houses nothing: a row says the same of them as of somebody who was never recorded. What stands
    against their beginning is asked where it is kept, when they are taken over (`inquiries`).
    """
    prints = {people.document_print(kind, number): (kind, number) for kind, number in identities}
    found = people.people_by_prints(prints)
    own = inquiries.of_own_house({person.pk for person in found.values()}, by=by, on=timezone.localdate())
    found = {print_: person for print_, person in found.items() if person.pk in own}
    identity = {person.pk: prints[print_] for print_, person in found.items()}
    mine = frozenset(enterprises(training_class, by=by))
    houses = [*training_class.enterprises.order_by("pk")]
    every = frozenset(map(code_of, houses))
    seen = Apprenticeship.objects.filter(access.visible_to(by), enrolment__person__in=identity).order_by()
    elsewhere = seen.filter(state__in=ON_THE_WAY).exclude(enrolment__training_class=training_class)
    left = seen.filter(state=ApprenticeshipState.LEFT, enrolment__training_class=training_class)
    return rules.Known(
        enterprises=mine,
        others=every - mine,
        called=_called(houses),
        in_training={identity[key] for key in elsewhere.values_list("enrolment__person", flat=True)},
        left={identity[key] for key in left.values_list("enrolment__person", flat=True)},
        names={identity[person.pk]: person.name for person in found.values()},
        people={prints[print_]: identity[person.pk] for print_, person in found.items()},
        levels_before={identity[key]: level for key, (level, _) in highest_before(identity, training_class).items()},
    )


def _called(houses: Sequence[Institution]) -> dict[str, str]:
    """Name of a house in either language → its code, where no other of them is called so."""
    names = [(rules.enterprise_name(name), code_of(e)) for e in houses for name in {e.name, e.name_en} if name]
    often = Counter(name for name, _ in set(names))
    return {name: code for name, code in names if often[name] == 1}


def check(sheet: Sheet, training_class: TrainingClass, *, by: Actor, since: date | None = None) -> Report[rules.Entry]:
    """Every problem of a roster's rows by the rules of the class's place on the day it starts, and by the record.
    `since`: from when they are in the class, where it is not from its first day; contracts are asked for from then."""
    place, on = training_class.place, training_class.starts_on
    return rules.check(
        sheet,
        replace(class_facts(training_class, by=by), starts_on=since or on),
        rulebook(RosterRules, place=place, on=on),
        rulebook(WorkingAgeRules, place=place, on=on),
        today=timezone.localdate(),
        known=known(rules.identities(sheet), training_class, by=by),
    )


def check_file(
    sheet: Sheet, training_class: TrainingClass, by: Actor, since: date | None = None
) -> Report[rules.Entry]:
    """The same for a file, once more when it is known from when they are in the class: the good rows whose people stand
    on the register are known; those whom the enterprise sent back are corrected by their row instead."""
    report = check(sheet, training_class, by=by, since=since)
    here = {key: it.state for key, it in register_of(report.good, training_class, by=by).items()}
    settled = {key for key, state in here.items() if state != ApprenticeshipState.RETURNED}
    return replace(report, known={e.row for e in report.good if e.identity in settled})


def check_row(row: Mapping[str, Cell], training_class: TrainingClass, *, since: date, by: Actor) -> Report[rules.Entry]:
    """The same for one row that was typed: column → what stands in it. Its line is 1."""
    cells = {key: row.get(key) for key in ROSTER.keys}
    columns = {key: ("" if cell is None else cell,) for key, cell in cells.items()}
    return check(Sheet([1], columns, {}), training_class, by=by, since=since)


def check_facts(it: Apprenticeship, facts: Mapping[str, Cell], *, by: Actor) -> Report[rules.Entry]:
    """The same for the contract of somebody on the register; the document was checked when they came."""
    person = it.enrolment.person
    row = {
        "name": person.name,
        "id_type": person.document_type,
        "resident_id": person.document.reveal(),
        "phone": person.phone.reveal(),
    }
    enterprise = code_of(it.enrolment.enterprise)
    register = it.enrolment
    report = check_row({**row, **facts, "enterprise": enterprise}, register.training_class, since=register.since, by=by)
    ages = {"under_age", "young_worker"}
    problems = [problem for problem in report.problems if problem.column in facts or problem.code in ages]
    return Report(problems, report.entries)


def register_of(
    entries: Sequence[rules.Entry], training_class: TrainingClass, *, by: Actor
) -> dict[rules.Identity, Apprenticeship]:
    """Those of the entries whose people stand on the class's register already, and are seen there."""
    prints = {people.document_print(e.id_type, e.resident_id): e.identity for e in entries}
    found = people.people_by_prints(prints)
    here = on_register(training_class, {person.pk for person in found.values()})
    seen = Apprenticeship.objects.filter(access.visible_to(by), pk__in=[it.pk for it in here.values()]).order_by()
    keys = set(seen.values_list("pk", flat=True))
    here = {person: it for person, it in here.items() if it.pk in keys}
    return {prints[print_]: here[person.pk] for print_, person in found.items() if person.pk in here}
