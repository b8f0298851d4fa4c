"""`jiangtu allowance CASE.toml`: the answer and the refusals, to the letter."""

import json

import pytest
from django.utils import translation

from jiangtu.console.language import machines
from jiangtu.console.program import main

HALF_YEAR = 'mentor_level = "L2"\nperiod_from = 2025-01-01\nperiod_to = 2025-06-30\n'


def pair_table(apprentice, outcome="passed", last="2025-06-30", more=""):
    return f'[[pairs]]\napprentice = "{apprentice}"\nfrom = 2025-01-01\nto = {last}\noutcome = "{outcome}"\n{more}\n'


def case_file(*pairs, measures="second-harbour-equipment", head=HALF_YEAR):
    return f'measures = "{measures}"\n{head}' + "".join(pairs)


@pytest.fixture
def allowance(tmp_path, capsys):
    """Runs the command on a case and gives exit code, answer on stdout, words on stderr."""

    def run(content, *options, lang="en"):
        path = tmp_path / "案例 case.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with translation.override("en"):
            code = main(["--lang", lang, "allowance", str(path), *options])
        out, err = capsys.readouterr()
        return code, json.loads(out) if "--json" in options else out, err

    return run


@pytest.mark.parametrize(
    ("set_to", "spoken"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "C.UTF-8"}, "c."),
    ],
)
def test_the_language_is_the_machines_even_where_its_locale_is_not_installed(set_to, spoken, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert machines() == spoken


def test_three_who_passed(allowance):
    code, answer, _ = allowance(case_file(*map(pair_table, ("a1", "a2", "a3"))), "--json")
    assert code == 0
    assert list(answer) == [
        "measures", "edition_from", "source", "verified", "currency", "total", "months", "lines", "derivation",
    ]  # fmt: skip
    assert answer["measures"] == "second-harbour-equipment"
    assert (answer["edition_from"], answer["currency"], answer["verified"]) == ("2018-01-01", "CNY", False)
    assert answer["total"] == "1500.00"
    assert answer["months"] == [{"month": f"2025-0{n}", "counting": 3, "amount": "250.00"} for n in range(1, 7)]
    assert [set(line) for line in answer["lines"]] == [{"apprentice", "months", "amount", "state", "clause"}] * 3
    assert all(isinstance(step, str) and step for step in answer["derivation"])
    assert any("is assumed" in step for step in answer["derivation"])


def test_one_who_left_on_10_march(allowance):
    _, answer, _ = allowance(
        case_file(pair_table("a1"), pair_table("a2"), pair_table("a3", "left", "2025-03-10")), "--json"
    )
    assert answer["total"] == "1300.00"
    assert [(line["amount"], line["state"]) for line in answer["lines"]] == [
        ("566.67", "due"), ("566.66", "due"), ("166.67", "due"),
    ]  # fmt: skip


def test_one_passed_and_one_failed(allowance):
    _, answer, _ = allowance(case_file(pair_table("a1"), pair_table("a2", "failed")), "--json")
    assert answer["total"] == "600.00"
    assert [(line["amount"], line["state"]) for line in answer["lines"]] == [("600.00", "due"), ("600.00", "lost")]
    assert "3 months" in answer["lines"][1]["clause"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (case_file(pair_table("a1"), measures="unheard-of"), "measures_unknown"),
        (case_file(pair_table("a1")).replace("2025-", "2015-"), "no_edition_on_date"),
        (case_file(pair_table("a1"), measures="xinwu-one-off").replace("L2", "L3"), "level_not_covered"),
        (case_file(pair_table("a1"), measures="graded-hundred"), "grade_missing"),
        (case_file(), "invalid_case"),
        ("measures = ", "invalid_case"),
        ("[" * 100_000, "invalid_case"),
        ("", "invalid_case"),
        (case_file(pair_table("甲")).encode("gb18030"), "invalid_case"),
    ],
)
def test_a_refusal_has_its_code_and_a_sentence(allowance, content, code):
    exit_code, answer, _ = allowance(content, "--json")
    assert exit_code == 2
    assert answer["refused"]["code"] == code
    assert answer["refused"]["message"] not in ("", code)


def test_an_invalid_case_lists_every_fault_with_its_place(allowance):
    content = case_file(pair_table("a1", "gone", "2024-01-01", 'log_missing = ["2025-13"]'))
    _, answer, _ = allowance(content, "--json")
    assert [fault["where"] for fault in answer["refused"]["faults"]] == [
        "pairs[0].to", "pairs[0].outcome", "pairs[0].log_missing[0]",
    ]  # fmt: skip
    assert all(fault["message"] in answer["refused"]["message"] for fault in answer["refused"]["faults"])


def test_a_file_that_is_not_there_is_an_answer_too(capsys, tmp_path):
    assert main(["--lang", "en", "allowance", str(tmp_path / "none.toml"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["refused"]["code"] == "invalid_case"


def test_a_byte_order_mark_is_no_fault(allowance):
    assert allowance(b"\xef\xbb\xbf" + case_file(pair_table("a1")).encode(), "--json")[0] == 0


def test_without_json_people_read_total_lines_and_steps(allowance):
    code, page, _ = allowance(case_file(pair_table("a1")))
    assert code == 0
    assert page.startswith("second-harbour-equipment @ 2018-01-01: ¥900.00")
    assert "  1. Measures" in page


def test_without_json_a_refusal_goes_to_stderr(allowance):
    code, page, err = allowance(case_file())
    assert (code, page) == (2, "")
    assert "pairs: " in err
