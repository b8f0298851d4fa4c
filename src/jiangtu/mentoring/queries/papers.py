"""What proves a printed contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiangtu.core.dated import holds
from jiangtu.papers.doors import Find, Proof

from ..models import Pair
from .pairs import WITH_ALL

CONTRACT = "pair"


def proofs() -> Mapping[str, Find]:
    """The contract of a pair."""
    return {CONTRACT: contract}


def contract(keys: Sequence[UUID]) -> Proof | None:
    """What proves the contract of a pair."""
    pair = Pair.objects.select_related(*WITH_ALL).filter(uuid__in=keys).first()
    if pair is None:
        return None
    enrolment = pair.apprenticeship.enrolment
    names = pair.mentor.person.name, enrolment.person.name
    runs = holds(pair.since, pair.until, max(timezone.localdate(), pair.since))
    ended = _("ended on %(day)s") % {"day": date_format(pair.until)} if pair.until else ""
    return Proof(
        title=_("Mentor and apprentice contract"),
        on=pair.since,
        issuer=str(pair.mentor.enterprise),
        names=names,
        state=_("in force") if runs else ended,
        facts={
            "parties": [pair.mentor.uuid, pair.apprenticeship.uuid, *names],
            "class": enrolment.training_class.uuid,
            "term": [pair.since, pair.term_to],
            "words": [pair.goals, pair.tasks],
        },
        page=reverse("mentoring:pair", args=[pair.uuid]),
        holds=runs,
    )
