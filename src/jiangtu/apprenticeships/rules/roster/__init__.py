"""The roster of a class: its columns, what its cells say, and everything that can be wrong with them."""

from .book import RosterRules, WorkingAgeRules
from .check import ClassFacts, Entry, Identity, Known, Report, check, identities, ranks, read_level
from .columns import Sheet, arrange
from .problems import ERRORS, SEVERITY, WARNINGS, Problem

__all__ = [
    "ERRORS",
    "SEVERITY",
    "WARNINGS",
    "ClassFacts",
    "Entry",
    "Identity",
    "Known",
    "Problem",
    "Report",
    "RosterRules",
    "Sheet",
    "WorkingAgeRules",
    "arrange",
    "check",
    "identities",
    "ranks",
    "read_level",
]
