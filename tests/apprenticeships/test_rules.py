"""When a stage may close, and what a certificate may say: rules without a database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from jiangtu.apprenticeships.rules import certificates, departures
from jiangtu.apprenticeships.rules.stages import HoursOfKind, StageFacts, stage_complete
from jiangtu.core.days import OfAge
from jiangtu.core.verdict import No, Yes, every
from jiangtu.sheets.rules.layout import Sheet

TODAY = date(2025, 6, 16)
PERSON = ("resident_id", "11010519491231002X")
OTHER = ("resident_id", "330522199003072015")
BORN = date(1990, 3, 7)
AT_16 = OfAge(16, "the Labour Law")


def facts(**changes: Any) -> StageFacts:
    met = {
        "hours": (HoursOfKind("Operating skill, on the job", Decimal(120), Decimal(120)),),
        "log_countersigned": 3,
        "log_waiting": 0,
        "competences": every(Yes("level_met_by_enterprise", have=3, need=3)),
        "source": "Turning v1",
    }
    return StageFacts(**{**met, **changes})


def test_a_stage_closes_when_hours_log_competences_and_every_further_condition_hold() -> None:
    verdict = stage_complete(facts(further=(Yes("pair_in_force"),)))
    assert verdict.ok
    assert verdict.code == "stage_complete"
    assert [leaf.code for leaf in verdict.leaves()] == [
        "stage_hours_met", "stage_log_countersigned", "level_met_by_enterprise", "pair_in_force",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes, code, have, need",
    [
        ({"hours": (HoursOfKind("x", Decimal("119.9"), Decimal(120)),)}, "stage_hours_short", Decimal("119.9"), 120),
        ({"log_waiting": 2}, "stage_log_waiting", 3, 5),
        ({"log_returned": 1}, "stage_log_returned", 3, 4),
        ({"log_waiting": 2, "log_returned": 1}, "stage_log_open", 3, 6),
        ({"log_countersigned": 0}, "stage_log_empty", 0, 1),
        ({"competences": every(No("level_short_by_college", have=2, need=3))}, "level_short_by_college", 2, 3),
        ({"further": (No("pair_not_in_force", have=0, need=1),)}, "pair_not_in_force", 0, 1),
    ],
)
def test_a_stage_stays_open_and_says_what_is_short(changes: dict[str, Any], code: str, have: Any, need: Any) -> None:
    verdict = stage_complete(facts(**changes))
    assert not verdict.ok
    assert [(leaf.code, leaf.have, leaf.need) for leaf in verdict.reasons()] == [(code, have, need)]


def test_what_is_short_of_hours_is_named_and_what_is_over_is_not_short() -> None:
    hours = HoursOfKind("a", Decimal(100), Decimal(120)), HoursOfKind("b", Decimal(130), Decimal(120))
    short, over = list(stage_complete(facts(hours=hours)).leaves())[:2]
    assert (short.details["short"], short.source) == (20, "Turning v1")
    assert (over.ok, over.details["short"]) == (True, 0)


@pytest.mark.parametrize(
    "number, sound",
    [
        ("Z334", True), ("Z33", False), ("9" * 40, True), ("9" * 41, False), ("2233-0001/7", True), ("沪2025001", True),
        ("?234", False), ("Z 33 4", False), ("", False),
    ],
)  # fmt: skip
def test_what_can_be_a_certificates_number(number: str, sound: bool) -> None:
    assert certificates.number_sound(number) is sound


@pytest.mark.parametrize(
    "changes, code",
    [
        ({}, ""),
        ({"issued_on": TODAY}, ""),
        ({"issued_on": date(2025, 6, 17)}, "day_to_come"),
        ({"issued_on": date(1905, 7, 17)}, "day_implausible"),
        ({"issued_on": date(1990, 3, 6)}, "day_before_birth"),
        ({"issued_on": date(2006, 3, 6)}, "day_before_age"),
        ({"issued_on": date(2006, 3, 7)}, ""),
        ({"number": "Z3"}, "certificate_number_invalid"),
        ({"level": "L9"}, "level_unknown"),
        ({"level": "apprentice"}, "level_unknown"),
        ({"body": ""}, "certificate_body_missing"),
    ],
)
def test_what_a_certificate_entered_by_hand_must_say(changes: dict[str, Any], code: str) -> None:
    sound = {"number": "Z330001", "level": "L4", "issued_on": date(2025, 6, 1), "body": "B"}
    said = SimpleNamespace(**{**sound, **changes})
    issued = certificates.ISSUED.check(said.issued_on, today=TODAY, born=BORN, of_age=AT_16)
    assert certificates.certificate_sound(said, "national", issued).code == code


def sheet(*rows: dict[str, Any]) -> Sheet:
    row = {
        "name": "王芳", "id_type": "", "resident_id": PERSON[1], "number": "Z330001", "level": "L4",
        "issued_on": "2025-06-01", "body": "B",
    }  # fmt: skip
    filled = [{**row, **each} for each in rows]
    return Sheet(list(range(2, len(rows) + 2)), {key: [each[key] for each in filled] for key in row}, {})


def known(**changes: Any) -> certificates.Known:
    episodes = {
        PERSON: certificates.Episode(1, "王芳", "national"),
        OTHER: certificates.Episode(2, "李丽", "national", BORN),
    }
    return certificates.Known(**{"episodes": episodes, **changes})


def found(*rows: dict[str, Any], of: certificates.Known | None = None) -> list[tuple[int, str, str]]:
    report = certificates.check(sheet(*rows), today=TODAY, of_age=AT_16, known=of or known())
    return [(each.row, each.column, each.code) for each in report.problems]


@pytest.mark.parametrize(
    "row, problem",
    [
        ({"id_type": "驾驶证"}, ("id_type", "id_type_unknown")),
        ({"resident_id": ""}, ("resident_id", "id_missing")),
        ({"resident_id": 110105194912310000}, ("resident_id", "id_as_number")),
        ({"resident_id": "330522199003079999"}, ("resident_id", "id_checksum")),
        ({"resident_id": "330522199003072038"}, ("resident_id", "person_unknown")),
        ({"name": "王方"}, ("name", "name_differs")),
        ({"name": "王?"}, ("name", "name_differs")),
        ({"id_type": "回乡证", "resident_id": "H123456789"}, ("resident_id", "id_length")),
        ({"number": " "}, ("number", "certificate_number_missing")),
        ({"number": "?"}, ("number", "certificate_number_invalid")),
        ({"number": "1.23457E+17"}, ("number", "certificate_number_invalid")),
        ({"level": ""}, ("level", "certificate_level_missing")),
        ({"level": "九级"}, ("level", "level_unknown")),
        ({"level": "学徒工"}, ("level", "level_unknown")),
        ({"issued_on": "2025-06-17"}, ("issued_on", "day_to_come")),
        ({"issued_on": ""}, ("issued_on", "certificate_day_missing")),
        ({"issued_on": "#VALUE!"}, ("issued_on", "date_invalid")),
        ({"issued_on": "June"}, ("issued_on", "date_invalid")),
        ({"issued_on": 2025}, ("issued_on", "date_invalid")),
        ({"issued_on": date(1905, 7, 17)}, ("issued_on", "day_of_a_year")),
        ({"issued_on": "1900-01-01"}, ("issued_on", "day_implausible")),
        ({"body": ""}, ("body", "certificate_body_missing")),
        ({"body": "B" * 201}, ("body", "certificate_body_missing")),
    ],
)
def test_each_fault_of_a_list_has_its_code_and_its_cell(row: dict[str, Any], problem: tuple[str, str]) -> None:
    assert found(row) == [(2, *problem)]


@pytest.mark.parametrize(
    "day, code",
    [("1990-03-06", "day_before_birth"), ("2006-03-06", "day_before_age"), ("2006-03-07", "")],
)
def test_nobody_is_certified_before_their_birth_or_before_they_may_work(day: str, code: str) -> None:
    row = {"name": "李丽", "resident_id": OTHER[1], "issued_on": day}
    assert found(row) == ([(2, "issued_on", code)] if code else [])


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"name": ""},
        {"issued_on": "2025-06-16"},
        {"level": "四级"},
        {"body": "B" * 200},
        {"number": "z33 0001"},
        {"name": "王\u3000芳"},
        {"name": "王芳\xad"},
        {"resident_id": f"\u2068{PERSON[1]}\u2069"},
        {"number": "Z330001\ufe0f"},
    ],
)
def test_a_good_row_of_a_list_is_good(row: dict[str, Any]) -> None:
    report = certificates.check(sheet(row), today=TODAY, of_age=AT_16, known=known())
    assert report.problems == []
    assert [(each.identity, each.number, each.level, each.known) for each in report.good] == [
        (PERSON, "Z330001", "L4", False)
    ]


def test_a_name_written_otherwise_warns_and_the_row_stays_good() -> None:
    report = certificates.check(sheet({"name": "王方"}, {"number": "?"}), today=TODAY, of_age=AT_16, known=known())
    assert (report.faulty, [each.row for each in report.good]) == ({3}, [2])


def test_what_is_recorded_already_changes_nothing_and_stands_in_the_way_of_something_else() -> None:
    here = {"Z330001": (PERSON, "L4")}
    same = certificates.check(
        sheet({}), today=TODAY, of_age=AT_16, known=known(numbers=here, levels={PERSON: frozenset({"L4"})})
    )
    assert (same.problems, [each.known for each in same.good]) == ([], [True])
    assert found({"level": "L3"}, of=known(numbers=here)) == [(2, "number", "certificate_number_used")]
    assert found({"number": "Z9999"}, of=known(levels={PERSON: frozenset({"L4"})})) == [
        (2, "level", "certificate_level_held")
    ]
    assert found({"number": "Z9999"}, of=known(levels={PERSON: frozenset({"L5"})})) == []


def test_a_certificate_of_somebody_with_two_documents_is_found_by_either() -> None:
    renewed = ("passport", "EA1234568")
    of = known(people={renewed: PERSON}, numbers={"Z330001": (PERSON, "L4")})
    by_renewed = {"id_type": "护照", "resident_id": renewed[1]}
    report = certificates.check(sheet(by_renewed), today=TODAY, of_age=AT_16, known=of)
    assert (report.problems, [each.known for each in report.good]) == ([], [True])
    both = known(people={renewed: PERSON})
    assert found({}, by_renewed, of=both) == [(3, "number", "certificate_twice_in_file")]


def test_one_certificate_twice_in_a_list_is_told_at_the_later_line() -> None:
    assert found({}, {"resident_id": OTHER[1], "name": "李丽"}) == [(3, "number", "certificate_twice_in_file")]
    assert found({}, {"number": "Z330002"}) == [(3, "level", "certificate_twice_in_file")]
    assert found({}, {"number": "Z330002", "level": "L3"}) == []
    assert found({"number": ""}, {"number": "", "level": "L3"}) == [
        (2, "number", "certificate_number_missing"), (3, "number", "certificate_number_missing"),
    ]  # fmt: skip


def test_a_list_names_people_and_numbers_to_ask_the_record_for() -> None:
    given = sheet({}, {"resident_id": "", "number": ""}, {"resident_id": OTHER[1], "number": "z 330002"})
    assert certificates.identities(given) == {PERSON, OTHER}
    assert certificates.numbers(given) == {"Z330001", "Z330002"}


@pytest.mark.parametrize(
    ("on", "since", "seen", "code"),
    [
        (TODAY, date(2025, 3, 1), None, ""),
        (date(2025, 3, 1), date(2025, 3, 1), None, ""),
        (date(2025, 6, 17), date(2025, 3, 1), None, "leaves_in_the_future"),
        (date(2020, 1, 1), date(2025, 3, 1), None, "leaves_before_joining"),
        (date(2025, 6, 2), date(2025, 3, 1), date(2025, 6, 3), "leaves_before_seen"),
        (date(2025, 6, 3), date(2025, 3, 1), date(2025, 6, 3), ""),
        (date(2025, 6, 10), date(2025, 9, 1), None, ""),  # the class has not begun: nobody was in it
    ],
)
def test_the_last_day_of_who_leaves_takes_nothing_away_that_is_on_record(on, since, seen, code) -> None:
    assert departures.may_leave(on, today=TODAY, since=since, seen=seen).code == code
