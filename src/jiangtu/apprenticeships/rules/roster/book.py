"""The dated rules that a roster is checked against."""

from __future__ import annotations

from jiangtu.core.days import OfAge
from jiangtu.core.rulebook import Rulebook


class RosterRules(Rulebook, frozen=True, kw_only=True):
    """Who may be enrolled as an apprentice of the enterprise-based scheme."""

    NAME = "roster"

    minimum_contract_months: int | None = None


class WorkingAgeRules(Rulebook, frozen=True, kw_only=True):
    """From which age one may work, and up to which one is a young worker (未成年工)."""

    NAME = "working-age"

    minimum_age: int | None = None
    adult_age: int | None = None

    @property
    def of_age(self) -> OfAge | None:
        """The age from which one may work, where it is known."""
        return None if self.minimum_age is None else OfAge(self.minimum_age, self.cite("minimum_age"))
