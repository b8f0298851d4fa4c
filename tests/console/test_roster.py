"""`jiangtu roster`: the contract of its answers and exit codes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from jiangtu.apprenticeships.rules.roster import problems as roster
from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.console import program
from jiangtu.core import phrases
from jiangtu.demo import samples
from jiangtu.sheets import workbook
from jiangtu.sheets.phrases import REFUSALS

WITH_DATABASE_ONLY = {
    *("already_in_training", "same_level_before", "left_this_class", "enterprise_not_yours", "name_differs"),
}
NOT_IN_THE_SAMPLE = {
    *("name_too_long", "id_type_unknown", "intake_unknown", "student_unclear", "enterprise_missing"),
    *("student_contradicts", "contract_over"),
    *("id_is_resident", "id_is_taiwan_residence", "id_is_foreign_permanent"),
}


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """In a folder with the samples; what the program sets for its process is put back."""
    for name, content in samples.files().items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    with translation.override(None):
        yield


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = program.main(["--lang", "en", "roster", *words])
    printed = capsys.readouterr().out
    return code, json.loads(printed) if "--json" in words else printed


def check(capsys: pytest.CaptureFixture[str], file: str, kind: str = "class.toml") -> tuple[int, Any]:
    return run(capsys, "check", file, "--class", kind, "--json")


@pytest.mark.parametrize("file", ["roster-good.xlsx", "roster-gb18030.csv"])
def test_a_good_roster_is_exit_0(capsys: pytest.CaptureFixture[str], file: str) -> None:
    assert check(capsys, file) == (0, {"rows": 15, "good": 15, "problems": []})


def test_every_mistake_of_the_sample_is_found_where_it_stands_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, answer = check(capsys, "roster-with-mistakes.xlsx")
    sheet = workbook.read_file(Path("roster-with-mistakes.xlsx"), ROSTER)
    expected = [
        (line, word) for line, words in zip(sheet.lines, sheet.column("remark"), strict=True) for word in words.split()
    ]
    assert [(problem["row"], problem["code"]) for problem in answer["problems"]] == expected
    assert code == 1
    assert answer["rows"] == 34
    assert answer["good"] == 7
    assert {word for _, word in expected} == {*roster.ERRORS, *roster.WARNINGS} - WITH_DATABASE_ONLY - NOT_IN_THE_SAMPLE
    for problem in answer["problems"]:
        assert set(problem) == {"row", "column", "code", "severity", "message"}
        assert problem["severity"] == roster.SEVERITY[problem["code"]]
        assert problem["message"] != problem["code"]
        assert "%(" not in problem["message"]


def test_warnings_alone_are_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    rows = samples.good_rows()[:1]
    Path("warned.xlsx").write_bytes(samples.xlsx([{**rows[0], "current_level": ""}]))
    code, answer = check(capsys, "warned.xlsx")
    assert (code, answer["good"], answer["problems"][0]["severity"]) == (0, 1, "warning")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "file_missing"),
        (b"", "file_empty"),
        (b"hello", "file_not_spreadsheet"),
        (b"PK\x05\x06" + bytes(18), "file_not_spreadsheet"),
    ],
)
def test_a_file_that_cannot_be_read_is_exit_2(
    capsys: pytest.CaptureFixture[str], content: bytes | None, code: str
) -> None:
    if content is not None:
        Path("r.xlsx").write_bytes(content)
    exit_code, answer = check(capsys, "r.xlsx")
    assert exit_code == 2
    assert answer["refused"]["code"] == code
    assert answer["refused"]["message"] not in ("", code)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            'place = "999999"\nlevel = "L9"\nstarts_on = 2025-04-01\nends_on = 2025-03-01\nintake = "loan"',
            ["place", "level", "ends_on", "intake"],
        ),
        ("", ["place", "level", "starts_on", "ends_on"]),
        (
            'place = "330522"\nlevel = "L4"\nstarts_on = "soon"\nends_on = 1\nenterprises = "x"',
            ["starts_on", "ends_on", "enterprises"],
        ),
        ("place = ", ["class.toml"]),
        ("place = " + "[" * 5000, ["class.toml"]),
    ],
)
def test_every_fault_of_a_bad_class_is_listed(capsys: pytest.CaptureFixture[str], text: str, faults: list[str]) -> None:
    Path("class.toml").write_text(text)
    code, answer = check(capsys, "roster-good.xlsx")
    assert code == 2
    assert answer["refused"]["code"] == "invalid_class"
    for fault in faults:
        assert fault in answer["refused"]["message"]


def test_a_class_before_every_rule_is_refused_rather_than_guessed_at(capsys: pytest.CaptureFixture[str]) -> None:
    Path("class.toml").write_text(samples.CLASS.replace("2025-04-01", "2014-04-01"), "utf-8")
    code, answer = check(capsys, "roster-good.xlsx")
    assert (code, answer["refused"]["code"]) == (2, "no_edition_on_date")


def test_a_pooled_class_knows_its_enterprises(capsys: pytest.CaptureFixture[str]) -> None:
    Path("class.toml").write_text(
        samples.CLASS + 'enterprises = ["91110000600037341L", "91330522MA2B3C4D5E"]\n', "utf-8"
    )
    code, answer = check(capsys, "roster-good.xlsx")
    assert code == 1
    assert {problem["code"] for problem in answer["problems"]} == {"enterprise_missing"}


def test_words_of_the_class_are_read_as_people_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    Path("class.toml").write_text(
        'place = "330500"\nlevel = "中级工"\noccupation = "no such trade"\nstarts_on = "2025-04-01"\n'
        'ends_on = 2026-03-31\nintake = "student"',
        "utf-8",
    )
    Path("r.xlsx").write_bytes(
        samples.xlsx([{**samples.good_rows()[0], "intake": "在校生", "full_time_student": "是"}])
    )
    assert check(capsys, "r.xlsx")[0] == 0


def test_the_answer_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    (Path("r.csv")).write_bytes(b"")
    asked = ["roster", "check", "r.csv", "--class", "class.toml", "--json"]
    for words in (["--lang", "zh", *asked], [*asked, "--lang", "zh"]):
        assert program.main(words) == 2
        assert "模板" in json.loads(capsys.readouterr().out)["refused"]["message"]


def test_without_json_the_answer_is_lines(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = run(capsys, "check", "roster-with-mistakes.xlsx", "--class", "class.toml")
    assert code == 1
    assert printed.splitlines()[0].split("\t")[:4] == ["3", "name", "error", "name_missing"]
    assert printed.splitlines()[-1] == "7/34"
    assert run(capsys, "check", "none.xlsx", "--class", "class.toml") == (2, "")


def test_the_template_and_the_report_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "template", "花 名册.xlsx") == (0, "")
    assert openpyxl.load_workbook("花 名册.xlsx").worksheets[1].sheet_state == "hidden"
    shutil.copy("roster-with-mistakes.xlsx", "a b.xlsx")
    code, _ = run(capsys, "report", "a b.xlsx", "--class", "class.toml", "--out", "out.xlsx")
    assert code == 1
    assert openpyxl.load_workbook("out.xlsx").worksheets[0]["M3"].value.startswith("姓名：")


def test_every_code_has_a_sentence_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "template", "t.xlsx")
    for code in [
        *roster.SEVERITY,
        *REFUSALS,
        "invalid_class",
        "credit_code_length",
        "credit_code_characters",
        "credit_code_checksum",
    ]:
        with translation.override("en"):
            english = str(phrases.known()[code])
        with translation.override("zh-hans"):
            assert str(phrases.known()[code]) != english, code


@pytest.mark.parametrize("words", [
    ("template", "nowhere/x.xlsx"), ("report", "roster-good.xlsx", "--class", "class.toml", "--out", "nowhere/x.xlsx")
])  # fmt: skip
def test_a_place_that_cannot_be_written_is_named(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--lang", "en", "roster", *words]) == 2
    assert "“nowhere/x.xlsx” cannot be written: No such file or directory" in capsys.readouterr().err
