"""Certificates, and what the database says to the check of a list of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.days import OfAge
from jiangtu.core.paging import along
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import Verdict
from jiangtu.people import queries as people
from jiangtu.sheets.rules.layout import Sheet
from jiangtu.sheets.rules.report import Report

from .. import access
from ..models import Apprenticeship, Certificate
from ..rules import certificates as rules
from ..rules.roster.book import WorkingAgeRules
from ..rules.roster.check import Identity
from ..states import CertificateState

if TYPE_CHECKING:
    from jiangtu.people.models import Person

VALID = Certificate.objects.filter(state=CertificateState.VALID)


def certificates(*, seen_by: Actor) -> QuerySet[Certificate]:
    """The certificates of the apprenticeships an actor sees, the latest first; those taken back among them."""
    return (
        Certificate.objects.filter(along(access.visible_to(seen_by), "apprenticeship"))
        .select_related("person", "occupation", "apprenticeship__enrolment__enterprise")
        .select_related("apprenticeship__enrolment__training_class")
        .order_by("-issued_on", "-pk")
    )


def certificate(uuid: UUID, *, seen_by: Actor) -> Certificate:
    """One of them. Raises Http404 where the actor sees none of that key."""
    return get_object_or_404(certificates(seen_by=seen_by), uuid=uuid)


def certificate_for_update(certificate: Certificate) -> Certificate:
    """The row as it stands, locked to the end of the transaction."""
    found = Certificate.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "apprenticeship__enrolment__person"
    )
    return found.get(pk=certificate.pk)


def check_list(sheet: Sheet, *, by: Actor) -> Report[rules.Entry]:
    """Every problem of a list's rows: a fixed number of queries."""
    today = timezone.localdate()
    return rules.check(sheet, today=today, of_age=_of_age(today), known=_known_people(sheet, by=by))


def day_of_issue(day: date, person: Person) -> Verdict:
    """Whether a certificate of this person can have been issued that day."""
    today = timezone.localdate()
    return rules.ISSUED.check(day, today=today, born=person.born_on, of_age=_of_age(today))


def _of_age(on: date) -> OfAge | None:
    return rulebook(WorkingAgeRules, on=on).of_age


def _known_people(sheet: Sheet, *, by: Actor) -> rules.Known:
    prints = {people.document_print(*identity): identity for identity in rules.identities(sheet)}
    found = people.people_by_prints(prints)
    identity = {person.pk: prints[print_] for print_, person in found.items()}
    episodes = episodes_of(identity, by=by)
    return rules.Known(
        episodes={
            identity[person]: rules.Episode(
                it.pk,
                it.enrolment.person.name,
                it.enrolment.training_class.version.programme.occupation.ladder,
                it.enrolment.person.born_on,
            )
            for person, it in episodes.items()
        },
        people={prints[print_]: identity[person.pk] for print_, person in found.items()},
        numbers=_recorded(rules.numbers(sheet), identity),
        levels=_levels_held(identity, episodes),
    )


def episodes_of(found: Iterable[int], *, by: Actor) -> dict[int, Apprenticeship]:
    """Person → the latest apprenticeship for which the actor may enter a certificate."""
    seen = Apprenticeship.objects.filter(access.visible_to(by), enrolment__person__in=found)
    with_ladder = "enrolment__training_class__version__programme__occupation"
    rows = seen.select_related("enrolment__person", with_ladder).order_by("enrolment__since", "pk")
    return {it.enrolment.person_id: it for it in rows}


def _recorded(numbers: set[str], identity: dict[int, Identity]) -> dict[str, tuple[Identity | None, str]]:
    found = VALID.filter(number__in=numbers).values_list("number", "person", "level")
    return {number: (identity.get(person), level) for number, person, level in found}


def _levels_held(identity: dict[int, Identity], episodes: dict[int, Apprenticeship]) -> dict[Identity, frozenset[str]]:
    """The levels that each person holds in the occupation of the apprenticeship the list would enter it for."""
    held: dict[Identity, set[str]] = {}
    rows = VALID.filter(person__in=episodes).values_list("person", "occupation", "level")
    for person, occupation, level in rows:
        if episodes[person].enrolment.training_class.version.programme.occupation_id == occupation:
            held.setdefault(identity[person], set()).add(level)
    return {key: frozenset(levels) for key, levels in held.items()}
