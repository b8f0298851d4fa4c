"""Forms of institutions, roles, invitations and partnerships."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangtu.core import sms
from jiangtu.core.actor import Actor
from jiangtu.core.edits import EditForm
from jiangtu.core.forms import BeginningForm, DayField, Email, FinalForm, Form, PhoneNumber, Ruled
from jiangtu.core.letters import seen
from jiangtu.core.phrases import phrase
from jiangtu.core.tables import FilterSet, YesOrNo, only
from jiangtu.people import queries as people
from jiangtu.people.rules import names
from jiangtu.people.states import DocumentType

from . import access, doors
from .models import Institution, Membership, Partner, Partnership
from .queries import institutions
from .rules import credit_codes, regions
from .rules.cards import A_CARD, compact
from .states import AccountState, Kind, PartnerState, Role

EMPTY = [("", "—")]


def own_name(code: str) -> str:
    """A region's own name in the reader's language."""
    return institutions.place_name(code).split(", ")[0] if get_language() == "en" else regions.name(code)


def _places(region: str) -> dict[str, str]:
    """A region as the form's three fields."""
    chain = [code for code in reversed(regions.chain(region)) if code != regions.COUNTRY] if region else []
    return dict(zip(("province", "prefecture", "county"), chain, strict=False))


ELSEWHERE = {"invalid_choice": _("This does not lie in what is chosen above. Choose it again.")}


class PlaceForm(EditForm):
    """A region chosen from province to county. Without JavaScript the button "narrow" brings the next list."""

    province = forms.ChoiceField(label=_("Province"), required=False)
    prefecture = forms.ChoiceField(label=_("Prefecture"), required=False, error_messages=ELSEWHERE)
    county = forms.ChoiceField(label=_("County"), required=False, error_messages=ELSEWHERE)

    def __init__(self, *args: Any, region: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial = _places(region) | dict(self.initial)
        province = self._chosen("province")
        prefecture = self._chosen("prefecture")
        if not regions.covers(province, prefecture) or not province:
            prefecture = ""
        self._offer("province", regions.COUNTRY)
        self._offer("prefecture", province)
        self._offer("county", prefecture)

    def _chosen(self, name: str) -> str:
        return str((self.data.get(name) if self.is_bound else self.initial.get(name)) or "")

    def _offer(self, name: str, inside: str) -> None:
        found = [(r.code, own_name(r.code)) for r in regions.children(inside)] if inside else []
        chosen = self._chosen(name)
        if chosen and regions.covers(inside or "-", chosen) and chosen not in dict(found):
            found.append((chosen, own_name(chosen)))  # a retired code that is on record
        self.fields[name].choices = [*EMPTY, *found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["region"] = given.pop("county", "") or given.get("prefecture") or given.get("province") or ""
        given.pop("prefecture", None)
        given.pop("province", None)
        return given


# A refusal of the action that belongs to one field of the form.
FIELD_OF = {
    "credit_code_length": "credit_code",
    "credit_code_characters": "credit_code",
    "credit_code_checksum": "credit_code",
    "credit_code_taken": "credit_code",
    "institution_here_already": "name",
    "region_unknown": "province",
    "region_not_yours": "county",
    "campus_needs_owner": "owner",
}


OF_THE_LAND = (Kind.MINISTRY, Kind.INTERNATIONAL, Kind.ASSOCIATION)  # kinds that need not stand in a province


class InstitutionForm(PlaceForm):
    name = Ruled(seen, label=_("Name of the institution"), max_length=200)
    name_en = Ruled(seen, label=_("Name in English"), max_length=200, required=False)
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=30, required=False)
    credit_code_exception = forms.CharField(
        label=_("Why a code that fails its check is right all the same"), required=False, max_length=500,
        help_text=_("Only where the licence itself shows such a code."), widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    owner = forms.ModelChoiceField(Institution.objects.none(), label=_("Belongs to"), required=False, empty_label="—")
    host = forms.ModelChoiceField(Institution.objects.none(), label=_("Stands at"), required=False, empty_label="—")
    field_order = ("name", "name_en", "owner", "host", "credit_code", "credit_code_exception", "address")

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind not in OF_THE_LAND:
            self.fields["province"].required = True
            self.fields["province"].error_messages["required"] = _("Choose at least the province.")
        if kind != Kind.CAMPUS:
            del self.fields["owner"], self.fields["host"]
            return
        schools = Institution.objects.filter(kind__in=(Kind.COLLEGE, Kind.TOWNSHIP_SCHOOL))
        hosts = Institution.objects.filter(kind__in=(Kind.COLLEGE, Kind.TOWNSHIP_SCHOOL, Kind.ENTERPRISE))
        self.fields["owner"].queryset, self.fields["owner"].required = schools, True  # type: ignore[attr-defined]
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]

    def standing(self, institution: Institution) -> dict[str, Any]:
        names = ("name", "name_en", "credit_code", "credit_code_exception", "address", "owner", "host")
        nowhere = dict.fromkeys(("province", "prefecture", "county"), "")
        return {name: getattr(institution, name) for name in names} | nowhere | _places(institution.region)

    def ask(self, code: str) -> str | None:
        field = FIELD_OF.get(code)
        return field if field in self.fields else None

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.kind in OF_THE_LAND and not given["region"]:
            given["region"] = regions.COUNTRY
        return given


def gathers(actor: Actor) -> bool:
    """Whether the hat gathers small enterprises."""
    return actor.has(Role.TOWNSHIP_COORDINATOR) and actor.institution is not None


class InstitutionFilter(FilterSet):
    further = doors.narrowings
    q = django_filters.CharFilter(method="search", label=_("Name or credit code"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"), empty_label=_("all"))
    province = django_filters.ChoiceFilter(
        method="inside", label=_("Province"), empty_label=_("all"),
        choices=lambda: [(r.code, institutions.place_name(r.code)) for r in regions.children(regions.COUNTRY)],
    )  # fmt: skip

    pilot = YesOrNo(field_name="pilot_unit", label=_("Pilot unit"))
    lacks = only(
        access.keeps,
        django_filters.ChoiceFilter(
            method="lacking", label=_("What is missing"), empty_label=_("all"),
            choices=[
                ("people", _("nobody in a role")), ("code", _("no credit code")),
                ("invitation", _("an invitation ends")),
            ],
        ),
    )  # fmt: skip

    gathered = only(
        gathers,
        django_filters.ChoiceFilter(
            method="gathered_here", label=_("Enterprises gathered"), empty_label=_("all"),
            choices=[("us", _("by us")), ("uncoded", _("by us, no credit code"))],
        ),
    )  # fmt: skip

    class Meta:
        model = Institution
        fields: tuple[str, ...] = ()

    def gathered_here(self, rows: QuerySet[Institution], name: str, value: str) -> QuerySet[Institution]:
        rows = rows.filter(gathered_by=self.request.actor.institution)
        return rows.filter(institutions.lacking("code", on=timezone.localdate())) if value == "uncoded" else rows

    def lacking(self, rows: QuerySet[Institution], name: str, value: str) -> QuerySet[Institution]:
        return rows.filter(institutions.lacking(value, on=timezone.localdate()))

    def search(self, rows: QuerySet[Institution], name: str, value: str) -> QuerySet[Institution]:
        code = Q(credit_code=credit_codes.compact(value))
        return rows.filter(Q(name__icontains=value) | Q(name_en__icontains=value) | code)

    def inside(self, rows: QuerySet[Institution], name: str, value: str) -> QuerySet[Institution]:
        return rows.filter(access.within(value))


class MemberFilter(FilterSet):
    q = django_filters.CharFilter(field_name="person__name", method="search", label=_("Name"))
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("all"))
    account = django_filters.ChoiceFilter(choices=AccountState.choices, label=_("Account"), empty_label=_("all"))
    ended = django_filters.ChoiceFilter(
        choices=[("0", _("in force")), ("1", _("ended or to come"))], label=_("State"), empty_label=_("all")
    )

    def search(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        return rows.filter(people.named(value, "person"))


def _offered(roles: tuple[str, ...]) -> list[tuple[str, str]]:
    """The roles to choose from. None is chosen beforehand: what somebody may see hangs on it."""
    return [*(EMPTY if len(roles) > 1 else []), *((role, str(Role(role).label)) for role in roles)]


class InvitationForm(BeginningForm):
    role = forms.ChoiceField(label=_("Role"))
    name = Ruled(names.spelled, names.check, label=_("Name"), max_length=names.LONGEST)
    email = Email(label=_("E-mail"))

    def __init__(self, *args: Any, roles: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _offered(roles)  # type: ignore[attr-defined]


class RecordForm(BeginningForm):
    """Somebody who is recorded by hand: nothing but role and name is asked for."""

    role = forms.ChoiceField(label=_("Role"))
    name = Ruled(
        names.spelled, names.check, label=_("Name"), max_length=names.LONGEST,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    phone = PhoneNumber(required=False, help_text=_("To send the sign-in card by text message, if you like."))
    document_type = forms.ChoiceField(label=_("Document"), required=False, choices=[*EMPTY, *DocumentType.choices])
    document = forms.CharField(
        label=_("Number of the document"), required=False, max_length=40,
        help_text=_("With it nobody is recorded twice. It is shown to nobody else."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _offered(roles)  # type: ignore[attr-defined]


class CodeForm(Form):
    """The code of a card, with or without its dashes."""

    code = forms.CharField(
        label=_("Code on the card"), max_length=40, help_text=_("Twelve letters and digits."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = compact(self.cleaned_data["code"])
        if not A_CARD.fullmatch(code):
            raise forms.ValidationError(_("A code has twelve letters and digits, such as 7K2M-Q4XT-9HBD."))
        return code


class CardMailForm(BeginningForm):
    email = Email(label=_("E-mail"))


class AcceptForm(Form):
    """Username, and the password twice, unless a passkey comes in its place."""

    username = forms.RegexField(
        names.USERNAME, label=_("Username"), max_length=60, min_length=3, strip=True,
        help_text=_("Letters, digits, full stop, hyphen and underscore."),
        error_messages={"invalid": _("A username has only letters, digits, full stop, hyphen and underscore.")},
        widget=forms.TextInput({"autocomplete": "username"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("At least 10 characters."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Password once more"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    phone = PhoneNumber(
        required=False,
        help_text=_(
            "To sign in with a code, beside the password. If you write a number, we send a code to confirm it."
        ),
    )

    def __init__(self, *args: Any, passkey: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].required = self.fields["again"].required = not passkey
        if not sms.available():
            del self.fields["phone"]

    def clean_username(self) -> str:
        username = seen(self.cleaned_data["username"])
        if people.username_taken(username):
            raise forms.ValidationError(phrase("username_taken"))
        return username

    def clean_password(self) -> str:
        if not self.fields["password"].required:
            return ""
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("password") and given.get("again") != given["password"]:
            self.add_error("again", _("The two passwords differ."))
        given.pop("again", None)
        return given


class EndForm(FinalForm):
    on = DayField(label=_("Last day"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def ask(self, code: str) -> str | None:
        return "on" if code == "ends_before_it_starts" else None


def _called(partner: Partner) -> str:
    """How a line of the form names an enterprise: by its code once it has agreed, until then by its public name."""
    agreed = partner.state == PartnerState.AGREED
    return (agreed and partner.enterprise.credit_code) or partner.enterprise.name


class PartnershipForm(EditForm):
    since = DayField(label=_("From"), initial=timezone.localdate)
    until = DayField(label=_("To"), required=False)
    enterprises = forms.CharField(
        label=_("Enterprises"), help_text=_("One in each line: its unified social credit code, or its whole name."),
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    campuses = forms.ModelMultipleChoiceField(
        Institution.objects.none(), label=_("Campuses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    occupations = forms.MultipleChoiceField(label=_("Occupations"), required=False, widget=forms.CheckboxSelectMultiple)
    college_gives = forms.CharField(
        label=_("What the college contributes"), required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, college: Institution, about: Partnership | None = None, **kwargs: Any):
        super().__init__(*args, about=about, **kwargs)
        on_record = {code: code for code in about.occupations} if about else {}
        self.fields["occupations"].choices = [*{**on_record, **institutions.occupations()}.items()]  # type: ignore[attr-defined]
        campuses = institutions.campuses(college.pk)
        if campuses:
            self.fields["campuses"].queryset = campuses  # type: ignore[attr-defined]
        else:
            del self.fields["campuses"]

    def standing(self, partnership: Partnership) -> dict[str, Any]:
        partners = [each for each in partnership.partners.select_related("enterprise").order_by("pk") if each.stands]
        same = ("since", "until", "occupations", "college_gives")
        return {name: getattr(partnership, name) for name in same} | {
            "enterprises": "\n".join(map(_called, partners)),
            "campuses": partnership.campuses.all(),
        }

    def clean_enterprises(self) -> list[Institution]:
        lines = [line.strip() for line in seen(self.cleaned_data["enterprises"]).splitlines() if line.strip()]
        enterprises = institutions.of_kind(Kind.ENTERPRISE)
        keys = {credit_codes.compact(line) for line in lines}
        known = enterprises.filter(Q(credit_code__in=keys) | Q(name__in=lines) | Q(name_en__in=[x for x in lines if x]))
        by_key = {key: e for e in known for key in (e.credit_code, e.name, e.name_en) if key}
        found = [by_key.get(credit_codes.compact(line)) or by_key.get(line) for line in lines]
        if missing := [line for line, each in zip(lines, found, strict=True) if each is None]:
            raise forms.ValidationError(
                _("No enterprise is recorded as: %(lines)s. Ask an administrator to register it."),
                params={"lines": "; ".join(missing)},
            )
        return [each for each in dict.fromkeys(found) if each]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("It cannot end before it begins."))
        return given


class ContributionForm(EditForm):
    enterprise_gives = forms.CharField(
        label=_("What the enterprise contributes"), required=False, widget=forms.Textarea({"rows": 4})
    )

    def standing(self, partner: Partner) -> dict[str, Any]:
        return {"enterprise_gives": partner.enterprise_gives}


class WhyForm(FinalForm):
    """Why a partnership is declined or ended, for the other side to read."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
