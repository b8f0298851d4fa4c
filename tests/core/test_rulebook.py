"""The rulebook engine: what it refuses at start, and which row stands before which."""

from datetime import date
from typing import ClassVar
from uuid import uuid4

import pytest

from jiangtu.core import rulebook
from jiangtu.core.models import RuleRow
from jiangtu.core.rulebook import Rulebook
from jiangtu.core.verdict import Refused

HEAD = '[[edition]]\nfrom = 2020-01-01\nsource = "notice 1"\nmark = "S"\n'
ON = date(2025, 6, 1)


class Lamps(Rulebook, frozen=True, kw_only=True):
    NAME: ClassVar[str] = "lamps"

    watts: int | None = None
    hours: int | None = None

    def __post_init__(self) -> None:
        if self.watts is not None and self.watts < 0:
            raise ValueError("no lamp gives light back")


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file of rules under the folder that is read; (text, place or scheme)."""

    def written(text, where="cn"):
        at = tmp_path / ("cn" if where == "cn" else f"cn/{where}" if where.isdigit() else "lamps")
        at.mkdir(parents=True, exist_ok=True)
        (at / ("lamps.toml" if where == "cn" or where.isdigit() else f"{where}.toml")).write_text(text, "utf-8")
        rulebook.editions.cache_clear()

    monkeypatch.setattr(rulebook, "ROOT", tmp_path)
    rulebook.editions.cache_clear()
    yield written
    rulebook.editions.cache_clear()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD.replace("notice 1", " "), "names no source"),
        (HEAD.replace('source = "notice 1"\n', ""), "source"),
        (f"{HEAD}to = 2019-12-31\n", "ends before it begins"),
        (HEAD.replace('"S"', '"sure"'), "mark must be one of"),
        (f'{HEAD}watts = 60\nmarks = {{ watts = "sure" }}\n', "mark must be one of"),
        (f'{HEAD}watts = 60\nmarks = {{ hours = "S" }}\n', "marks or notes for keys it does not have: hours"),
        (f"{HEAD}lumen = 5\n", "lumen"),
        (f"{HEAD}watts = -5\n", "no lamp gives light back"),
        (HEAD + HEAD.replace("2020", "2021"), "overlaps"),
        ("edition = []\n", "no edition"),
        ("", "edition"),
        ("[[edition", "lamps.toml"),
    ],
)
def test_a_file_that_is_not_in_order_stops_the_start_and_is_named(write, text, fault):
    write(text)
    with pytest.raises(ValueError, match=f"cn/lamps.toml: .*{fault}|{fault}"):
        rulebook.check_all()


def test_the_rules_are_read_when_the_program_starts(monkeypatch):
    from django.apps import apps

    asked = []
    monkeypatch.setattr(rulebook, "check_all", lambda: asked.append("asked"))
    apps.get_app_config("core").ready()
    assert asked == ["asked"]


def row(key="watts", value=40, **facts):
    filled = {"name": "lamps", "since": date(2025, 1, 1), "source": "notice 9", "mark": "S", **facts}
    return RuleRow.objects.create(key=key, value=value, **filled)


@pytest.mark.django_db
def test_an_enterprises_row_stands_before_the_nearest_region_and_the_nearest_before_the_wider(write):
    write(f"{HEAD}watts = 60\nhours = 8\n")
    owner = uuid4()
    row(value=50, place="320000")
    row(value=45, place="320600")
    row(value=30, owner=owner)
    row(value=99, owner=uuid4())
    read = lambda **asked: rulebook.rulebook(Lamps, on=ON, place="320681", **asked)  # noqa: E731
    assert (read().watts, read().hours, read(owner=owner).watts) == (45, 8, 30)
    assert read(owner=owner).cite("hours") == "notice 1"


@pytest.mark.django_db
def test_a_row_for_one_scheme_changes_no_other(write):
    write(f"{HEAD}watts = 60\n", "desk")
    write(f"{HEAD}hours = 8\n", "street")
    owner = uuid4()
    row(value=30, owner=owner, place="desk")
    read = lambda scheme: rulebook.rulebook(Lamps, on=ON, scheme=scheme, owner=owner)  # noqa: E731
    assert (read("desk").watts, read("street").watts) == (30, None)


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["many", -5, {"a": 1}])
def test_a_row_that_the_rulebook_cannot_read_is_refused_by_name(write, value):
    write(f"{HEAD}watts = 60\n")
    bad = row(value=value)
    RuleRow.objects.filter(pk=bad.pk).update(place="cn")
    with pytest.raises(Refused) as refused:
        rulebook.rulebook(Lamps, on=ON)
    verdict = refused.value.verdict
    assert (verdict.code, verdict.details["key"], verdict.source) == ("rule_row_unreadable", "watts", "notice 9")


@pytest.mark.django_db
def test_a_row_for_a_key_that_the_rulebook_lacks_is_refused_by_name(write):
    write(f"{HEAD}watts = 60\n")
    row("lumen", 5, place="cn")
    with pytest.raises(Refused) as refused:
        rulebook.rulebook(Lamps, on=ON)
    assert refused.value.verdict.code == "rule_row_unreadable"
