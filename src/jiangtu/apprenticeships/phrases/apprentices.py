"""Sentences of apprentices, their stages and certificates, and what the timeline says of them."""

from django.utils.translation import gettext_lazy as _

STAGES = {
    "merge_two_apprenticeships": _("Both records are in an apprenticeship. End one of them first, then merge."),
    "stage_hours_met": _("%(what)s: %(have)s of %(need)s hours."),
    "stage_hours_short": _("%(what)s: %(have)s of %(need)s hours; %(short)s are missing."),
    "stage_log_countersigned": _("Every log entry of the stage is countersigned (%(have)s)."),
    "stage_log_waiting": _("Log entries of the stage not yet countersigned: %(waiting)s."),
    "stage_log_returned": _(
        "Log entries of the stage that were returned: %(returned)s. The apprentice sends them again or withdraws them."
    ),
    "stage_log_open": _(
        "Log entries of the stage not yet countersigned: %(waiting)s; returned: %(returned)s. The apprentice sends"
        " those again or withdraws them."
    ),
    "closed_stage_rests_on_entry": _(
        "The stage “%(stage)s” was closed on %(have)s with the hours of the entry that this one corrects. Once it is"
        " countersigned, whoever closed the stage is told."
    ),
    "stage_log_empty": _("The stage has no countersigned log entry yet."),
    "stage_complete": _("All conditions hold."),
    "later_stage_closed": _("A later stage is closed. Reopen that one first."),
    "not_in_training": _("The apprenticeship is “%(have)s”; stages move only while somebody is in training."),
}
APPRENTICES = {
    "places_rested_upon": _(
        "Something rests on the places of %(have)s of these %(need)s people: %(names)s. Record a departure instead."
    ),
    "already_in_this_class": _("This person is on the register of this class already."),
    "taken_elsewhere": _(
        "%(have)s of these people came into another class meanwhile. Check the file again: the report names the lines."
    ),
    "apprenticeship_over": _("The apprenticeship is “%(have)s”: its contract is not changed any more."),
    "leaves_in_the_future": _("%(have)s has not come yet. Record the departure on the day or after it."),
    "leaves_before_joining": _(
        "%(have)s lies before this person came into the class on %(need)s. Correct the last day."
    ),
    "leaves_before_seen": _(
        "%(have)s cannot be the last day: on %(need)s this person is on record as in training (at a session, in the"
        " log, or with a stage closed). Correct the day."
    ),
    "came_into_another_class": _(
        "This person came into another class after the departure, so it stays. It can be taken back once they have left"
        " that class."
    ),
    "nobody_confirms": _("None of these enterprises has anybody in Jiangtu who could confirm. Call them."),
    "still_in_training": _("This person is still an apprentice of yours. Record the departure first."),
    "inquiry_word_missing": _("Write in a few words what they are told."),
    "inquiry asked": _("Another institution asked about this person"),
    "inquiry cleared": _("Told another institution that they may join"),
    "inquiry refused": _("Declined the question of another institution"),
    "assessed_before_training": _(
        "%(have)s lies before the training, which began on %(need)s. Write the day on which you saw it."
    ),
    "return_word_missing": _("Write the reason: whoever prepared it wants to know what to correct."),
}
CERTIFICATES = {
    "person_unknown": _("None of the apprentices whose files you keep has this document. Compare the number with it."),
    "certificate_number_missing": _("The certificate number is missing. Copy it from the certificate."),
    "certificate_number_invalid": _(
        "This is no certificate number: 4 to 40 letters and digits. In a file its cell is formatted as text."
    ),
    "certificate_number_used": _("This number is recorded for another certificate. Compare it with the original."),
    "certificate_day_missing": _("The date of issue is missing. Copy it from the certificate, as 2025-04-01."),
    "certificate_level_missing": _("The level is missing. Choose one from the list."),
    "certificate_level_held": _("This person holds a certificate of this level in the occupation already."),
    "certificate_body_missing": _("Name the assessment body as printed on the certificate, in 200 characters at most."),
    "certificate_twice_in_file": _("Line %(have)s holds the same certificate already. Delete one of the two lines."),
    "certificates_taken_back": _(
        "%(have)s of these certificates were corrected or withdrawn already. Withdraw the others one by one."
    ),
    "certificates_changed": _("Somebody recorded one of these certificates just now. Check the file again."),
}
TIMELINE = {
    "apprenticeship begun": _("Apprenticeship begun"),
    "apprenticeship proposed": _("Prepared for the enterprise to confirm"),
    "apprenticeship confirmed": _("Confirmed by the enterprise"),
    "apprenticeship sent back": _("Sent back"),
    "enterprises reminded": _("Enterprises reminded to confirm apprentices: %(people)s people"),
    "apprenticeship corrected": _("Contract corrected"),
    "apprenticeship left": _("Departure recorded"),
    "departure taken back": _("Departure taken back: recorded by mistake"),
    "apprenticeship taken back": _("Taken back: entered by mistake"),
    "apprenticeship completed": _("Apprenticeship completed"),
    "stage opened": _("Stage opened"),
    "stage closed": _("Stage closed: %(stage)s"),
    "stage reopened": _("Stage reopened"),
    "certificate entered": _("Certificate recorded"),
    "certificate corrected": _("Certificate corrected"),
    "certificate withdrawn": _("Certificate withdrawn"),
    "field:issued_on": _("issued on"),
    "field:contract_from": _("contract from"),
    "field:contract_to": _("contract to"),
    "field:intake": _("way of intake"),
    "field:current_level": _("level at the start"),
    "field:full_time_student": _("full-time student"),
    "field:post": _("post"),
    "field:remark": _("remark"),
    "field:closed_on": _("closed on"),
    "field:stage": _("stage"),
    "field:level": _("level"),
    "field:body": _("assessment body"),
}
PHRASES = {**STAGES, **APPRENTICES, **CERTIFICATES, **TIMELINE}
