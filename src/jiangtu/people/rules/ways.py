"""By what an account is signed in to."""

from __future__ import annotations

from jiangtu.core.verdict import YES, No, Verdict

LINK_MINUTES = 60  # how long the link that proves an address is good
ADDRESS_LINKS_A_DAY = 5  # asked for by one account


def a_way_stays(*, password: bool, phone: bool, passkeys: int) -> Verdict:
    """Whether what would be left still lets its person in."""
    return YES if password or phone or passkeys else No("last_way")
