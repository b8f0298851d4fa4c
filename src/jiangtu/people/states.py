"""Kinds of identity document, and what a person can consent to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .rules import documents


class DocumentType(TextChoices):
    RESIDENT_ID = documents.RESIDENT_ID, _("resident ID")
    HK_MACAU_RESIDENCE = documents.HK_MACAU_RESIDENCE, _("residence permit for Hong Kong and Macau residents")
    TAIWAN_RESIDENCE = documents.TAIWAN_RESIDENCE, _("residence permit for Taiwan residents")
    HK_MACAU_PERMIT = documents.HK_MACAU_PERMIT, _("mainland travel permit for Hong Kong and Macau residents")
    TAIWAN_PERMIT = documents.TAIWAN_PERMIT, _("mainland travel permit for Taiwan residents")
    FOREIGN_PERMANENT = documents.FOREIGN_PERMANENT, _("foreign permanent resident ID card")
    PASSPORT = documents.PASSPORT, _("foreign passport")


class Purpose(TextChoices):
    RECORDS = "records", _("keeping my training record")
    PHOTOS = "photos", _("photos of my work")
    EXAMPLES = "examples", _("telling others about my training")


# The version of each purpose's text in force. A new text gets a new version here; earlier consents keep theirs.
VERSIONS: dict[str, str] = {Purpose.RECORDS: "2026-11", Purpose.PHOTOS: "2026-11", Purpose.EXAMPLES: "2026-11"}

TEXTS = {
    Purpose.RECORDS: _(
        "My college, my enterprise and the public office that supports the training keep my name, document, phone, "
        "training hours, assessments and certificates as long as the training and its accounts require."
    ),
    Purpose.PHOTOS: _(
        "Photos that I add to my logbook are seen by my mentor, my trainers and those who check the training. "
        "I photograph no other person without asking them."
    ),
    Purpose.EXAMPLES: _(
        "My training may be told in a newsletter or a report. My name is used only after I have seen the text."
    ),
}


class Entry(TextChoices):
    """What a record of access tells."""

    SIGNED_IN = "signed_in", _("signed in")
    WRONG_PASSWORD = "wrong_password", _("wrong password")
    WRONG_CODE = "wrong_code", _("wrong second factor")
    REFUSED = "refused", _("refused: no right")
    ROLES = "roles", _("changed roles")
