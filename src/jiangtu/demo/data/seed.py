"""What makes the pilot data the same every time: one source of chance, keys from names, one day to count from."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

_SPACE = uuid.UUID("6b1d6f2e-6d1e-5d0a-9b57-9d6a0c3f7a11")


def key(*parts: object) -> uuid.UUID:
    """A uuid that depends on nothing but its words."""
    return uuid.uuid5(_SPACE, "/".join(map(str, parts)))


@dataclass
class Seed:
    """`today` is the day the pilot data stand on; everything else counts from it."""

    today: date
    chance: random.Random = field(default_factory=lambda: random.Random(20210125))

    def weeks(self, number: int) -> date:
        """The Monday that many weeks from this week's (negative: before)."""
        return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=number)
