"""When something may go out: quiet hours, the digest, what urgency decides, and which push services are called."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.notices.rules import Hours, Urgency, after_quiet, goes_out, known_service, next_digest, next_try, unasked

HERE = ZoneInfo("Asia/Shanghai")


def at(hour, minute=0, day=16):
    return datetime(2025, 6, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("now", "goes"),
    [(at(20, 59), at(20, 59)), (at(21), at(7, day=17)), (at(23, 59), at(7, day=17)), (at(0, 1), at(7)),
     (at(6, 59), at(7)), (at(7), at(7)), (at(12), at(12))],
)  # fmt: skip
def test_quiet_hours_over_midnight_hold_until_the_morning(now, goes):
    assert after_quiet(now, time(21), time(7)) == goes


@pytest.mark.parametrize(("now", "goes"), [(at(12), at(13, 30)), (at(13, 29), at(13, 30)), (at(13, 30), at(13, 30))])
def test_a_quiet_noon_ends_the_same_day(now, goes):
    assert after_quiet(now, time(11, 30), time(13, 30)) == goes


def test_equal_ends_are_no_quiet_hours():
    assert after_quiet(at(3), time(7), time(7)) == at(3)


@given(st.times(), st.times(), st.datetimes(datetime(2025, 1, 1), datetime(2026, 1, 1)))
def test_nothing_waits_longer_than_a_day_nor_goes_within_quiet_hours(since, until, now):
    since, until = since.replace(second=0, microsecond=0), until.replace(second=0, microsecond=0)
    goes = after_quiet(now.replace(tzinfo=HERE), since, until)
    assert 0 <= (goes - now.replace(tzinfo=HERE)).total_seconds() <= 24 * 3600
    assert after_quiet(goes, since, until) == goes


@pytest.mark.parametrize(("now", "goes"), [(at(6, 59), at(7)), (at(7), at(7, day=17)), (at(22), at(7, day=17))])
def test_the_digest_goes_at_its_hour(now, goes):
    assert next_digest(now, 7) == goes


def test_until_somebody_chooses_urgency_decides():
    ways = {urgency: goes_out(unasked(urgency), Hours(), at(12)) for urgency in Urgency}
    assert ways == {
        Urgency.NOW: {"mail": (at(12), False), "push": (at(12), False)},
        Urgency.SOON: {"mail": (at(7, day=17), True), "push": (at(12), False)},
        Urgency.LATER: {},
    }


def test_what_fails_is_tried_later_each_time_and_given_up_after_two_days():
    waits = [(next_try(at(0), tries) - at(0)).total_seconds() for tries in range(1, 8)]
    assert waits == sorted(waits)
    assert sum(waits) < 2 * 24 * 3600
    assert next_try(at(0), 8) is None


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [("https://fcm.googleapis.com/fcm/send/x", True), ("https://db5p.notify.windows.com/w/?token=x", True),
     ("http://fcm.googleapis.com/x", False), ("https://fcm.googleapis.com.evil.example/x", False),
     ("https://evil.example/fcm.googleapis.com", False), ("https://10.0.0.1/admin", False),
     ("https://fcm.googleapis.com@10.0.0.1/", False), ("file:///etc/passwd", False), ("", False), ("https://[", False)],
)  # fmt: skip
def test_only_known_push_services_are_called(endpoint, known):
    assert bool(known_service(endpoint, ["fcm.googleapis.com", "notify.windows.com"])) is known
