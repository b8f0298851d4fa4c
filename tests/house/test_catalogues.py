"""The words on screen, as far as a rule can be held by a machine: punctuation, address, words of the house, buttons."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from jiangtu.console import messages
from tests.house.source import PACKAGE, python_files, tree

CHINESE = "[\u3400-\u9fff\uf900-\ufaff]"
DATES = "day|since|until|on|at|was"
RULES = {
    "an ASCII sign beside a Chinese character": re.compile(rf"{CHINESE} ?[,;:!?()]|[,;:!?()] ?{CHINESE}|{CHINESE}\."),
    "“你” in the place of “您”": re.compile("你"),
    "space at an end, or two in a row": re.compile(r"^\s|\s$|[^.]  "),
    "space beside a day": re.compile(rf"{CHINESE} %\(({DATES})\)s|%\(({DATES})\)s {CHINESE}"),
    "a word of the house": re.compile("帽子|线程|身份帽"),
}
OF_THE_HOUSE = re.compile(r"\b(hats?|doors?|threads?|furniture)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[a-z]{3,}.* .*\.$")
BESIDE_A_FIELD = re.compile("Ensure |Enter a|This field")  # Django's own words, short in Chinese
BUTTON = re.compile(
    r"<button[^>]*>\s*(?:{%[^%]*icon[^%]*%}\s*)?{% translate [\"']([^\"']+)[\"'](?: context \"[^\"]*\")? %}"
)
NO_VERBS = {
    "the",
    "a",
    "an",
    "my",
    "your",
    "no",
    "not",
    "nothing",
    "nobody",
    "it",
    "this",
    "that",
    "here",
    "in",
    "of",
    "from",
    "for",
    "with",
}


def entries() -> Iterator[tuple[str, str, str]]:
    """(room, msgid, msgstr) of every catalogue."""
    for room in messages.rooms():
        for entry in messages._entries(messages._read(messages.catalogue_of(room))):
            ids = entry.id if isinstance(entry.id, (tuple, list)) else (entry.id,)
            told = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
            yield from ((room, each, str(text)) for each, text in zip(ids, told, strict=False))


@pytest.mark.parametrize("rule", RULES)
def test_no_chinese_sentence_has(rule):
    assert [f"{room}: {text}" for room, _id, text in entries() if RULES[rule].search(text)] == []


def test_a_sentence_that_ends_in_english_ends_in_chinese():
    ends = ("。", "！", "？", "：", "；", "…", "”", "）", "%(sentence)s", "%(said)s")
    wrong = [
        f"{room}: {text}"
        for room, id_, text in entries()
        if SENTENCE.search(id_) and not BESIDE_A_FIELD.match(id_) and not text.endswith(ends)
    ]
    assert wrong == []


def test_no_word_of_the_house_stands_on_a_screen():
    assert [f"{room}: {id_}" for room, id_, _text in entries() if OF_THE_HOUSE.search(id_)] == []


def test_a_button_says_the_act_with_its_verb_first():
    labels = {label for path in PACKAGE.rglob("templates/**/*.html") for label in BUTTON.findall(path.read_text())}
    assert len(labels) > 60
    assert [label for label in labels if label.split()[0].lower() in NO_VERBS or not label[0].isupper()] == []


def test_values_of_a_sentence_are_joined_by_the_signs_of_the_readers_language():
    """`{{ a }}, {{ b }}` puts an ASCII comma between Chinese words: `{% sign "," %}`, or a sentence to translate."""
    bare = re.compile(r"(?:\}\}|%\}|</[a-z]+>)[:,;](?: |$)")
    inside = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
    found = []
    for path in PACKAGE.rglob("templates/**/*.html"):
        text = inside.sub("", path.read_text(encoding="utf-8"))
        found += [f"{path.name}: {line.strip()}" for line in text.splitlines() if bare.search(line)]
    assert found == []


def test_how_many_is_written_as_the_readers_language_writes_it():
    """`% {"n": n}` puts 12345 where the page beside it says 12,345. A number that names (of a version) is no count."""
    counts = [
        (f"{path.name}:{node.lineno}", value)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict)
        for key, value in zip(node.right.keys, node.right.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "n"
    ]
    assert len(counts) > 50
    assert [where for where, value in counts if not re.match(r"written\(|[a-z]+\.number$", ast.unparse(value))] == []
