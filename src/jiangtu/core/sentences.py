"""The core's own sentences, and what the marks of sources mean."""

from django.utils.translation import gettext_lazy as _

# What a mark says of a source (docs/rulebooks.md).
MARKS = {
    "S": _("read in a public source"),
    "S*": _("read through a mirror of the source"),
    "M": _("not confirmed"),
    "I": _("inferred from the wording"),
    "ours": _("Jiangtu's own choice"),
    "example": _("made up as an example"),
}

PHRASES = {
    "not_found": _("Nothing is here"),
    "no_right": _("Your present role may not do this. Change the role at the top of the page, or ask whoever may."),
    "day_implausible": _(
        "%(have)s cannot be meant: write the whole date, such as 2025-04-01, of a year from %(need)s to %(latest)s."
    ),
    "day_to_come": _("%(have)s has not come yet. Write a day up to today."),
    "day_before_birth": _("%(have)s lies before this person's birth. Compare the date with the papers."),
    "day_before_age": _(
        "On %(have)s this person was younger than %(need)s, the age from which one may work (%(source)s)."
        " Compare the date with the papers."
    ),
    "move_impossible": _("It is “%(have)s” now; this can be done only when it is: %(need)s."),
    "move_possible": _("It is “%(have)s”, as it must be."),
    "rulebook_unknown": _("There is no rulebook “%(name)s” for “%(place)s”."),
    "no_edition_on_date": _(
        "No rule for this was in force on %(have)s yet; the first is of %(need)s. Compare the date."
    ),
    "rule_row_unreadable": _(
        "A dated row of “%(name)s” sets “%(key)s” to %(have)s, which does not fit (%(source)s). Correct that row first."
    ),
    "export_refused": _(
        "The list did not open any more in the role in which its file was asked for. Nothing was made; open the list"
        " again in a role that sees it."
    ),
    "export_gone": _("The file was kept for %(need)s days and is gone. Open the list and export it again."),
    "job_too_long": _(
        "The work took too long and was ended. Nothing of it was kept; split it, or start it again at a calmer hour."
    ),
    "job_failed": _("The work broke off by a fault of ours. Nothing of it was kept; it can be started again."),
}
