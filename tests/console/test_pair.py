"""`jiangtu pair`: the answer as JSON and to read, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from jiangtu.console import program

EXAMPLE: dict[str, Any] = {
    "mentors": [
        {
            "id": "m1",
            "level": "L2",
            "skills": {"turning": 4, "cnc": 3},
            "suit": "red",
            "sites": ["A"],
            "shifts": ["day"],
            "places": 3,
        }
    ],
    "apprentices": [
        {
            "id": "a1",
            "level": "L5",
            "target_level": "L4",
            "wants": {"turning": 3},
            "suit": "red",
            "sites": ["A"],
            "shifts": ["day"],
            "mentors": 1,
        }
    ],
    "locked": [["m1", "a1"]],
    "forbidden": [],
    "rules": {"max_apprentices_per_mentor": 8, "min_level_gap": 1},
}


@pytest.fixture(autouse=True)
def leaves_no_trace() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(problem: Any, *options: str) -> tuple[int, str, str]:
        path = tmp_path / "problem.json"
        path.write_bytes(problem if isinstance(problem, bytes) else json.dumps(problem).encode())
        code = program.main(["--lang", "en", "pair", str(path), *options])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_worked_example_is_answered_in_the_agreed_shape(pair: Any) -> None:
    code, out, err = pair(EXAMPLE, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "pairs": [
            {"mentor": "m1", "apprentice": "a1", "fit": 867, "coverage": 1.0, "closeness": 1 / 3, "overlap": 1.0},
        ],
        "unfilled": [],
        "filled": 1,
        "total_fit": 867,
        "optimal": True,
    }


def test_an_empty_place_comes_with_its_reason(pair: Any) -> None:
    code, out, _ = pair({**EXAMPLE, "mentors": [], "locked": []}, "--json")
    assert code == 0
    assert json.loads(out)["unfilled"] == [{"apprentice": "a1", "missing": 1, "reason": "no_mentor_on_site"}]


def test_pairs_come_by_apprentice_then_mentor(pair: Any) -> None:
    mentors = [{**EXAMPLE["mentors"][0], "id": id} for id in ("m2", "m1")]
    apprentices = [{**EXAMPLE["apprentices"][0], "id": id, "mentors": 2} for id in ("b", "a")]
    _, out, _ = pair({"mentors": mentors, "apprentices": apprentices}, "--json")
    pairs = [(pair["apprentice"], pair["mentor"]) for pair in json.loads(out)["pairs"]]
    assert pairs == [("a", "m1"), ("a", "m2"), ("b", "m1"), ("b", "m2")]


def test_a_bad_problem_is_refused_with_every_fault(pair: Any) -> None:
    mentors = [{**EXAMPLE["mentors"][0], "places": -1}, EXAMPLE["mentors"][0]]
    code, out, _ = pair({**EXAMPLE, "mentors": mentors, "locked": [["m1", "a7"]]}, "--json")
    refused = json.loads(out)["refused"]
    assert code == 2
    assert (refused["code"], set(refused)) == ("invalid_problem", {"code", "message", "faults"})
    assert [fault["code"] for fault in refused["faults"]] == ["duplicate_id", "negative_places", "unknown_id"]
    assert refused["faults"][1]["message"] == "Mentor “m1” has -1 places; it must be 0 or more."


def test_a_locked_pair_that_breaks_a_rule_says_which(pair: Any) -> None:
    apprentices = [{**EXAMPLE["apprentices"][0], "sites": ["B"]}]
    code, out, _ = pair({**EXAMPLE, "apprentices": apprentices}, "--json")
    [fault] = json.loads(out)["refused"]["faults"]
    assert code == 2
    assert fault == {
        "code": "locked_pair_breaks_rule",
        "mentor": "m1",
        "apprentice": "a1",
        "rule": "site_not_shared",
        "message": "The locked pair of “m1” and “a1” breaks a rule. They share no site (mentor: A; apprentice: B).",
    }


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04", b"\xff\xfe\xfd", b"[" * 100_000, b"9" * 5000])
def test_what_is_not_json_is_refused(pair: Any, content: bytes) -> None:
    code, out, _ = pair(content, "--json")
    assert code == 2
    assert json.loads(out)["refused"]["code"] == "problem_not_json"


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert program.main(["--lang", "en", "pair", str(tmp_path / name), "--json"]) == 2
    refused = json.loads(capsys.readouterr().out)["refused"]
    assert refused["code"] == "problem_no_file"
    assert "or it may not be read" in refused["message"]


def test_a_day_before_any_rules_is_refused(pair: Any) -> None:
    code, out, _ = pair(EXAMPLE, "--json", "--on", "2001-01-01")
    assert (code, json.loads(out)["refused"]["code"]) == (2, "no_edition_on_date")


def test_a_byte_order_mark_and_half_a_character_do_no_harm(pair: Any) -> None:
    text = json.dumps(EXAMPLE).replace('"a1"', '"\\ud83d"')
    code, out, _ = pair(b"\xef\xbb\xbf" + text.encode(), "--json", "--place", "120000")
    assert code == 0
    assert json.loads(out)["pairs"][0]["apprentice"] == "\ud83d"


def test_the_answer_can_be_read_without_json(pair: Any) -> None:
    second = {**EXAMPLE["apprentices"][0], "id": "学徒二", "shifts": ["night"]}
    code, out, _ = pair({**EXAMPLE, "apprentices": [*EXAMPLE["apprentices"], second]})
    assert code == 0
    assert out.splitlines() == [
        "1 of 2 places filled, total fit 867.",
        "",
        "Apprentice  Mentor  Fit  Coverage  Closeness  Overlap",
        "a1          m1      867  100%      33%        100%",
        "",
        "学徒二: places empty: 1, no further mentor on their site works a shift of theirs.",
    ]


def test_faults_can_be_read_without_json(pair: Any) -> None:
    code, out, err = pair({**EXAMPLE, "forbidden": [["m1", "a1"]]})
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "The pairing cannot be worked out. Faults: 1. Correct them all first."
    assert err.splitlines()[1].endswith("These two are to be kept apart; lift that first.")


def test_it_runs_as_a_program_of_its_own_and_asks_no_database(tmp_path: Path) -> None:
    path = tmp_path / "配对 problem.json"
    path.write_text(json.dumps(EXAMPLE))
    around = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",  # one that nobody could reach
        "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings",
        "PYTHONPATH": str(Path(program.__file__).parents[2]),
    }
    command = [sys.executable, "-m", "jiangtu.console", "pair", str(path), "--json"]
    runs = [
        subprocess.run(command, env=around, capture_output=True, text=True, check=True, cwd=tmp_path) for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert json.loads(runs[0].stdout)["filled"] == 1
