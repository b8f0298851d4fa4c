"""How long an invitation is open."""

from __future__ import annotations

from datetime import datetime

from jiangtu.core.verdict import YES, No, Verdict

DAYS = 14  # how long a link or a card is good; ours
WRONG_CODES = 60  # tried on one connection in a day, then it is shut till the next; a school shares one; ours
TEXTS_A_DAY = 3  # text messages with a card to one number; ours
MAILS_A_DAY = 5  # invitations to one e-mail address


def openable(invitation: tuple[datetime, datetime | None, datetime | None] | None, *, now: datetime) -> Verdict:
    """Whether an invitation (its end, when accepted, when withdrawn) can be taken up; None: there is no such link.

    The day on which it ended is told in the zone of `now`.
    """
    if invitation is None:
        return No("invitation_unknown")
    expires_at, accepted_at, withdrawn_at = invitation
    if accepted_at:
        return No("invitation_used")
    if withdrawn_at:
        return No("invitation_withdrawn")
    if now >= expires_at:
        return No("invitation_expired", have=expires_at.astimezone(now.tzinfo).date())
    return YES
