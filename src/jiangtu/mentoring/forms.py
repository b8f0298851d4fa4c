"""What people type: profiles, contracts, reviews, accidents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangtu.core.edits import EditForm
from jiangtu.core.forms import BeginningForm, DayField, FinalForm, Form
from jiangtu.core.phrases import enumerated, phrase, written
from jiangtu.core.pinyin import name_key
from jiangtu.people.queries import told_apart

from .queries import mentors
from .rules.profiles import MOST_LETTERS, entries
from .states import Grade, Suit

if TYPE_CHECKING:
    from jiangtu.apprenticeships.models import Apprenticeship
    from jiangtu.competences.models import Competence
    from jiangtu.people.models import Person
    from jiangtu.training.models import TrainingClass

    from .models import MentorProfile, Pair

Levels = list[tuple[str, list[tuple[str, str]]]]  # to choose from, by ladder
PROFILE = ("level", "suit", "sites", "shifts", "places", "active")
GRADES = [(0, "—"), *((n, str(n)) for n in range(1, 6))]


class Words(forms.CharField):
    """A short list in one line."""

    def __init__(self, **kwargs: Any):
        super().__init__(help_text=kwargs.pop("help_text", _("Several with commas between them.")), **kwargs)

    def prepare_value(self, value: object) -> object:
        return "、".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        found = entries(super().clean(value) or "")
        if long := [each for each in found if len(each) > MOST_LETTERS]:
            raise forms.ValidationError(phrase("sheet_entry_long", have=long[0], need=MOST_LETTERS))
        return found


class MentorForm(EditForm):
    """A mentor's profile. `skills`: the competences to be graded in, one field each."""

    person = forms.ChoiceField(label=_("Mentor"))
    level = forms.ChoiceField(label=_("Level"))
    suit = forms.ChoiceField(label=_("Suit"), choices=Suit.choices)
    sites = Words(label=_("Sites"), required=False)
    shifts = Words(label=_("Shifts"), required=False)
    places = forms.IntegerField(
        label=_("Places"), min_value=0, max_value=50, initial=1, help_text=_("How many apprentices at the same time.")
    )
    active = forms.BooleanField(label=_("Takes apprentices"), required=False, initial=True)

    def __init__(
        self, *args: Any, skills: list[Competence], levels: Levels, people: list[Person] | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "—"), *levels]  # type: ignore[attr-defined]
        if people is None:
            del self.fields["person"]
        else:
            names = told_apart(people)
            self.fields["person"].choices = [("", ""), *((str(p.uuid), names[p.pk]) for p in people)]  # type: ignore[attr-defined]
        self.skills = skills
        for each in skills:
            self.fields[f"skill-{each.key}"] = forms.TypedChoiceField(
                label=str(each),
                choices=GRADES,
                coerce=int,
                empty_value=0,  # type: ignore[arg-type]
                required=False,
                initial=0,
            )

    def standing(self, mentor: MentorProfile) -> dict[str, Any]:
        skills = {f"skill-{key}": grade for key, grade in mentor.skills.items()}
        return {name: getattr(mentor, name) for name in PROFILE} | skills

    def profile(self) -> dict[str, Any]:
        """The values of the profile."""
        data = self.cleaned_data
        skills = {each.key: data[f"skill-{each.key}"] for each in self.skills}
        return {"skills": skills, **{name: data[name] for name in PROFILE}}


class ApprenticesForm(EditForm):
    """Site, shifts, suit and number of mentors for the apprentices that are ticked."""

    sites = Words(label=_("Sites"))
    shifts = Words(label=_("Shifts"))
    suit = forms.ChoiceField(label=_("Suit"), choices=Suit.choices)
    mentors = forms.IntegerField(label=_("Mentors for each"), min_value=0, max_value=10, initial=1)
    who = forms.MultipleChoiceField(
        label=_("Apprentices"), required=True, error_messages={"required": _("Tick at least one apprentice.")}
    )

    def __init__(self, *args: Any, about: TrainingClass, learning: Sequence[Apprenticeship], **kwargs: Any):
        self.learning = learning
        super().__init__(*args, about=about, **kwargs)
        names = told_apart(each.enrolment.person for each in learning)
        self.names = {str(each.uuid): names[each.enrolment.person_id] for each in learning}
        self.fields["who"].choices = list(self.names.items())  # type: ignore[attr-defined]

    def standing(self, training_class: TrainingClass) -> dict[str, Any]:
        profiles = mentors.profiles_of_apprentices([each.pk for each in self.learning])
        stands = {}
        for each in self.learning:
            it = profiles.get(each.pk)
            stands[str(each.uuid)] = [it.sites, it.shifts, it.suit, it.mentors] if it else []
        return stands

    def concerns(self, name: str) -> bool:
        return name in self.cleaned_data["who"]

    def meant(self, name: str) -> list[object]:
        return [[self.cleaned_data[each] for each in ("sites", "shifts", "suit", "mentors")]]

    def said(self, name: str, value: Any) -> str:
        told = [part for part in value if part]
        return _("%(name)s: %(what)s") % {"name": self.names[name], "what": written([written(part) for part in told])}

    def last(self) -> str:
        return ""  # what happened last in the class says nothing of its people's profiles

    def say_where_mentors_are(self, profiles: Iterable[tuple[list[str], list[str]]]) -> None:
        """Name the sites and shifts that the mentors have: only the same words bring a pair together."""
        found = [*profiles]
        for place, name in enumerate(("sites", "shifts")):
            words = sorted({word for each in found for word in each[place]}, key=name_key)
            if words:
                help_text = _("Several with commas between them. The mentors have: %(words)s.")
                self.fields[name].help_text = help_text % {"words": enumerated(words)}


class PublishForm(FinalForm):
    """From when the pairs run."""

    on = DayField(label=_("Pairs begin on"))
    term_to = DayField(label=_("The contracts run to"))


class ContractForm(EditForm):
    """The contract of a pair."""

    term_to = DayField(label=_("Term to"), required=False)
    goals = forms.CharField(
        label=_("Goals"),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
        help_text=_("What the apprentice will be able to do, and by when."),
    )
    tasks = forms.CharField(
        label=_("Tasks"),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
        help_text=_("What each side does: teaching, practice, log, safety."),
    )

    def standing(self, pair: Pair) -> dict[str, Any]:
        return {name: getattr(pair, name) for name in ("term_to", "goals", "tasks")}


class EndForm(FinalForm):
    """The end of a pair."""

    on = DayField(label=_("Last day"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ReviewForm(FinalForm):
    """A review of a pair. The final one asks once more, on the page that comes then: there is no other after it, and
    `decided`, where there is one, no other is offered."""

    on = DayField(label=_("Day of the review"), past=True, initial=timezone.localdate)
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", ""), *Grade.choices])
    words = forms.CharField(label=_("Remarks on the pair"), widget=forms.Textarea, required=False, max_length=2000)
    final = forms.BooleanField(
        label=_("This is the final review"),
        required=False,
        help_text=_("It decides the pair's result, on which the allowance may hang. There is one."),
    )

    def __init__(self, *args: Any, decided: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.told, self.initial["follows"] = [], ""
            if decided:
                del self.fields["final"]

    def overtaken(self) -> bool:
        asked = bool(self.cleaned_data.get("final")) and super().overtaken()
        self.told = self.told if asked else []
        return asked


class AccidentForm(BeginningForm):
    """A serious accident."""

    on = DayField(label=_("Day of the accident"), past=True, initial=timezone.localdate)
    words = forms.CharField(label=_("What happened"), widget=forms.Textarea, max_length=2000)


class ReasonForm(Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class WordForm(Form):
    """A word to the apprentice."""

    word = forms.CharField(label=_("Why it is returned"), widget=forms.Textarea, max_length=2000)
