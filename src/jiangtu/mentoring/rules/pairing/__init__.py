"""Pairing mentors with apprentices: exact, explained, the same answer for the same problem.

`read` makes a `Problem` of plain values (or build one from the structs), `solve` answers it, `explain` says why two
people may or may not be paired, `cost_of_change` what a change by hand costs.
"""
