"""Certificates of skill level: one by one, and from a file with the roster's care."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.db import IntegrityError, transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import final, move
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import No, Refused, Verdict, require
from jiangtu.people import queries as people

from .. import access
from ..models import Apprenticeship, Certificate
from ..queries import apprenticeships, certificates
from ..rules import certificates as rules
from ..states import CERTIFICATE

TOLD = ("level", "issued_on", "body")  # what the journal keeps of a certificate
SAID = ("number", *TOLD)


@final
@transaction.atomic
def enter_certificate(
    apprenticeship: Apprenticeship, *, number: str, level: str, issued_on: date, body: str, by: Actor
) -> Certificate:
    """Record the certificate that somebody obtained in their apprenticeship's occupation.

    Sent twice it is recorded once. Raises `Refused`: no right, the number, level or date cannot be, the number is
    already recorded, or the person holds that level already.
    """
    require(access.can_enter_certificate(by, apprenticeship))
    certificate = _written(apprenticeship, number, level, issued_on, body)
    same = certificates.VALID.filter(number=certificate.number, person=certificate.person_id, level=level).first()
    if same:
        return same
    _save(certificate)
    journal.record_all([_entered(certificate, apprenticeship, by=by)])
    return certificate


@transaction.atomic
def correct_certificate(
    certificate: Certificate, *, number: str, level: str, issued_on: date, body: str, reason: str, by: Actor
) -> Certificate:
    """Put another certificate in the place of one that was entered wrongly, which stays as corrected; returns the one
    that is valid now. What changes nothing is not recorded.

    Raises `Refused`: no right, no reason, corrected or withdrawn already, and what `enter_certificate` refuses.
    """
    old, it = _mended(certificate, reason, by)
    new = _written(it, number, level, issued_on, body)
    said = [journal.values(each, SAID) for each in (old, new)]
    if said[0] == said[1]:
        return old
    move(CERTIFICATE, old, "correct")
    old.why, new.replaces = reason.strip(), old
    old.save(update_fields=["state", "why"])
    _save(new)
    changed = journal.difference(*({name: each[name] for name in TOLD} for each in said))
    threads = [old.uuid, *apprenticeships.threads(it)]
    journal.record("certificate corrected", new, by=by, remark=old.why, threads=threads, **changed)
    return new


@final
@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, reason: str, by: Actor) -> Certificate:
    """Take back a certificate that should not have been entered, or that its body took back; it stays as withdrawn.

    Raises `Refused`: no right, no reason, corrected or withdrawn already.
    """
    held, it = _mended(certificate, reason, by)
    move(CERTIFICATE, held, "withdraw")
    held.why = reason.strip()
    held.save(update_fields=["state", "why"])
    journal.record("certificate withdrawn", held, by=by, remark=held.why, threads=apprenticeships.threads(it))
    return held


def _mended(certificate: Certificate, reason: str, by: Actor) -> tuple[Certificate, Apprenticeship]:
    """The certificate that is corrected or withdrawn, locked, and whose it is."""
    require(access.can_mend_certificate(by, certificate))
    if not reason.strip():
        raise Refused(No("reason_missing"))
    held = certificates.certificate_for_update(certificate)
    assert held.apprenticeship  # else nobody has the right
    return held, held.apprenticeship


def _written(it: Apprenticeship, number: str, level: str, issued_on: date, body: str) -> Certificate:
    """The certificate as it would be kept. Raises `Refused` when it cannot be."""
    made = Certificate(
        person_id=it.enrolment.person_id,
        apprenticeship=it,
        occupation=apprenticeships.occupation(it),
        number=rules.certificate_number(number),
        level=level,
        issued_on=issued_on,
        body=body.strip()[: rules.LONGEST_BODY],
    )
    issued = certificates.day_of_issue(issued_on, it.enrolment.person)
    require(rules.certificate_sound(made, made.occupation.ladder, issued))
    return made


def _save(certificate: Certificate) -> None:
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError as clash:
        held = "one_certificate_of_a_level_in_an_occupation" in str(clash)
        raise Refused(No("certificate_level_held" if held else "certificate_number_used")) from clash


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
            # In one order: two lists with the same people do not wait for each other crosswise.
            Certificate.objects.bulk_create(sorted(made, key=lambda each: each.person_id))
    except IntegrityError as clash:  # somebody else recorded one of them at this moment
        raise Refused(No("certificates_changed")) from clash
    journal.record_all(_entered(each, episodes[each.person_id], by=by) for each in made)
    return len(made)
