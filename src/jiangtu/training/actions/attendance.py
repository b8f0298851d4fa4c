"""The roll call, on the phone or from a paper sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from jiangtu.core import files, journal
from jiangtu.core.actor import Actor
from jiangtu.core.machine import move
from jiangtu.core.models import StoredFile
from jiangtu.core.verdict import No, Refused, require

from .. import access
from ..models import Attendance, ReplacedScan, Session
from ..rules.pictures import LARGEST_FILE
from ..rules.timetable import may_call, roll_complete
from ..states import SESSION, SessionState
from .pictures import clean_picture


@transaction.atomic
def call_roll(
    session: Session,
    marks: Mapping[int, tuple[str, int]],
    *,
    by: Actor,
    sheet: bytes | None = None,
    sheet_name: str = "",
) -> Session:
    """Record who was there: attendance key -> (mark, minutes late), for everyone expected; a scan of the paper sheet.

    The first call holds the session; a later one corrects it and tells what changed. The same again changes nothing.
    Raises Refused (`no_right`, `session_not_yet`, `class_not_running`, `session_cancelled`, `marks_missing`,
    `late_minutes`, `scan_unreadable`, `picture_too_large` …).
    """
    found = (
        Session.objects.select_for_update(no_key=True, of=["self"]).select_related("training_class").get(pk=session.pk)
    )
    require(access.can_call_roll(by, found))
    begins, class_state = timezone.localtime(found.during.lower), found.training_class.state
    require(may_call(begins=begins, now=timezone.localtime(), class_state=class_state, session_state=found.state))
    rows = list(found.attendance.select_related("enrolment__person").order_by("pk"))
    require(roll_complete({row.pk for row in rows}, marks, found.minutes))
    changed = [row for row in rows if (row.mark, row.late_minutes) != marks[row.pk]]
    before = {str(row.enrolment.person.uuid): _mark(row) for row in changed}
    for row in changed:
        row.mark, row.late_minutes = marks[row.pk]
        row.marked_by_id, row.marked_at = by.person, timezone.now()
    Attendance.objects.bulk_update(changed, ["mark", "late_minutes", "marked_by", "marked_at"], batch_size=500)
    first = found.state == SessionState.PLANNED
    if first:
        move(SESSION, found, "hold")
    if sheet:
        if found.sheet_id:
            ReplacedScan.objects.create(session=found, file_id=found.sheet_id)
        found.sheet = _stored_scan(sheet, sheet_name, by)
    found.save(update_fields=["state", "sheet"])
    if first or changed or sheet:
        journal.record(
            "roll called" if first else "roll corrected",
            found,
            by=by,
            on=begins.date(),
            before=None if first else before,
            after=_counts(rows) if first else {str(row.enrolment.person.uuid): _mark(row) for row in changed},
            remark=sheet_name if sheet else "",
            threads=[found.training_class.uuid, *([] if first else [row.enrolment.person.uuid for row in changed])],
        )
    return found


def _mark(row: Attendance) -> str | list[str | int]:
    return [row.mark, row.late_minutes] if row.late_minutes else row.mark


def _counts(rows: list[Attendance]) -> dict[str, int]:
    return dict(Counter(row.mark for row in rows))


def _stored_scan(content: bytes, name: str, by: Actor) -> StoredFile:
    """Keep the scan: a PDF as it is (only ever sent as a download), a picture written anew."""
    if len(content) > LARGEST_FILE:
        raise Refused(No("picture_too_large", have=len(content) // 1024**2, need=LARGEST_FILE // 1024**2, name=name))
    if content.startswith(b"%PDF-"):
        kind = "application/pdf"
    else:
        try:
            content, kind = clean_picture(content, name=name), "image/jpeg"
        except Refused as refusal:
            if refusal.verdict.code != "picture_unreadable":
                raise
            raise Refused(No("scan_unreadable", name=name)) from refusal
    return files.keep(content, name=name, content_type=kind, purpose="attendance sheet", owner=by.person_uuid)
