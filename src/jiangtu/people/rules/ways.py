"""By what an account is signed in to."""

from __future__ import annotations

from jiangtu.core.verdict import YES, No, Verdict


def a_way_stays(*, password: bool, phone: bool, passkeys: int) -> Verdict:
    """Whether what would be left still lets its person in."""
    return YES if password or phone or passkeys else No("last_way")
