"""What stood before an entry of the log: as a mentor gave it back, or what it corrects."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from ..models import LogEntry, LogReturn
from ..rules.workday import in_hours
from ..states import EntryState

register = template.Library()
Change = tuple[str, Any, Any]  # what, as it stood, as it stands


@register.inclusion_tag("training/_before.html", takes_context=True)
def before(context: template.Context, entry: LogEntry) -> dict[str, Any]:
    """Each time that the entry was given back, the last first: by whom, why, and what was changed after that; and what
    a correction changes of the entry that it corrects."""
    stood: list[LogEntry | LogReturn] = [entry, *entry.returns.all()]
    given_back = [(was, changes(was, now)) for now, was in zip(stood, stood[1:], strict=False)]
    if entry.state == EntryState.RETURNED:  # that answer is the present one
        given_back = given_back[1:]
    corrected = changes(entry.corrects, entry) if entry.corrects else None
    return {"request": context["request"], "given_back": given_back, "corrects": entry.corrects, "corrected": corrected}


def changes(was: LogEntry | LogReturn, now: LogEntry | LogReturn) -> list[Change]:
    """What differs, by its name on the form."""
    rows = [
        (_("Day"), was.on, now.on),
        (_("Hours worked"), in_hours(was.minutes), in_hours(now.minutes)),
        (_("Work done"), was.work, now.work),
        (_("How independently"), was.get_independence_display(), now.get_independence_display()),
        (_("What was hard"), was.difficulty, now.difficulty),
        (_("Why so long"), was.why_long, now.why_long),
    ]
    return [row for row in rows if row[1] != row[2]]
