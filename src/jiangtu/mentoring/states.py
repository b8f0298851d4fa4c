"""Suits, lives of a pairing run, a pair and an allowance run, grades of a pair's review."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangtu.core.machine import Machine


class Suit(TextChoices):
    RED = "red", _("red suit (skill)")
    WHITE = "white", _("white smock (technical knowledge)")


class RunState(TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    DROPPED = "dropped", _("dropped")


PAIRING_RUN = Machine(
    "pairing run",
    {
        "publish": (frozenset({RunState.DRAFT}), RunState.PUBLISHED),
        "drop": (frozenset({RunState.DRAFT}), RunState.DROPPED),
    },
    dict(RunState.choices),
)


class WishKind(TextChoices):
    LOCK = "lock", _("kept together")
    FORBID = "forbid", _("kept apart")


class PairForm(TextChoices):
    ONE_TO_ONE = "one_to_one", _("one-to-one")
    ONE_TO_MANY = "one_to_many", _("one-to-many")
    MANY_TO_ONE = "many_to_one", _("many-to-one")


class Grade(TextChoices):
    EXCELLENT = "excellent", _("excellent")
    GOOD = "good", _("good")
    PASS = "pass", _("pass")
    FAIL = "fail", _("fail")


class AllowanceState(TextChoices):
    DRAFT = "draft", _("draft")
    SHOWN = "shown", _("shown to the mentors")
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


class LineState(TextChoices):
    DUE = "due", _("due")
    HELD = "held", _("held")
    LOST = "lost", _("lost")
    STOPPED = "stopped", _("stopped")
