"""How long records of access are kept: dated data (rulebook `access-records`)."""

from __future__ import annotations

from jiangtu.core.rulebook import Rulebook


class KeepingRules(Rulebook, frozen=True, kw_only=True):
    """For how many months it is kept who signed in, who tried to, and what was refused."""

    NAME = "access-records"

    months: int | None = None
