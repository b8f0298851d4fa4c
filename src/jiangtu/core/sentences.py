"""The core's own sentences."""

from django.utils.translation import gettext_lazy as _

ALL = _("all")  # what a filter that is not used says; named in the settings

PHRASES = {
    "no_right": _("Your present role may not do this. Change the role at the top of the page, or ask whoever may."),
    "move_impossible": _("It is “%(have)s” now; this can be done only when it is: %(need)s."),
    "move_possible": _("It is “%(have)s”, as it must be."),
    "rulebook_unknown": _("There is no rulebook “%(name)s” for “%(place)s”."),
    "no_edition_on_date": _(
        "No edition of “%(name)s” for “%(place)s” was in force on %(have)s; the first is of %(need)s."
    ),
    "job_failed": _("The work broke off by a fault of ours. Nothing of it was kept; it can be started again."),
}
