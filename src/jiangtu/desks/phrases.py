"""The desks' sentences: comments, and what the rulebook of figures is called."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "comment_empty": _("Write something first: an empty comment says nothing."),
    "commented": _("Comment"),
    "rulebook:figures": _("Figures without personal data"),
    "rule:smallest_group": _("people a group needs to be shown"),
}
