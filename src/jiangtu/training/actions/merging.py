"""What becomes of classes, sessions and the log when two records of a person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiangtu.people.doors import Moving


def moves() -> list[Moving]:
    """This room's relations to a person."""
    return [
        Moving("training.TrainingClass.head"),
        Moving("training.TrainingClass.trainers"),
        Moving("training.Enrolment.person", clash=_("the register of one class")),
        Moving("training.Session.trainer", clash=_("two sessions at one time, as trainer")),
        Moving("training.Attendance.person", clash=_("the attendance of one time")),
        Moving("training.Attendance.marked_by"),
        Moving("training.LogEntry.answered_by"),
        Moving("training.LogReturn.by"),
    ]
