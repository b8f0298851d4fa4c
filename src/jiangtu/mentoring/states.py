"""Suits, the life of a pairing run, forms of a pair, grades of a pair's review."""

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
