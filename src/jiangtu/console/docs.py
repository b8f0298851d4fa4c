"""`./run docs [--check]`: the documents that the code itself tells, written or compared.

docs/roles.md        for each action the roles that its access function names, and what else it asks
docs/lifecycles.md   every Machine of the rooms' states.py: states, moves, a picture
"""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from jiangtu.console import messages
from jiangtu.console.program import prepare
from jiangtu.core.machine import Machine
from jiangtu.institutions.states import Role

PACKAGE = Path(__file__).resolve().parents[1]
DOCS = PACKAGE.parents[1] / "docs"
ROLES_INTRODUCTION = """# Roles and what they may do

Written by `./run docs` from the `can_…` functions of each room's `access.py`; a check keeps it in step.
A dot: the function names this role, itself or through what it calls. The role alone is seldom enough: the sentence
says whose institution, class or apprentice it must be, and the code says it exactly. No dot: no role is asked for.
"""
LIVES_INTRODUCTION = """# Lifecycles

Written by `./run docs` from the machines in each room's `states.py`; a check keeps it in step.
"""


def main(words: list[str]) -> int:
    """Write the documents, or with --check name those that are out of step (exit 1)."""
    parser = argparse.ArgumentParser(prog="docs", description="write docs/roles.md and docs/lifecycles.md")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(words)
    messages.compile_all()
    prepare(database=False, language="en")
    with override("en"):
        wanted = {"roles.md": roles_page(), "lifecycles.md": lifecycles_page()}
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


# Roles


def roles_page() -> str:
    """The matrix of roles and actions, a table for each room."""
    return "\n".join([ROLES_INTRODUCTION, *(_room_matrix(room) for room in rooms_with("access"))])


def _room_matrix(room: str) -> str:
    actions = list(_actions(room))
    named = set[str]().union(*(roles for _, roles, _ in actions))
    columns = [role for role in Role if role.value in named]
    lines = [
        f"## {room}\n",
        f"| action | {' | '.join(str(role.label) for role in columns)} | |",
        f"|---|{':-:|' * len(columns)}---|",
    ]
    for action, roles, sentence in actions:
        dots = " | ".join("●" if role.value in roles else "" for role in columns)
        lines.append(f"| {action} | {dots} | {sentence} |")
    return "\n".join([*lines, ""])


def _actions(room: str) -> Iterator[tuple[str, set[str], str]]:
    """Each action with the roles its `can_` function names and the first line of its docstring."""
    path = PACKAGE / room / "access.py"
    for file in [path] if path.exists() else sorted((PACKAGE / room / "access").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = _definitions(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("can_"):
                sentence = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
                # What one may see narrows whom it concerns; it tells who may act only where nothing else does.
                roles = _roles_named(node.name, named, {"visible_to"}) or _roles_named(node.name, named, set())
                yield node.name.removeprefix("can_").replace("_", " "), roles, sentence.replace("|", "\\|")


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
