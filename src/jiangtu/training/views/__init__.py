"""The pages of the class room."""

from . import attendance, classes, hours, logbook, timetable

__all__ = ["attendance", "classes", "hours", "logbook", "timetable"]
