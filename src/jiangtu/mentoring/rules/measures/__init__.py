"""The mentors' Measures: which months count, what each line comes to, and why.

Facts of the record (`case`) and one edition of the rulebook `mentor-measures` (`book`) in, an `Allowance` out
(`allowance`; `months`, `lines` and `derivation` are its steps, `record` keeps them beside a run). Pure: no Django, no
clock, no I/O; every sentence is a verdict, whose words stand in `mentoring.phrases`.
"""

from .allowance import decide
from .book import MeasuresRules, measures_in_force
from .case import Case, Pair, read_case, unreadable
from .facts import PairRecord, months_later, outcome_of, pair_of
from .lines import Allowance, Change, Line, MonthAmount, difference
from .record import case_record, step_record

__all__ = [
    "Allowance",
    "Case",
    "Change",
    "Line",
    "MeasuresRules",
    "MonthAmount",
    "Pair",
    "PairRecord",
    "case_record",
    "decide",
    "difference",
    "measures_in_force",
    "months_later",
    "outcome_of",
    "pair_of",
    "read_case",
    "step_record",
    "unreadable",
]
