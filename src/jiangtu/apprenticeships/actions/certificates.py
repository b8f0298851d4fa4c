"""Certificates of skill level: one by one, and from a file with the roster's care."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import jobs, journal
from jiangtu.core.actor import Actor
from jiangtu.core.jobs import Step, silent, spelled
from jiangtu.core.machine import move
from jiangtu.core.models import Job
from jiangtu.core.verdict import No, Refused, require
from jiangtu.people import queries as people

from .. import access, queries
from ..models import Apprenticeship, Certificate, CertificateList
from ..rules import certificates as rules
from ..states import ROSTER, RosterState
from .rosters import keep_file, may_take, unreadable

CHECK, COMMIT = "apprenticeships.check_certificates", "apprenticeships.commit_certificates"


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
        occupation=queries.occupation(apprenticeship),
        number=rules.certificate_number(number),
        level=level,
        issued_on=issued_on,
        body=body.strip()[: rules.LONGEST_BODY],
    )
    require(rules.certificate_sound(certificate, certificate.occupation.ladder, today=timezone.localdate()))
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


def _entered(certificate: Certificate, apprenticeship: Apprenticeship, *, by: Actor) -> Any:
    return journal.entry_for(
        "certificate entered", certificate, by=by, on=certificate.issued_on,
        after={"level": certificate.level, "body": certificate.body}, threads=queries.threads(apprenticeship),
    )  # fmt: skip


@transaction.atomic
def take_certificates(*, content: bytes, name: str, by: Actor) -> CertificateList:
    """Keep a list of certificates, sealed, and have it checked."""
    require(access.can_enter_certificates(by))
    given = CertificateList()
    keep_file(given, content=content, name=name, purpose="certificates", giver=by)
    journal.record("certificates given", given, by=by)
    jobs.start(CHECK, by=by, about=given.uuid, given=str(given.uuid), actor=spelled(by))
    return given


@transaction.atomic
def check_certificates(given: CertificateList, *, by: Actor, step: Step = silent) -> CertificateList:
    """Read the file and note every problem; what cannot be read is kept as unreadable, with the reason."""
    given = _locked(given)
    require(access.can_take_over(by, given))
    if given.state not in (RosterState.CHECKING, RosterState.CHECKED):
        return given
    try:
        sheet = queries.certificates_in(given)
    except Refused as refusal:
        return unreadable(given, refusal)  # type: ignore[no-any-return]
    step(30, 100)
    _note(given, queries.check_certificates(sheet, by=by))
    journal.record("certificates checked", given, by=by, after={"rows": given.rows, "good": given.good})
    return given


def _note(given: CertificateList, report: rules.Report) -> None:
    move(ROSTER, given, "check")
    given.rows, given.good = len(report.entries), len(report.good)
    given.known = sum(entry.known for entry in report.good)
    given.problems = [problem.record() for problem in report.problems]
    given.save()


@transaction.atomic
def ask_commit_certificates(given: CertificateList, *, only_good: bool, by: Actor) -> Job | None:
    """Have a checked list taken over by a job; a second click finds it under way or done and starts none."""
    given = _locked(given)
    require(access.can_take_over(by, given))
    if given.state == RosterState.COMMITTED:
        return None
    require(ROSTER.may(given, "commit"))
    require(may_take(given, only_good=only_good))
    under_way = queries.latest_job(given)
    if under_way and under_way.kind == COMMIT and under_way.state == Job.State.WAITING:
        return under_way
    return jobs.start(COMMIT, by=by, about=given.uuid, given=str(given.uuid), actor=spelled(by), only_good=only_good)


@transaction.atomic
def commit_certificates(given: CertificateList, *, only_good: bool, by: Actor, step: Step = silent) -> CertificateList:
    """Record every certificate of a list, or only the good rows, in one transaction; checked once more before.

    When that finds other problems than the report that was shown, nothing is recorded and the new report stands.
    """
    given = _locked(given)
    require(access.can_take_over(by, given))
    if given.state == RosterState.COMMITTED:
        return given
    require(ROSTER.may(given, "commit"))
    report = queries.check_certificates(queries.certificates_in(given), by=by)
    shown = {problem["row"] for problem in given.problems if problem["severity"] == "error"}
    if report.faulty != shown:
        _note(given, report)
        return given
    given.known = sum(entry.known for entry in report.good)
    require(may_take(given, only_good=only_good))
    step(40, 100)
    given.taken = _record([entry for entry in report.good if not entry.known], by=by)
    move(ROSTER, given, "commit")
    given.save()
    after = {"rows": given.rows, "taken": given.taken, "left_out": given.faulty, "known": given.known}
    journal.record("certificates taken over", given, by=by, after=after)
    return given


def _record(entries: list[rules.Entry], *, by: Actor) -> int:
    prints = {people.document_print(*entry.identity): entry.identity for entry in entries}
    person = {prints[print_]: found.pk for print_, found in people.people_by_prints(prints).items()}
    episodes = queries.episodes_of(person.values(), by=by)
    made = []
    for entry in entries:
        episode = episodes[person[entry.identity]]
        require(access.can_enter_certificate(by, episode))
        made.append(
            Certificate(
                person_id=episode.enrolment.person_id,
                apprenticeship=episode,
                occupation=queries.occupation(episode),
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


@transaction.atomic
def discard_certificates(given: CertificateList, *, by: Actor) -> CertificateList:
    """Put a list aside: nothing of it was recorded. A second click changes nothing."""
    given = _locked(given)
    require(access.can_take_over(by, given))
    if given.state != RosterState.DISCARDED:
        move(ROSTER, given, "discard")
        given.save(update_fields=["state"])
        journal.record("certificates discarded", given, by=by)
    return given


def _locked(given: CertificateList) -> CertificateList:
    return CertificateList.objects.select_for_update(of=("self",)).select_related("file").get(pk=given.pk)
