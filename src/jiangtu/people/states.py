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
    PASSWORD = "password", _("password changed")
    USERNAME = "username", _("username changed")
    EMAIL = "email", _("e-mail address changed")
    NUMBER = "number", _("phone on record changed")
    PHONE = "phone", _("phone to sign in with set")
    PHONE_REMOVED = "phone_removed", _("phone to sign in with removed")
    PASSKEY = "passkey", _("passkey added")
    PASSKEY_REMOVED = "passkey_removed", _("passkey removed")
    FACTOR = "factor", _("second factor set up")
    FACTOR_REMOVED = "factor_removed", _("second factor removed")
    RECOVERY_CODES = "recovery_codes", _("new recovery codes made")
    SESSIONS = "sessions", _("signed out everywhere")
    REOPENED = "reopened", _("account reopened")


# The facts that change how somebody signs in: each leaves a record of access, and its person is told.
CHANGES: dict[str, Entry] = {
    "password changed": Entry.PASSWORD,
    "username changed": Entry.USERNAME,
    "e-mail changed": Entry.EMAIL,
    "phone changed": Entry.NUMBER,
    "phone removed": Entry.NUMBER,
    "sign-in phone set": Entry.PHONE,
    "sign-in phone removed": Entry.PHONE_REMOVED,
    "passkey added": Entry.PASSKEY,
    "passkey removed": Entry.PASSKEY_REMOVED,
    "second factor set up": Entry.FACTOR,
    "second factor removed": Entry.FACTOR_REMOVED,
    "second factor reset": Entry.FACTOR_REMOVED,
    "recovery codes made": Entry.RECOVERY_CODES,
    "sessions ended": Entry.SESSIONS,
    "account reopened": Entry.REOPENED,
}
