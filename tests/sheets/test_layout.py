"""A file's first line, by the roster's: either language, any order."""

import random

import pytest

from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.core.verdict import Refused


@pytest.mark.parametrize("key", list(ROSTER.keys))
def test_a_column_is_known_in_either_language_and_in_both(key: str) -> None:
    chinese = ROSTER.by_key[key].zh
    for header in (
        key,
        key.upper(),
        key.replace("_", " "),
        chinese,
        f" {chinese} ",
        ROSTER.by_key[key].title,
        f"{chinese} {key}",
        f"{chinese}（必填）",
        f"*{chinese}",
    ):
        assert ROSTER.recognise(header) == key, header


@pytest.mark.parametrize("header", ["", None, 7, "问题\nproblems", "姓名拼音", "x" * 100_000])
def test_other_columns_are_left_alone(header: object) -> None:
    assert ROSTER.recognise(header) is None


def test_the_order_is_free() -> None:
    keys = list(ROSTER.keys)
    random.Random(4).shuffle(keys)
    assert ROSTER.places([ROSTER.by_key[key].title for key in keys]) == {key: place for place, key in enumerate(keys)}


def test_missing_columns_are_named() -> None:
    with pytest.raises(Refused) as refusal:
        ROSTER.places(["姓名", "手机", "劳动合同起"])
    assert refusal.value.verdict.code == "header_missing"
    assert refusal.value.verdict.need == ["证件号码 resident_id", "劳动合同止 contract_to"]


def test_a_column_given_twice_is_refused_rather_than_guessed_at() -> None:
    with pytest.raises(Refused, match="header_repeated"):
        ROSTER.places([*ROSTER.keys, "身份证号"])


def test_empty_rows_are_left_out_and_lines_kept() -> None:
    row = ["陈"] + [""] * (len(ROSTER.keys) - 1)
    empty = [""] * len(ROSTER.keys)
    rows = [list(ROSTER.keys), empty, row, [" "] * len(ROSTER.keys), [None] * len(ROSTER.keys), row]
    sheet = ROSTER.arrange(list(zip(*rows, strict=True)))
    assert sheet.lines == [3, 6]


@pytest.mark.parametrize("rows", [[], [list(ROSTER.keys)], [list(ROSTER.keys), [""] * len(ROSTER.keys)]])
def test_a_roster_without_rows_is_empty(rows: list[list[str]]) -> None:
    with pytest.raises(Refused, match="file_empty"):
        ROSTER.arrange(list(zip(*rows, strict=True)))


def test_a_running_number_alone_makes_no_row() -> None:
    rows = [[number, "", *[""] * len(ROSTER.keys)] for number in range(1, 5)]
    rows[1][1] = "陈"
    assert ROSTER.arrange(list(zip(["序号", *ROSTER.keys, ""], *rows, strict=True))).lines == [3]
