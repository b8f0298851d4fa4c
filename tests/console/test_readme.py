"""What the README tells to type without a database answers, on files that are there."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from django.utils import translation

from jiangtu.console import program
from tests.house.source import CLONE

TOLD = re.findall(r"^ {4}\./run jiangtu (.*--json)$", (CLONE / "README.md").read_text(), re.MULTILINE)


def test_the_readme_names_each_decision_that_needs_no_database():
    assert [line.split()[0] for line in TOLD] == ["roster", "pair", "allowance"]


@pytest.mark.parametrize("told", TOLD)
def test_a_command_of_the_readme_answers(told, monkeypatch, capsys):
    monkeypatch.chdir(CLONE)
    words = shlex.split(told)
    with translation.override("en"):
        code = program.main(["--lang", "en", *words])
    answer = json.loads(capsys.readouterr().out)
    assert (code, bool(answer)) == (1 if words[0] == "roster" else 0, True)  # the roster has mistakes, on purpose
    if words[0] == "pair":
        assert (answer["filled"], [each["apprentice"] for each in answer["unfilled"]]) == (2, ["sun"])
    if words[0] == "allowance":
        assert (answer["total"], len(answer["lines"])) == ("1300.00", 3)
