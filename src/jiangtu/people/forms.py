"""Forms of people's own pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import django_filters
from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jiangtu.core import letters, sms
from jiangtu.core.edits import EditForm
from jiangtu.core.forms import Email, FinalForm, Form, PhoneNumber, Ruled
from jiangtu.core.masks import mask_phone
from jiangtu.core.phrases import sentence
from jiangtu.core.tables import FilterSet, YesOrNo

from . import queries
from .actions import limits, new_passwords, people, phones
from .models import Account, Person
from .rules import codes, names
from .sign_in import minutes_of
from .states import DocumentType


class SentCode(forms.CharField):
    """A code that was sent to a phone; phones offer it from the message."""

    def __init__(self, **more: Any):
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(
            **{
                "label": _("Code in the message"),
                "max_length": codes.LENGTH * 2,
                "widget": forms.TextInput(attributes),
                **more,
            }
        )

    def clean(self, value: Any) -> str:
        return letters.tight(str(super().clean(value) or ""))


class SignInForm(LoginForm):
    """allauth's form with a plain label; the way to a new password stands below it as a button."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        self.by_phone = sms.available()
        login.label, password.help_text = (
            _("Username, e-mail or phone") if self.by_phone else _("Username or e-mail"),
            "",
        )
        self.fields["login"] = login = Ruled(letters.seen, label=login.label, widget=login.widget)
        login.widget.attrs = {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        password.widget.attrs.pop("placeholder", None)


class AskPasswordForm(ResetPasswordForm):
    """The address to which a link for a new password goes. It looks for nobody: how long it takes tells nothing."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **more: Any) -> str:
        email: str = self.cleaned_data["email"]
        new_passwords.ask(email, get_language() or "")
        return email


class AskCodeForm(RequestLoginCodeForm):
    """The number to which a code for signing in goes; allauth gets its keyed hash. No gateway, no page."""

    def __init__(self, *args: Any, **kwargs: Any):
        if not sms.available():
            raise Http404
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        self.fields["phone"] = PhoneNumber()
        self.fields["phone"].widget.attrs["autofocus"] = True

    def clean_phone(self) -> str:
        key = self.cleaned_data["phone"] = queries.phone_print(self.cleaned_data["phone"])
        if not phones.may_ask(key, limits.connection_of(context.request)):
            raise forms.ValidationError(_("No more codes go to this number today. Sign in with your password."))
        try:
            return str(super().clean_phone())
        except forms.ValidationError as error:
            said = ngettext(
                "Too many codes were asked for. Wait %(minutes)s minute, then ask again.",
                "Too many codes were asked for. Wait %(minutes)s minutes, then ask again.",
                minutes := minutes_of("request_login_code"),
            )
            raise forms.ValidationError(said % {"minutes": minutes}, code=error.code) from None


class SignInCodeForm(ConfirmLoginCodeForm):
    """The code that was sent, of which the session keeps a keyed hash. Its tries are counted in the database too,
    however many come at one moment."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"] = SentCode()

    def clean_code(self) -> str:
        sent = context.request._login_stage.state
        key = sent.get("phone") or ""
        if not phones.may_try(f"{key} {sent.get('code')} {sent['at']}"):
            raise get_adapter().validation_error("incorrect_code")
        self.cleaned_data["code"] = phones.code_print(key, self.cleaned_data["code"])
        found = str(super().clean_code())
        phones.answered(key, limits.connection_of(context.request))
        return found


class CodeOnce(forms.Form):
    """A code of an authenticator app opens one door once, in whichever process: it is good for longer than half a
    minute, since phones' clocks differ, and whoever saw it typed must not use it again."""

    user: Account
    asks = _("Code of the app, or a recovery code")
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = self.asks

    def clean_code(self) -> str:
        self.cleaned_data["code"] = letters.tight(self.cleaned_data["code"])  # a Chinese keyboard types １２３
        code: str = super().clean_code()  # type: ignore[misc]
        shown = getattr(self, "authenticator", None)  # the form that sets an app up has none yet
        if shown and shown.type != Authenticator.Type.TOTP:
            return code  # a recovery code, which is struck out
        if not limits.once("code of an app", f"{self.user.pk}:{''.join(code.split())}"):
            raise mfa_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(CodeOnce, AuthenticateForm):
    """The second factor when one signs in."""


class SecondFactorAgainForm(CodeOnce, ReauthenticateForm):
    """The second factor once more, before what protects the account is changed."""


class SetUpAppForm(CodeOnce, ActivateTOTPForm):
    """The first code of an authenticator app."""

    asks = _("Code of the app")


class PasskeySignInForm(LoginWebAuthnForm):
    """A passkey that the device has shown. Whatever is wrong with it, the answer is one sentence."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except (forms.ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise forms.ValidationError(
                _("This passkey opens no account here. Try another, or sign in with your password.")
            ) from None


class NumberForm(Form):
    phone = PhoneNumber()


class AddressForm(Form):
    email = Email(label=_("E-mail"))


class UsernameForm(EditForm):
    username = forms.RegexField(
        names.USERNAME, label=_("Username"), max_length=60, min_length=3, strip=True,
        help_text=_("Letters, digits, full stop, hyphen and underscore."),
        error_messages={"invalid": _("A username has only letters, digits, full stop, hyphen and underscore.")},
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip

    def standing(self, account: Account) -> dict[str, Any]:
        return {"username": account.username}

    def clean_username(self) -> str:
        return letters.seen(self.cleaned_data["username"])


class SentCodeForm(Form):
    code = SentCode()


class PhoneForm(EditForm):
    """Another phone. The number on record stands masked beside it."""

    phone = forms.CharField(
        label=_("Phone"), max_length=30, widget=forms.TextInput({"autocomplete": "tel", "type": "tel"})
    )

    def standing(self, person: Person) -> dict[str, Any]:
        return {"number": person.phone.reveal()}

    def concerns(self, name: str) -> bool:
        return True

    def meant(self, name: str) -> list[object]:
        return [self.cleaned_data["phone"]]

    def said(self, name: str, value: object) -> str:
        return mask_phone(str(value)) or "—"

    def clean_phone(self) -> str:
        phone = queries.compact(self.cleaned_data["phone"])
        if not re.fullmatch(r"\+?[0-9]{7,15}", phone):
            raise forms.ValidationError(_("A phone number has 7 to 15 digits."))
        return phone


class LanguageForm(EditForm):
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as my browser says")), *settings.LANGUAGES]
    )

    def standing(self, account: Account) -> dict[str, Any]:
        return {"language": account.language}


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class CloseForm(FinalForm, ReasonForm):
    """Why an account is closed."""


class OfDocument(EditForm):
    """A form that puts another number on a record. The one that stands is not shown, only compared."""

    def standing(self, person: Person) -> dict[str, Any]:
        return {"document_type": person.document_type, "number": person.document_print or ""}

    def concerns(self, name: str) -> bool:
        return bool(self.cleaned_data.get("document")) if name == "number" else super().concerns(name)

    def meant(self, name: str) -> list[object]:
        given = self.cleaned_data
        if name == "number":
            kind = given.get("document_type") or DocumentType.RESIDENT_ID
            return [queries.document_print(kind, queries.compact(given["document"]))]
        return super().meant(name)

    def said(self, name: str, value: object) -> str:
        return gettext("another number") if name == "number" else super().said(name, value)


class CorrectionForm(OfDocument, ReasonForm):
    """Name and document. The number on record is not shown: a new one replaces it, an empty one leaves it."""

    name = Ruled(names.spelled, names.check, label=_("Name"), max_length=names.LONGEST)
    document_type = forms.ChoiceField(label=_("Document"), required=False, choices=[("", "—"), *DocumentType.choices])
    document = forms.CharField(
        label=_("New number"), required=False, max_length=40, help_text=_("Leave it empty to keep the one on record."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ("name", "document_type", "document", "reason")

    def standing(self, person: Person) -> dict[str, Any]:
        return {"name": person.name, **super().standing(person)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if number := given.get("document"):
            for fault in people.sound_document(given.get("document_type", ""), number).reasons():
                self.add_error("document", sentence(fault))
        elif "document_type" in self.changed_data and given.get("document_type"):
            self.add_error("document", _("Another document has another number: write it too."))
        return given


class RenewalForm(OfDocument, ReasonForm):
    """The document that somebody has now."""

    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType.choices)
    document = forms.CharField(label=_("New number"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    field_order = ("document_type", "document", "reason")


class MergeForm(FinalForm, ReasonForm):
    """Which record is merged into this one, and why. `two`: some have a document as this one has."""

    other = forms.ChoiceField(label=_("Record to merge into this one"), widget=forms.RadioSelect)
    both_documents = forms.BooleanField(
        label=_("Both documents are this person's"), required=False,
        help_text=_("Where both records have one: the other one finds the person too from now on."),
    )  # fmt: skip
    field_order = ("other", "both_documents", "reason")

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]], two: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = found  # type: ignore[attr-defined]
        if not two:
            del self.fields["both_documents"]


class WordsForm(Form):
    words = forms.CharField(label=_("Name or document number"), max_length=100)


class RecordFilter(FilterSet):
    """By the name alone: a number would stand in the address."""

    q = django_filters.CharFilter(method="search", label=_("Name"))
    account = YesOrNo(label=_("Has an account"), lookup_expr="isnull", exclude=True)

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(queries.named(value))


class AccountFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Name or username"))
    second_factor = YesOrNo(label=_("Second factor"))
    is_active = YesOrNo(label=_("In use"))

    class Meta:
        model = Account
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        return rows.filter(queries.named(value, "person") | Q(username__icontains=value))
