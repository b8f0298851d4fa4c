"""Kinds of identity document and of consent."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentType(TextChoices):
    RESIDENT_ID = "resident_id", _("resident ID")
    HK_MACAU_PERMIT = "hk_macau_permit", _("Hong Kong and Macau residents' permit")
    TAIWAN_PERMIT = "taiwan_permit", _("Taiwan residents' permit")
    FOREIGN_PERMANENT = "foreign_permanent", _("foreign permanent resident card")
    PASSPORT = "passport", _("foreign passport")
