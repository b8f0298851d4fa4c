"""A draft in one page: its figures, and for each stage names, hours by kind and venue, and required competences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jiangtu.competences import queries as competences
from jiangtu.core import rulebook
from jiangtu.core.actor import Actor
from jiangtu.core.edits import EditForm
from jiangtu.core.forms import BeginningForm, Form
from jiangtu.core.phrases import written
from jiangtu.institutions.queries import institutions
from jiangtu.institutions.rules import regions

from . import actions
from .models import Version
from .rules.hours import HoursFacts, HoursRules
from .states import HourKind, Venue, Whose

if TYPE_CHECKING:
    from jiangtu.competences.models import Occupation

SPARE_ROWS = 3  # blank lines for further competences; saving brings new ones


def _place(code: str) -> None:
    if not regions.known(code):
        raise ValidationError(_("No region has this code. It has six digits, e.g. 330522 for Changxing."))


def places(actor: Actor) -> list[tuple[str, str]]:
    """Places to choose from by name: those of the college's own province, then every place with hours rules of its
    own. Any other code may be typed."""
    province = regions.chain(actor.region)[-2:][0]
    near = [r.code for r in regions.regions().values() if r.current and regions.covers(province, r.code)]
    own = [code for code in rulebook.places(HoursRules) if code != regions.COUNTRY]
    return [(code, institutions.place_name(code)) for code in dict.fromkeys([*near, *own])]


class FiguresForm(Form):
    """What holds for the whole version."""

    target_level = forms.ChoiceField(label=_("Target level of skill"))
    months = forms.IntegerField(label=_("Length in months"), min_value=1, max_value=60)
    class_size = forms.IntegerField(
        label=_("Planned apprentices of a class"), min_value=1, max_value=500, required=False
    )
    place = forms.CharField(
        label=_("Place whose rules hold"),
        max_length=6,
        validators=[_place],
        help_text=_("Region code of six digits; begin to type and choose the name."),
        widget=forms.TextInput({"list": "places", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, occupation: Occupation | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        levels = competences.levels(occupation) if occupation else []
        self.fields["target_level"].choices = [("", "—"), *((level.key, name) for level, name in levels)]  # type: ignore[attr-defined]


class NewProgrammeForm(BeginningForm, FiguresForm):
    """The first draft of a programme. Level and occupation are chosen together; the action checks that they fit."""

    name = forms.CharField(label=_("Name of the programme"), max_length=200)
    occupation: forms.ModelChoiceField[Occupation] = forms.ModelChoiceField(
        label=_("Occupation"), queryset=None, empty_label="—"
    )
    field_order = ("name", "occupation", "target_level", "months", "class_size", "place")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        found = list(competences.occupations())
        self.fields["occupation"].queryset = competences.occupations()  # type: ignore[attr-defined]
        self.fields["occupation"].to_field_name = "code"  # type: ignore[attr-defined]
        ladders = {o.ladder: o for o in found}
        groups = [
            (competences.ladder_title(name), [(level.key, called) for level, called in competences.levels(of)])
            for name, of in ladders.items()
        ]
        self.fields["target_level"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        occupation, level = cleaned.get("occupation"), cleaned.get("target_level")
        if occupation and level and level not in [rung.key for rung, _name in competences.levels(occupation)]:
            self.add_error("target_level", _("This level is not on the ladder of that occupation."))
        return cleaned


class StageForm(Form):
    """Names and emphasis of a stage, its hours by kind and venue."""

    name = forms.CharField(label=_("Name in Chinese"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    emphasis = forms.CharField(label=_("Emphasis in Chinese"), max_length=200, required=False)
    emphasis_en = forms.CharField(label=_("Emphasis in English"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind in HourKind:
            for venue in Venue:
                label = _("%(kind)s, %(venue)s: hours") % {"kind": kind.label, "venue": venue.label}
                number = forms.IntegerField(label=label, min_value=0, max_value=5000, required=False)
                number.widget.attrs["aria-label"] = label
                self.fields[f"hours-{kind}-{venue}"] = number

    def names(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "name_en", "emphasis", "emphasis_en")]

    def rows(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """(kind, its fields with their venues), for the page's table."""
        for kind in HourKind:
            yield str(kind.label), [(str(venue.label), self[f"hours-{kind}-{venue}"]) for venue in Venue]

    def venues(self) -> list[str]:
        return [str(venue.label) for venue in Venue]

    def hours(self) -> dict[tuple[str, str], int]:
        """(kind, venue) → hours, of the fields that could be read."""
        cleaned = getattr(self, "cleaned_data", {})
        found = {(str(k), str(v)): cleaned.get(f"hours-{k}-{v}") or 0 for k in HourKind for v in Venue}
        return {key: hours for key, hours in found.items() if hours}


class Asked(TypedDict):
    """What a requirement offers: competences by framework, and the levels of the scale."""

    competences: list[tuple[str, str | list[tuple[str, str]]]]
    levels: list[tuple[int | str, str]]
    called: dict[str, str]


class RequirementForm(Form):
    """One required competence; left without a competence the line counts for nothing (so one removes one)."""

    competence = forms.ChoiceField(label=_("Competence"), required=False)
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, empty_value=None, required=False)
    whose = forms.ChoiceField(label=_("Whose assessment counts"), choices=[("", "—"), *Whose.choices], required=False)

    def __init__(self, *args: Any, choices: Asked, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["competence"].choices = choices["competences"]  # type: ignore[attr-defined]
        self.fields["level"].choices = choices["levels"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("competence"):
            for name in ("level", "whose"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for this competence."))
        return cleaned


class Requirements(forms.BaseFormSet):
    """The required competences of a stage, each once."""

    def clean(self) -> None:
        chosen = [form.cleaned_data.get("competence") for form in self.forms if getattr(form, "cleaned_data", None)]
        named = [competence for competence in chosen if competence]
        if len(named) != len(set(named)):
            raise ValidationError(_("One competence is named twice in this stage."))

    def asked(self) -> list[tuple[int, int, str]]:
        found = [form.cleaned_data for form in self.forms if form.cleaned_data.get("competence")]
        return [(int(row["competence"]), row["level"], row["whose"]) for row in found]


RequirementSet = forms.formset_factory(RequirementForm, formset=Requirements, extra=SPARE_ROWS, max_num=60)


class DraftFiguresForm(EditForm, FiguresForm):
    """A draft's figures; they carry what the page showed of the stages too: by "stage-field", and "stage-asks"."""

    stages: list[_StagePart]

    def standing(self, version: Version) -> dict[str, Any]:
        stands = {name: getattr(version, name) for name in ("target_level", "months", "class_size", "place")}
        for stage in actions.stage_plans(version):
            stands |= {f"{stage.key}-{name}": value for name, value in _fields_of(stage).items()}
            stands[f"{stage.key}-asks"] = stage.requirements
        return stands

    def concerns(self, name: str) -> bool:
        return True

    def meant(self, name: str) -> list[object]:
        part, field = self._stage(name)
        if part is None:
            return super().meant(name)
        return [part.requirements.asked() if field == "asks" else part.form.cleaned_data.get(field)]

    def said(self, name: str, value: Any) -> str:
        part, field = self._stage(name)
        if part and field == "asks":
            return written([part.called(*each) for each in value]) or "—"
        return super().said(name, value)

    def mark(self, name: str, stands: str) -> None:
        part, field = self._stage(name)
        if part:
            part.form.add_error(field if field in part.form.fields else None, stands)
        else:
            super().mark(name, stands)

    def _stage(self, name: str) -> tuple[_StagePart | None, str]:
        key, _dash, field = name.partition("-")
        return next((part for part in self.stages if part.stage.key == key), None), field


class DraftForm:
    """The whole page: figures, and for each stage its form and its required competences."""

    asks_again = False

    def __init__(self, version: Version, data: QueryDict | None = None):
        occupation = version.programme.occupation
        self.figures = DraftFiguresForm(data, about=version, occupation=occupation)
        choices = _choices(occupation)
        self.stages = [_StagePart(stage, data, choices) for stage in actions.stage_plans(version)]
        self.figures.stages = self.stages
        self.overtaken, self.ask, self.add_error = self.figures.overtaken, self.figures.ask, self.figures.add_error

    def is_valid(self) -> bool:
        """Whether all parts are; every part is read, so that all faults show at once."""
        return all([self.figures.is_valid(), *(part.is_valid() for part in self.stages)])

    def plan(self) -> actions.Plan:
        """The draft as it shall be, once valid."""
        return actions.Plan(**self.figures.cleaned_data, stages=[part.plan() for part in self.stages])

    def facts(self) -> tuple[HoursFacts, str] | None:
        """What the hours rules ask, and the place, as far as it can be read; None without level, length or place."""
        self.is_valid()
        read = self.figures.cleaned_data
        if not (read.get("target_level") and read.get("months") and read.get("place")):
            return None
        hours: dict[tuple[str, str], int] = {}
        for part in self.stages:
            for key, value in part.form.hours().items():
                hours[key] = hours.get(key, 0) + value
        facts = HoursFacts(read["target_level"], read["months"], hours, class_size=read.get("class_size"))
        return facts, read["place"]


class _StagePart:
    """One stage of the page."""

    def __init__(self, stage: actions.StagePlan, data: QueryDict | None, choices: Asked):
        self.stage = stage
        asked = [{"competence": str(c), "level": level, "whose": whose} for c, level, whose in stage.requirements]
        self.choices = choices
        self.form = StageForm(data, initial=_fields_of(stage), prefix=stage.key)
        self.requirements: Any = RequirementSet(
            data, initial=asked, prefix=f"{stage.key}-asks", form_kwargs={"choices": choices}
        )

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.requirements.is_valid()])

    def called(self, competence: int, level: int, whose: str) -> str:
        """A requirement in words."""
        return written([self.choices["called"].get(str(competence), "—"), str(level), str(Whose(whose).label)])

    def plan(self) -> actions.StagePlan:
        names = {name: self.form.cleaned_data[name] for name in ("name", "name_en", "emphasis", "emphasis_en")}
        return actions.StagePlan(
            key=self.stage.key, **names, hours=self.form.hours(), requirements=self.requirements.asked()
        )


def _fields_of(stage: actions.StagePlan) -> dict[str, Any]:
    """A stage as its form's first values."""
    names = {name: getattr(stage, name) for name in ("name", "name_en", "emphasis", "emphasis_en")}
    return names | {f"hours-{k}-{v}": stage.hours.get((str(k), str(v))) for k in HourKind for v in Venue}


def _choices(occupation: Occupation) -> Asked:
    groups: dict[str, list[tuple[str, str]]] = {}
    for competence in competences.competences_for(occupation):
        groups.setdefault(str(competence.framework), []).append((str(competence.pk), str(competence)))
    levels = [(anchor.level, f"{anchor.level} {competences.anchor_name(anchor)}") for anchor in competences.scale()]
    called = {key: name for offered in groups.values() for key, name in offered}
    return {"competences": [("", "—"), *groups.items()], "levels": [("", "—"), *levels], "called": called}


def first_figures(actor: Actor) -> dict[str, str]:
    """What a new programme's form starts with: the college's own place."""
    return {"place": actor.region}
