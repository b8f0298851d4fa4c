"""Of what somebody may have people reminded."""

from django.utils.translation import gettext_lazy as _

from jiangtu.institutions.states import Role
from jiangtu.notices.rules import Kind, Urgency

REMINDER = Kind(
    "mentoring.reminder-log",
    _("You are asked to countersign log entries"),
    _("%(class)s: log entries that wait for you to countersign: %(number)s."),
    Urgency.NOW,
    (Role.ENTERPRISE_MENTOR,),
)
