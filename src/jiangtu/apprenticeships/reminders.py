"""Of what somebody may have people reminded."""

from django.utils.translation import gettext_lazy as _

from jiangtu.institutions.states import Role
from jiangtu.notices.rules import Kind, Urgency

REMINDER = Kind(
    "apprenticeships.reminder-confirm",
    _("You are asked to confirm apprentices"),
    _("%(class)s: apprentices who wait for your confirmation: %(number)s."),
    Urgency.NOW,
    (Role.ENTERPRISE_HR,),
)
