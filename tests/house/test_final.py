"""What nothing takes back is not done by one tap: a page says first what follows from it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from jiangtu.core import machine
from jiangtu.core.forms import FinalForm
from jiangtu.core.machine import FINAL, Machine
from tests.house.source import PACKAGE, calls
from tests.house.test_rights import pages

# Moves without a way back that no page of their own asks about once more, and why that is right.
ASKED_OTHERWISE = {
    "apprenticeship confirm": "each is ticked by hand, or all whom the page shows are confirmed",
    "log entry countersign": "each is ticked by hand; a countersigned entry is corrected by a new one",
    "session hold": "the roll is called anew as often as it has to be",
    "pairing run drop": "another proposal takes its place",
    "given file take": "the report is the page that says what follows, and the button how many",
    "certificate correct": "what is valid then is corrected again as often as it has to be",
    "inquiry clear": "an answer in words to another house's question",
    "inquiry refuse": "an answer in words to another house's question; the row is brought anew",
    "given file expire": "nobody does it: its time is over, which the page that discards it says",
    "given file clear": "nobody does it: its time is over, which the page that discards it says",
    "given file refuse": "nobody does it: the file cannot be read",
}


def trees(folder: str) -> Iterator[ast.Module]:
    pages()  # loads the rooms
    for path in PACKAGE.rglob("*.py"):
        if path.stem == folder or path.parent.name == folder:
            yield ast.parse(path.read_text())


def machines() -> dict[str, Machine]:
    found = {}
    for path in PACKAGE.rglob("states.py"):
        module = __import__(f"jiangtu.{path.parent.name}.states", fromlist=["*"])
        found |= {name: each for name, each in vars(module).items() if isinstance(each, Machine)}
    return found


def test_a_way_back_is_found_over_several_moves():
    back = Machine("m", {"go": (frozenset("a"), "b"), "on": (frozenset("b"), "c"), "home": (frozenset("c"), "a")}, {})
    gone = Machine("m", {"go": (frozenset("a"), "b"), "on": (frozenset("b"), "c")}, {})
    assert back.way_back("go")
    assert [gone.way_back(verb) for verb in ("go", "on")] == [False, False]


def moves() -> Iterator[tuple[str, str, str]]:
    """(act, machine, verb) of every move that an act makes; `*` where the verb is asked of the act."""
    for tree in trees("actions"):
        for act in tree.body:
            if isinstance(act, ast.FunctionDef):
                for word, call in calls(act):
                    if word == "move" and isinstance(call.args[0], ast.Name):
                        verb = call.args[2].value if isinstance(call.args[2], ast.Constant) else "*"
                        yield act.name, call.args[0].id, str(verb)


def test_what_no_other_move_takes_back_is_declared_final():
    known, final = machines(), {act.__name__ for act in FINAL}
    undeclared, seen = [], set()
    for act, name, verb in moves():
        for each in known[name].transitions if verb == "*" else [verb]:
            move = f"{known[name].name} {each}"
            seen.add(move)
            if not known[name].way_back(each) and act not in final and move not in ASKED_OTHERWISE:
                undeclared.append((act, move))
    assert undeclared == []
    assert set(ASKED_OTHERWISE) <= seen


def test_every_final_act_is_done_by_a_form_that_says_what_follows():
    asking = {"_for_good", *(form.__name__ for form in every_kind(FinalForm))}
    acts, done, bare = {act.__name__ for act in FINAL}, set(), []
    for tree in trees("views"):
        for view in tree.body:
            if isinstance(view, ast.FunctionDef):
                words = {each.id for each in ast.walk(view) if isinstance(each, ast.Name)}
                words |= {each.attr for each in ast.walk(view) if isinstance(each, ast.Attribute)}
                done |= words & acts
                if words & acts and not words & asking:
                    bare.append((view.name, words & acts))
    assert bare == []
    assert acts - done == set()


def every_kind(form: type) -> Iterator[type]:
    yield form
    for each in form.__subclasses__():
        yield from every_kind(each)


def test_a_final_act_is_not_done_by_a_form_that_does_not_ask():
    from jiangtu.core.forms import Form, done

    act = machine.final(lambda: True)
    with pytest.raises(TypeError):
        done(Form({}), act)
    FINAL.discard(act)
