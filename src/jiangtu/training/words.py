"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Training class, class",
        "班级",
        "one or several enterprises' apprentices at a college",
        "一家或多家企业的学徒在一所院校组成的班",
    ),
    Word(
        "Pooled class",
        "联合班",
        "a class of several enterprises: how small ones get in",
        "多家企业合办的班，小企业由此参加",
    ),
    Word("Enrolment, register", "在册、花名册", "a person on a class's register", "在班级花名册上的人"),
    Word("Room", "教室（场地）", "where sessions are held", "上课的场地"),
    Word("Session, timetable", "课次、课表", "one lesson or practice", "一次课或一次实操"),
    Word(
        "Attendance, roll call",
        "考勤、点名",
        "present 到课, late 迟到, absent 缺课, excused 请假",
        "到课、迟到、缺课、请假",
    ),
    Word(
        "Replaced scan",
        "被替换的扫描件",
        "a scan of the signed attendance sheet in whose place another one stands; it is kept",
        "签到表扫描件被新的替换后仍予保留",
    ),
    Word("Log entry, logbook", "日志、学徒日志", "a day's work as the apprentice wrote it", "学徒自己写的一天工作"),
    Word("Log photo", "日志照片", "a photo of a log entry", "日志中的一张照片"),
    Word(
        "Log return",
        "日志退回",
        "an entry as it stood when the mentor gave it back, and why",
        "被导师退回时的日志及退回原因",
    ),
    Word(
        "Returned photo",
        "退回时的照片",
        "a photo that an entry had when it was given back and has no more; it is kept with what was given back",
        "日志被退回时附有、之后移除的照片，随退回时的日志保留",
    ),
    Word("Countersign", "签认", "the mentor's word that an entry is so", "导师确认日志属实"),
)
