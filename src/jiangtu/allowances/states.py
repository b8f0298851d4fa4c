"""The life of a choice of Measures of an allowance run and of an objection, and the states of a line."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangtu.core.machine import Machine


class ChoiceState(TextChoices):
    CHOSEN = "chosen", _("chosen")
    TAKEN_BACK = "taken_back", _("taken back")


CHOICE = Machine(
    "measures choice",
    {"take back": (frozenset({ChoiceState.CHOSEN}), ChoiceState.TAKEN_BACK)},
    dict(ChoiceState.choices),
)


class AllowanceState(TextChoices):
    DRAFT = "draft", _("draft")
    SHOWN = "shown", _("sent for review")
    RELEASED = "released", _("released")
    DROPPED = "dropped", _("dropped")


ALLOWANCE = Machine(
    "allowance run",
    {
        "show": (frozenset({AllowanceState.DRAFT}), AllowanceState.SHOWN),
        "release": (frozenset({AllowanceState.SHOWN}), AllowanceState.RELEASED),
        "drop": (frozenset({AllowanceState.DRAFT, AllowanceState.SHOWN}), AllowanceState.DROPPED),
    },
    dict(AllowanceState.choices),
)


class ObjectionState(TextChoices):
    WAITING = "waiting", _("waits for an answer")
    ANSWERED = "answered", _("answered")


OBJECTION = Machine(
    "objection",
    {"answer": (frozenset({ObjectionState.WAITING}), ObjectionState.ANSWERED)},
    dict(ObjectionState.choices),
)


class LineState(TextChoices):
    DUE = "due", _("due")
    HELD = "held", _("held")
    LOST = "lost", _("forfeited")
    STOPPED = "stopped", _("stopped")
