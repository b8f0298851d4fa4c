"""Writes of partnerships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import move
from jiangtu.core.verdict import No, require

from .. import access
from ..models import Institution, Partner, Partnership
from ..queries.partnerships import STEPS
from ..states import PARTNER, Kind, PartnerState


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
    """Write down that a college wants to train together with enterprises, and ask them.

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
    """Change its term, occupations, campuses, what the college contributes, or which enterprises it asks."""
    partnership = (
        Partnership.objects.select_for_update(no_key=True, of=("self",))
        .select_related("college")
        .get(pk=partnership.pk)
    )
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
    after, threads = _terms(partnership), [partnership.college.uuid, *(each.uuid for each in enterprises)]
    if before != after:
        journal.record(verb, partnership, by=by, on=since, before=before, after=after, threads=threads)
    _ask(partnership, enterprises, by=by)
    return partnership


def _ask(partnership: Partnership, enterprises: list[Institution], *, by: Actor) -> None:
    """Ask whom it newly names; take it back from whom it names no more."""
    known = {each.enterprise_id: each for each in partnership.partners.select_related("enterprise").order_by("pk")}
    for each in known.keys() - {each.pk for each in enterprises}:
        if PARTNER.may(known[each], "withdraw"):
            _step(known[each], "withdraw", by=by)
    for enterprise in enterprises:
        partner = known.get(enterprise.pk)
        if partner is None:
            partner = Partner(partnership=partnership, enterprise=enterprise, state=PartnerState.WITHDRAWN)
        if PARTNER.may(partner, "ask"):
            _step(partner, "ask", by=by)


@transaction.atomic
def step_partner(partner: Partner, verb: str, *, by: Actor, remark: str = "") -> Partner:
    """Agree, decline, withdraw or ask again. A second click finds it done and changes nothing.

    Raises `Refused`: no_right, move_impossible, partner_reason_missing (who declines or withdraws says why).
    """
    partner = _held(partner)
    require(access.may_step(by, partner, verb))
    if partner.state == PARTNER.transitions[verb][1]:
        return partner
    if verb in ("decline", "withdraw") and not remark.strip():
        require(No("partner_reason_missing"))
    _step(partner, verb, by=by, remark=remark)
    return partner


def _step(partner: Partner, verb: str, *, by: Actor, remark: str = "") -> None:
    move(PARTNER, partner, verb)
    partner.save()
    threads = [partner.partnership.college.uuid, partner.enterprise.uuid]
    journal.record(STEPS[verb], partner.partnership, by=by, remark=remark, threads=threads)  # the verb says it all


def _held(partner: Partner) -> Partner:
    """The partner, held until the transaction ends."""
    return (
        Partner.objects.select_for_update(no_key=True, of=("self",))
        .select_related("partnership__college", "enterprise")
        .get(pk=partner.pk)
    )


def _terms(partnership: Partnership) -> dict[str, object]:
    return {
        "since": partnership.since,
        "until": partnership.until,
        "occupations": partnership.occupations,
        "campuses": sorted(partnership.campuses.values_list("name", flat=True)),
        "college_gives": partnership.college_gives,
    }


@transaction.atomic
def say_contribution(partner: Partner, text: str, *, by: Actor) -> Partner:
    """What an enterprise contributes, in its own words."""
    partner = _held(partner)
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
