"""Writes of institutions."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, require

from .. import access
from ..models import Institution
from ..rules import credit_codes, regions
from ..states import Kind

# What the journal keeps of an institution.
KEPT = ("kind", "name", "name_en", "credit_code", "credit_code_exception", "region", "address")


def _journal_values(institution: Institution) -> dict[str, object]:
    kept = journal.values(institution, KEPT)
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
    institution_here_already, campus_needs_owner.
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
    _require_new_name(institution)
    institution.save()
    threads = [other.uuid for other in (owner, host) if other]
    journal.record("institution registered", institution, by=by, after=_journal_values(institution), threads=threads)
    return institution


@transaction.atomic
def change_institution(institution: Institution, *, by: Actor, **changes: Any) -> Institution:
    """Change what is known of an institution; its kind stays. Refused as `register_institution`."""
    institution = Institution.objects.select_for_update(no_key=True, of=("self",)).get(pk=institution.pk)
    require(access.can_change(by, institution))
    if "region" in changes:
        require(access.can_register(by, institution.kind, changes["region"]))
    before = _journal_values(institution)
    for field, value in changes.items():
        if field not in {*KEPT, "owner", "host"} - {"kind"}:
            raise TypeError(f"an institution's {field} is not changed here")
        setattr(institution, field, value)
    institution.credit_code = credit_codes.compact(institution.credit_code or "") or None
    _require_sound(institution)
    if institution.name != before["name"]:
        _require_new_name(institution)
    institution.save()
    if changed := journal.difference(before, _journal_values(institution)):
        journal.record("institution changed", institution, by=by, **changed)
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


def _require_new_name(institution: Institution) -> None:
    """One of the same name and kind at a place is the same one, unless two credit codes tell them apart. A place is the
    same as one that it lies in: one house is told by its province, and by its county."""
    same = Institution.objects.filter(name=institution.name, kind=institution.kind, owner=institution.owner).exclude(
        pk=institution.pk
    )
    if institution.credit_code:
        same = same.filter(credit_code=None)
    for there in same:
        if regions.covers(there.region, institution.region) or regions.covers(institution.region, there.region):
            require(No("institution_here_already", have=str(there)))
