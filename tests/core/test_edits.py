"""A form that changes what stands saves over nobody: it says what was changed meanwhile and keeps what was typed."""

import datetime
import threading
from decimal import Decimal

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict

from jiangtu.core.edits import EditForm
from jiangtu.core.forms import done
from jiangtu.core.models import RuleRow

DAY = datetime.date(2025, 6, 16)


class RowForm(EditForm):
    key = forms.CharField(label="Key")
    since = forms.DateField(label="From")
    share = forms.DecimalField(label="Share", required=False)
    mark = forms.ChoiceField(label="Mark", choices=[("", "—"), ("Read", [("S", "read"), ("M", "not confirmed")])])
    places = forms.MultipleChoiceField(label="Places", choices=[("a", "Huzhou"), ("b", "Rizhao")], required=False)
    open = forms.BooleanField(label="Open", required=False)

    def standing(self, row):
        return {
            "key": row.key, "since": row.since, "share": Decimal(str(row.value["share"])), "mark": row.mark,
            "places": row.value["places"], "open": row.value["open"],
        }  # fmt: skip


def row(**values):
    filled = {"share": "1.50", "places": ["a"], "open": True}
    return RuleRow.objects.create(
        name="r", key="k", since=DAY, source="ours", mark="S", value=filled, **values
    )  # fmt: skip


def sent(about, **typed):
    """What a browser sends of the form as it stands now, with what was typed over it."""
    form = RowForm(about=about)
    values = {name: form[name].value() for name in form.fields} | typed
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if value is False:
            continue
        for each in value if isinstance(value, list) else [value]:
            data.appendlist(name, "on" if each is True else str(each))
    return data


def save(thing, *, by=None, **values):
    thing.key, thing.since, thing.mark = values["key"], values["since"], values["mark"]
    thing.value = {"share": str(values["share"]), "places": values["places"], "open": values["open"]}
    thing.save()
    return thing


def kept(about, data):
    """The form once it was sent, and whether it was saved."""
    form = RowForm(data, about=about)
    assert form.is_valid(), form.errors
    return form, done(form, save, about, **form.cleaned_data) is not None


@pytest.mark.django_db
def test_a_form_that_nobody_has_overtaken_is_saved_whatever_it_changes():
    about = row()
    typed = {"key": "K", "since": "2025-07-01", "share": "2", "mark": "M", "places": ["b", "a"], "open": False}
    assert kept(about, sent(about, **typed))[1]
    about.refresh_from_db()
    assert (about.key, about.mark, about.value["places"]) == ("K", "M", ["b", "a"])


OTHERS = [
    ({"key": "other"}, "key", "other"),
    ({"since": "2025-08-01"}, "since", "1 Aug 2025"),
    ({"share": "2.25"}, "share", "2.25"),
    ({"mark": "M"}, "mark", "not confirmed"),
    ({"places": ["a", "b"]}, "places", "Huzhou, Rizhao"),
    ({"places": []}, "places", "—"),
    ({"open": False}, "open", "no"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "field", "said"), OTHERS)
def test_who_saves_second_is_told_what_the_first_changed_and_keeps_what_was_typed(change, field, said):
    about = row()
    first, second = sent(about, **change), sent(about, key="mine")
    assert kept(about, first)[1]
    form, saved = kept(about, second)
    assert not saved
    assert form.errors[field] == [f"On record now: {said}"]
    assert form["key"].value() == "mine"
    about.refresh_from_db()
    assert about.key != "mine"
    again, saved = kept(about, form.data)  # seen: saving again is a decision
    assert saved, again.errors


@pytest.mark.django_db
def test_both_may_make_the_same_change_and_numbers_compare_as_numbers():
    about = row()
    first, second = sent(about, key="same"), sent(about, key="same", share="1.5")
    assert kept(about, first)[1]
    assert kept(about, second)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("shown", [None, "", "{", "[]", '{"key":"0"}'])
def test_what_does_not_say_what_it_was_shown_saves_over_nothing(shown):
    about = row()
    data = sent(about, key="blind")
    del data["shown"]
    if shown is not None:
        data["shown"] = shown
    assert not kept(about, data)[1]


@pytest.mark.django_db
def test_a_form_about_nothing_begins_something_new():
    form = RowForm({"key": "k", "since": "2025-06-16", "mark": "S"})
    assert "shown" not in form.fields
    assert form.is_valid()
    assert not form.overtaken()


@pytest.mark.django_db(transaction=True)
def test_of_two_sent_in_the_same_moment_the_second_sees_what_the_first_saved():
    about = row()
    both = [sent(about, key="one"), sent(about, key="two")]
    begun, saved = threading.Barrier(2), []

    def send(data):
        form = RowForm(data, about=RuleRow.objects.get(pk=about.pk))
        form.is_valid()
        begun.wait()
        saved.append(done(form, save, form.about, **form.cleaned_data) is not None)
        connection.close()

    threads = [threading.Thread(target=send, args=[data]) for data in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(saved) == [False, True]
