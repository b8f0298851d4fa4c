"""Classes stand by their names: `Any` in a signature is for what may truly be anything."""

import ast
from collections.abc import Iterator

from tests.house.source import PACKAGE, python_files, tree

ROOMS = ("assessment", "competences", "programmes", "training")
# Where a value may truly be anything: module and function, with the reason.
TRULY_ANY = {
    "competences/actions.py:_merge": "the columns of any table that a pack fills",
    "competences/actions.py:_competences": "the columns of a row, by name",
    "training/queries/hours.py:_rows": "a row as the database gives it",
    "competences/apps.py:load_packs": "what Django's signal hands on",
}
# What pages, forms and lists hand on to Django by name.
PAGES = ("views", "forms")


def loose(annotation: ast.expr | None, *, by_name: bool) -> bool:
    """Whether an annotation says `Any`; with `by_name`, `dict[str, Any]` (a page's values) does not count."""
    if annotation is None:
        return False
    if by_name and ast.unparse(annotation) in ("dict[str, Any]", "Mapping[str, Any]"):
        return False
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    return any(isinstance(part, ast.Name) and part.id == "Any" for part in ast.walk(annotation))


def loose_signatures(path) -> Iterator[str]:
    """The functions of a file whose signature says `Any`, `*args` and `**values` aside: they are handed on."""
    where = path.relative_to(PACKAGE)
    pages = bool(set(PAGES) & {where.stem, *where.parts})
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            given = node.args
            said = [each.annotation for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            if any(loose(each, by_name=pages) for each in (*said, node.returns)):
                yield f"{where}:{node.name}"


def test_no_signature_says_any_where_a_class_has_a_name():
    files = [path for path in python_files() if path.relative_to(PACKAGE).parts[0] in ROOMS]
    found = {each for path in files for each in loose_signatures(path)}
    assert found - TRULY_ANY.keys() == set()
    assert TRULY_ANY.keys() - found == set()


def test_a_loose_signature_is_found():
    def of(source):
        return loose(ast.parse(source).body[0].returns, by_name=True)

    assert of("def f() -> list[Any]: ...")
    assert of("def f() -> 'QuerySet[Any]': ...")
    assert not of("def f() -> dict[str, Any]: ...")
    assert not of("def f() -> list[Company]: ...")


def test_no_class_of_another_room_is_fetched_past_its_types():
    """`_meta.get_field(…).related_model` is a class that nobody sees by its name: its room reads it."""
    files = [path for path in python_files() if path.relative_to(PACKAGE).parts[0] in ROOMS]
    assert [path.name for path in files if ".related_model" in path.read_text(encoding="utf-8")] == []
