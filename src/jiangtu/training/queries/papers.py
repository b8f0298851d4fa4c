"""What proves a printed attendance sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangtu.papers.doors import Find, Proof

from ..models import Session
from ..states import SessionState
from .timetable import roll

SHEET = "sheet"


def proofs() -> Mapping[str, Find]:
    """The attendance sheet of a session."""
    return {SHEET: sheet}


def sheet(keys: Sequence[UUID]) -> Proof | None:
    """What proves the attendance sheet of a session."""
    full = Session.objects.select_related("training_class__college", "room", "trainer")
    found = full.filter(uuid__in=keys).first()
    if found is None:
        return None
    return Proof(
        title=_("Attendance sheet"),
        on=timezone.localdate(found.during.lower),
        issuer=str(found.training_class.college),
        names=(found.trainer.name,),
        state=found.get_state_display(),
        facts={
            "class": found.training_class.uuid,
            "when": [found.during.lower, found.during.upper],
            "what": [found.topic, found.kind, found.venue, found.room_id],
            "trainer": found.trainer.uuid,
            "people": [[row.enrolment.uuid, row.enrolment.person.name] for row in roll(found)],
        },
        page=reverse("training:roll", args=[found.uuid]),
        holds=found.state != SessionState.CANCELLED,
    )
