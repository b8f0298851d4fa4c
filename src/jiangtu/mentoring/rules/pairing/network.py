"""The flow network, solved piece by piece.

Sites that share no mentor do not touch each other: the network falls into pieces, and solving these one after another
is several times faster than all at once, with the same optimum.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from .candidates import Ints

AT_ONCE = 1_000  # arcs; pieces are solved together up to about this many


class Network(NamedTuple):
    """Arcs with tail, head, capacity and cost, and what each node supplies (below 0: takes)."""

    tail: Ints
    head: Ints
    most: Ints
    cost: Ints
    supply: Ints

    def flows(self) -> Ints:
        """How much each arc carries in the greatest flow of least cost."""
        flows = np.zeros(len(self.tail), np.int64)
        piece = pieces(self.tail, self.head, len(self.supply))
        nodes = np.argsort(piece, kind="stable")
        place = np.empty_like(nodes)
        place[nodes] = np.arange(len(nodes))
        arcs = np.argsort(piece[self.tail], kind="stable")
        piece_of_arc, piece_of_node = piece[self.tail][arcs], piece[nodes]
        starts = np.flatnonzero(np.diff(piece_of_arc, prepend=-1))
        starts = starts[np.diff(starts // AT_ONCE, prepend=-1) != 0]
        for begin, end in pairwise([*starts.tolist(), len(arcs)]):
            these = arcs[begin:end]
            first = np.searchsorted(piece_of_node, piece_of_arc[begin])
            last = np.searchsorted(piece_of_node, piece_of_arc[end - 1], side="right")
            tail, head = place[self.tail[these]] - first, place[self.head[these]] - first
            part = Network(tail, head, self.most[these], self.cost[these], self.supply[nodes[first:last]])
            flows[these] = part.solved_whole()
        return flows

    def solved_whole(self) -> Ints:
        """The same by one run of the solver over the whole network."""
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(self.tail, self.head, self.most, self.cost)
        solver.set_nodes_supplies(np.arange(len(self.supply)), self.supply)
        status = solver.solve_max_flow_with_min_cost()
        if status != solver.OPTIMAL:
            raise RuntimeError(f"the solver ended with {status}")
        return np.asarray(solver.flows(arcs), np.int64)


def pieces(tail: Ints, head: Ints, nodes: int) -> Ints:
    """For each node the lowest node that it is connected with."""
    lowest = np.arange(nodes)
    while True:
        one, other = lowest[tail], lowest[head]
        if np.array_equal(one, other):
            return lowest
        low = np.minimum(one, other)
        np.minimum.at(lowest, one, low)
        np.minimum.at(lowest, other, low)
        while not np.array_equal(further := lowest[lowest], lowest):
            lowest = further
