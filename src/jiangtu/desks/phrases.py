"""The desks' sentences about comments."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "comment_empty": _("Write something first: an empty comment says nothing."),
    "commented": _("Comment"),
}
