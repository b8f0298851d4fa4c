"""Classes stand by their names: `Any` in a signature is for what may truly be anything."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import PACKAGE, python_files, tree

ROOMS = (
    "allowances", "assessment", "competences", "core", "institutions", "mentoring", "notices", "people", "programmes",
    "search", "training",
)  # fmt: skip
# Files whose values are anything by their nature, with the reason.
FILES_OF_ANYTHING = {
    "core/tables.py": "cells and rows of any list",
    "core/templatetags/jiangtu.py": "whatever a page shows",
    "core/phrases.py": "whatever a sentence names",
    "core/verdict.py": "figures of any rule: days, hours, money, names",
    "core/journal.py": "values of any table, and JSON",
    "core/vault.py": "what Django hands a field",
    "core/pinyin.py": "what Django hands a field",
    "core/web.py": "what the database driver and any view are given",
    "allowances/rules/case.py": "whatever a stranger's file holds",
    "mentoring/rules/pairing/reading.py": "whatever a stranger's file holds",
}
# Where a value may truly be anything: file and function, with the reason.
TRULY_ANY = {
    "core/forms.py:done": "what an act gives back: mypy takes `a and done(…)` for a yes or no otherwise",
    "core/forms.py:clean": "what a browser sends",
    "people/forms.py:clean": "what a browser sends",
    "core/jobs.py:spelled": "the parts of a hat, as JSON",
    "core/jobs.py:worn": "the parts of a hat, as JSON",
    "core/rows.py:rows_in_force": "the value of any key of any rulebook",
    "allowances/jobs.py:compute_allowances": "the parts of a hat, as JSON",
    "mentoring/jobs.py:run_pairing": "the parts of a hat, as JSON",
    "mentoring/actions/profiles.py:keep_mentor_profiles": "the values of a profile's columns, by name",
    "mentoring/actions/profiles.py:place_apprentices": "the values of a profile's columns, by name",
    "mentoring/forms.py:clean": "what a browser sends",
    "competences/actions.py:_merge": "the columns of any table that a pack fills",
    "competences/actions.py:_competences": "the columns of a row, by name",
    "training/queries/hours.py:_rows": "a row as the database gives it",
    "competences/apps.py:load_packs": "what Django's signal hands on",
}
# What pages, forms and tags hand on to a template by name.
PAGES = ("views", "forms", "templatetags")


def loose(annotation: ast.expr | None, *, by_name: bool) -> bool:
    """Whether an annotation says `Any`; with `by_name`, `dict[str, Any]` (a page's values) does not count."""
    if annotation is None:
        return False
    said = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    if by_name:
        said = str(said).replace("dict[str, Any]", "").replace("Mapping[str, Any]", "")
    return re.search(r"\bAny\b", str(said)) is not None


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
    named = {each for each in found if each.partition(":")[0] not in FILES_OF_ANYTHING}
    assert named == TRULY_ANY.keys()
    assert FILES_OF_ANYTHING.keys() <= {each.partition(":")[0] for each in found}


def test_a_loose_signature_is_found():
    def of(source):
        return loose(ast.parse(source).body[0].returns, by_name=True)

    assert of("def f() -> list[Any]: ...")
    assert of("def f() -> 'QuerySet[Any]': ...")
    assert of("def f() -> tuple[Any, dict[str, Any]]: ...")
    assert not of("def f() -> list[dict[str, Any]]: ...")
    assert not of("def f() -> dict[str, Any]: ...")
    assert not of("def f() -> list[Company]: ...")


def test_no_class_of_another_room_is_fetched_past_its_types():
    """`_meta.get_field(…).related_model` is a class that nobody sees by its name: its room reads it."""
    files = [path for path in python_files() if path.relative_to(PACKAGE).parts[0] in {*ROOMS} - {"core"}]
    assert [path.name for path in files if ".related_model" in path.read_text(encoding="utf-8")] == []
