"""Kinds and venues of training hours, and the life of a programme's version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiangtu.core.machine import Machine


class HourKind(TextChoices):
    GENERAL_QUALITY = "general_quality", _("general quality")
    PROFESSIONAL_BASICS = "professional_basics", _("professional basics")
    OPERATING_SKILL = "operating_skill", _("operating skill")


class Venue(TextChoices):
    COLLEGE = "college", _("college")
    ENTERPRISE = "enterprise", _("enterprise, off the line")
    ON_THE_JOB = "on_the_job", _("on the job")
    ONLINE = "online", _("online")


class Whose(TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    COLLEGE = "college", _("college")
    BOTH = "both", _("enterprise and college")


class VersionState(TextChoices):
    DRAFT = "draft", _("draft")
    RELEASED = "released", pgettext_lazy("programme version", "released")
    RETIRED = "retired", _("retired")


VERSION = Machine(
    "programme version",
    {
        "release": (frozenset({VersionState.DRAFT}), VersionState.RELEASED),
        "retire": (frozenset({VersionState.RELEASED}), VersionState.RETIRED),
    },
    dict(VersionState.choices),
)
