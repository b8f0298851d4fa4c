"""What people type: somebody who joins or leaves, a contract, a certificate."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.assessment import queries as assessments
from jiangtu.assessment.rules.sheet import Line, RatingSheet
from jiangtu.competences import queries as competences
from jiangtu.core.actor import Actor
from jiangtu.core.edits import EditForm
from jiangtu.core.forms import BeginningForm, DayField, FinalForm, Form
from jiangtu.core.phrases import sentence
from jiangtu.people.states import DocumentType
from jiangtu.sheets.rules.report import Report
from jiangtu.sheets.rules.values import Cell
from jiangtu.training.states import Intake

from .actions.admission import CONTRACT
from .models import Apprenticeship, Certificate
from .queries import apprenticeships, certificates, rosters
from .rules.certificates import LONGEST_BODY, LONGEST_NUMBER, certified
from .rules.roster.check import Entry

if TYPE_CHECKING:
    from jiangtu.competences.models import Occupation
    from jiangtu.training.models import TrainingClass

REASON: Any = {"label": _("Reason"), "max_length": 300, "help_text": _("It is kept in the history.")}


class ReasonForm(Form):
    """Why something is done that is not done every day."""

    reason = forms.CharField(**REASON)


class ContractForm(Form):
    """What is recorded of a labour contract. The check of a roster's row says what is wrong with it."""

    contract_from = DayField(label=_("Labour contract from"))
    contract_to = DayField(label=_("Labour contract to"), required=False, help_text=_("Leave it empty if open-ended."))
    intake = forms.ChoiceField(label=_("Way of intake"), choices=Intake.choices)
    current_level = forms.ChoiceField(label=_("Present skill level"), required=False)
    post = forms.CharField(label=_("Post"), max_length=100, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    reason = forms.CharField(**REASON)

    def __init__(self, *args: Any, occupation: Occupation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        levels = [(level.key, name) for level, name in competences.levels(occupation)]
        self.fields["current_level"].choices = [("", _("not known")), *levels]  # type: ignore[attr-defined]

    def note(self, report: Report[Entry]) -> None:
        """Put each error of the check at its field, and what it warns of into `warnings`."""
        self.warnings = [problem.verdict() for problem in report.problems if problem.severity == "warning"]
        for problem in report.problems:
            if problem.severity == "error":
                self.add_error(problem.column if problem.column in self.fields else None, sentence(problem.verdict()))

    def facts(self) -> dict[str, Cell]:
        """Column → what was typed."""
        return {
            key: value for key, value in self.cleaned_data.items() if key not in ("reason", "since", "shown", "once")
        }


class CorrectForm(EditForm, ContractForm):
    """Correct the contract of somebody on the register."""

    def __init__(self, *args: Any, about: Apprenticeship, by: Actor, **kwargs: Any):
        self.by = by
        super().__init__(*args, about=about, occupation=apprenticeships.occupation(about), **kwargs)

    def standing(self, apprenticeship: Apprenticeship) -> dict[str, Any]:
        return {name: getattr(apprenticeship, name) for name in CONTRACT if name in self.base_fields}

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.note(rosters.check_facts(self.about, self.facts(), by=self.by))
        return self.cleaned_data


class JoinForm(BeginningForm, ContractForm):
    """Somebody joins a class: a roster's row, typed."""

    name = forms.CharField(label=_("Name"), max_length=100)
    id_type = forms.ChoiceField(label=_("Kind of document"), choices=DocumentType.choices)
    resident_id = forms.CharField(
        label=_("Document number"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(label=_("Mobile phone"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    enterprise = forms.ChoiceField(label=_("Enterprise"))
    since = DayField(label=_("Joins on"))
    field_order = ("name", "id_type", "resident_id", "phone", "enterprise", "since", "contract_from", "contract_to")

    def __init__(self, *args: Any, training_class: TrainingClass, by: Actor, **kwargs: Any):
        self.training_class, self.by = training_class, by
        first = max(training_class.starts_on, timezone.localdate())
        kwargs["initial"] = {"since": min(first, training_class.ends_on), "intake": training_class.intake}
        super().__init__(*args, occupation=training_class.version.programme.occupation, **kwargs)
        mine = rosters.enterprises(training_class, by=by)
        self.fields["enterprise"].choices = [(code, str(house)) for code, house in mine.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            since = self.cleaned_data["since"]
            self.note(rosters.check_row(self.facts(), self.training_class, since=since, by=self.by))
        return self.cleaned_data


class LeaveForm(FinalForm):
    """Somebody leaves."""

    on = DayField(label=_("Last day"), past=True)
    reason = forms.CharField(**REASON)


class BackForm(FinalForm):
    """A departure was recorded by mistake."""

    reason = forms.CharField(**REASON)


class CertificateForm(BeginningForm):
    """A certificate of skill level."""

    number = forms.CharField(
        label=_("Certificate number"), max_length=LONGEST_NUMBER, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    level = forms.ChoiceField(label=_("Level"))
    issued_on = DayField(label=_("Issued on"), past=True)
    body = forms.CharField(label=_("Assessment body"), max_length=LONGEST_BODY, help_text=_("As printed on it."))

    def __init__(self, *args: Any, apprenticeship: Apprenticeship, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.apprenticeship = apprenticeship
        levels = competences.levels(apprenticeships.occupation(apprenticeship))
        choices = [(level.key, name) for level, name in levels if certified(level.key)]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
        self.fields["level"].initial = apprenticeship.enrolment.training_class.version.target_level

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        if not (said := certificates.day_of_issue(day, self.apprenticeship.enrolment.person)):
            raise forms.ValidationError(sentence(said))
        return day


class NewCertificateForm(FinalForm, CertificateForm):
    """A certificate that is entered."""


class CorrectCertificateForm(EditForm, CertificateForm):
    """Correct a certificate that was entered wrongly."""

    reason = forms.CharField(**REASON)

    def standing(self, certificate: Certificate) -> dict[str, Any]:
        return {name: getattr(certificate, name) for name in ("number", "level", "issued_on", "body")}


class WithdrawCertificateForm(FinalForm):
    """Take a certificate back."""

    reason = forms.CharField(**REASON)


class SeenForm(EditForm):
    """The day on which something was seen, beside a sheet of levels. It carries the words of one's side that the page
    showed: another word replaces none that somebody said since."""

    on = DayField(label=_("Seen on"), past=True)

    def __init__(self, *args: Any, about: Apprenticeship, sheet: RatingSheet, by: Actor, **kwargs: Any):
        self.sheet, self.by = sheet, by
        super().__init__(*args, about=about, initial={"on": timezone.localdate()}, **kwargs)

    def standing(self, apprenticeship: Apprenticeship) -> dict[str, Any]:
        said = assessments.own_words(self.by, apprenticeship.uuid)
        asked = {line.field: said.get(line.competence.pk) for line in self.sheet}
        return {name: [word.level, word.example] for name, word in asked.items() if word}

    def _line(self, name: str) -> Line | None:
        return next((line for line in self.sheet if line.field == name), None)

    def concerns(self, name: str) -> bool:
        line = self._line(name)
        return line is not None and line.level is not None

    def meant(self, name: str) -> list[object]:
        line = self._line(name)
        return [[line.level, line.example]] if line else []

    def said(self, name: str, value: list[Any]) -> str:
        level = next(choice for choice in self.sheet.choices if choice.level == value[0])
        return f"{level.level} {level.name} · {value[1]}"

    def mark(self, name: str, stands: str) -> None:
        if line := self._line(name):
            line.stands = stands

    def ask(self, code: str) -> str:
        return "on"
