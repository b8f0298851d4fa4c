"""Rosters: what the class and the database say to their check, and the rosters that came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from jiangtu.core import files
from jiangtu.core.actor import Actor
from jiangtu.core.models import Job
from jiangtu.core.rulebook import rulebook
from jiangtu.institutions.rules import credit_codes
from jiangtu.institutions.states import Role
from jiangtu.people import queries as people
from jiangtu.training.queries import classes as training_classes

from .. import access, workbook
from ..models import Apprenticeship, Certificate, GivenFile, Roster
from ..rules import roster as rules
from ..rules.roster.columns import HEADERS
from ..states import ON_THE_WAY, ApprenticeshipState, RosterState
from .apprentices import on_register, person_of


def class_of(uuid: UUID, *, seen_by: Actor) -> Any:
    """The class, for one who may bring apprentices into it. Raises Http404 when it is not seen."""
    return training_classes.training_class(uuid, seen_by=seen_by)


def enterprises(training_class: Any, *, by: Actor) -> dict[str, Any]:
    """Code → enterprise of the class for which the actor may bring people."""
    return {code_of(e): e for e in training_class.enterprises.order_by("pk") if _may(e, by)}


def code_of(enterprise: Any) -> str:
    """What a roster calls an enterprise: its credit code, or where none is recorded its address in the system."""
    return credit_codes.compact(enterprise.credit_code or str(enterprise.uuid))


def enterprise_of(entry: rules.Entry, mine: Mapping[str, Any]) -> Any:
    """The enterprise of a row: the one its code names, else the only one there is."""
    return mine[credit_codes.compact(entry.enterprise)] if entry.enterprise else next(iter(mine.values()))


def enterprise_keys(training_class: Any) -> set[int]:
    """The primary keys of the class's enterprises, for asking who may bring a roster."""
    return set(training_class.enterprises.order_by("pk").values_list("pk", flat=True))


def _may(enterprise: Any, by: Actor) -> bool:
    return not by.has(Role.ENTERPRISE_HR) or by.at(enterprise.pk)


def class_facts(training_class: Any, *, by: Actor) -> rules.ClassFacts:
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


def known(identities: Iterable[rules.Identity], training_class: Any, *, by: Actor) -> rules.Known:
    """What the database knows of these people and of the class's enterprises: a fixed number of queries."""
    prints = {people.document_print(kind, number): (kind, number) for kind, number in identities}
    found = people.people_by_prints(prints)
    identity = {person.pk: prints[print_] for print_, person in found.items()}
    mine = frozenset(enterprises(training_class, by=by))
    every = frozenset(code_of(e) for e in training_class.enterprises.order_by("pk"))
    elsewhere = Apprenticeship.objects.filter(enrolment__person__in=identity, state__in=ON_THE_WAY)
    elsewhere = elsewhere.exclude(enrolment__training_class=training_class)
    here = on_register(training_class, identity)
    return rules.Known(
        enterprises=mine,
        others=every - mine,
        in_training={identity[key] for key in elsewhere.values_list("enrolment__person", flat=True)},
        left={identity[key] for key, it in here.items() if it.state == ApprenticeshipState.LEFT},
        names={identity[person.pk]: person.name for person in found.values()},
        levels_before=_levels_before(identity, training_class),
    )


def _levels_before(identity: Mapping[int, rules.Identity], training_class: Any) -> dict[rules.Identity, str]:
    """The highest level each person was trained to, or holds a certificate of, in the class's occupation."""
    occupation = training_class.version.programme.occupation
    completed = Apprenticeship.objects.filter(
        enrolment__person__in=identity,
        state=ApprenticeshipState.COMPLETED,
        enrolment__training_class__version__programme__occupation=occupation,
    ).exclude(enrolment__training_class=training_class)
    rows = [
        *completed.values_list("enrolment__person", "enrolment__training_class__version__target_level"),
        *Certificate.objects.filter(person__in=identity, occupation=occupation)
        .exclude(apprenticeship__enrolment__training_class=training_class)
        .values_list("person", "level"),
    ]
    ranks = rules.ranks(occupation.ladder)
    highest: dict[rules.Identity, str] = {}
    for person, level in rows:
        before = highest.get(identity[person])
        if level in ranks and (before is None or ranks[before] < ranks[level]):
            highest[identity[person]] = level
    return highest


def check(sheet: rules.Sheet, training_class: Any, *, by: Actor) -> rules.Report:
    """Every problem of a roster's rows by the rules of the class's place on the day it starts, and by the record."""
    place, on = training_class.place, training_class.starts_on
    return rules.check(
        sheet,
        class_facts(training_class, by=by),
        rulebook(rules.RosterRules, place=place, on=on),
        rulebook(rules.WorkingAgeRules, place=place, on=on),
        today=timezone.localdate(),
        known=known(rules.identities(sheet), training_class, by=by),
    )


def check_row(row: Mapping[str, Any], training_class: Any, *, by: Actor) -> rules.Report:
    """The same for one row that was typed: column → what stands in it. Its line is 1."""
    columns: dict[str, Any] = {key: (row.get(key) if row.get(key) is not None else "",) for key in HEADERS}
    return check(rules.Sheet([1], columns, {}), training_class, by=by)


def check_facts(it: Apprenticeship, facts: Mapping[str, Any], *, by: Actor) -> rules.Report:
    """The same for the contract of somebody on the register; the document was checked when they came."""
    person = person_of(it)
    row = {
        "name": person.name,
        "id_type": person.document_type,
        "resident_id": person.document.reveal(),
        "phone": person.phone.reveal(),
    }
    enterprise = code_of(it.enrolment.enterprise)
    report = check_row({**row, **facts, "enterprise": enterprise}, it.enrolment.training_class, by=by)
    ages = {"under_age", "young_worker"}
    problems = [problem for problem in report.problems if problem.column in facts or problem.code in ages]
    return rules.Report(problems, report.entries)


def class_for_update(key: int) -> Any:
    """The class (primary key), held until the transaction ends, with what the check asks of it."""
    classes = Roster._meta.get_field("training_class").related_model._default_manager  # type: ignore[union-attr]
    held = classes.select_for_update(of=("self",)).select_related("version__programme__occupation", "campus")
    return held.get(pk=key)


def sheet_of(roster: Roster) -> rules.Sheet:
    """The cells of a roster's file. Raises `Refused` when it cannot be read."""
    return workbook.read(files.read(roster.file), roster.file.name)


def register_of(entries: Sequence[rules.Entry], training_class: Any) -> dict[rules.Identity, Apprenticeship]:
    """Those of the entries whose people stand on the class's register already."""
    prints = {people.document_print(e.id_type, e.resident_id): (e.id_type, e.resident_id) for e in entries}
    found = people.people_by_prints(prints)
    here = on_register(training_class, {person.pk for person in found.values()})
    return {prints[print_]: here[person.pk] for print_, person in found.items() if person.pk in here}


def content_of(given: GivenFile) -> bytes:
    """The file as it was given."""
    return files.read(given.file)


def rosters(*, seen_by: Actor) -> QuerySet[Roster]:
    """The rosters an actor sees, the newest first."""
    seen = Roster.objects.filter(access.rosters_visible_to(seen_by)).order_by().values("pk")
    return (
        Roster.objects.filter(pk__in=seen)
        .select_related(
            "file",
            "given_by",
            "given_for",
            "training_class__college",
            "training_class__campus",
            "training_class__version__programme__occupation",
        )
        .defer("problems")
        .order_by("-given_at", "-pk")
    )


def roster(uuid: UUID, *, seen_by: Actor) -> Roster:
    """One of them. Raises Http404."""
    found = rosters(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def same_file(roster: Roster) -> Roster | None:
    """An earlier roster of the class with the very same file that was taken over."""
    same = Roster.objects.filter(training_class=roster.training_class_id, file__sha256=roster.file.sha256)
    return same.filter(state=RosterState.COMMITTED).exclude(pk=roster.pk).order_by("-given_at").first()


def problems_of(given: GivenFile, *, code: str = "") -> list[dict[str, Any]]:
    """Its problems in the order of the file, all of them or those of one code."""
    return [problem for problem in given.problems if not code or problem["code"] == code]


def codes_of(given: GivenFile) -> dict[str, int]:
    """Code → how often it stands in the report, errors first, the most frequent first."""
    counted: dict[str, int] = {}
    severity: dict[str, str] = {}
    for problem in given.problems:
        counted[problem["code"]] = counted.get(problem["code"], 0) + 1
        severity[problem["code"]] = problem["severity"]
    return dict(sorted(counted.items(), key=lambda each: (severity[each[0]] != "error", -each[1], each[0])))


def as_problem(record: Mapping[str, Any]) -> rules.Problem:
    """A problem as it was kept, with its dates as dates again."""
    figures = {key: _dated(value) for key, value in record["values"].items()}
    return rules.Problem(record["row"], record["column"], record["code"], figures)


def _dated(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def latest_job(given: GivenFile) -> Job | None:
    """The last work on a file that came in."""
    return Job.objects.filter(about=given.uuid).order_by("-created_at", "-pk").first()
