"""What is wrong with a roster, and how to mend it. (Its file: `sheets.phrases`; a number: `people.phrases`.)"""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "id_type_unknown": _(
        "“%(have)s” is no document type. Choose from the list: %(need)s. Leave it empty for a resident ID."
    ),
    "id_missing": _("The document number is missing. Fill it in as the document shows it."),
    "id_as_number": _(
        "The spreadsheet holds this number as a figure and has lost its last digits."
        " Format the cell as text, then type the number again from the document."
    ),
    "duplicate_in_file": _(
        "The same person stands in line %(have)s already. Delete one of the two lines, or correct the number."
    ),
    "already_in_training": _(
        "This person is in training in another class. Complete that one or record the departure"
        " first, or leave this person out."
    ),
    "left_this_class": _("This person left this class before. Leave them out; whoever comes back joins another class."),
    "enterprise_not_yours": _(
        "This is another enterprise's apprentice. Delete the line: you bring your own enterprise's people only."
    ),
    "name_differs": _(
        "This document is recorded under another name, and that name stays. Compare both with the document; a slip in"
        " the number would enter somebody else."
    ),
    "same_level_before": _(
        "This person was trained to %(have)s in this trade before, so %(need)s is no step up."
        " Choose a higher class, or leave this person out."
    ),
    "under_age": _(
        "Aged %(have)s when the contract begins; nobody under %(need)s may be employed (%(source)s)."
        " Compare number and date with the papers; when they are right, leave this person out."
    ),
    "phone_invalid": _(
        "This is no mobile number. Write 11 digits that begin with 1, or + and the country code for one from abroad."
    ),
    "contract_missing": _("The start of the labour contract is missing. Write it as 2025-04-01."),
    "date_invalid": _("“%(have)s” is no date. Write it as 2025-04-01."),
    "contract_ends_first": _(
        "The contract ends on %(have)s, before it begins on %(need)s. Correct one of the two days."
    ),
    "contract_too_short": _(
        "The labour contract ends on %(have)s. It must run for at least %(months)s months, so until"
        " %(need)s or later (%(source)s)."
        " Correct the date or renew the contract."
    ),
    "contract_over": _(
        "The labour contract ended on %(have)s, before the training begins on %(need)s. Write the contract that is in"
        " force then."
    ),
    "level_unknown": _("“%(have)s” is no skill level. Choose from the list: %(need)s."),
    "level_not_below_target": _(
        "This person holds %(have)s, and the class leads to %(need)s. Correct the level, or choose a higher class."
    ),
    "full_time_student": _(
        "A full-time student cannot join a class of employees. Correct it, or leave this person out."
    ),
    "student_contradicts": _(
        "The way of intake and “full-time student” say two things: one is a student in both, or in neither."
        " Correct one of them, or leave the second empty."
    ),
    "enterprise_missing": _(
        "The enterprise is missing. Write its whole name or its unified social credit code, as the business licence"
        " shows them."
    ),
    "enterprise_unknown": _(
        "“%(have)s” is no enterprise of this class. Write its whole name or its unified social credit code, as the"
        " business licence shows them."
    ),
    "young_worker": _(
        "Aged %(have)s when the contract begins, under %(need)s: a young worker (%(source)s)."
        " Register them with the labour office, arrange the health checks, and keep them from forbidden work."
    ),
    "contract_begins_late": _("The contract begins on %(have)s, after the training on %(need)s. Check the date."),
    "contract_not_covering": _(
        "The contract ends on %(have)s, before the training on %(need)s. Check the date, or see that it is renewed in"
        " time."
    ),
    "intake_unknown": _("“%(have)s” is no way of intake; the class's own is taken. Choose from the list: %(need)s."),
    "level_missing": _("The present skill level is empty. If there is none, choose 学徒工 (apprentice worker)."),
    "text_too_long": _("This cell has %(have)s characters; at most %(need)s fit. Shorten it."),
    "student_unclear": _(
        "“%(have)s” is neither yes nor no; the way of intake says it then. Write 是 (yes) or 否 (no)."
    ),
}
CONSOLE = {
    "file_not_written": _("“%(have)s” cannot be written: %(why)s. Choose another place."),
    "invalid_class": _(
        "The class file cannot be used: %(have)s. It needs place (six digits), level (such as L4), starts_on and"
        " ends_on (such as 2025-04-01, the end not before the start); intake is new_hire, transferred or student."
    ),
}
PHRASES = {**PROBLEMS, **CONSOLE}
