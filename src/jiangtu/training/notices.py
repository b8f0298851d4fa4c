"""Of what this room tells people: the log's answers, and sessions that move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.states import Role
from jiangtu.notices.doors import kinds
from jiangtu.notices.rules import Kind, To, Urgency

from .models import LogEntry


def writers(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """The apprentices who wrote the entries that the facts are about."""
    entries = LogEntry.objects.filter(uuid__in=[fact.subject for fact in facts]).select_related("enrolment")
    found = {entry.uuid: entry for entry in entries.order_by()}
    for fact in facts:
        if entry := found.get(fact.subject):
            yield To(
                entry.enrolment.person_id,
                reverse("training:entry", args=[entry.uuid]),
                fact,
                values={"day": entry.on},
                role=Role.APPRENTICE,
                institution=entry.enrolment.enterprise_id,
            )


@kinds.bring
def told() -> Iterable[Kind]:
    return (
        Kind(
            "training.log-returned",
            _("An entry of your log was returned"),
            _("Your log entry of %(day)s was returned. The mentor wrote what is missing."),
            Urgency.NOW, (Role.APPRENTICE,), ("log entry returned",), writers,
        ),
        Kind(
            "training.log-countersigned",
            _("An entry of your log was countersigned"),
            _("Your log entry of %(day)s was countersigned."),
            Urgency.LATER, (Role.APPRENTICE,), ("log entry countersigned",), writers,
        ),
    )  # fmt: skip
