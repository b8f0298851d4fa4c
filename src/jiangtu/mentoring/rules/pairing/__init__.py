"""Pairing mentors with apprentices: exact, explained, the same answer for the same problem.

`read` makes a `Problem` of plain values (or build one from the structs), `solve` answers it, `explain` says why two
people may or may not be paired, `cost_of_change` what a change by hand costs.
"""

from .book import PairingRules, Rules, Weights
from .change import Change, Explanation, changed, cost_of_change, explain
from .faults import faults, require_sound
from .fit import Figures, figures
from .optimum import Answer, Pair, Unfilled, solve
from .problem import Apprentice, Link, Mentor, Problem
from .reading import read
from .reasons import REASONS

__all__ = [
    "REASONS",
    "Answer",
    "Apprentice",
    "Change",
    "Explanation",
    "Figures",
    "Link",
    "Mentor",
    "Pair",
    "PairingRules",
    "Problem",
    "Rules",
    "Unfilled",
    "Weights",
    "changed",
    "cost_of_change",
    "explain",
    "faults",
    "figures",
    "read",
    "require_sound",
    "solve",
]
