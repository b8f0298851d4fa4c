"""Which day can be the last one of somebody who leaves. Pure."""

from __future__ import annotations

from datetime import date

from jiangtu.core.verdict import YES, No, Verdict


def may_leave(on: date, *, today: date, since: date, seen: date | None) -> Verdict:
    """Whether `on` can be the last day: not to come, not before the person was in the class (`since`; who leaves before
    the class began was never in it), and not before the last day on which the record has them in training (`seen`).

    A slip here would take hours, stages and the mentor's allowance away from days that are on record.
    """
    if on > today:
        return No("leaves_in_the_future", have=on)
    if on < since <= today:
        return No("leaves_before_joining", have=on, need=since)
    if seen and on < seen:
        return No("leaves_before_seen", have=on, need=seen)
    return YES
