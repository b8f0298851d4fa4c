"""The sentences of the class room: its verdicts, its facts, and the names of their fields."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "rulebook:workday": _("Hours of a day of work"),
    "rule:normal_hours": _("hours of work a day"),
    "rule:overtime_hours": _("overtime a day at most, in hours"),
    # classes
    "enterprises_not_agreed": _(
        "Enterprises that have not agreed yet: %(have)s. An enterprise is asked on the page of the partnership and"
        " agrees on its own desk."
    ),
    "class_number_taken": _("The college already has a class with the number %(number)s. Choose another number."),
    "class_is_over": _("The class is over or cancelled, so it is not changed any more."),
    "fixed_once_open": _(
        "Number, programme, place, intake and first day stay as they are once the class is open. Cancel it "
        "and make a new one if they are wrong."
    ),
    "enterprise_has_people": _(
        "An enterprise with people on the register stays in the class. End their enrolment first, or keep "
        "the enterprise."
    ),
    "ends_before_sessions": _("The timetable goes on to %(need)s, so the class cannot end on %(have)s."),
    "version_not_released": _("The programme's version is not released yet. Release it, then open the class."),
    "no_enterprise": _("The class has no enterprise yet. Name at least one."),
    "no_trainer": _("The class has no trainer yet. Name at least one."),
    "nobody_enrolled": _("Nobody is on the register yet. Bring in the roster, then start the class."),
    "class_starts_later": _("The class starts on %(need)s; today is %(have)s."),
    "sessions_uncalled": _("Sessions whose roll has not been called: %(have)s. Call it, or cancel them."),
    "sessions_ahead": _("Sessions that are still to come: %(have)s. Hold them, or cancel them in the timetable."),
    "entries_waiting": _(
        "Log entries that still wait for a mentor: %(have)s. "
        "They are countersigned or returned before the class is closed."
    ),
    "training_reason_missing": _("A reason is needed. Write in a few words why."),
    # the register
    "class_takes_nobody": _("The class is over, so nobody comes onto its register any more."),
    "enrolled_before_the_start": _("%(have)s is before the class's first day, %(need)s."),
    "enrolled_after_the_end": _("%(have)s is after the class's last day, %(need)s."),
    "already_enrolled": _("Already on the class's register, of these people: %(have)s."),
    "enterprise_not_of_class": _("The enterprise does not belong to this class. Add it to the class first."),
    "enrolment_ended": _("The enrolment already ended on %(have)s."),
    "ends_before_it_began": _("%(have)s is before the enrolment began, %(need)s."),
    # the timetable
    "class_not_planned_any_more": _("The class is over, so its timetable stays as it is."),
    "session_minutes": _("A session lasts from %(least)s to %(need)s minutes; here it would be %(have)s."),
    "session_outside_class": _("%(have)s lies outside the class's dates, %(first)s to %(need)s."),
    "session_over_midnight": _(
        "The session goes on after midnight. Tick this if it is meant so; else correct its time."
    ),
    "session_long": _(
        "A session of %(have)s h is longer than a day of work of %(need)s h (%(source)s). Tick this if it is meant so; "
        "else correct its length."
    ),
    "session_in_the_past": _("%(have)s is over. Write why the session is entered only now."),
    "trainer_not_of_class": _("That trainer does not belong to the class. Add them to the class first."),
    "room_not_of_class": _("That room belongs neither to the college nor to an enterprise of the class."),
    "stage_not_of_class": _("That stage belongs to another programme."),
    "week_empty": _("The week of %(have)s holds no session to copy."),
    "session_not_planned": _("The roll of this session was called, or it was cancelled, so its time stays as it is."),
    "time_taken_elsewhere": _(
        "%(who)s is taken elsewhere on %(on)s at %(start)s. Choose another time, or ask what stands in the way."
    ),
    "trainer_taken": _("%(who)s already teaches “%(topic)s” in class %(of)s on %(on)s from %(start)s to %(end)s."),
    "room_taken": _("Room %(who)s is already used by class %(of)s (“%(topic)s”) on %(on)s from %(start)s to %(end)s."),
    "apprentice_taken": _(
        "%(who)s is already expected at “%(topic)s” of class %(of)s on %(on)s from %(start)s to %(end)s."
    ),
    "taken_meanwhile": _(
        "At the same moment somebody else took this time for the same trainer, room or apprentice. Look at "
        "the timetable and try again."
    ),
    # the roll call
    "class_not_running": _("The class is not running, so nothing is entered here."),
    "class_not_begun": _("The class has not begun. It is to begin on %(need)s; you can write your log then."),
    "session_cancelled": _("This session was cancelled."),
    "session_not_yet": _("The roll opens when the session begins: %(on)s, %(need)s."),
    "marks_missing": _("%(have)s of %(need)s people have a mark. Give everyone one."),
    "mark_of_a_stranger": _("A mark belongs to somebody who is not expected at this session. Load the page again."),
    "mark_unknown": _("“%(have)s” is no mark of the roll call."),
    "late_minutes": _("Who was late missed from 1 to %(need)s minutes; here it says %(have)s."),
    # the log
    "log_in_the_future": _("%(have)s has not come yet. An entry is written for today or a day before."),
    "log_outside_enrolment": _("%(have)s lies outside your time in this class, which began on %(need)s."),
    "log_without_time": _("An entry tells of time at work. Write how long it took."),
    "log_day_too_long": _(
        "Of this day %(need)s h are left: %(beside)s h stand in other entries, %(sessions)s h are sessions. With this "
        "entry of %(have)s h it would be %(total)s h; a day has 24."
    ),
    "log_day_over_the_law": _(
        "This makes a day of %(have)s h of work; the law knows %(need)s h at most, overtime included (%(source)s). If "
        "it was so, write why below: your mentor reads it."
    ),
    "log_day_overfull": _(
        "%(who)s, %(on)s: with this entry of %(have)s h the day would come to %(total)s h, sessions included. Return "
        "it and say why."
    ),
    "photos_not_agreed": _(
        "You have not agreed to photos of your work. Agree on the page of the entry, or save it without photos."
    ),
    "too_many_photos": _("Four photos at most belong to an entry; here there would be %(have)s."),
    "only_countersigned_is_corrected": _("This entry is not countersigned, so you can change it directly."),
    "already_corrected": _("This entry was already corrected. Correct the newer entry instead."),
    "log_is_returned": _("This entry was returned. It waits for you again once the apprentice has sent it again."),
    "log_is_countersigned": _("This entry is countersigned and stays as it is."),
    "log_countersigned": _("A countersigned entry stays as it is. Write a correction that takes its place."),
    "log_saved_already": _("This page was saved before, as your entry of %(have)s. Open that entry to change it."),
    "log_twice": _(
        "Your log already has an entry of %(have)s with the same words and the same time. Change that one, or write "
        "what was different."
    ),
    "log_withdrawn": _("You have withdrawn this entry. Open a new page to write it again."),
    "log_changed_meanwhile": _(
        "%(have)s of these entries changed after this page was loaded. Load it again and read them first."
    ),
    "word_missing": _("Tell the apprentice what should be corrected."),
    "picture_too_large": _("“%(name)s” is too large. Send a file of at most %(need)s MB, in ordinary camera size."),
    "picture_too_many_pixels": _(
        "“%(name)s” has %(have)s million pixels, at most %(need)s million can be read. Send it smaller, or as an "
        "ordinary JPEG of the camera."
    ),
    "picture_heic": _(
        "“%(name)s” is in a phone's own format (HEIC), which others cannot open. Set the phone's camera to "
        "JPEG (“most compatible”), or send a screenshot of the photo."
    ),
    "picture_unreadable": _("“%(name)s” cannot be read. Photos are JPEG, PNG or WebP."),
    "scan_unreadable": _("“%(name)s” cannot be read. A scan is a JPEG, PNG or WebP picture, or a PDF."),
    # hours
    "hours_delivered": _("%(have)s of %(need)s hours are delivered."),
    "hours_not_yet": _("%(have)s of %(need)s hours are delivered so far."),
    "forecast_none": _("Training has not begun, so there is no pace yet."),
    "forecast_enough": _("At this pace the %(need)s hours are reached by %(on)s."),
    "forecast_short": _("At this pace %(short)s hours short on %(on)s."),
    "forecast_ended_short": _("%(short)s hours short at the end, %(on)s."),
    # facts of the journal
    "class created": _("Class drafted"),
    "class changed": _("Class changed"),
    "class opened": _("Class opened"),
    "class started": _("Class started"),
    "class completed": _("Class completed"),
    "class closed": _("Class closed"),
    "class cancelled": _("Class cancelled"),
    "person enrolled": _("Person put on the register"),
    "person struck off": _("Taken off the register: entered by mistake"),
    "enrolment ended": _("Person taken off the register"),
    "enrolment resumed": _("Person on the register again"),
    "session planned": _("Session planned"),
    "week copied": _("Week of the timetable copied"),
    "session moved": _("Session moved"),
    "session cancelled": _("Session cancelled"),
    "roll called": _("Roll called"),
    "roll corrected": _("Roll call corrected"),
    "log entry written": _("Log entry written"),
    "log entry changed": _("Log entry changed"),
    "log entry sent again": _("Log entry sent again"),
    "log entry corrected": _("Countersigned log entry corrected by a new one"),
    "log entry withdrawn": _("Log entry withdrawn"),
    "log entry countersigned": _("Log entry countersigned"),
    "log entry returned": _("Log entry returned"),
    "field:training.TrainingClass.number": _("number"),
    "field:training.TrainingClass.version": _("programme"),
    "field:campus": _("campus"),
    "field:starts_on": _("first day"),
    "field:ends_on": _("last day"),
    "field:state": _("state"),
    "field:trainers": _("trainers"),
    "field:person": _("person"),
    "field:from": _("begins"),
    "field:minutes": _("minutes"),
    "field:venue": _("where"),
    "field:room": _("room"),
    "field:trainer": _("trainer"),
    "field:topic": _("topic"),
    "field:day": _("day"),
    "field:independence": _("how independently"),
    "field:corrects": _("corrects"),
    "field:week": _("week from"),
    "field:weeks": _("weeks"),
    "field:sessions": _("sessions"),
    "field:present": _("present"),
    "field:late": _("late"),
    "field:absent": _("absent"),
    "field:excused": _("excused"),
}
