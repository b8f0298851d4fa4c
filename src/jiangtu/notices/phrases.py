"""What the room says: refusals, and the fields of its choices."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "notice_unknown": _("There is no kind of notice “%(have)s”."),
    "endpoint_unknown": _(
        "This browser uses a push service that this installation does not know. Mail reaches you all the same."
    ),
    "reminded_today": _("They have all been reminded of this today. Each person is reminded of a thing once a day."),
}
