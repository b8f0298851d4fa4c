"""Lives of an apprenticeship and of a stage in it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiangtu.core.machine import Machine


class ApprenticeshipState(TextChoices):
    PROPOSED = "proposed", _("waits for the enterprise")
    RETURNED = "returned", _("sent back")
    ACTIVE = "active", _("in training")
    COMPLETED = "completed", _("completed")
    LEFT = "left", _("left")


class Standing(TextChoices):
    """How an apprenticeship stands on a day, as lists and figures call it: its state, and of those who are confirmed
    whether their place in the class has begun (`queries.standing`)."""

    PROPOSED = ApprenticeshipState.PROPOSED.value, ApprenticeshipState.PROPOSED.label
    RETURNED = ApprenticeshipState.RETURNED.value, ApprenticeshipState.RETURNED.label
    AHEAD = "ahead", _("confirmed, begins later")
    ACTIVE = ApprenticeshipState.ACTIVE.value, ApprenticeshipState.ACTIVE.label
    COMPLETED = ApprenticeshipState.COMPLETED.value, ApprenticeshipState.COMPLETED.label
    LEFT = ApprenticeshipState.LEFT.value, ApprenticeshipState.LEFT.label


# Somebody holds one such apprenticeship at most, and may not begin another.
ON_THE_WAY = (ApprenticeshipState.PROPOSED, ApprenticeshipState.RETURNED, ApprenticeshipState.ACTIVE)

APPRENTICESHIP = Machine(
    "apprenticeship",
    {
        "confirm": (frozenset({ApprenticeshipState.PROPOSED}), ApprenticeshipState.ACTIVE),
        "send back": (frozenset({ApprenticeshipState.PROPOSED}), ApprenticeshipState.RETURNED),
        "propose again": (frozenset({ApprenticeshipState.RETURNED}), ApprenticeshipState.PROPOSED),
        "complete": (frozenset({ApprenticeshipState.ACTIVE}), ApprenticeshipState.COMPLETED),
        "resume": (frozenset({ApprenticeshipState.COMPLETED}), ApprenticeshipState.ACTIVE),
        "leave": (frozenset(ON_THE_WAY), ApprenticeshipState.LEFT),
        # A departure that was recorded by mistake:
        "train on": (frozenset({ApprenticeshipState.LEFT}), ApprenticeshipState.ACTIVE),
        "wait again": (frozenset({ApprenticeshipState.LEFT}), ApprenticeshipState.PROPOSED),
        "stay sent back": (frozenset({ApprenticeshipState.LEFT}), ApprenticeshipState.RETURNED),
    },
    dict(ApprenticeshipState.choices),
)


class InquiryState(TextChoices):
    ASKED = "asked", _("waits for an answer")
    CLEARED = "cleared", _("may join")
    REFUSED = "refused", pgettext_lazy("inquiry", "declined")


INQUIRY = Machine(
    "inquiry",
    {
        "clear": (frozenset({InquiryState.ASKED}), InquiryState.CLEARED),
        "refuse": (frozenset({InquiryState.ASKED}), InquiryState.REFUSED),
    },
    dict(InquiryState.choices),
)


class CertificateState(TextChoices):
    VALID = "valid", pgettext_lazy("certificate", "valid")
    CORRECTED = "corrected", pgettext_lazy("certificate", "corrected")
    WITHDRAWN = "withdrawn", pgettext_lazy("certificate", "withdrawn")


CERTIFICATE = Machine(
    "certificate",
    {
        "correct": (frozenset({CertificateState.VALID}), CertificateState.CORRECTED),
        "withdraw": (frozenset({CertificateState.VALID}), CertificateState.WITHDRAWN),
    },
    dict(CertificateState.choices),
)


class ProgressState(TextChoices):
    WAITING = "waiting", _("not yet")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


PROGRESS = Machine(
    "stage",
    {
        "open": (frozenset({ProgressState.WAITING}), ProgressState.OPEN),
        "close": (frozenset({ProgressState.OPEN}), ProgressState.CLOSED),
        "reopen": (frozenset({ProgressState.CLOSED}), ProgressState.OPEN),
        "wait": (frozenset({ProgressState.OPEN}), ProgressState.WAITING),
    },
    dict(ProgressState.choices),
)
