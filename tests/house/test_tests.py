"""A test says what must come out: that nothing was raised is no finding."""

import ast
from pathlib import Path

from tests.house.source import CLONE, calls, tree

ASSERTING = {"raises", "warns", "fail", "expect"}


def functions() -> list[tuple[Path, ast.FunctionDef]]:
    """Every function of the tests, with its file."""
    files = sorted((CLONE / "tests").rglob("*.py"))
    return [(path, node) for path in files for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def find_silent(found: list[tuple[Path, ast.FunctionDef]]) -> list[str]:
    """The tests among the functions that neither assert nor call a function that does."""
    asserting = ASSERTING | {node.name for _, node in found if any(isinstance(n, ast.Assert) for n in ast.walk(node))}
    while more := {node.name for _, node in found if asserting & {name for name, _ in calls(node)}} - asserting:
        asserting |= more
    return [
        f"{path.name}: {node.name}" for path, node in found if node.name[:5] == "test_" and node.name not in asserting
    ]


def test_every_test_asserts_what_comes_out():
    assert find_silent(functions()) == []


def test_a_test_that_asserts_nothing_is_found():
    source = """
def says(page): assert page
def opens(page): says(page)
def test_one(): opens(1)
def test_two(): int("1")
def test_three():
    with pytest.raises(ValueError): int("x")
"""
    found = [(Path("x.py"), node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    assert find_silent(found) == ["x.py: test_two"]
