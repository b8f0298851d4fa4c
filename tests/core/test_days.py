"""Which days can be meant where somebody writes one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.core.days import Days, OfAge, age
from jiangtu.core.forms import DayField

TODAY = date(2025, 6, 16)
BORN = date(2001, 2, 3)
AT_16 = OfAge(16, "the Labour Law")


@pytest.mark.parametrize(
    "day, code",
    [
        (date(1, 1, 1), "day_implausible"),
        (date(1900, 1, 1), "day_implausible"),
        (date(1905, 7, 17), "day_implausible"),  # 2025 typed into a cell for dates
        (date(1949, 12, 31), "day_implausible"),
        (date(1950, 1, 1), ""),
        (date(2099, 12, 31), ""),
        (date(2100, 1, 1), "day_implausible"),
        (date(9999, 12, 31), "day_implausible"),
    ],
)
def test_a_day_lies_in_years_that_can_be_meant(day: date, code: str) -> None:
    assert Days().check(day, today=TODAY).code == code


def test_what_has_happened_does_not_lie_after_today() -> None:
    assert Days(past=True).check(TODAY, today=TODAY)
    assert Days(past=True).check(date(2025, 6, 17), today=TODAY).code == "day_to_come"
    assert Days().check(date(2025, 6, 17), today=TODAY)


@pytest.mark.parametrize(
    "day, code",
    [
        (date(2000, 1, 1), "day_before_birth"),
        (date(2001, 2, 3), "day_before_age"),
        (date(2017, 2, 2), "day_before_age"),
        (date(2017, 2, 3), ""),
    ],
)
def test_what_somebody_did_lies_after_their_birth_and_at_an_age_when_they_might(day: date, code: str) -> None:
    said = Days(grown=True).check(day, today=TODAY, born=BORN, of_age=AT_16)
    assert said.code == code
    assert Days().check(day, today=TODAY, born=BORN, of_age=AT_16)
    assert Days(grown=True).check(day, today=TODAY)  # whose birthday nobody knows


@pytest.mark.parametrize(
    "on, years", [(date(2024, 2, 28), 15), (date(2024, 2, 29), 16), (date(2026, 2, 28), 17), (date(2026, 3, 1), 18)]
)
def test_one_born_on_29_february_is_older_from_1_march(on: date, years: int) -> None:
    assert age(date(2008, 2, 29), on) == years


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 100))
def test_a_birthday_completes_the_year(born: date, years: int) -> None:
    if (born.month, born.day) != (2, 29):
        birthday = born.replace(year=born.year + years)
        assert age(born, birthday) == years
        assert age(born, birthday - timedelta(days=1)) == years - 1


@pytest.mark.parametrize("typed", ["0001-01-01", "1905-07-17", "9999-12-31"])
def test_a_form_says_so_at_the_day_itself(typed: str) -> None:
    with pytest.raises(ValidationError, match="write the whole date, such as 2025-04-01, of a year from 1950 to 2099"):
        DayField().clean(typed)


def test_a_form_that_asks_what_has_happened_takes_no_day_to_come(clock: object) -> None:
    with pytest.raises(ValidationError, match="has not come yet"):
        DayField(past=True).clean("2099-01-01")
    assert DayField().clean("2099-01-01") == date(2099, 1, 1)
