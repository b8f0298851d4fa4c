"""`./run docs [--check]`: the documents that the code itself tells, written or compared.

docs/roles.md        for each action the roles that its access function names, and what else it asks
docs/lifecycles.md   every Machine of the rooms' states.py: states, moves, a picture
docs/words.md        the words of each room's words.py, in both languages
docs/doors.md        what rooms ask the rooms above them, and who answers
docs/index.md        its picture of the floors (config/floors.py); the rest of that page is written by hand
"""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from jiangtu.config.floors import FLOORS
from jiangtu.console import messages
from jiangtu.console.program import prepare
from jiangtu.core.doors import DOORS
from jiangtu.core.glossary import Word, words
from jiangtu.core.machine import Machine
from jiangtu.core.room import rooms
from jiangtu.institutions.states import Role

PACKAGE = Path(__file__).resolve().parents[1]
DOCS = PACKAGE.parents[1] / "docs"
FLOORS_HEADING = "## The floors (an upper one uses lower ones)"
ROLES_INTRODUCTION = """# Roles and what they may do

Written by `./run docs` from the `can_…` functions of each room's `access.py`; a check keeps it in step.
A dot: the function names this role, itself or through what it calls. The role alone is seldom enough: the sentence
says whose institution, class or apprentice it must be, and the code says it exactly. No dot: no role is asked for.
Below a room's acts stands what of it a role sees (the `…visible_to` functions); a door may add more.
"""
WORDS_INTRODUCTION = """# Words

Written by `./run docs` from each room's `words.py`; a check keeps it in step. One word for each thing, in code, on
screen and in Chinese. A test sees that every model and every state machine has its line.
"""
DOORS_INTRODUCTION = """# Doors

Written by `./run docs`; a check keeps it in step. A lower room asks, the rooms above bring functions that answer, when
the program starts: [decisions/doors.md](decisions/doors.md).
"""
LIVES_INTRODUCTION = """# Lifecycles

Written by `./run docs` from the machines in each room's `states.py`; a check keeps it in step.
"""


def main(arguments: list[str]) -> int:
    """Write the documents, or with --check name those that are out of step (exit 1)."""
    parser = argparse.ArgumentParser(prog="docs", description="write the documents that the code tells")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    messages.compile_all()
    prepare(database=False, language="en", keys=False)
    with override("en"):
        wanted = {
            "roles.md": roles_page(),
            "lifecycles.md": lifecycles_page(),
            "words.md": words_page(),
            "doors.md": doors_page(),
            "index.md": index_page((DOCS / "index.md").read_text(encoding="utf-8")),
        }
    stale = [name for name, text in wanted.items() if not _same(DOCS / name, text)]
    if options.check:
        for name in stale:
            print(f"docs/{name} is out of step with the code: ./run docs", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(wanted[name], encoding="utf-8")
        print(f"docs/{name}", file=sys.stderr)
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def rooms_with(file: str) -> list[str]:
    """The rooms that have this file (or a folder of its name), from the ground up."""
    names = [room.rpartition(".")[2] for room in settings.ROOMS]
    return [name for name in names if (PACKAGE / name / f"{file}.py").exists() or (PACKAGE / name / file).is_dir()]


# Floors, words and doors


def index_page(written: str) -> str:
    """The page as it is written, its picture of the floors drawn anew; rooms to come are left out."""
    lines = [f"    {room:<16} {told}" for floor in FLOORS for room, told in floor.items() if not room.startswith("(")]
    picture = "\n".join([FLOORS_HEADING, "", *lines, "", ""])
    return re.sub(f"{re.escape(FLOORS_HEADING)}\n.*?(?=## )", lambda _found: picture, written, flags=re.DOTALL)


def words_page() -> str:
    """Every room's words, a table for each room."""
    return "\n".join([WORDS_INTRODUCTION, *(_room_words(room, found) for room, found in words())])


def _room_words(room: str, found: Iterable[Word]) -> str:
    lines = [f"## {room}\n", "| term | 中文 | what it is | 释义 |", "|---|---|---|---|"]
    lines += [f"| {each.term} | {each.chinese} | {each.meaning} | {each.meaning_zh} |" for each in found]
    return "\n".join([*lines, ""])


def doors_page() -> str:
    """Every door: which room asks, what, and the functions that answer."""
    lines = [DOORS_INTRODUCTION, "| asked by | door | question | answered by |", "|---|---|---|---|"]
    floors = [config.title for config in rooms()]
    for (room, name), door in sorted(DOORS.items(), key=lambda each: (floors.index(each[0][0]), each[0][1])):
        answers = ", ".join(f"`{_named(function)}`" for function in door) or "nobody yet"
        lines.append(f"| {room} | `{name}` | {door.asks} | {answers} |")
    return "\n".join([*lines, ""])


def _named(function: Callable[..., object]) -> str:
    """A function by its room and name: "training.desk.dues"."""
    return f"{function.__module__.removeprefix('jiangtu.')}.{function.__qualname__}"


# Roles


def roles_page() -> str:
    """The matrix of roles and actions, and what each role sees, a table for each."""
    return "\n".join([ROLES_INTRODUCTION, *(_room_tables(room) for room in rooms_with("access"))])


def _room_tables(room: str) -> str:
    sights = list(_sights(room))
    tables = [_matrix("action", list(_actions(room))), *([_matrix("sees", sights)] if sights else [])]
    return "\n".join([f"## {room}\n", *tables])


def _matrix(what: str, actions: list[tuple[str, set[str], str]]) -> str:
    named = set[str]().union(*(roles for _, roles, _ in actions))
    columns = [role for role in Role if role.value in named]
    lines = [
        f"{_row([what, *(str(role.label) for role in columns)])} |",
        f"|---|{':-:|' * len(columns)}---|",
    ]
    for action, roles, sentence in actions:
        lines.append(_row([action, *("●" if role.value in roles else "" for role in columns), sentence]))
    return "\n".join([*lines, ""])


def _row(cells: Iterable[str]) -> str:
    return "|" + "".join(f" {cell} |" for cell in cells)


def _accesses(room: str) -> Iterator[tuple[ast.FunctionDef, dict[str, ast.AST], str]]:
    """The functions of a room's access, with what their module defines and the first words of their docstring."""
    path = PACKAGE / room / "access.py"
    for file in [path] if path.exists() else sorted((PACKAGE / room / "access").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = _definitions(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                sentence = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
                yield node, named, sentence.replace("|", "\\|")


def _actions(room: str) -> Iterator[tuple[str, set[str], str]]:
    """Each action with the roles its `can_` function names and the first line of its docstring."""
    for node, named, sentence in _accesses(room):
        if node.name.startswith("can_"):
            # What one may see narrows whom it concerns; it tells who may act only where nothing else does.
            roles = _roles_named(node.name, named, {"visible_to"}) or _roles_named(node.name, named, set())
            yield node.name.removeprefix("can_").replace("_", " "), roles, sentence


def _sights(room: str) -> Iterator[tuple[str, set[str], str]]:
    """Each thing that is seen, with the roles that its `…visible_to` function names and its docstring's first line."""
    for node, named, sentence in _accesses(room):
        if node.name.endswith("visible_to"):
            what = node.name.removesuffix("visible_to").strip("_").replace("_", " ")
            yield what or "the room's own", _roles_named(node.name, named, set()), sentence


def _definitions(tree: ast.Module) -> dict[str, ast.AST]:
    """What a module itself defines, by name."""
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    found[target.id] = node.value
    return found


def _roles_named(name: str, named: dict[str, ast.AST], seen: set[str]) -> set[str]:
    seen.add(name)
    roles: set[str] = set()
    for node in _walk(named[name]):
        if isinstance(node, ast.Attribute) and node.attr in Role.__members__:
            roles.add(Role[node.attr].value)
        elif isinstance(node, ast.Constant) and node.value in Role.values:
            roles.add(str(node.value))
        elif isinstance(node, ast.Name) and node.id in named and node.id not in seen:
            roles |= _roles_named(node.id, named, seen)
    return roles


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but the values of dicts: a table by role tells by its keys who may."""
    yield node
    for name, value in ast.iter_fields(node):
        if isinstance(node, ast.Dict) and name == "values":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


# Lifecycles


def machines() -> list[tuple[str, Machine]]:
    """Every machine with its room, in the order of the floors."""
    found = []
    for room in rooms_with("states"):
        module = importlib.import_module(f"jiangtu.{room}.states")
        found += [(room, machine) for machine in vars(module).values() if isinstance(machine, Machine)]
    return found


def lifecycles_page() -> str:
    """All machines, each as tables and as a picture."""
    return "\n".join([LIVES_INTRODUCTION, *(_machine_section(room, machine) for room, machine in machines())])


def _machine_section(room: str, machine: Machine) -> str:
    states = [str(getattr(state, "value", state)) for state in machine.labels]
    labels = {state: str(label) for state, label in zip(states, machine.labels.values(), strict=True)}
    with override("zh-hans"):
        chinese = {state: str(label) for state, label in zip(states, machine.labels.values(), strict=True)}
    moves = [
        (verb, [state for state in states if state in sources], str(getattr(target, "value", target)))
        for verb, (sources, target) in machine.transitions.items()
    ]
    lines = [f"## {machine.name} ({room})\n", "| state | meaning | 中文 |", "|---|---|---|"]
    lines += [f"| `{state}` | {labels[state]} | {chinese[state]} |" for state in states]
    lines += ["", "| move | from | to |", "|---|---|---|"]
    lines += [f"| {verb} | {', '.join(f'`{s}`' for s in sources)} | `{target}` |" for verb, sources, target in moves]
    lines += ["", "```mermaid", "stateDiagram-v2", f"    [*] --> {states[0]}"]
    lines += [f"    {source} --> {target}: {verb}" for verb, sources, target in moves for source in sources]
    ends = [state for state in states if not any(state in sources for _, sources, _ in moves)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ends), "```", ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
