"""Certificates of skill level: one by one, and from a file with the roster's care."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.db import IntegrityError, transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import No, Refused, Verdict, require
from jiangtu.people import queries as people

from .. import access
from ..models import Apprenticeship, Certificate
from ..queries import apprenticeships, certificates
from ..rules import certificates as rules


@transaction.atomic
def enter_certificate(
    apprenticeship: Apprenticeship, *, number: str, level: str, issued_on: date, body: str, by: Actor
) -> Certificate:
    """Record the certificate that somebody obtained in their apprenticeship's occupation.

    Sent twice it is recorded once. Raises `Refused`: no right, the number, level or date cannot be, the number is
    already recorded, or the person holds that level already.
    """
    require(access.can_enter_certificate(by, apprenticeship))
    certificate = Certificate(
        person_id=apprenticeship.enrolment.person_id,
        apprenticeship=apprenticeship,
        occupation=apprenticeships.occupation(apprenticeship),
        number=rules.certificate_number(number),
        level=level,
        issued_on=issued_on,
        body=body.strip()[: rules.LONGEST_BODY],
    )
    issued = certificates.day_of_issue(issued_on, apprenticeship.enrolment.person)
    require(rules.certificate_sound(certificate, certificate.occupation.ladder, issued))
    same = Certificate.objects.filter(number=certificate.number, person=certificate.person_id, level=level).first()
    if same:
        return same
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError as clash:
        held = "one_certificate_of_a_level_in_an_occupation" in str(clash)
        raise Refused(No("certificate_level_held" if held else "certificate_number_used")) from clash
    journal.record_all([_entered(certificate, apprenticeship, by=by)])
    return certificate


def _entered(certificate: Certificate, apprenticeship: Apprenticeship, *, by: Actor) -> JournalEntry:
    return journal.entry_for(
        "certificate entered", certificate, by=by, on=certificate.issued_on,
        after={"level": certificate.level, "body": certificate.body}, threads=apprenticeships.threads(apprenticeship),
    )  # fmt: skip


def enter_certificates(entries: Sequence[rules.Entry], *, by: Actor, allowed: Verdict) -> int:
    """Record the good rows of a list, all or none; returns how many.

    Called within the act that takes the list over, which decides whether the actor may (`allowed`); for each
    apprentice it is asked here. Raises `Refused`: no right, or one was recorded meanwhile.
    """
    require(allowed)
    prints = {people.document_print(*entry.identity): entry.identity for entry in entries}
    person = {prints[print_]: found.pk for print_, found in people.people_by_prints(prints).items()}
    episodes = certificates.episodes_of(person.values(), by=by)
    made = []
    for entry in entries:
        episode = episodes[person[entry.identity]]
        require(access.can_enter_certificate(by, episode))
        made.append(
            Certificate(
                person_id=episode.enrolment.person_id,
                apprenticeship=episode,
                occupation=apprenticeships.occupation(episode),
                number=entry.number,
                level=entry.level,
                issued_on=cast(date, entry.issued_on),  # a good row has its day
                body=entry.body,
            )
        )
    try:
        with transaction.atomic():
            Certificate.objects.bulk_create(made)
    except IntegrityError as clash:  # somebody else recorded one of them at this moment
        raise Refused(No("certificates_changed")) from clash
    journal.record_all(_entered(each, episodes[each.person_id], by=by) for each in made)
    return len(made)
