"""Writes of institutions, roles, invitations and partnerships."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require
from jiangtu.people import actions as people_actions
from jiangtu.people import queries as people_queries

from . import access, queries
from .models import Institution, Invitation, Membership, Partner, Partnership
from .rules import credit_codes, regions
from .rules.invitations import DAYS
from .states import Kind

# What the journal keeps of an institution.
KEPT = ("kind", "name", "name_en", "credit_code", "credit_code_exception", "region", "address")


def _kept(institution: Institution) -> dict[str, Any]:
    kept: dict[str, Any] = {field: getattr(institution, field) for field in KEPT}
    for other in ("owner", "host"):
        of = getattr(institution, other)
        kept[other] = str(of.name) if of else None
    return kept


@transaction.atomic
def register_institution(
    *,
    kind: str,
    name: str,
    region: str,
    by: Actor,
    name_en: str = "",
    credit_code: str = "",
    credit_code_exception: str = "",
    address: str = "",
    owner: Institution | None = None,
    host: Institution | None = None,
    pilot_unit: bool = False,
    example: bool = False,
) -> Institution:
    """Add an institution. A coordinator's enterprise is marked as gathered by its institution.

    Raises `Refused`: region_unknown, a fault of the credit code without a recorded reason, credit_code_taken,
    campus_needs_owner.
    """
    require(access.can_register(by, kind, region))
    institution = Institution(
        kind=kind,
        name=name.strip(),
        name_en=name_en.strip(),
        region=region,
        credit_code=credit_codes.compact(credit_code) or None,
        credit_code_exception=credit_code_exception.strip(),
        address=address,
        owner=owner,
        host=host if kind == Kind.CAMPUS else None,
        pilot_unit=pilot_unit,
        example=example,
    )
    if by.has("township_coordinator"):
        institution.gathered_by_id = by.institution
    _require_sound(institution)
    institution.save()
    threads = [other.uuid for other in (owner, host) if other]
    journal.record("institution registered", institution, by=by, after=_kept(institution), threads=threads)
    return institution


@transaction.atomic
def change_institution(institution: Institution, *, by: Actor, **changes: Any) -> Institution:
    """Change what is known of an institution; its kind stays. Refused as `register_institution`."""
    institution = Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
    require(access.can_change(by, institution))
    if "region" in changes:
        require(access.can_register(by, institution.kind, changes["region"]))
    before = _kept(institution)
    for field, value in changes.items():
        if field not in {*KEPT, "owner", "host"} - {"kind"}:
            raise TypeError(f"an institution's {field} is not changed here")
        setattr(institution, field, value)
    institution.credit_code = credit_codes.compact(institution.credit_code or "") or None
    _require_sound(institution)
    institution.save()
    after = _kept(institution)
    changed = [key for key in after if after[key] != before[key]]
    if changed:
        journal.record(
            "institution changed",
            institution,
            by=by,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
    return institution


def _require_sound(institution: Institution) -> None:
    if not regions.known(institution.region) or institution.region == regions.COUNTRY and institution.kind not in (
        Kind.MINISTRY, Kind.INTERNATIONAL, Kind.ASSOCIATION
    ):  # fmt: skip
        require(No("region_unknown", have=institution.region))
    if institution.kind == Kind.CAMPUS and institution.owner is None:
        require(No("campus_needs_owner"))
    if not institution.credit_code:
        institution.credit_code_exception = ""
        return
    verdict = credit_codes.check(institution.credit_code)
    if verdict:
        institution.credit_code_exception = ""
    elif not institution.credit_code_exception or len(institution.credit_code) != 18:
        require(verdict)
    taken = Institution.objects.filter(credit_code=institution.credit_code).exclude(pk=institution.pk).first()
    if taken:
        require(No("credit_code_taken", have=str(taken)))


@transaction.atomic
def give_role(person: Any, institution: Institution, role: str, *, by: Actor, on: date | None = None) -> Membership:
    """Give a person a role from a day (today). Whoever holds it already keeps it."""
    return give_roles([person], institution, role, by=by, on=on)[0]


@transaction.atomic
def give_roles(
    people: Sequence[Any], institution: Institution, role: str, *, by: Actor, on: date | None = None
) -> list[Membership]:
    """The same for many people, in their order, in a constant number of queries."""
    require(access.can_give_role(by, institution, role))
    since = on or timezone.localdate()
    wanted = {person.pk: person for person in people}
    open_ones = Membership.objects.filter(institution=institution, role=role, until__isnull=True, person__in=wanted)
    held = {m.person_id for m in open_ones}
    new = [
        Membership(person_id=key, institution=institution, role=role, since=since) for key in wanted if key not in held
    ]
    Membership.objects.bulk_create(new, ignore_conflicts=True)
    found = {m.person_id: m for m in open_ones.all()}
    ours = {m.uuid for m in new}
    journal.record_all(
        journal.entry_for(
            "role given",
            m,
            by=by,
            on=since,
            after={"role": role},
            threads=[wanted[m.person_id].uuid, institution.uuid],
        )  # fmt: skip
        for m in found.values()
        if m.uuid in ours
    )
    return [found[person.pk] for person in people]


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, on: date, reason: str = "") -> Membership:
    """End a role with a day, its last. Ended once, it stays as it was ended; an end still to come may come sooner.

    Sessions under it end with that day.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("person", "institution").get(pk=membership.pk)
    )
    require(access.can_end_membership(by, membership))
    if on < membership.since:
        require(No("ends_before_it_starts", have=on, need=membership.since))
    until = membership.until
    if until is None or on < until and until > timezone.localdate():
        membership.until = on
        membership.save(update_fields=["until"])
        threads = [membership.person.uuid, membership.institution.uuid]
        journal.record(
            "role ended", membership, by=by, on=on, before={"role": membership.role}, remark=reason, threads=threads
        )
    return membership


@transaction.atomic
def invite(
    institution: Institution, role: str, *, name: str, email: str, by: Actor, person: Any = None, language: str = ""
) -> Invitation:
    """Send somebody a link by which they take up a role. The link is in the mail alone: here stays only its hash.

    `person`: who is meant, when they are already recorded. Raises `Refused`: no right, mail_not_sent (nothing stays).
    """
    require(access.can_give_role(by, institution, role))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        institution=institution,
        role=role,
        name=name.strip(),
        email=email,
        person=person,
        token_print=queries.token_print(token),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    journal.record("invitation sent", invitation, by=by, after={"role": role}, threads=[institution.uuid])
    try:
        _send(invitation, token, language)
    except OSError as fault:  # the mail server does not answer, or wants none of it
        raise Refused(No("mail_not_sent", have=email, why=str(fault))) from fault
    return invitation


def _send(invitation: Invitation, token: str, language: str) -> None:
    with override(language or settings.LANGUAGE_CODE):
        context = {
            "invitation": invitation,
            "link": settings.BASE_URL + reverse("institutions:accept", args=[token]),
            "days": DAYS,
        }
        subject = _("You are invited to Jiangtu")
        send_mail(subject, render_to_string("institutions/mail/invitation.txt", context), None, [invitation.email])


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Make the link worthless. An invitation that was taken up stays so."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("institution").get(pk=invitation.pk)
    require(access.can_withdraw_invitation(by, invitation))
    if invitation.accepted_at:
        require(No("invitation_used"))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        journal.record("invitation withdrawn", invitation, by=by, threads=[invitation.institution.uuid])


@transaction.atomic
def accept_invitation(
    token: str, *, by: Actor, name: str = "", username: str = "", password: str = "", language: str = ""
) -> Membership:
    """Take up the role: as who is signed in, else with a new account for the recorded or a new person.

    Raises `Refused`: invitation_unknown, invitation_used, invitation_withdrawn, invitation_expired,
    invitation_of_another, invitation_sign_in, and what `create_account` refuses.
    """
    found = Invitation.objects.select_for_update(of=("self",)).filter(token_print=queries.token_print(token))
    invitation = found.select_related("institution", "person").first()
    require(queries.openable(invitation))
    assert invitation is not None
    require(access.can_accept_invitation(by, invitation))
    institution = invitation.institution
    if by.person is not None:
        person = invitation.person or people_queries.myself(by)
    else:
        if sign_in_first(invitation):
            require(No("invitation_sign_in"))
        new = Actor(None, institution.pk, invitation.role, institution.region, None, institution.uuid)
        person = invitation.person or people_actions.record_person(name=name or invitation.name, by=new)
    hat = Actor(person.pk, institution.pk, invitation.role, institution.region, person.uuid, institution.uuid)
    if by.person is None:
        people_actions.create_account(
            person, username=username, password=password, email=invitation.email, language=language, by=hat
        )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership, _new = Membership.objects.get_or_create(
        person=person, institution=institution, role=invitation.role, until=None
    )
    journal.record(
        "invitation accepted", invitation, by=hat, after={"role": invitation.role},
        threads=[institution.uuid, person.uuid, membership.uuid],
    )  # fmt: skip
    return membership


def sign_in_first(invitation: Invitation) -> bool:
    """Whether the one invited can sign in already: then they take the role up as themselves."""
    if invitation.person_id and people_queries.has_account(invitation.person_id):
        return True
    return people_queries.account_by_email(invitation.email) is not None


@transaction.atomic
def begin_partnership(
    college: Institution,
    enterprises: Iterable[Institution],
    *,
    by: Actor,
    since: date,
    until: date | None = None,
    occupations: Sequence[str] = (),
    campuses: Iterable[Institution] = (),
    college_gives: str = "",
) -> Partnership:
    """Write down that a college and enterprises train together.

    Raises `Refused`: partnership_needs_enterprise, not_an_enterprise, ends_before_it_starts.
    """
    require(access.can_keep_partnership(by, college))
    partnership = Partnership(college=college)
    return _keep(
        partnership, list(enterprises), list(campuses), "partnership begun", by=by, since=since, until=until,
        occupations=occupations, college_gives=college_gives,
    )  # fmt: skip


@transaction.atomic
def change_partnership(
    partnership: Partnership,
    enterprises: Iterable[Institution],
    *,
    by: Actor,
    since: date,
    until: date | None = None,
    occupations: Sequence[str] = (),
    campuses: Iterable[Institution] = (),
    college_gives: str = "",
) -> Partnership:
    """Change its term, occupations, campuses, enterprises, or what the college contributes."""
    partnership = Partnership.objects.select_for_update(of=("self",)).select_related("college").get(pk=partnership.pk)
    require(access.can_keep_partnership(by, partnership.college))
    return _keep(
        partnership, list(enterprises), list(campuses), "partnership changed", by=by, since=since, until=until,
        occupations=occupations, college_gives=college_gives,
    )  # fmt: skip


def _keep(
    partnership: Partnership,
    enterprises: list[Institution],
    campuses: list[Institution],
    verb: str,
    *,
    by: Actor,
    since: date,
    until: date | None,
    occupations: Sequence[str],
    college_gives: str,
) -> Partnership:
    if not enterprises:
        require(No("partnership_needs_enterprise"))
    for each in enterprises:
        if each.kind != Kind.ENTERPRISE:
            require(No("not_an_enterprise", have=str(each)))
    if until and until < since:
        require(No("ends_before_it_starts", have=until, need=since))
    before = _terms(partnership) if partnership.pk else None
    partnership.since, partnership.until = since, until
    partnership.occupations, partnership.college_gives = list(occupations), college_gives
    partnership.save()
    partnership.campuses.set(campuses)
    partnership.partners.exclude(enterprise__in=enterprises).delete()
    Partner.objects.bulk_create(
        [Partner(partnership=partnership, enterprise=each) for each in enterprises], ignore_conflicts=True
    )
    threads = [partnership.college.uuid, *(each.uuid for each in enterprises)]
    journal.record(verb, partnership, by=by, on=since, before=before, after=_terms(partnership), threads=threads)
    return partnership


def _terms(partnership: Partnership) -> dict[str, Any]:
    return {
        "since": partnership.since,
        "until": partnership.until,
        "occupations": partnership.occupations,
        "enterprises": sorted(partnership.partners.values_list("enterprise__name", flat=True)),
        "campuses": sorted(partnership.campuses.values_list("name", flat=True)),
        "college_gives": partnership.college_gives,
    }


@transaction.atomic
def say_contribution(partner: Partner, text: str, *, by: Actor) -> Partner:
    """What an enterprise contributes, in its own words."""
    partner = (
        Partner.objects.select_for_update(of=("self",))
        .select_related("partnership__college", "enterprise")
        .get(pk=partner.pk)
    )
    require(access.can_say_contribution(by, partner.partnership, partner.enterprise))
    before = partner.enterprise_gives
    if text != before:
        partner.enterprise_gives = text
        partner.save(update_fields=["enterprise_gives"])
        journal.record(
            "contribution said", partner.partnership, by=by, before={"enterprise_gives": before},
            after={"enterprise_gives": text}, threads=[partner.enterprise.uuid],
        )  # fmt: skip
    return partner
