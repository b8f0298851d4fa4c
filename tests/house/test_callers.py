"""No public function stands in a room that nobody calls: tests alone keep nothing alive."""

import ast
from functools import cache
from pathlib import Path

from tests.house.source import PACKAGE, python_files, tree

LAYERS = ("queries", "actions", "rules")
# Whoever calls them is not in the code: with the reason.
CALLED_FROM_OUTSIDE = {
    "training.rules.hours.credited_log": "the database adds up by it; test_hours_by_rule.py holds both together",
}


@cache
def module_of(path: Path) -> str:
    """ "jiangtu.training.queries.hours" for its file."""
    names = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


MODULES = {module_of(path): path for path in python_files()}


@cache
def bindings(module: str) -> dict[str, tuple[str, str]]:
    """What a module's names come from, wherever in it they are imported: name → (module, name there or "")."""
    found = {}
    package = module if MODULES[module].stem == "__init__" else module.rpartition(".")[0]
    for node in ast.walk(tree(MODULES[module])):
        if isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            found |= {each.asname or each.name: (source, each.name) for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.asname: (each.name, "") for each in node.names if each.asname}
    return found


@cache
def functions(module: str) -> dict[str, ast.FunctionDef]:
    """The public functions that a module defines, those aside that a decorator hands on (to a door, a library)."""
    every = [node for node in tree(MODULES[module]).body if isinstance(node, ast.FunctionDef)]
    return {node.name: node for node in every if not node.name.startswith("_")}


def handed_on(node: ast.FunctionDef) -> bool:
    """Whether a decorator of it keeps it for others: `@doors.visible.bring`, `@register.filter`."""
    kept = ("bring", "register", "receiver", "filter", "simple_tag", "job")
    words = [word.func if isinstance(word, ast.Call) else word for word in node.decorator_list]
    return any(getattr(word, "attr", getattr(word, "id", "")) in kept for word in words)


def defined(module: str, name: str) -> tuple[str, str] | None:
    """Where what `module` calls `name` is defined, through whatever hands it on; None outside our source."""
    for _ in range(9):
        if module not in MODULES:
            return None
        source = bindings(module).get(name)
        if name not in functions(module) and source and source != (module, name):
            module, name = source
        elif name in functions(module) or f"{module}.{name}" not in MODULES:
            return module, name
        else:
            module, name = f"{module}.{name}", ""
        if not name:
            return module, ""
    raise AssertionError(f"{module} and others hand {name} round in a circle")


def referred_to(module: str) -> set[tuple[str, str]]:
    """The functions, by module and name, that a module refers to, itself included; a bare import is no reference."""
    found = set()
    for node in tree(MODULES[module]).body:
        own = node.name if isinstance(node, ast.FunctionDef) else ""
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id != own:
                found.add(defined(module, part.id))
            elif isinstance(part, ast.Attribute) and (path := dotted(part)):
                at = defined(module, path[0]) if path[0] in bindings(module) else None
                for name in path[1:]:
                    at = defined(at[0], name) if at and not at[1] else None
                    found.add(at)
    return {each for each in found if each}


def dotted(node: ast.expr) -> list[str]:
    """["timetable", "week"] for `timetable.week`; empty for what begins with anything but a name."""
    if isinstance(node, ast.Name):
        return [node.id]
    return [*rest, node.attr] if isinstance(node, ast.Attribute) and (rest := dotted(node.value)) else []


def uncalled() -> set[str]:
    """The public functions of the rooms' reads, acts and rules to which nothing in the source refers."""
    called = set[tuple[str, str]]().union(*(referred_to(module) for module in MODULES))
    return {
        f"{module}.{name}".removeprefix("jiangtu.")
        for module in map(module_of, python_files(*LAYERS))
        for name, node in functions(module).items()
        if (module, name) not in called and not handed_on(node)
    }


def test_every_public_function_of_reads_acts_and_rules_has_a_caller():
    assert uncalled() - CALLED_FROM_OUTSIDE.keys() == set()
    assert CALLED_FROM_OUTSIDE.keys() <= uncalled()


def test_the_search_for_callers_finds_them_by_every_way_they_are_called():
    called = referred_to("jiangtu.training.views.hours")
    assert ("jiangtu.training.queries.hours", "hours_of_class") in called  # through another name of its module
    assert ("jiangtu.training.rules.hours", "by_kind") in called
    assert ("jiangtu.training.rules.hours", "forecast") not in called
    assert ("jiangtu.training.rules.hours", "forecast") in referred_to("jiangtu.training.queries.hours")
    assert {name for _, name in referred_to("jiangtu.training.rules.hours")} >= {"as_hours", "together"}  # its own
