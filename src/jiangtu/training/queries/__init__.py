"""Reads of classes, timetables, logs and hours, for pages, jobs and the rooms above."""

from ..access import also_visible
from .classes import choices_for, class_facts, classes, enrolment, listed_classes, register, training_class
from .hours import (
    ApprenticeHours,
    ClassHours,
    Window,
    cell_label,
    hours_in_windows,
    hours_of_class,
    hours_of_classes,
    log_in_windows,
)
from .logbook import (
    competences_to_touch,
    entries,
    entries_of,
    entry,
    log_minutes_on,
    log_months,
    own_enrolment,
    photo,
    waiting_entries,
)
from .timetable import (
    collision,
    houses_of,
    roll,
    rooms_of,
    scan_of,
    session,
    sessions_of_apprentice,
    sessions_of_trainer,
    sessions_uncalled,
    week,
)

__all__ = [
    "also_visible",
    "ApprenticeHours", "ClassHours", "Window", "cell_label", "choices_for", "class_facts", "classes", "collision",
    "competences_to_touch", "enrolment", "entries", "entries_of", "entry", "hours_in_windows", "hours_of_class",
    "hours_of_classes", "houses_of", "listed_classes", "log_in_windows", "log_minutes_on", "log_months",
    "own_enrolment", "photo", "register", "roll", "rooms_of", "scan_of", "session", "sessions_of_apprentice",
    "sessions_of_trainer", "sessions_uncalled", "training_class", "waiting_entries", "week",
]  # fmt: skip
