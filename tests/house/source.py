"""The source tree as the tests of the house read it."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jiangtu.config.floors import ROOMS

CLONE = Path(__file__).resolve().parents[2]
PACKAGE = CLONE / "src" / "jiangtu"


def python_files(*parts: str) -> list[Path]:
    """Our Python files, without migrations: all, or those called so (a file, or a folder of the name) in any room."""
    found = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    if parts:
        found = [path for path in found if set(parts) & {path.stem, *path.relative_to(PACKAGE).parts[1:-1]}]
    return sorted(found)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def load(path: Path):
    """The module of a file of ours."""
    names = path.relative_to(PACKAGE).with_suffix("").parts
    return importlib.import_module(".".join(["jiangtu", *(name for name in names if name != "__init__")]))


@cache
def furniture(name: str, *rooms: str) -> dict:
    """What the rooms' own tests bring to those of the house: `name` of tests/<room>/furniture.py, of these rooms or of
    all, from the ground up. Raises ValueError when two rooms bring the same."""
    found: dict = {}
    for room in rooms or ROOMS:
        if (CLONE / "tests" / room / "furniture.py").is_file():
            brought = getattr(importlib.import_module(f"tests.{room}.furniture"), name, {})
            if twice := found.keys() & brought.keys():
                raise ValueError(f"{room} brings to {name} what another room has brought: {', '.join(twice)}")
            found |= brought
    return found


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call below a node, with the last word of what is called."""
    for found in ast.walk(node):
        if isinstance(found, ast.Call):
            word = found.func
            yield (word.attr if isinstance(word, ast.Attribute) else getattr(word, "id", "")), found


def code_lines(path: Path) -> int:
    """Lines of a file that do something: without blank ones, comments and docstrings."""
    told = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            told.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return sum(1 for n, line in lines if n not in told and line.strip() and not line.lstrip().startswith("#"))


def layers(view):
    """A view and what its decorators wrap."""
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)
