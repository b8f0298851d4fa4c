"""How every form is written: label, hint, field, error, bound together for those who listen to the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, ClassVar, ParamSpec, Protocol

from django import forms
from django.db import transaction
from django.db.models import Model, Q
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorDict, flatatt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from . import once, outcome, sms
from .days import Days
from .desk import Text
from .letters import seen
from .machine import FINAL, Machine
from .phrases import sentence
from .verdict import Refused, Verdict
from .web import Request, offered

P = ParamSpec("P")


class Renderer(DjangoTemplates):
    """FORM_RENDERER of the settings: `{{ form }}` gives our markup, sign-in pages included."""

    form_template_name = "core/_form.html"
    field_template_name = "core/_field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """As the template says; choices without groups are written here, for Django's includes two more for each."""
        widget = context.get("widget", {})
        if template_name != forms.Select.template_name or any(name for name, *_ in widget["optgroups"]):
            return super().render(template_name, context, request)
        drawn = ((str(each["value"]), flatatt(each["attrs"]), each["label"]) for _, [each], _ in widget["optgroups"])
        options = format_html_join("", '<option value="{}"{}>{}</option>', drawn)
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


class Day(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that can be meant (`days`); `past`: one that has come."""

    def __init__(self, *, past: bool = False, **more: Any):
        self.days = Days(past=past)
        super().__init__(**{"widget": Day, **more})

    def run_validators(self, value: date) -> None:
        super().run_validators(value)
        if value and not (said := self.days.check(value, today=timezone.localdate())):
            raise forms.ValidationError(sentence(said))


class Ruled(forms.CharField):
    """A text that a rule reads and judges: `read` gives it as it is kept and compared, `check` what is wrong."""

    def __init__(self, read: Callable[[str], str], check: Callable[[str], Verdict] | None = None, **more: Any):
        self.read, self.check = read, check
        super().__init__(**more)

    def to_python(self, value: object) -> str:
        return self.read(str(super().to_python(value) or ""))

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if value and self.check and not (said := self.check(value)):
            raise forms.ValidationError([sentence(reason) for reason in said.reasons()])


class Email(forms.EmailField):
    """An e-mail address, without what nobody sees when it is pasted."""

    def to_python(self, value: object) -> str:
        return seen(str(super().to_python(value) or "")).strip()


class PhoneNumber(forms.CharField):
    """A phone number that can get text messages, however written; it comes out as `sms.normalised` gives it."""

    def __init__(self, **more: Any):
        widget = forms.TextInput({"autocomplete": "tel", "type": "tel"})
        super().__init__(**{"label": _("Phone"), "max_length": 30, "widget": widget, **more})

    def clean(self, value: Any) -> str:
        given = str(super().clean(value) or "")
        number = sms.normalised(given)
        if given and not number:
            raise forms.ValidationError(
                _("That is no phone number. Write a Chinese mobile number, or + and the country's code before it.")
            )
        return number


class Clock(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None):
        super().__init__(attrs, format="%H:%M")


class Searched(forms.CheckboxSelectMultiple):
    """Rows to tick: all of a short list; of a long one those that are ticked, and those found by a part of their name.
    The button "Find" sends the form, which comes back with what was typed (`ChoiceForm`)."""

    template_name = "core/_searched.html"
    long, most = 12, 20
    words = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.words = str(data.get(f"{name}_words", "")).strip()
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        offered: Any = self.choices
        rows = offered.queryset
        said: dict[str, Any] = {"searched": rows.count() > self.long}
        if said["searched"]:
            fields = {field.name for field in rows.model._meta.get_fields()} & {"name", "name_en"}
            named = reduce(or_, (Q(**{f"{field}__icontains": self.words}) for field in fields))
            chosen = [str(each) for each in value or ()]
            ticked = list(rows.filter(pk__in=[key for key in chosen if key.isdigit()]))
            found = list(rows.filter(named).exclude(pk__in=[row.pk for row in ticked])[: self.most + 1])
            found = found if self.words else []
            self.choices = [offered.choice(row) for row in (*ticked, *found[: self.most])]
            said |= {"found": found, "more": len(found) > self.most, "most": self.most, "words": self.words}
        context = super().get_context(name, value, attrs)
        context["widget"] |= said
        self.choices = offered
        return context


class Several(forms.ModelMultipleChoiceField):
    """Rows to tick, offered when the form is made (`ChoiceForm`) and called by what `called` says of each."""

    widget = Searched

    def __init__(self, *, called: Callable[..., str] = str, **kwargs: Any):
        super().__init__(queryset=None, **kwargs)
        self.label_from_instance = called  # type: ignore[method-assign]


class Form(forms.Form):
    """A form of the rooms, with what `done` asks of it around its act. `asks_again`: it says what
    follows from the act, which is final."""

    asks_again = False
    told: Sequence[str] = ()  # what follows from its act, where it is final

    def overtaken(self) -> bool:
        """Whether the act must wait for another look, with the reason in the form. Asked in the act's transaction."""
        return False

    def ask(self, code: str) -> str | None:
        """The field that asks what a refusal wants to know; None where the refusal is no question."""
        return None


class BeginningForm(Form):
    """A form of an act that begins something: sent twice, it is done once (`core.once`)."""

    once = forms.CharField(required=False, initial=once.key, widget=forms.HiddenInput({"id": False}))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.cleaned_data.pop("once", None)


class FinalForm(Form):
    """A form of an act that nothing takes back. Its page says what `follows`, in sentences; the act is done when it is
    sent from there, and not when something else follows by then."""

    asks_again = True
    follows = forms.CharField(required=False, widget=forms.HiddenInput({"id": False}))

    def __init__(self, *args: Any, follows: Iterable[Text], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.told = [str(each) for each in follows]
        self.initial["follows"] = self._print()

    def _print(self) -> str:
        return salted_hmac("core.forms", "\n".join(self.told)).hexdigest()[:16]

    def overtaken(self) -> bool:
        name = self.add_prefix("follows")
        before = self.data.get(name, "")
        if before == self._print():
            return super().overtaken()
        data: Any = self.data
        self.data = data.copy()
        self.data[name] = self._print()  # type: ignore[index]
        if before:
            self.add_error(None, _("Not done yet: what follows is no longer what you saw. Read it again below."))
        else:
            self.add_error(None, _("Not done yet: read what follows, then confirm."))
        return True

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.cleaned_data.pop("follows", None)


class AskingForm(Form):
    """A form with questions that most never meet: such a field stays hidden until an act is refused for want of its
    answer. `questions`: field → the codes of those refusals."""

    questions: ClassVar[Mapping[str, Collection[str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._asked = {name: self.fields[name].widget for name in self.questions}
        for name in self.questions:
            if self[name].value() in (None, "", False, "False"):
                self.fields[name].widget = forms.HiddenInput()

    def ask(self, code: str) -> str | None:
        """The question that a refusal asks is shown from now on."""
        name = next((name for name, codes in self.questions.items() if code in codes), None)
        if name:
            self.fields[name].widget, self.fields[name].required = self._asked[name], True
            self.use_required_attribute = False  # the browser asks for nothing: other values may need no answer
        return name


class ChoiceForm(Form):
    """A form some of whose fields offer rows: `offered` gives each such field its own. Sent by the button of a long
    list ("find") it is not yet meant to be kept: it says nothing of what is missing, and holds what was typed."""

    @property
    def finding(self) -> bool:
        return self.is_bound and "find" in self.data

    def full_clean(self) -> None:
        if self.finding:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        return not self.finding and super().is_valid()

    def __init__(self, *args: Any, offered: Mapping[str, object], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class Acting(Protocol):
    """What `done` asks of a form, or of several that make one page."""

    asks_again: bool

    def overtaken(self) -> bool: ...
    def ask(self, code: str) -> str | None: ...
    def add_error(self, field: str | None, error: str) -> None: ...


def done(form: Acting, act: Callable[P, object], *args: P.args, **values: P.kwargs) -> Any:
    """What the act returns, or None when it was refused, or when the thing was changed since it was shown: the reason
    then stands in the form, beside what was typed. Raises TypeError for a final act without a page that says what
    follows from it."""
    if act in FINAL and not form.asks_again:
        raise TypeError(f"{act.__name__} is final: its form says what follows from it")
    try:
        with transaction.atomic():
            return None if form.overtaken() else act(*args, **values)
    except Refused as refusal:
        if refusal.verdict.code == "no_right":
            raise
        for reason in refusal.verdict.reasons() or [refusal.verdict]:
            form.add_error(form.ask(reason.code), sentence(reason))
        return None


def form_page(
    request: Request,
    form: Form,
    act: Callable[..., object],
    about: object,
    *,
    title: Text,
    above: tuple[Text, str],
    button: Text = "",
    lead: Text | None = None,
    said: Text = "",
    verb: str = "",
    step: tuple[Machine, str] | None = None,
    template: str = "core/form.html",
) -> HttpResponse:
    """A page that asks for one thing `about` something, which its title may name.

    Once the form is valid, `act` is called with `about`, with who asks as `by`, and with what was typed; a refusal
    stands in the form (`done`). `above`: the page to which one comes by doing it, by its title and its address or the
    address's name. Without a `button` its title stands on it, without a `lead` what it is about; `said`: once it is
    done, where it is the fact of `verb`. `step`: the move of a machine that the act is; where its state does not allow
    it, the page says so in the form's place, and what is done already is not done again. `template`: one made of the
    piece, where the page belongs to more than the way back.
    """
    url = resolve_url(above[1])
    if step:
        machine, move = step
        if request.method == "POST" and getattr(about, machine.field) == machine.transitions[move][1]:
            outcome.say(request, said, about if isinstance(about, Model) else None, verb=verb)
            return redirect(url)
        offered(request, machine.may(about, move))
    if form.is_valid() and done(form, act, about, by=request.actor, **form.cleaned_data) is not None:
        if said:
            outcome.say(request, said, about if isinstance(about, Model) else None, verb=verb)
        return redirect(url)
    lead = ("" if str(about) in str(title) else str(about)) if lead is None else lead
    context = {"form": form, "title": title, "button": button or title, "lead": lead, "about": about}
    return render(request, template, {**context, "above": above[0], "above_url": url})
