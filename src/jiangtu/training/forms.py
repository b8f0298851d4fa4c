"""What people type: classes, sessions, the roll, the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jiangtu.core.edits import EditForm
from jiangtu.core.forms import AskingForm, BeginningForm, ChoiceForm, Clock, DayField, FinalForm, Form, Searched
from jiangtu.core.phrases import sentence
from jiangtu.core.verdict import No
from jiangtu.people import queries as people
from jiangtu.people.states import TEXTS, Purpose
from jiangtu.programmes import queries as programmes
from jiangtu.programmes.states import HourKind, Venue

from .models import Attendance, LogEntry, Session, TrainingClass
from .queries.classes import Choices
from .rules.classes import FIXED_ONCE_OPEN
from .rules.logbook import PHOTOS
from .rules.pictures import LARGEST_FILE
from .states import Independence, Intake, Mark

if TYPE_CHECKING:
    from jiangtu.competences.models import Competence
    from jiangtu.institutions.models import Institution
    from jiangtu.people.models import Person
    from jiangtu.programmes.models import Stage, Version


def _offer(field: forms.Field, rows: QuerySet[Person]) -> None:
    """Let the field offer these people, those of one name told apart."""
    names = people.told_apart(rows)
    field.queryset = rows  # type: ignore[attr-defined]
    field.label_from_instance = lambda person: names[person.pk]  # type: ignore[attr-defined]


class Versions(forms.ModelChoiceField):
    def label_from_instance(self, obj: Version) -> str:
        return _("%(programme)s, version %(number)s, to %(level)s") % {
            "programme": obj.programme, "number": obj.number, "level": programmes.level_name(obj),
        }  # fmt: skip


class ClassForm(ChoiceForm, EditForm):
    """A class. What stays as it is once the class is open is then shown and not changed."""

    number = forms.CharField(label=_("Number"), max_length=40)
    name = forms.CharField(label=_("Name of the class"), max_length=200)
    version = Versions(
        label=_("Programme"), queryset=None, empty_label="—", help_text=_("Only released versions can be taught.")
    )
    intake = forms.ChoiceField(label=_("Intake"), choices=Intake.choices)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    campus: forms.ModelChoiceField[Institution] = forms.ModelChoiceField(
        label=_("Campus"), queryset=None, required=False, empty_label=_("At the college itself")
    )
    enterprises: forms.ModelMultipleChoiceField[Institution] = forms.ModelMultipleChoiceField(
        label=_("Enterprises"), queryset=None, widget=Searched,
        help_text=_("Several make a pooled class: that is how small enterprises get in."),
    )  # fmt: skip
    trainers: forms.ModelMultipleChoiceField[Person] = forms.ModelMultipleChoiceField(
        label=_("Trainers"), queryset=None, required=False, widget=Searched
    )

    def __init__(self, *args: Any, choices: Choices, about: TrainingClass | None = None, **kwargs: Any):
        super().__init__(*args, offered=choices, about=about, **kwargs)
        _offer(self.fields["trainers"], choices["trainers"])
        if about and about.state != "draft":
            for name in FIXED_ONCE_OPEN & self.fields.keys():
                self.fields[name].disabled = True

    def standing(self, training_class: TrainingClass) -> dict[str, Any]:
        names = ("number", "name", "version", "intake", "starts_on", "ends_on", "campus")
        several = {"enterprises": training_class.enterprises, "trainers": training_class.trainers}
        return {name: getattr(training_class, name) for name in names} | {
            name: rows.order_by("pk") for name, rows in several.items()
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("starts_on") and values.get("ends_on") and values["ends_on"] <= values["starts_on"]:
            self.add_error("ends_on", _("The last day comes after the first."))
        return values


class ReasonForm(Form):
    """A word why."""

    missing = _("A reason is needed. Write in a few words why.")
    remark = forms.CharField(label=_("Reason"), max_length=300, error_messages={"required": missing})


class CancelForm(FinalForm, ReasonForm):
    """Why something is cancelled for good."""


class WhyLate(forms.CharField):
    """Why a session is entered only after its day."""

    def __init__(self, **kwargs: Any):
        hint = _("Only for a day that is over.")
        super().__init__(label=_("Why only now"), max_length=300, required=False, help_text=hint, **kwargs)


class Sure(forms.BooleanField):
    """One's word that what is mostly a slip is meant; asked for only where it is needed."""

    codes = ("session_over_midnight", "session_long")

    def __init__(self, **kwargs: Any):
        super().__init__(label=_("Yes, it is meant so"), required=False, **kwargs)


class SessionForm(AskingForm, EditForm):
    """One session, new or moved."""

    day = DayField(label=_("Day"))
    start = forms.TimeField(label=_("Begins at"), widget=Clock)
    minutes = forms.IntegerField(label=_("Length (minutes)"), min_value=1, max_value=1440, initial=90)
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of hours"), choices=HourKind.choices)
    venue = forms.ChoiceField(label=_("Venue"), choices=Venue.choices)
    stage: forms.ModelChoiceField[Stage] = forms.ModelChoiceField(label=_("Stage"), queryset=None, empty_label=None)
    trainer: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("Trainer"), queryset=None, empty_label=None
    )
    house: forms.ModelChoiceField[Institution] = forms.ModelChoiceField(
        label=_("Room belongs to"), queryset=None, empty_label=None
    )
    room = forms.CharField(
        label=_("Room"),
        max_length=100,
        required=False,
        help_text=_("Kept for next time, and never used twice at once."),
    )
    why_late = WhyLate()
    sure = Sure()
    questions: ClassVar = {"sure": Sure.codes}

    def __init__(
        self,
        *args: Any,
        training_class: TrainingClass,
        trainers: QuerySet[Person],
        houses: QuerySet[Institution],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = training_class.version.stages.order_by("order")  # type: ignore[attr-defined]
        _offer(self.fields["trainer"], trainers)
        self.fields["house"].queryset = houses  # type: ignore[attr-defined]
        self.fields["house"].initial = training_class.campus_id or training_class.college_id
        self.fields["room"].widget.attrs["list"] = "rooms"

    def standing(self, session: Session) -> dict[str, Any]:
        return as_typed(session)


def as_typed(session: Session) -> dict[str, Any]:
    """A session as its form's first values."""
    start = timezone.localtime(session.during.lower)
    same = {name: getattr(session, name) for name in ("minutes", "topic", "kind", "venue", "stage", "trainer")}
    room = session.room
    return same | {
        "day": start.date(), "start": start.time(), "room": room.name if room else "",
        **({"house": room.institution_id} if room else {}),
    }  # fmt: skip


class WeeksForm(BeginningForm):
    weeks = forms.IntegerField(label=_("Into how many following weeks"), min_value=1, max_value=30, initial=1)
    why_late = WhyLate()

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["auto_id"] = "copy_%s"  # it stands beside the form of one session
        super().__init__(*args, **kwargs)


class AgainForm(BeginningForm, AskingForm):
    day = DayField(label=_("Day"))
    start = forms.TimeField(label=_("Begins at"), widget=Clock)
    why_late = WhyLate()
    sure = Sure()
    questions: ClassVar = {"sure": Sure.codes}


class RollForm(EditForm):
    """The roll: a mark for everyone; before the first call all are present, so that only exceptions are tapped."""

    sheet = forms.FileField(
        label=_("Scan of the paper sheet"), required=False, help_text=_("A photo or a PDF, at most 10 MB.")
    )

    def __init__(self, *args: Any, about: Session, rows: Iterable[Attendance], **kwargs: Any):
        super().__init__(*args, about=about, **kwargs)
        self.rows, self.minutes = list(rows), about.minutes
        names = people.told_apart(row.enrolment.person for row in self.rows)
        for row in self.rows:
            self.fields[f"mark-{row.uuid}"] = forms.ChoiceField(
                label=names[row.enrolment.person_id], choices=Mark.choices, widget=forms.RadioSelect
            )
            self.fields[f"late-{row.uuid}"] = forms.IntegerField(
                label=_("Minutes late"), required=False,
                # No bounds for the browser: it would not send a form with a wrong figure in a line out of sight.
                widget=forms.NumberInput({"inputmode": "numeric", "placeholder": _("min"), "step": "any"}),
            )  # fmt: skip

    def standing(self, session: Session) -> dict[str, Any]:
        rows = session.attendance.all()
        marks = {f"mark-{row.uuid}": row.mark or Mark.PRESENT for row in rows}
        return marks | {f"late-{row.uuid}": row.late_minutes or None for row in rows}

    @property
    def lines(self) -> list[tuple[Attendance, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"mark-{row.uuid}"], self[f"late-{row.uuid}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for row in self.rows:
            field = f"late-{row.uuid}"
            if values.get(f"mark-{row.uuid}") != Mark.LATE:
                self.errors.pop(field, None)  # what stands there is out of sight and counts for nothing
            elif field in values and not values[field]:
                self.add_error(field, _("How many minutes late?"))
            elif field in values and not 0 < values[field] < self.minutes:
                short = No("late_minutes", have=values[field], need=self.minutes - 1)
                self.add_error(field, sentence(short))
        return values

    def marks(self) -> dict[int, tuple[str, int]]:
        """Attendance key -> (mark, minutes late)."""
        found = {}
        for row in self.rows:
            mark = self.cleaned_data[f"mark-{row.uuid}"]
            late = self.cleaned_data.get(f"late-{row.uuid}") or 0
            found[row.pk] = (mark, late if mark == Mark.LATE else 0)
        return found


class Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures at once."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=Photos({"multiple": True, "accept": "image/jpeg,image/png,image/webp"}), **kwargs)

    def clean(self, data: list[UploadedFile] | None, initial: object = None) -> list[UploadedFile]:
        return [super(PhotosField, self).clean(each, initial) for each in data or []]


class LogForm(AskingForm, EditForm):
    """A day's work, in under a minute. `uuid`, the page's key, makes one entry of what is sent twice."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    on = DayField(label=_("Day"), past=True)
    hours = forms.DecimalField(
        label=_("Hours worked"), min_value=0, max_value=24, max_digits=4, decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip
    work = forms.CharField(label=_("What did you do?"), widget=forms.Textarea({"rows": 3}), max_length=4000)
    independence = forms.ChoiceField(
        label=_("How independently?"),
        choices=Independence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how independently you worked.")},
    )
    competences: forms.ModelMultipleChoiceField[Competence] = forms.ModelMultipleChoiceField(
        label=_("Which competences did you use?"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    difficulty = forms.CharField(
        label=_("What was hard?"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2000
    )
    why_long = forms.CharField(label=_("Why was the day so long?"), max_length=300, required=False)
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("Up to 4, JPEG, PNG or WebP, at most 10 MB each.")
    )

    agree = forms.BooleanField(
        label=_("I agree to photos of my work"), help_text=TEXTS[Purpose.PHOTOS], required=False,
        widget=forms.CheckboxInput({"data-asked-with": "photos"}),
    )  # fmt: skip

    questions: ClassVar = {"why_long": ["log_day_over_the_law"]}

    def __init__(self, *args: Any, competences: QuerySet[Competence], agreed: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if agreed:
            del self.fields["agree"]
        self.fields["competences"].queryset = competences  # type: ignore[attr-defined]
        for name in ("independence", "competences"):
            self.fields[name].widget.attrs["class"] = "chip"

    def standing(self, entry: LogEntry) -> dict[str, Any]:
        return as_written(entry)

    def clean_photos(self) -> list[UploadedFile]:
        found: list[UploadedFile] = self.cleaned_data["photos"]
        if len(found) > PHOTOS:
            raise forms.ValidationError(_("Four photos at most. Choose fewer."))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("photos") and given.get("agree") is False:
            again = _("Tick this if you agree, and choose the photos again; or save the entry without photos.")
            self.add_error("agree", again)
        return given

    def agrees(self) -> bool:
        """Whether the writer has just agreed to photos, with the first of them."""
        return bool(self.cleaned_data.get("agree") and self.cleaned_data.get("photos"))

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("agree", "uuid")}
        typed["minutes"] = round(typed.pop("hours") * 60)
        typed["photos"] = [(each.name, each.read(LARGEST_FILE + 1)) for each in typed["photos"]]
        return typed


def as_written(entry: LogEntry) -> dict[str, Any]:
    """An entry as its form's first values."""
    names = ("on", "work", "independence", "difficulty", "why_long")
    return {name: getattr(entry, name) for name in names} | {
        "hours": f"{entry.hours:f}", "competences": entry.competences.all(),
    }  # fmt: skip


def week_name(monday: date) -> str:
    """ "16 June – 22 June" in the reader's language."""
    return f"{date_format(monday, 'MONTH_DAY_FORMAT')} – {date_format(monday + timedelta(6), 'MONTH_DAY_FORMAT')}"
