"""Rules and their sentences: each key decides something, each edition has a source, each code can be said."""

import ast
import re
from datetime import date
from typing import get_args, get_type_hints

import msgspec
import pytest
from django.utils.translation import override

from jiangtu.console.check import check_rulebooks
from jiangtu.console.phrases import PHRASES
from jiangtu.core import phrases, rulebook
from jiangtu.core.room import rooms
from tests.house.source import PACKAGE, calls, python_files, tree

PACKS = {"ladders", "frameworks", "occupations", "scales"}  # lists with their source, by which nothing is decided
PLACEHOLDER = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module", autouse=True)
def everything_is_read():
    check_rulebooks()
    phrases.register(PHRASES)  # the console's own, which only its commands register


def ours():
    return [kind for kind in rulebook.kinds() if kind.__module__.startswith("jiangtu.")]


def test_every_key_of_a_rulebook_decides_something():
    used = {node.attr for path in python_files() for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    used |= {word for path in python_files() for word in re.findall(r'"(\w+)"', path.read_text())}
    keys = {f"{kind.NAME}.{key}" for kind in ours() for key in set(kind.__struct_fields__) - rulebook.OWN_FIELDS}
    assert keys
    assert {key for key in keys if key.split(".")[-1] not in used} == set()


def test_every_edition_names_its_source():
    editions = [
        book
        for kind in ours()
        for where in [*rulebook.places(kind), *rulebook.schemes(kind)]
        for book in rulebook.editions(kind, where)
    ]
    assert editions
    assert [book.id for book in editions if len(book.source.strip()) < 5] == []


def test_every_file_of_rules_is_read_by_a_room():
    names = {kind.NAME for kind in ours()}
    files = [path.relative_to(rulebook.ROOT) for path in rulebook.ROOT.rglob("*.toml")]
    named = {path: path.stem if path.parts[0] == rulebook.COUNTRY else path.parts[0] for path in files}
    assert [path for path, name in named.items() if name not in names | PACKS] == []


def unnamed(kinds):
    """The rulebooks that their own room does not name, and the keys of theirs that no room does."""
    spoken = {room.title: room.sentences for room in rooms()}
    for kind in kinds:
        own = spoken.get(kind.__module__.split(".")[1], {})
        if f"rulebook:{kind.NAME}" not in own:
            yield kind.NAME
        yield from (f"{kind.NAME}.{key}" for key in keys(kind) if f"rule:{key}" not in phrases.known())


def keys(kind):
    """The keys that a rulebook's file may give, and those of the tables in it."""
    own = set(kind.__struct_fields__) - (rulebook.OWN_FIELDS if issubclass(kind, rulebook.Rulebook) else set())
    yield from own
    for part in parts(get_type_hints(kind)[name] for name in own):
        yield from keys(part)


def parts(types):
    """The tables (msgspec's structs) that stand in these types, however deep."""
    for each in types:
        if isinstance(each, type) and issubclass(each, msgspec.Struct):
            yield each
        yield from parts(get_args(each))


def test_every_rulebook_and_each_of_its_keys_is_named_by_its_room():
    assert sorted(unnamed(ours())) == []


def test_a_rulebook_that_no_room_names_is_found():
    class Part(msgspec.Struct):
        at_least: int
        nobody_says: int

    class Book(rulebook.Rulebook, frozen=True, kw_only=True):
        NAME = "unsaid"
        months: dict[str, Part] | None = None

    assert list(unnamed([Book])) == ["unsaid", "unsaid.nobody_says"]


def said():
    """Every verdict in the code whose code is written out: (file, line, code, names of its values or None)."""
    for path in python_files():
        for word, call in calls(tree(path)):
            if word in {"No", "Warn", "Yes"} and call.args and isinstance(call.args[0], ast.Constant):
                names = [keyword.arg for keyword in call.keywords]
                code = call.args[0].value
                if code:
                    yield f"{path.relative_to(PACKAGE)}:{call.lineno}", code, None if None in names else set(names)


def test_every_code_has_its_sentence():
    known = phrases.known()
    assert sorted((code, where) for where, code, _ in said() if code not in known) == []


def test_every_sentence_gets_the_values_it_names():
    known = phrases.known()
    short = {
        (code, where): missing
        for where, code, names in said()
        if code in known and names is not None and (missing := set(PLACEHOLDER.findall(str(known[code]))) - names)
    }
    assert short == {}


def test_every_sentence_is_said_in_chinese_with_the_same_values():
    for code, text in phrases.known().items():
        with override("en"):
            english = str(text)
        with override("zh-hans"):
            chinese = str(text)
        assert re.search(r"[\u3000-\u9fff\uff00-\uffef]", chinese), f"{code}: {english}"
        assert set(PLACEHOLDER.findall(chinese)) == set(PLACEHOLDER.findall(english)), code


@pytest.mark.parametrize(
    "figure",
    [
        ["甲", "乙"],
        ("甲", "乙"),
        {"甲", "乙"},
        {"甲": ["乙"]},
        [["甲"], {"乙": date(2025, 4, 1)}],
        {"甲": 1, "乙": 2}.keys(),
        (each for each in ("甲", "乙")),
    ],
    ids=lambda figure: type(figure).__name__,
)
def test_no_sentence_shows_a_list_as_python_spells_it(figure):
    """Whatever a verdict's figures are: they are written at one place, `phrases.written`."""
    with override("zh-hans"):
        shown = phrases.phrase("header_missing", need=figure)
    assert "甲" in shown
    assert "乙" in shown
    assert not set("[]{}'\"<>()") & set(shown)
