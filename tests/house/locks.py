"""In which order an act locks rows of tables: of two that lock in opposite orders each may wait for the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

# How much of a row a statement holds: one that is only named by a foreign key (KEY SHARE), one that is changed, one
# that is deleted. The first two do not wait for each other.
NAMED, CHANGED, GONE = "named", "changed", "gone"
STATEMENTS = [
    (re.compile(r"FOR (?:NO KEY )?UPDATE"), re.compile(r'SELECT .*?FROM "(\w+)"', re.DOTALL), CHANGED),
    (re.compile(r"UPDATE"), re.compile(r'UPDATE "(\w+)"'), CHANGED),
    (re.compile(r"DELETE"), re.compile(r'DELETE FROM "(\w+)"'), GONE),
]
Lock = tuple[str, str]  # table, how


class Locks:
    """A connection wrapper that notes which locks the outermost act meanwhile takes, in their order."""

    def __init__(self, foreign: dict[str, dict[str, str]]):
        """`foreign`: table → column → the table that it names."""
        self.foreign, self.depth = foreign, 0
        self.now, self.taken = dict[str, str](), set[tuple[Lock, ...]]()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        said = str(sql)
        if said.startswith("SAVEPOINT"):
            self.depth += 1
        elif said.startswith("RELEASE"):
            self.depth -= 1
            if self.depth == 0:
                self.taken.add(tuple(self.now.items()))
                self.now = {}
        else:
            for table, how in self.locks(said):
                # What is held already is not waited for again, unless it was only named.
                if self.now.get(table) in (None, NAMED) and not (table in self.now and how == NAMED):
                    self.now.pop(table, None)
                    self.now[table] = how
        return execute(sql, params, many, context)

    def locks(self, said: str) -> Iterator[Lock]:
        """What one statement locks."""
        for kind, table, how in STATEMENTS:
            if kind.search(said) and (found := table.match(said)):
                yield found[1], how
                return
        if found := re.match(r'(?:INSERT INTO|COPY) "(\w+)" \((.*?)\)', said):
            for column in re.findall(r'"(\w+)"', found[2]):
                if named := self.foreign.get(found[1], {}).get(column):
                    yield named, NAMED


def crosswise(taken: set[tuple[Lock, ...]]) -> set[frozenset[str]]:
    """The pairs of tables that acts lock in opposite orders. Acts that both hold rows of a third table before follow
    each other there, since they are about the same thing."""
    ways: dict[tuple[str, str], list[tuple[str, str, set[str]]]] = {}
    for act in taken:
        for at, (first, held) in enumerate(act):
            before = {table for table, how in act[:at] if how != NAMED}
            for second, asked in act[at + 1 :]:
                ways.setdefault((first, second), []).append((held, asked, before))
    return {
        frozenset((first, second))
        for (first, second), one in ways.items()
        for held, asked, before in one
        for held2, asked2, before2 in ways.get((second, first), [])
        if _wait(held, asked2) and _wait(asked, held2) and not before & before2
    }


def _wait(one: str, other: str) -> bool:
    return NAMED not in (one, other) or GONE in (one, other)
