"""What can be done: classes, the register, the timetable, the roll call and the log."""

from .attendance import call_roll
from .classes import create_class, edit_class, step_class
from .logbook import correct_entry, countersign, edit_entry, return_entry, write_entry
from .register import end_enrolment, enrol
from .timetable import cancel_session, copy_session, copy_week, move_session, plan_session

__all__ = [
    "call_roll", "cancel_session", "copy_session", "copy_week", "correct_entry", "countersign", "create_class",
    "edit_class", "edit_entry", "end_enrolment", "enrol", "move_session", "plan_session", "return_entry", "step_class",
    "write_entry",
]  # fmt: skip
