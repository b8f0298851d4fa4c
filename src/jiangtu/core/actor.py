"""Actor: a person under one hat. Passed as `by` to every action, never read from a thread or a request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Person + institution + role. `person` and `institution` are primary keys; `region` is the institution's place.

    The uuids are what the journal keeps. A visitor has role ""; the system itself acts as SYSTEM.
    """

    person: int | None
    institution: int | None
    role: str
    region: str = ""
    person_uuid: UUID | None = None
    institution_uuid: UUID | None = None

    @property
    def signed_in(self) -> bool:
        return bool(self.role)

    def has(self, *roles: str) -> bool:
        return self.role in roles

    def at(self, institution: int | None) -> bool:
        """Whether the hat belongs to that institution (by primary key)."""
        return institution is not None and self.institution == institution


SYSTEM = Actor(None, None, "system")
VISITOR = Actor(None, None, "")
