"""allauth in our house: sign-up by invitation only, phones by their keyed hash, secrets of the second factor sealed."""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any
from urllib.parse import quote

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from qrcode.image.svg import SvgPathFillImage

from jiangtu.core.forms import PhoneNumber
from jiangtu.core.vault import seal, unseal

from . import queries
from .actions import phones
from .models import Account
from .rules import codes
from .sign_in import client_address, minutes_of

NOT_THE_CODE = _("That is not the code. Compare it with the last message.")
CODE_USED_UP = _("That code was tried too often. Ask for another.")
PASSWORDS = ngettext_lazy(
    "Too many wrong passwords. Wait %(minutes)s minute, then try again.",
    "Too many wrong passwords. Wait %(minutes)s minutes, then try again.", "minutes",
)  # fmt: skip
SECOND_FACTORS = ngettext_lazy(
    "Your second factor was wrong too often. Wait %(minutes)s minute, then try again.",
    "Your second factor was wrong too often. Wait %(minutes)s minutes, then try again.", "minutes",
)  # fmt: skip
NO_MATCH = _("This account and password do not match. Check both, or set a new password.")
NOT_THE_PASSWORD = _("That is not your current password.")
PURPOSE = "people.second_factor"


class InvitedOnly(DefaultAccountAdapter):
    """allauth's adapter with its open sign-up shut, and no second question to someone who has just signed in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": NOT_THE_CODE,
        "enter_current_password": NOT_THE_PASSWORD,
        "too_many_login_attempts": CODE_USED_UP,  # where a page says it: of a code that was sent
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "phone_password_mismatch": NO_MATCH,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        shown = get_authentication_records(self.request, self.request.user)
        if shown and time.time() - shown[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for a name on a connection: on another one the right password is never shut out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{client_address(request)}"

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """allauth has one sentence for everything that is tried too often. Forms say it of the second factor, unless
        they have their own."""
        if code in ("too_many_login_attempts", "rate_limited"):
            return ValidationError(SECOND_FACTORS % {"minutes": minutes_of("login_failed")}, code=code)
        return super().validation_error(code, *args)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ValidationError(PASSWORDS % {"minutes": minutes_of("login_failed")}, code=error.code) from None

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail leads to the installation's own address, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.BASE_URL + path.replace("UID-KEY", quote(key)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    # What allauth calls a phone is here the number's keyed hash: it goes into the session and its records.

    def phone_form_field(self, **more: Any) -> PhoneNumber:
        return PhoneNumber(**more)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.phone_print, True) if user.phone_print else None

    def get_user_by_phone(self, phone: str) -> Account | None:
        return queries.account_by_phone(phone)

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """Nothing to keep: only a number that was proved is ever set."""

    # allauth keeps in the session what it takes for the code: its keyed hash. The code itself lives in this request.

    def generate_phone_verification_code(self, *, user: Account, phone: str) -> str:
        self.request.code_to_send = get_random_string(codes.LENGTH, "0123456789")
        return phones.code_print(phone, self.request.code_to_send)

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **more: Any) -> None:
        phones.send_code(user.phone.reveal(), self.request.code_to_send)


class SealedSecrets(DefaultMFAAdapter):
    """Keys of authenticator apps and seeds of recovery codes stand sealed in their table."""

    def build_totp_svg(self, url: str) -> str:
        """The square with a ground of its own: black on a dark page no phone can read it."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), purpose=PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(b64decode(encrypted_text), purpose=PURPOSE).decode()
