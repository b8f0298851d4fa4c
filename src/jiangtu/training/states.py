"""Lives of a class, a session and a log entry; marks of the roll call."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiangtu.core.machine import Machine


class ClassState(TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", pgettext_lazy("class", "open")
    RUNNING = "running", pgettext_lazy("class", "running")
    COMPLETED = "completed", pgettext_lazy("class", "completed")
    CLOSED = "closed", pgettext_lazy("class", "closed")
    CANCELLED = "cancelled", _("cancelled")


CLASS = Machine(
    "class",
    {
        "open": (frozenset({ClassState.DRAFT}), ClassState.OPEN),
        "start": (frozenset({ClassState.OPEN}), ClassState.RUNNING),
        "complete": (frozenset({ClassState.RUNNING}), ClassState.COMPLETED),
        "close": (frozenset({ClassState.COMPLETED}), ClassState.CLOSED),
        "cancel": (frozenset({ClassState.DRAFT, ClassState.OPEN, ClassState.RUNNING}), ClassState.CANCELLED),
    },
    dict(ClassState.choices),
)


class Intake(TextChoices):
    NEW_HIRE = "new_hire", _("newly hired")
    TRANSFERRED = "transferred", _("transferred to the post")
    STUDENT = "student", _("student")


class SessionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "planned")
    HELD = "held", pgettext_lazy("session", "held")
    CANCELLED = "cancelled", _("cancelled")


SESSION = Machine(
    "session",
    {
        "hold": (frozenset({SessionState.PLANNED}), SessionState.HELD),
        "cancel": (frozenset({SessionState.PLANNED}), SessionState.CANCELLED),
    },
    dict(SessionState.choices),
)


class Mark(TextChoices):
    PRESENT = "present", _("present")
    LATE = "late", _("late")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excused")


class Independence(TextChoices):
    ASSIST = "assist", _("assist only")
    SUPERVISED = "supervised", _("under supervision")
    INDEPENDENT = "independent", _("independently")


class EntryState(TextChoices):
    SUBMITTED = "submitted", _("waits for the mentor")
    RETURNED = "returned", _("returned")
    COUNTERSIGNED = "countersigned", _("countersigned")


ENTRY = Machine(
    "log entry",
    {
        "countersign": (frozenset({EntryState.SUBMITTED}), EntryState.COUNTERSIGNED),
        "return": (frozenset({EntryState.SUBMITTED}), EntryState.RETURNED),
        "submit again": (frozenset({EntryState.RETURNED}), EntryState.SUBMITTED),
    },
    dict(EntryState.choices),
)
