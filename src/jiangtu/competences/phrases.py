"""Sentences of the room: how well a thing is confirmed, and what the journal says of the packs."""

from django.utils.translation import gettext_lazy as _

MARKS = {
    "S": _("read in the source"),
    "S*": _("read through a mirror"),
    "M": _("not confirmed"),
    "I": _("inferred"),
    "ours": _("our own"),
    "example": _("example"),
}

PHRASES = {"pack loaded": _("“%(name)s” was brought up to date from its pack")}
