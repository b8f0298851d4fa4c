"""The roster's check: every code, alone and together, and nothing that breaks it."""

import json
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangtu.apprenticeships.phrases.kinds import KINDS
from jiangtu.apprenticeships.phrases.roster import PHRASES
from jiangtu.apprenticeships.rules.roster import check as roster
from jiangtu.apprenticeships.rules.roster import problems
from jiangtu.apprenticeships.rules.roster.book import RosterRules, WorkingAgeRules
from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.core import phrases
from jiangtu.core import rulebook as rulebooks
from jiangtu.core.rulebook import rulebook
from jiangtu.core.verdict import Refused
from jiangtu.demo.samples import resident_id
from jiangtu.sheets.rules.report import Problem, Report

TODAY = date(2026, 11, 23)
FACTS = roster.ClassFacts("330522", "L4", date(2025, 4, 1), date(2026, 3, 31))
PERSON = resident_id("330522", date(1995, 6, 15), 111)
UNSEEN = [chr(code) for code in (0x2068, 0x2069, 0xAD, 0x61C, 0xFE0F, 0x3164, 0x180E, 0x202D, 0x202C, 0x200B, 0xE0100)]
GOOD: dict[str, Any] = {
    "name": "陈志强",
    "id_type": "",
    "resident_id": PERSON,
    "phone": "13800000000",
    "contract_from": date(2025, 4, 1),
    "contract_to": date(2026, 3, 31),
    "intake": "",
    "current_level": "五级",
    "full_time_student": "否",
    "post": "",
    "enterprise": "",
    "remark": "",
}


@pytest.fixture(autouse=True, scope="module")
def rules_from_files() -> Iterator[None]:
    """The rules as the files have them: a pure check asks no database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rulebooks, "_row_source", None)
        yield


def check(
    *rows: dict[str, Any], facts: roster.ClassFacts = FACTS, known: roster.Known | None = None
) -> Report[roster.Entry]:
    book = rulebook(RosterRules, place=facts.place, on=facts.starts_on)
    ages = rulebook(WorkingAgeRules, place=facts.place, on=facts.starts_on)
    sheet = ROSTER.arrange(list(zip(GOOD, *({**GOOD, **row}.values() for row in rows), strict=True)))
    return roster.check(sheet, facts, book, ages, today=TODAY, known=known)


def found(report: Report[roster.Entry]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in report.problems]


def codes(**changes: Any) -> list[str]:
    return [code for _, _, code in found(check(changes))]


def test_a_good_row_has_no_problem_and_says_what_it_is() -> None:
    report = check({})
    assert report.problems == []
    (entry,) = report.good
    assert (entry.row, entry.name, entry.id_type, entry.resident_id) == (2, "陈志强", "resident_id", PERSON)
    assert (entry.phone, entry.current_level, entry.intake, entry.full_time_student) == (
        "13800000000",
        "L5",
        "new_hire",
        False,
    )
    assert (entry.contract_from, entry.contract_to) == (date(2025, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("name", "", ["name_missing"]),
        ("name", "\u3000 \u200b", ["name_missing"]),
        ("name", "陈" * 101, ["name_too_long"]),
        ("name", "李?", ["name_character"]),
        ("name", "王\ufffd", ["name_character"]),
        ("name", "赵\ue863", ["name_character"]),
        ("name", 13800138000, ["name_has_digits"]),
        ("name", "无", ["name_of_nobody"]),
        ("name", "合计", ["name_of_nobody"]),
        ("name", "NULL", ["name_of_nobody"]),
        ("name", "张三（离职）", ["name_brackets"]),
        ("name", "蒋<粗", ["name_character"]),
        ("name", "蒋（粗", ["name_character"]),
        ("name", "粗）蒋", ["name_character"]),
        ("name", "阿卜杜•热西提", []),
        ("post", "车" * 100, []),
        ("post", "车" * 101, ["text_too_long"]),
        ("remark", "备" * 300, []),
        ("remark", "备" * 301, ["text_too_long"]),
        ("name", "#N/A", ["name_missing"]),
        ("name", "=B2", ["name_missing"]),
        ("resident_id", "#REF!", ["id_missing"]),
        ("contract_to", "#VALUE!", ["date_invalid"]),
        ("resident_id", "", ["id_missing"]),
        ("resident_id", "无", ["id_missing"]),
        ("resident_id", PERSON[:-1], ["id_length"]),
        ("resident_id", "33O522199506151117", ["id_characters"]),
        ("resident_id", "33O52219950615111", ["id_length", "id_characters"]),
        ("resident_id", PERSON[:-1] + ("1" if PERSON[-1] != "1" else "2"), ["id_checksum"]),
        ("resident_id", "330522200502290019", ["id_date_impossible"]),
        ("resident_id", resident_id("990101", date(1995, 6, 15), 111), ["id_region_unknown"]),
        ("resident_id", 330522199506151110.0, ["id_as_number"]),
        ("resident_id", 12345, ["id_as_number"]),
        ("resident_id", "3.30522E+17", ["id_as_number"]),
        ("resident_id", "330522199506151000.0", ["id_as_number"]),
        ("resident_id", resident_id("330522", date(2009, 4, 2), 111), ["under_age"]),
        ("resident_id", resident_id("330522", date(2009, 4, 1), 111), ["young_worker"]),
        ("resident_id", resident_id("330522", date(2007, 4, 2), 111), ["young_worker"]),
        ("resident_id", resident_id("330522", date(2007, 4, 1), 111), []),
        ("resident_id", resident_id("330522", date(2026, 11, 24), 111), ["id_date_impossible"]),
        ("resident_id", resident_id("320219", date(1995, 6, 15), 111), ["id_region_unlisted"]),
        ("resident_id", resident_id("330114", date(1995, 6, 15), 111), []),
        ("resident_id", resident_id("810000", date(1995, 6, 15), 111), ["id_is_hk_macau_residence"]),
        *(("resident_id", f"{unseen}{PERSON}{unseen}", []) for unseen in UNSEEN),
        *(("phone", f"{unseen}13800000000{unseen}", []) for unseen in UNSEEN),
        ("id_type", "驾驶证", ["id_type_unknown"]),
        ("phone", "", ["phone_invalid"]),
        ("phone", "12800000000", ["phone_invalid"]),
        ("phone", "1380000000", ["phone_invalid"]),
        ("phone", 13800000000.0, []),
        ("phone", "+86 138-0000-0000", []),
        ("phone", "+852 6123 4567", []),
        ("phone", "'13800000000", []),
        ("phone", "138.0000.0000", []),
        ("phone", "138–0000—0000", []),
        ("contract_from", "", ["contract_missing"]),
        ("contract_from", "2025-02-30", ["date_invalid"]),
        ("contract_from", "明年", ["date_invalid"]),
        ("contract_to", "2026-13-01", ["date_invalid"]),
        ("contract_to", date(2025, 3, 31), ["contract_ends_first"]),
        ("contract_to", date(2026, 3, 30), ["contract_too_short", "contract_not_covering"]),
        ("contract_from", date(1905, 7, 17), ["day_of_a_year"]),
        ("contract_from", "1900-01-25", ["day_implausible"]),
        ("contract_from", 2025, ["date_invalid"]),
        ("contract_from", date(1995, 6, 14), ["day_before_birth"]),
        ("contract_to", date(9999, 12, 31), ["day_implausible"]),
        ("contract_to", "", []),
        ("contract_to", "——", []),
        ("contract_to", "无固定期限", []),
        ("contract_to", "无固定期限劳动合同", []),
        ("contract_to", "Open ended", []),
        ("contract_from", date(2025, 4, 2), ["contract_begins_late", "contract_too_short"]),
        ("contract_from", date(2025, 3, 1), []),
        ("full_time_student", "是", ["full_time_student"]),
        ("full_time_student", "", []),
        ("full_time_student", "不详", ["student_unclear"]),
        ("intake", "在校生", ["student_contradicts"]),  # the column beside it says 否
        ("current_level", "九级", ["level_unknown"]),
        ("current_level", "四级", ["level_not_below_target"]),
        ("current_level", "高级技师", ["level_not_below_target"]),
        ("current_level", "首席技师", ["level_not_below_target"]),
        ("current_level", "", ["level_missing"]),
        ("current_level", "学徒工", []),
        ("current_level", "无", []),
        ("current_level", "初级工", []),
        ("current_level", "L5", []),
        ("current_level", "Ｌ５", []),
        ("enterprise", "91110000600037341L", []),
        ("enterprise", "911100006000373410", ["enterprise_unknown"]),
        ("intake", "转岗", []),
        ("intake", "借调", ["intake_unknown"]),
    ],
)
def test_each_mistake_has_its_code(column: str, cell: Any, expected: list[str]) -> None:
    assert codes(**{column: cell}) == expected


def test_every_problem_of_a_row_is_reported_by_line_and_column() -> None:
    bad = {"name": "", "resident_id": "990101200502300019", "phone": "1", "contract_from": "", "current_level": "九级"}
    assert found(check({}, bad)) == [
        (3, "name", "name_missing"),
        (3, "resident_id", "id_region_unknown"),
        (3, "resident_id", "id_date_impossible"),
        (3, "resident_id", "id_checksum"),
        (3, "phone", "phone_invalid"),
        (3, "contract_from", "contract_missing"),
        (3, "current_level", "level_unknown"),
    ]


def test_every_code_is_declared_with_its_severity() -> None:
    assert not set(problems.ERRORS) & set(problems.WARNINGS)
    report = check({"name": "", "current_level": ""})
    assert [problem.severity for problem in report.problems] == ["error", "warning"]
    assert [bool(problem.verdict()) for problem in report.problems] == [False, True]
    assert report.good == []
    assert report.faulty == {2}


def test_a_warning_does_not_keep_a_row_out() -> None:
    assert len(check({"current_level": ""}).good) == 1


def test_spaces_width_and_a_small_x_are_no_mistake() -> None:
    number = resident_id("330522", date(1995, 6, 15), 115)
    for order in range(1000):
        if (number := resident_id("330522", date(1995, 6, 15), order)).endswith("X"):
            break
    wide = number.replace("X", "x").translate(str.maketrans("0123456789x", "０１２３４５６７８９ｘ"))
    for cell in (
        number.lower(),
        f" {number[:6]} {number[6:14]} {number[14:]}\u3000",
        wide,
        f"'{number}",
        f'="{number}"',
        f"\t{number}",
    ):
        report = check(
            {
                "resident_id": cell,
                "name": " 陈 志强 ",
                "phone": "１３８ ００００ ００００",
                "contract_from": "２０２５年４月１日",
            }
        )
        assert report.problems == [], cell
        assert (report.entries[0].resident_id, report.entries[0].phone) == (number, "13800000000")


def test_before_the_first_edition_nothing_is_made_up() -> None:
    with pytest.raises(Refused, match="no_edition_on_date"):
        check({}, facts=roster.ClassFacts("330522", "L4", date(2014, 1, 1), date(2015, 1, 1)))


def test_a_contract_that_is_over_when_the_training_begins_is_an_error() -> None:
    over = {"contract_from": date(2024, 3, 1), "contract_to": date(2025, 3, 31)}
    [problem] = check(over).problems
    assert (problem.column, problem.code, problem.severity) == ("contract_to", "contract_over", "error")
    assert [each.code for each in check({**over, "contract_to": date(2025, 4, 1)}).problems] == [
        "contract_not_covering"
    ]


def test_the_later_line_of_a_person_is_the_duplicate() -> None:
    report = check({}, {"resident_id": "", "name": "王"}, {"resident_id": f" {PERSON} "}, {"id_type": "身份证"})
    assert [(row, code) for row, _, code in found(report)] == [
        (3, "id_missing"),
        (4, "duplicate_in_file"),
        (5, "duplicate_in_file"),
    ]
    assert report.problems[1].values == {"have": "2"}


def test_two_unreadable_numbers_are_no_duplicates() -> None:
    assert {code for _, _, code in found(check({"resident_id": "123"}, {"resident_id": "123"}))} == {"id_length"}


def test_one_person_is_one_whatever_document_each_line_names() -> None:
    permit = resident_id("810000", date(1995, 6, 15), 111)
    two = check({"resident_id": permit, "id_type": "港澳居民居住证"}, {"resident_id": permit})
    assert found(two) == [(3, "resident_id", "id_is_hk_macau_residence"), (3, "resident_id", "duplicate_in_file")]
    rows = [{"id_type": "回乡证", "resident_id": number} for number in ("H12345678", "H1234567801", "HA1234567")]
    assert found(check(*rows)) == [(3, "resident_id", "duplicate_in_file")]
    passports = [{"id_type": "护照", "resident_id": number} for number in ("EA1234567", "EA1234568")]
    assert found(check(*passports)) == []
    renewed = roster.Known(people={("passport", "EA1234568"): ("passport", "EA1234567")})
    assert found(check(*passports, known=renewed)) == [(3, "resident_id", "duplicate_in_file")]


def test_a_name_is_taken_over_in_its_one_spelling_and_compared_in_it() -> None:
    written = ["张\u3000志强", "⻢晓燕", "阿卜杜．热西提", "欧\xad阳"]
    names = [each.name for name in written for each in check({"name": name}).good]
    assert names == ["张志强", "马晓燕", "阿卜杜·热西提", "欧阳"]
    known = roster.Known(names={("resident_id", PERSON): "阿卜杜·热西提"})
    assert found(check({"name": "阿卜杜‧热西提"}, known=known)) == []
    assert codes(name="阿卜杜") == []
    assert [code for _, _, code in found(check({"name": "阿卜杜"}, known=known))] == ["name_differs"]


def test_a_pooled_class_asks_for_one_of_its_enterprises() -> None:
    facts = roster.ClassFacts("330522", "L4", date(2025, 4, 1), date(2026, 3, 31), pooled=True)
    known = roster.Known(enterprises=frozenset({"91110000600037341L", "911100006000373410"}))
    rows = [
        {"enterprise": cell, "resident_id": resident_id("330522", date(1995, 6, 15), order)}
        for order, cell in enumerate(["", "91110000600037341l", "911100006000373410", "91330522MA2B3C4D5E"])
    ]
    assert [(row, code) for row, _, code in found(check(*rows, facts=facts, known=known))] == [
        (2, "enterprise_missing"),
        (5, "enterprise_unknown"),
    ]


def test_an_enterprise_is_named_by_its_code_or_its_name_and_what_was_typed_is_quoted() -> None:
    facts = roster.ClassFacts("330522", "L4", date(2025, 4, 1), date(2026, 3, 31), pooled=True)
    ours, other = "91110000600037341L", "911100006000373410"
    called = {roster.enterprise_name("长兴机床(集团)厂"): ours, roster.enterprise_name("Nanxun Tools Ltd"): other}
    known = roster.Known(enterprises=frozenset({ours}), others=frozenset({other}), called=called)

    def enterprise(cell: str) -> tuple[str, list[str]]:
        report = check({"enterprise": cell}, facts=facts, known=known)
        return report.entries[0].enterprise, [phrases.sentence(each.verdict()) for each in report.problems]

    for cell in (ours, "长兴机床（集团）厂", " 长兴 机床(集团)厂\u3000"):
        assert enterprise(cell) == (ours, [])
    assert "another enterprise's apprentice" in enterprise("NANXUN TOOLS LTD")[1][0]
    for cell in ("长兴机床", "91330522MA2B3C4D5E"):
        assert f"“{cell}” is no enterprise of this class" in enterprise(cell)[1][0]
    assert "330522199506151117" not in enterprise("330522199506151117")[1][0]  # a person's number in the wrong column


@pytest.mark.parametrize(
    ("column", "cell", "allowed"),
    [
        ("intake", "借调", "新招用, 转岗"),
        ("current_level", "九级", "学徒工, 初级工（五级）, 中级工（四级）"),
        ("id_type", "驾驶证", "居民身份证, 港澳居民居住证"),
    ],
)
def test_an_unknown_value_of_a_list_is_quoted_with_what_is_allowed(column: str, cell: str, allowed: str) -> None:
    (problem,) = check({column: cell}).problems
    said = phrases.sentence(problem.verdict())
    assert f"“{cell}”" in said
    assert allowed in said
    assert phrases.sentence(Problem.of_record(json.loads(json.dumps(problem.record()))).verdict()) == said


def test_what_the_database_knows_of_a_person_is_said() -> None:
    person = ("resident_id", PERSON)
    assert roster.identities(ROSTER.arrange(list(GOOD.items()))) == {person}
    assert [c for _, _, c in found(check({}, known=roster.Known(in_training={person})))] == ["already_in_training"]
    for before, expected in (("L4", ["same_level_before"]), ("L3", ["same_level_before"]), ("L5", [])):
        assert [c for _, _, c in found(check({}, known=roster.Known(levels_before={person: before})))] == expected


def test_a_record_of_a_problem_is_plain_and_holds_no_number_of_a_person() -> None:
    report = check(
        {"current_level": PERSON, "phone": PERSON, "contract_from": "13800000001", "contract_to": date(2025, 5, 1)}
    )
    for problem in report.problems:
        assert PERSON not in str(problem.record())
        assert "13800000001" not in str(problem.record())
    short = next(p for p in check({"contract_to": date(2025, 5, 1)}).problems if p.code == "contract_too_short")
    assert short.record()["need"] == "2026-03-31"


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(
        [
            "=1+1",
            "@SUM(A1)",
            "\x00",
            "😀" * 20,
            "9" * 5000,
            "\ufdfa" * 500,
            "-1",
            math.nan,
            math.inf,
            date(9999, 12, 31),
            date.min,
            "2025-02-30",
            "9999-12-31",
            "１" * 18,
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(HOSTILE, min_size=12, max_size=12), min_size=1, max_size=4))
def test_no_cell_breaks_the_check(rows: list[list[Any]]) -> None:
    try:
        sheet = ROSTER.arrange(list(zip(GOOD, *rows, strict=True)))
    except Refused:  # all cells were empty
        return
    book = rulebook(RosterRules, place="330522", on=FACTS.starts_on)
    ages = rulebook(WorkingAgeRules, place="330522", on=FACTS.starts_on)
    report = roster.check(sheet, FACTS, book, ages, today=TODAY)
    assert report.rows == len(sheet.lines)
    assert all(problem.code in problems.SEVERITY and problem.row in sheet.lines for problem in report.problems)


def test_every_kind_of_problem_in_a_row_has_a_short_name():
    known = phrases.known()
    assert set(KINDS) == set(problems.SEVERITY)
    assert set(KINDS) <= set(known)
    assert {code for code in PHRASES if not code.startswith(("file_", "header_", "sheets_", "invalid_"))} <= set(KINDS)


@pytest.mark.parametrize("column", [key for key in GOOD if key != "remark"])
def test_no_column_takes_what_a_formula_left_that_failed(column: str) -> None:
    sheet = ROSTER.arrange(list(zip(GOOD, {**GOOD, column: "#N/A"}.values(), strict=True)))
    report = check({column: "#N/A"}).with_what_the_file_says(sheet)
    assert column in {each.column for each in report.problems if each.severity == "error"}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        *(("学员姓名", "name"), ("身份证件号码", "resident_id"), ("身 份 证 号 码", "resident_id")),
        *(("联 系 电 话", "phone"), ("合 同 开 始", "contract_from"), ("合同到期日", "contract_to")),
        *(("劳动合同止(年/月/日)", "contract_to"), ("手机号码（必填）", "phone")),
    ],
)
def test_a_header_is_known_as_personnel_offices_write_it(header: str, key: str) -> None:
    assert ROSTER.recognise(header) == key
