"""By which ways a notice goes out, and what becomes of each sending."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    MAIL = "mail", _("Mail")
    PUSH = "push", _("On the phone's screen")
    SMS = "sms", _("Text message")


class MailWay(TextChoices):
    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("once a day")
    NEVER = "never", _("not at all")


class DeliveryState(TextChoices):
    """`sending` is a claim: who made it is sending just now, or was killed in the middle."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("no longer needed")
    UNSURE = "unsure", _("broken off while it was sent")
