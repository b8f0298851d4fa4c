"""Who assesses: the side whose word it is. A person's own word stands beside the others and closes nothing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    COLLEGE = "college", _("college")
    SELF = "self", _("oneself")
