"""A certificate that was entered wrongly is corrected or withdrawn: what stood stays, what counts follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from jiangtu.apprenticeships.actions import certificates
from jiangtu.apprenticeships.models import Apprenticeship, Certificate
from jiangtu.apprenticeships.queries import analysis, land
from jiangtu.apprenticeships.queries.levels import highest_before
from jiangtu.core.models import JournalEntry
from jiangtu.core.verdict import Refused
from tests.factories import apprenticeships as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAYS: dict[str, Any] = {"number": "Z330001", "level": "L4", "issued_on": date(2025, 6, 1), "body": "中心"}


def refused(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.verdict.code


def counted(it: Apprenticeship) -> list[int]:
    """How often somebody counts as certified: live, in the figures of the night, as a level held elsewhere."""
    found = Apprenticeship.objects.filter(pk=it.pk)
    nightly = [row for row in land.rows_on(timezone.localdate()) if row[0] == it.pk]
    other = factory.running_class(apprentices=0, version=it.enrolment.training_class.version)
    return [
        sum(analysis.certified_by(found, "county").values()),
        sum(bool(dict(zip(land.COLUMNS, row, strict=True))["certified"]) for row in nightly),
        len(highest_before([it.enrolment.person_id], other)),
    ]


def test_a_corrected_certificate_stays_beside_the_one_that_counts() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    old = certificates.enter_certificate(it, by=hr, **SAYS)
    says = {**SAYS, "level": "L3", "reason": "misread"}
    assert refused(lambda: certificates.correct_certificate(old, by=hr, **{**says, "reason": " "})) == "reason_missing"
    assert refused(lambda: certificates.correct_certificate(old, by=hr, **{**says, "number": "?"})) == (
        "certificate_number_invalid"
    )
    same = certificates.correct_certificate(old, by=hr, **SAYS, reason="nothing")
    assert (same.pk, Certificate.objects.count()) == (old.pk, 1)
    new = certificates.correct_certificate(old, by=hr, **says)
    old.refresh_from_db()
    assert (old.state, old.level, old.why, old.replaced_by) == ("corrected", "L4", "misread", new)
    assert (new.state, new.level, new.number) == ("valid", "L3", old.number)
    told = JournalEntry.objects.get(verb="certificate corrected")
    assert (told.before, told.after, told.remark) == ({"level": "L4"}, {"level": "L3"}, "misread")
    assert {old.uuid, it.uuid} <= set(told.threads)
    assert refused(lambda: certificates.correct_certificate(old, by=hr, **says)) == "move_impossible"
    other = factory.apprentice(enterprise=it.enrolment.enterprise)
    clash = {**SAYS, "number": certificates.enter_certificate(other, by=hr, **{**SAYS, "number": "Z2222"}).number}
    assert refused(lambda: certificates.correct_certificate(new, by=hr, **clash, reason="x")) == (
        "certificate_number_used"
    )


def test_a_withdrawn_certificate_counts_nowhere_and_can_be_entered_anew() -> None:
    it = factory.apprentice()
    hr = factory.hr_of(it.enrolment.enterprise)
    held = certificates.enter_certificate(it, by=hr, **SAYS)
    assert counted(it) == [1, 1, 1]
    stranger = factory.hr_of(factory.apprentice().enrolment.enterprise)
    assert refused(lambda: certificates.withdraw_certificate(held, reason="x", by=stranger)) == "no_right"
    certificates.withdraw_certificate(held, reason="another person's", by=hr)
    assert counted(it) == [0, 0, 0]
    assert refused(lambda: certificates.withdraw_certificate(held, reason="again", by=hr)) == "move_impossible"
    again = certificates.enter_certificate(it, by=hr, **SAYS)
    assert again.pk != held.pk
    assert counted(it) == [1, 1, 1]
