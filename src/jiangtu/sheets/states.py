"""The life of a file that came in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangtu.core.machine import Machine


class FileState(TextChoices):
    GIVEN = "given", _("being checked")
    CHECKED = "checked", _("checked")
    TAKEN = "taken", _("imported")
    BACK = "taken_back", _("taken back")
    DISCARDED = "discarded", _("discarded")
    UNREADABLE = "unreadable", _("cannot be read")
    EXPIRED = "expired", _("deleted: never imported")
    CLEARED = "cleared", _("deleted: discarded before")


# Neither taken over nor gone.
LEFT = frozenset({FileState.GIVEN, FileState.CHECKED, FileState.UNREADABLE, FileState.DISCARDED})
GONE = frozenset({FileState.EXPIRED, FileState.CLEARED})  # its content is there no more


GIVEN_FILE = Machine(
    "given file",
    {
        "check": (frozenset({FileState.GIVEN, FileState.CHECKED}), FileState.CHECKED),
        "refuse": (frozenset({FileState.GIVEN}), FileState.UNREADABLE),
        "take": (frozenset({FileState.CHECKED}), FileState.TAKEN),
        "take back": (frozenset({FileState.TAKEN}), FileState.BACK),
        "discard": (frozenset({FileState.GIVEN, FileState.CHECKED}), FileState.DISCARDED),
        "expire": (frozenset({FileState.GIVEN, FileState.CHECKED, FileState.UNREADABLE}), FileState.EXPIRED),
        "clear": (frozenset({FileState.DISCARDED}), FileState.CLEARED),
    },
    dict(FileState.choices),
)
