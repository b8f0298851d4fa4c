from django.urls import path

from .views import attendance, classes, hours, logbook, timetable

urlpatterns = [
    path("", classes.classes, name="classes"),
    path("new", classes.new, name="new-class"),
    path("<uuid:uuid>/record", classes.record, name="class"),
    path("<uuid:uuid>/edit", classes.edit, name="edit-class"),
    path("<uuid:uuid>/steps/<slug:verb>", classes.step, name="step-class"),
    path("<uuid:uuid>/timetable", timetable.week, name="week"),
    path("<uuid:uuid>/timetable/copy", timetable.copy_week, name="copy-week"),
    path("<uuid:uuid>/log", logbook.of_class, name="class-log"),
    path("<uuid:uuid>/hours", hours.of_class, name="hours"),
    path("sessions", timetable.sessions, name="sessions"),
    path("sessions/<uuid:uuid>", timetable.session, name="session"),
    path("sessions/<uuid:uuid>/roll", attendance.roll, name="roll"),
    path("sessions/<uuid:uuid>/sheet.pdf", attendance.sheet, name="sheet"),
    path("sessions/<uuid:uuid>/scan", attendance.scan, name="scan"),
    path("scans/<uuid:uuid>", attendance.replaced_scan, name="replaced-scan"),
    path("enrolments/<uuid:uuid>/hours", hours.of_apprentice, name="hours-of"),
    path("entries", logbook.every, name="entries"),
    path("log", logbook.own, name="log"),
    path("log/new", logbook.write, name="write"),
    path("log/<uuid:uuid>", logbook.entry, name="entry"),
    path("log/<uuid:uuid>/edit", logbook.edit, name="edit-entry"),
    path("log/<uuid:uuid>/correct", logbook.correct, name="correct-entry"),
    path("log/<uuid:uuid>/withdraw", logbook.withdraw, name="withdraw-entry"),
    path("log/photos/<uuid:uuid>", logbook.photo, name="photo"),
]
