"""Of what a room below this one has people told: files that were checked, of whatever kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiangtu.core.models import JournalEntry
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.states import Role
from jiangtu.people import queries as people
from jiangtu.sheets import queries as sheets

from .doors import kinds
from .rules import Kind, To, Urgency

BRING_FILES = (Role.ENTERPRISE_HR, Role.PROGRAMME_HEAD, Role.TOWNSHIP_COORDINATOR)


def who_brought(facts: Sequence[JournalEntry]) -> Iterator[To]:
    """Who brought the files that the facts are about: the check is done, in a job, while they did something else."""
    givers = sheets.givers(fact.subject for fact in facts)
    keys = people.keys_of(person for person, _name in givers.values())
    houses = institutions.keys_of(fact.institution for fact in facts if fact.institution)
    for fact in facts:
        person, name = givers.get(fact.subject, (None, ""))
        if person in keys:
            found = fact.after or {}
            values = {"file": name, "good": found.get("good", 0), "rows": found.get("rows", 0)}
            page = reverse("sheets:file", args=[fact.subject])
            house = houses.get(fact.institution) if fact.institution else None
            yield To(keys[person], page, fact, values, fact.role, house)


@kinds.bring
def notice_kinds() -> Iterable[Kind]:
    """Files checked, and files that could not be read."""
    return (
        Kind(
            "sheets.checked",
            _("A file that you sent was checked"),
            _("%(file)s was checked: %(good)s of %(rows)s rows can be imported."),
            Urgency.LATER, BRING_FILES, tuple(f"{name} checked" for name in sheets.names()), who_brought,
            also_oneself=True,
            done=tuple(f"{name} {end}" for name in sheets.names() for end in ("taken over", "discarded")),
        ),
        Kind(
            "sheets.unreadable",
            _("A file that you sent could not be read"),
            _("%(file)s could not be read. Its page says why."),
            Urgency.LATER, BRING_FILES, tuple(f"{name} unreadable" for name in sheets.names()), who_brought,
            also_oneself=True,
        ),
    )  # fmt: skip
