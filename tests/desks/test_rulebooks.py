"""The rulebook browser: which rule holds where and when, each key with its origin."""

import html
import re
from datetime import date

import pytest
from django.utils import translation

from jiangtu.core.models import RuleRow
from jiangtu.desks.queries import rulebooks
from jiangtu.institutions.states import Role
from tests.factories.institutions import client_as, member

pytestmark = pytest.mark.django_db
IN_2025 = date(2025, 6, 16)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_reads_the_rules(role, clock):
    browser = client_as(member(role))
    assert browser.get("/rules").status_code == 200
    assert browser.get("/rules/in-force?name=hours&where=120000").status_code == 200


def test_every_edition_opens_in_both_languages():
    browsers = {each: client_as(member("programme_head"), language=each) for each in ("en", "zh-hans")}
    for language, browser in browsers.items():
        with translation.override(language):
            rows = rulebooks.editions(IN_2025)
        for row in rows:
            answer = browser.get(f"/rules/{row['name']}/{row['where']}/{row['since']}")
            assert answer.status_code == 200
            assert row["source"][:12] in html.unescape(answer.content.decode())
    browsers = [*browsers.values()]
    assert browsers[0].get("/rules/hours/120000/1999-01-01").status_code == 404
    assert browsers[0].get("/rules/nothing/cn/2021-01-01").status_code == 404


def test_the_rule_in_force_is_merged_key_by_key_and_each_key_says_where_from():
    read, refusal = rulebooks.in_force("hours", "120000", IN_2025)
    assert refusal is None
    lines = {line.key: line for line in read.lines}
    assert "120000" in lines["yearly"].edition
    assert not lines["yearly"].inherited
    assert lines["months"].inherited
    assert lines["months"].edition.startswith("hours/cn@")


def test_words_that_are_values_are_said_in_the_readers_language():
    with translation.override("zh-hans"):
        read, _ = rulebooks.in_force("mentor-measures", "second-harbour-equipment", IN_2025)
    values = {line.key: line.value for line in read.lines}
    for key in ("form", "ladder", "paid", "stops_from_month_of"):
        assert not set(values[key]) & set("abcdefghijklmnopqrstuvwxyz"), values[key]


CODED = re.compile(r"\b(national|professional|petroleum|CNY|once|shared|turning|[a-z]+-[a-z]+|[a-z]+_[a-z_]+)\b")


def told_of(value, label):
    """What a page writes of a value: label and text of each piece."""
    if isinstance(value, str):
        yield label, value
        return
    for name, each in value.get("pairs", ()):
        yield from told_of(each, name)
    for each in value.get("rows", ()):
        yield from told_of(each, label)


def test_no_key_and_no_coded_value_of_any_rulebook_is_shown_raw_in_chinese():
    raw = set()
    with translation.override("zh-hans"):
        for row in rulebooks.editions(IN_2025):
            for line in rulebooks.edition(row["name"], row["where"], row["since"].isoformat()).lines:
                for label, text in told_of(line.value, line.label):
                    raw |= {(row["name"], label)} if not re.search("[一-鿿]", label) else set()
                    free = any(word in label for word in ("英文", "别名", "名称")) or re.search("[一-鿿]", text)
                    raw |= set() if free else {(row["name"], word) for word in CODED.findall(text)}
    assert raw == set()


def test_what_a_file_leaves_to_us_is_not_said_to_be_of_its_source():
    read, _ = rulebooks.in_force("mentor-measures", "second-harbour-equipment", IN_2025)
    marks = {line.key: line.mark for line in read.lines}
    assert (marks["amount"], marks["ladder"], marks["days_for_a_month"]) == ("S*", "ours", "ours")


def test_before_the_first_edition_it_says_so():
    read, refusal = rulebooks.in_force("hours", "cn", date(1990, 1, 1))
    assert read is None
    assert refusal.code == "no_edition_on_date"
    page = client_as(member("expert")).get("/rules/in-force?name=hours&where=cn&on=1990-01-01").content.decode()
    assert "in force on" in page


def test_an_assumed_date_is_warned_about():
    page = client_as(member("expert")).get("/rules/hours/120000/2021-06-22").content.decode()
    assert "is assumed" in page


def test_a_dated_row_stands_before_the_file_and_names_itself():
    RuleRow.objects.create(
        name="pairing", place="cn", key="max_apprentices_per_mentor", value=4, since=date(2025, 1, 1),
        source="Notice 7", mark="ours",
    )  # fmt: skip
    read, _ = rulebooks.in_force("pairing", "cn", IN_2025)
    line = next(line for line in read.lines if line.key == "max_apprentices_per_mentor")
    assert (line.value, line.source, line.inherited) == ("4", "Notice 7", True)


def test_the_list_filters_and_exports(clock):
    browser = client_as(member("bureau_officer"))
    page = browser.get("/rules?rulebook=mentor-measures").content.decode()
    assert "xinwu-one-off" in page
    assert "/rules/hours/" not in page
    answer = browser.get("/rules?export=csv")
    assert "ILO global framework" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_list_is_searched_by_words_within_the_rulebook_chosen(clock):
    browser = client_as(member("bureau_officer"))
    page = browser.get("/rules?rulebook=hours&words=qingpu").content.decode()
    assert "/rules/hours/310118/" in page
    assert "/rules/hours/120000/" not in page
    assert 'type="hidden" name="rulebook" value="hours"' in page
    assert "Nothing matches this filter" in browser.get("/rules?words=nowhere").content.decode()
    answer = browser.get("/rules?words=qingpu&export=csv")
    assert len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) == 2


def test_a_scheme_is_told_by_its_title_and_has_no_place(clock):
    page = client_as(member("expert"), language="zh-hans").get("/rules?rulebook=frameworks").content.decode()
    assert ">turning<" not in page
    assert "车工（示例）" in page


@pytest.mark.parametrize("query", ["name=x", "where=x", "on=x", "name=mentor-measures&where=120000", "on=2025-02-31"])
def test_a_nonsensical_question_is_survived(query):
    assert client_as(member("expert")).get(f"/rules/in-force?{query}").status_code == 200
