"""Certificates, the lists of them that came in, and what the database says to such a list's check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from jiangtu.core import files
from jiangtu.core.actor import Actor
from jiangtu.people import queries as people

from .. import access, workbook
from ..models import Apprenticeship, Certificate, CertificateList
from ..rules import certificates as rules
from ..rules.roster import Sheet
from ..rules.roster.check import Identity


def certificates(*, seen_by: Actor) -> QuerySet[Certificate]:
    """The certificates of the apprenticeships an actor sees, the latest first."""
    seen = Apprenticeship.objects.filter(access.visible_to(seen_by)).order_by()
    return (
        Certificate.objects.filter(apprenticeship__in=seen.values("pk"))
        .select_related("person", "occupation", "apprenticeship__enrolment__enterprise")
        .select_related("apprenticeship__enrolment__training_class")
        .order_by("-issued_on", "-pk")
    )


def lists(*, seen_by: Actor) -> QuerySet[CertificateList]:
    """The files of certificates an actor sees, the newest first."""
    found = CertificateList.objects.filter(access.certificate_lists_visible_to(seen_by))
    seen = found.select_related("file", "given_by", "given_for")
    return seen.defer("problems").order_by("-given_at", "-pk")


def certificate_list(uuid: UUID, *, seen_by: Actor) -> CertificateList:
    """One of them. Raises Http404."""
    found = lists(seen_by=seen_by).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def certificates_in(given: CertificateList) -> Sheet:
    """The cells of a list's file. Raises `Refused` when it cannot be read."""
    return workbook.read(files.read(given.file), given.file.name, rules.LAYOUT)


def check_certificates(sheet: Sheet, *, by: Actor) -> rules.Report:
    """Every problem of a list's rows: a fixed number of queries."""
    return rules.check(sheet, today=timezone.localdate(), known=_known(sheet, by=by))


def _known(sheet: Sheet, *, by: Actor) -> rules.Known:
    prints = {people.document_print(*identity): identity for identity in rules.identities(sheet)}
    found = people.people_by_prints(prints)
    identity = {person.pk: prints[print_] for print_, person in found.items()}
    episodes = episodes_of(identity, by=by)
    return rules.Known(
        episodes={
            identity[person]: rules.Episode(
                it.pk, it.enrolment.person.name, it.enrolment.training_class.version.programme.occupation.ladder
            )
            for person, it in episodes.items()
        },
        numbers=_recorded(rules.numbers(sheet), identity),
        levels=_held(identity, episodes),
    )


def episodes_of(people_: Any, *, by: Actor) -> dict[int, Apprenticeship]:
    """Person → the latest apprenticeship for which the actor may enter a certificate."""
    seen = Apprenticeship.objects.filter(access.visible_to(by), enrolment__person__in=people_)
    with_ladder = "enrolment__training_class__version__programme__occupation"
    found = seen.select_related("enrolment__person", with_ladder).order_by("enrolment__since", "pk")
    return {it.enrolment.person_id: it for it in found}


def _recorded(numbers: set[str], identity: dict[int, Identity]) -> dict[str, tuple[Identity | None, str]]:
    found = Certificate.objects.filter(number__in=numbers).values_list("number", "person", "level")
    return {number: (identity.get(person), level) for number, person, level in found}


def _held(identity: dict[int, Identity], episodes: dict[int, Apprenticeship]) -> dict[Identity, frozenset[str]]:
    """The levels that each person holds in the occupation of the apprenticeship the list would enter it for."""
    held: dict[Identity, set[str]] = {}
    rows = Certificate.objects.filter(person__in=episodes).values_list("person", "occupation", "level")
    for person, occupation, level in rows:
        if episodes[person].enrolment.training_class.version.programme.occupation_id == occupation:
            held.setdefault(identity[person], set()).add(level)
    return {key: frozenset(levels) for key, levels in held.items()}
