"""Classes stand by their names: `Any` in a signature is for what may truly be anything."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.house.source import CLONE, PACKAGE, python_files, tree

# Files whose values are anything by their nature, with the reason.
FILES_OF_ANYTHING = {
    "core/tables.py": "cells and rows of any list",
    "core/cells.py": "cells and rows of any list",
    "core/exports.py": "cells and rows of any list",
    "core/paging.py": "keys and rows of any list",
    "core/history.py": "values of any table, as the journal keeps them",
    "config/wsgi.py": "what the web server hands on",
    "core/templatetags/jiangtu.py": "whatever a page shows",
    "core/phrases.py": "whatever a sentence names",
    "core/links.py": "whatever a page names",
    "core/verdict.py": "figures of any rule: days, hours, money, names",
    "core/edits.py": "the fields of any form, the rows that it is about",
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
    "core/forms.py:value_from_datadict": "what a browser sends",
    "core/forms.py:get_context": "what stands in any field",
    "people/forms.py:clean": "what a browser sends",
    "core/rows.py:rows_in_force": "the value of any key of any rulebook",
    "mentoring/actions/profiles.py:keep_mentor_profiles": "the values of a profile's columns, by name",
    "mentoring/actions/profiles.py:place_apprentices": "the values of a profile's columns, by name",
    "mentoring/forms.py:clean": "what a browser sends",
    "apprenticeships/forms.py:said": "what stands in any field",
    "mentoring/forms.py:said": "what stands in any field",
    "programmes/forms.py:said": "what stands in any field",
    "competences/actions.py:_merge": "the columns of any table that a pack fills",
    "competences/actions.py:_competences": "the columns of a row, by name",
    "mentoring/access.py:_few": "keys of any table",
    "seals/models.py:db_type": "what Django hands a field",
    "seals/queries.py:_rows": "what the database driver is given",
    "training/queries/hours.py:_rows": "a row as the database gives it",
    "competences/apps.py:load_packs": "what Django's signal hands on",
    "people/reactions.py:note_wrong_password": "what Django's signal hands on",
    "training/access.py:taught_by": "the table between two has no class of its own",
    "training/queries/classes.py:enterprises_in": "the table between two has no class of its own",
    "training/queries/classes.py:enterprises_opened": "the table between two has no class of its own",
    "apprenticeships/queries/resting.py:_pointed_at": "any table, and whatever points at it",
    "apprenticeships/queries/land.py:_rows": "a row as the database gives it",
    "desks/queries/analysis.py:_rows": "the figures of a group by name: people, hours, money",
    "desks/queries/analysis.py:summed": "the same",
    "sheets/rules/report.py:of_record": "what is kept of a problem, as JSON",
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
    found = {each for path in python_files() for each in loose_signatures(path)}
    named = {each for each in found if each.partition(":")[0] not in FILES_OF_ANYTHING}
    assert named == TRULY_ANY.keys()
    assert FILES_OF_ANYTHING.keys() <= {each.partition(":")[0] for each in found}


def test_every_signature_names_its_types():
    """mypy asks for them; nobody sends it away."""
    assert [path.name for path in python_files() if "no-untyped-def" in path.read_text(encoding="utf-8")] == []


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
    """`_meta.get_field(…).related_model` or a row's `type(…)._default_manager` is a class that nobody sees by its name:
    its room reads it."""
    found = {
        f"{path.relative_to(PACKAGE)}:{way}"
        for path in python_files()
        for way in (".related_model", "._default_manager")
        if way in path.read_text(encoding="utf-8")
    }
    assert found == {
        "core/tables.py:.related_model",  # by which column does a list of whatever rows sort?
        "core/tables.py:._default_manager",  # and which of them are called so?
        "core/copying.py:._default_manager",  # rows of whatever table
        "core/files.py:.related_model",  # whatever room's rows refer to a file
        "apprenticeships/queries/resting.py:.related_model",  # whatever room's rows point at a place
        "seals/queries.py:._default_manager",  # rows of whatever table is sealed
        "competences/actions.py:._default_manager",  # the room's own tables, filled alike
    }


def test_mypy_knows_the_classes_behind_the_foreign_keys_of_other_rooms(tmp_path):
    """Foreign keys name their table as text; were mypy to take what lies behind them for `Any`, it would be blind."""
    asked = tmp_path / "asked.py"
    asked.write_text(
        "from jiangtu.apprenticeships.models import Apprenticeship\n"
        "from jiangtu.mentoring.queries import pairs\n"
        "def of(it: Apprenticeship) -> None:\n"
        "    it.enrolment.training_class.version.programme.occupation.nowhere\n"
        "    pairs.pairs_of_apprenticeship(it)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", asked], cwd=CLONE, capture_output=True, text=True, encoding="utf-8"
    )
    faults = [line.partition("error: ")[2] for line in done.stdout.splitlines() if "error: " in line]
    assert faults == [
        '"Occupation" has no attribute "nowhere"  [attr-defined]',
        'Argument 1 to "pairs_of_apprenticeship" has incompatible type "Apprenticeship"; expected "int"  [arg-type]',
    ]
