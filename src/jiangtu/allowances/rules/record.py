"""Cases as plain values, for keeping beside a run and replaying it later."""

from __future__ import annotations

from .case import Case, PaidPair


def case_record(case: Case) -> dict[str, object]:
    """The case as JSON values; `read_case` of it gives an equal case."""
    record = {
        "measures": case.measures,
        "mentor_level": case.mentor_level,
        "period_from": case.period_from.isoformat(),
        "period_to": case.period_to.isoformat(),
        "paid_once_on": case.paid_once_on and case.paid_once_on.isoformat(),
        "mentor": case.mentor,
        "pairs": [_pair_record(pair) for pair in case.pairs],
    }
    return {key: value for key, value in record.items() if value}


def _pair_record(pair: PaidPair) -> dict[str, object]:
    days = {
        "from": pair.start,
        "to": pair.end,
        "accident_on": pair.accident_on,
        "extended_from": pair.extended_from,
        "closed_on": pair.closed_on,
    }
    return {
        "apprentice": pair.apprentice,
        "outcome": pair.outcome,
        **({"grade": pair.grade} if pair.grade else {}),
        **({"log_missing": sorted(pair.log_missing)} if pair.log_missing else {}),
        **{key: day.isoformat() for key, day in days.items() if day},
    }
