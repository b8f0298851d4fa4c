"""What proves a printed statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiangtu.mentoring.queries import mentors
from jiangtu.papers.doors import Find, Proof

from ..models import AllowanceRun
from ..states import AllowanceState
from . import statements

STATEMENT = "statement"


def proofs() -> Mapping[str, Find]:
    """A mentor's statement."""
    return {STATEMENT: statement}


def statement(keys: Sequence[UUID]) -> Proof | None:
    """What proves a statement, by the keys of its run and its mentor."""
    run = AllowanceRun.objects.select_related("enterprise").filter(uuid=keys[0]).first()
    found = statements.of_run(run, [mentors.profile(keys[1])]) if run else []
    if not run or not found:
        return None
    said = found[0]
    later = run.corrected_by.filter(state=AllowanceState.RELEASED).first()
    corrected = later and later.released_at
    return Proof(
        title=_("Allowance statement"),
        on=timezone.localdate(run.at),
        issuer=str(run.enterprise),
        names=(said.mentor.person.name,),
        state=_("corrected on %(day)s") % {"day": date_format(timezone.localtime(corrected))}
        if corrected
        else run.get_state_display(),
        facts={
            "mentor": [said.mentor.uuid, said.mentor.person.name],
            "period": [run.period_from, run.period_to],
            "lines": sorted([str(line.pair_id), line.months, line.amount, line.state] for line in said.lines),
            "paid before": said.paid_before,
        },
        page=reverse("allowances:statement", args=[run.uuid, said.mentor.uuid]),
        holds=not corrected and run.state != AllowanceState.DROPPED,
    )
