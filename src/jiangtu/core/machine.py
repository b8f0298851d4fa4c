"""Machine: a lifecycle as a transition table, `move`, the one function that applies it, and which acts are final."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .verdict import No, Verdict, Yes, require

A = TypeVar("A", bound=Callable[..., object])
FINAL: set[Callable[..., object]] = set()


def final(act: A) -> A:
    """Declare an act that nothing takes back: no page does it before it has said what follows (`core.forms.done`)."""
    FINAL.add(act)
    return act


@dataclass(frozen=True)
class Machine:
    """`transitions`: verb -> (states it may start from, the state it leads to). `labels`: state -> its name."""

    name: str
    transitions: Mapping[str, tuple[frozenset[str], str]]
    labels: Mapping[str, object]
    field: str = "state"

    def may(self, thing: object, verb: str) -> Verdict:
        """Yes when the verb starts from the thing's present state."""
        sources, target = self.transitions[verb]
        state = getattr(thing, self.field)
        if state in sources:
            return Yes("move_possible", have=self.labels[state], need=self.labels[target])
        return No("move_impossible", have=self.labels[state], need=[self.labels[s] for s in sorted(sources)], verb=verb)

    def way_back(self, verb: str) -> bool:
        """Whether some verbs lead from the state that this one leads to back to one that it starts from."""
        sources, target = self.transitions[verb]
        reached = {target}
        while more := {to for starts, to in self.transitions.values() if starts & reached} - reached:
            reached |= more
        return bool(reached & sources)

    def verbs(self, thing: object) -> list[str]:
        """The verbs that its present state allows."""
        return [verb for verb in self.transitions if self.may(thing, verb)]


def move(machine: Machine, thing: object, verb: str) -> str:
    """Set the thing's state as the verb says and return the former one. Raises `Refused`; saves nothing."""
    require(machine.may(thing, verb))
    before: str = getattr(thing, machine.field)
    setattr(thing, machine.field, machine.transitions[verb][1])
    return before
