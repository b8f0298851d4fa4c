"""Cases for the tests of the Measures: three whole apprentices of the first half of 2025 unless told otherwise."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from jiangtu.allowances.rules.allowance import decide
from jiangtu.allowances.rules.book import measures_in_force
from jiangtu.allowances.rules.case import read_case
from jiangtu.allowances.rules.lines import Allowance
from jiangtu.core import rulebook

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
SHARED, GRADED, FLAT, ONCE = "second-harbour-equipment", "graded-hundred", "flat-two-hundred", "xinwu-one-off"


def pair(apprentice="a1", outcome="passed", **facts):
    return {"apprentice": apprentice, "from": FIRST, "to": LAST, "outcome": outcome, **facts}


def case(*pairs, measures=SHARED, level="L2", **facts):
    table = {"measures": measures, "mentor_level": level, "period_from": FIRST, "period_to": LAST, "pairs": list(pairs)}
    return read_case({**table, **facts})


def settle(*pairs, **facts) -> Allowance:
    """Decided by the files alone, whatever rows a database would add."""
    told = case(*pairs, **facts)
    with patch.object(rulebook, "_row_source", None):
        book, warnings = measures_in_force(told.measures, told.period_from, told.period_to)
    return decide(told, book, warnings)


def figures(allowance: Allowance):
    """{apprentice: (months, amount, state)}"""
    return {line.apprentice: (line.months, str(line.amount), line.state) for line in allowance.lines}


def codes(allowance: Allowance):
    return [step.code for step in allowance.derivation]


def cny(text):
    return Decimal(text)
