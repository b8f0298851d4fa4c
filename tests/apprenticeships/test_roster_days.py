"""The days of a roster: however they are written, whether they can be meant, and how long a contract runs."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from jiangtu.apprenticeships.rules.roster import check as roster
from jiangtu.apprenticeships.rules.roster.contracts import earliest_end
from jiangtu.demo.samples import resident_id
from tests.apprenticeships.test_roster_check import check, codes, found
from tests.apprenticeships.test_roster_check import rules_from_files as rules_from_files


@pytest.mark.parametrize(
    "cell",
    [
        date(2025, 4, 1),
        datetime(2025, 4, 1, 8, 30),
        "2025-04-01",
        "2025-4-1",
        "2025/4/1",
        "2025/04/01",
        "2025年4月1日",
        " 2025 年 4 月 1 日 ",
        "2025.4.1",
        "2025.4.1.",
        "2025–4–1",
        "2025—04—01",
        "'2025-04-01",
        "20250401",
        "2025-04-01 00:00:00",
        "2025/4/1 0:00",  # how Excel saves a time of day into a .csv
        "2025/4/1 8:30",
        "2025年4月1日8:30",
        45748,
        45748.0,
    ],
)
def test_a_date_is_read_however_it_is_written(cell: Any) -> None:
    report = check({"contract_from": cell})
    assert report.problems == []
    assert report.entries[0].contract_from == date(2025, 4, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-29",
        "2025-4",
        "04/01/2025",
        "1/4/2025",
        "25-04-01",
        "2025-04-01x",
        "2025-4-100:00",
        "2025-04-01 25:00",
        "2025-04/01",
        "1899-12-31",
        7,
        -1,
        1e300,
        True,
        time(8),
    ],
)
def test_what_is_no_date_is_not_guessed_at(cell: Any) -> None:
    assert "date_invalid" in codes(contract_from=cell)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2025, 4, 1), 12, date(2026, 3, 31)),
        (date(2025, 4, 15), 12, date(2026, 4, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2017, 8, 31), 6, date(2018, 2, 28)),
        (date(2017, 3, 1), 6, date(2017, 8, 31)),
        (date(2025, 12, 1), 12, date(2026, 11, 30)),
    ],
)
def test_a_contract_counts_its_first_and_its_last_day(start: date, months: int, last: date) -> None:
    assert earliest_end(start, months) == last


@pytest.mark.parametrize(
    ("starts_on", "last_enough"),
    [
        (date(2017, 3, 1), date(2017, 8, 31)),
        (date(2018, 9, 30), date(2019, 3, 29)),
        (date(2018, 10, 1), date(2019, 9, 30)),
        (date(2021, 6, 1), date(2022, 5, 31)),
    ],
)
def test_the_least_contract_is_that_of_the_edition_in_force_when_the_class_starts(
    starts_on: date, last_enough: date
) -> None:
    facts = roster.ClassFacts("330522", "L4", starts_on, starts_on)
    enough = {
        "contract_from": starts_on,
        "contract_to": last_enough,
        "resident_id": resident_id("330522", date(1980, 1, 1), 1),
    }
    assert check(enough, facts=facts).problems == []
    short = check({**enough, "contract_to": last_enough - timedelta(days=1)}, facts=facts)
    assert [problem.code for problem in short.problems] == ["contract_too_short"]
    assert short.problems[0].values["source"].startswith("人社")


def test_who_was_too_young_then_and_is_old_enough_now_has_a_wrong_date() -> None:
    assert found(check({"contract_from": date(2005, 4, 1)})) == [(2, "contract_from", "under_age")]
    child = resident_id("330522", date(2009, 4, 2), 111)
    assert found(check({"resident_id": child})) == [(2, "resident_id", "under_age")]
