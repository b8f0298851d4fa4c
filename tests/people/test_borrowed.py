"""What Django and allauth say on our forms is said in our words."""

import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.translation import override

from jiangtu.config.floors import ROOMS
from jiangtu.institutions.forms import AcceptForm


class Anything(dict):
    """A value for every placeholder."""

    def __missing__(self, name):
        return 3


def filled(text):
    """The sentence with its figures, so that a plural is chosen."""
    try:
        return str(text % Anything())
    except TypeError:  # a bare %d
        return str(text)


def every_form(of=forms.BaseForm):
    for each in of.__subclasses__():
        yield each
        yield from every_form(each)


def said_by_fields():
    """What each field of each form answers to what cannot be read, with what its validators say."""
    for room in ROOMS:
        if find_spec(f"jiangtu.{room}.forms"):
            import_module(f"jiangtu.{room}.forms")
    ours = [form for form in every_form() if form.__module__.startswith("jiangtu.")]
    for field in (field for form in ours for field in getattr(form, "base_fields", {}).values()):
        yield from field.error_messages.values()
        for validator in field.validators:
            yield from getattr(validator, "messages", {}).values()
            yield getattr(validator, "message", "")


def said_of_passwords():
    for validator in get_default_password_validators():
        yield from (validator.get_help_text(), validator.get_error_message())


def said_at_signing_in():
    used = ("enter_current_password", "incorrect_code", "incorrect_password", "username_password_mismatch",
            "too_many_login_attempts", "rate_limited")  # fmt: skip
    yield from (get_adapter().error_messages[code] for code in used)
    yield get_mfa_adapter().error_messages["incorrect_code"]


@pytest.mark.parametrize("said", [said_by_fields, said_of_passwords, said_at_signing_in])
def test_no_borrowed_sentence_is_english_or_familiar(said):
    with override("zh-hans"):
        found = {filled(each) for each in said()} - {""}
    assert found
    strange = re.compile(r"你|字段|确保|无效|有效的|[A-Za-z]{2,}|\.$")
    assert [each for each in sorted(found) if strange.search(re.sub(r"%\(\w+\)s", "", each))] == []


@pytest.mark.parametrize(
    "username, password, name, told",
    [
        ("王 磊", "short", "password", "密码太短，至少需要 10 个字符。"),
        ("王 磊", "password123", "password", "这个密码太常见，请换一个。"),
        ("王 磊", "a long good one", "username", "用户名只能用文字、数字、句点、连字符和下划线。"),
        ("", "a long good one", "username", "请填写此项"),
    ],
)
def test_who_comes_in_by_a_card_reads_what_is_wrong_in_chinese(username, password, name, told):
    with override("zh-hans"):
        form = AcceptForm({"username": username, "password": password, "again": password}, passkey=False)
        assert form.errors[name] == [told]


def test_a_number_that_does_not_fit_is_told_in_few_words():
    field = forms.DecimalField(max_value=24, decimal_places=2)
    with override("zh-hans"):
        for given, told in (("25", "不能大于 24"), ("1.234", "最多 2 位小数")):
            with pytest.raises(forms.ValidationError) as caught:
                field.clean(given)
            assert caught.value.messages == [told]


def test_english_has_few_words_too_and_repeats_nothing_that_was_typed():
    with override("en"):
        said = {filled(each) for each in said_by_fields()} - {""}
        assert [each for each in sorted(said) if each.startswith(("Ensure", "Select a valid"))] == []
        for field, given, told in (
            (forms.DecimalField(max_value=60), "61", "At most 60"),
            (forms.CharField(max_length=1), "ab", "At most 1 character; there are 2"),
            (forms.ChoiceField(choices=[("a", "a")]), "b" * 3000, "There is no such choice. Choose again."),
        ):
            with pytest.raises(forms.ValidationError) as caught:
                field.clean(given)
            assert caught.value.messages == [told]


def test_nothing_chosen_looks_alike_in_every_form():
    list(said_by_fields())
    ours = [form for form in every_form() if form.__module__.startswith("jiangtu.")]
    fields = [(form, name, each) for form in ours for name, each in getattr(form, "base_fields", {}).items()]
    dashed = [(form.__name__, name) for form, name, each in fields if getattr(each, "empty_label", None) == "-" * 9]
    assert dashed == []


def test_the_second_field_of_a_password_is_called_alike_everywhere():
    with override("zh-hans"):
        assert str(allauth_forms.SetPasswordForm.base_fields["password2"].label) == "再输入一次密码"
        assert str(AcceptForm.base_fields["again"].label) == "再输入一次密码"
