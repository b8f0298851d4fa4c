"""What a stranger's file costs grows as the file does: counted in steps, whatever its bytes.

A step is a call, of ours or of Python's own. What happens inside one call must be linear by its making: no regular
expression runs over bytes that could look twice at any of them, expat is given a part in one piece, and `in`, `count`
and `find` of bytes are linear since Python 3.10.
"""

from __future__ import annotations

import ast
import re
import re._constants as parts  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from jiangtu.sheets import reading, workbook
from jiangtu.sheets.reading import archive, child, odd, text
from jiangtu.sheets.reading.limits import Limits, Unreadable
from tests.sheets.files import MAIN, book, related, roster, rows, words

FOLDER = Path(reading.__file__).parent
N = 400


def sheet(inside: str, merged: str = "") -> bytes:
    beneath = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return book(f"<worksheet {MAIN}><sheetData>{inside}</sheetData>{beneath}</worksheet>".encode())


def sheets(n: int) -> bytes:
    listed = "".join(f'<sheet name="{at}" sheetId="{at}" r:id="rId1"/>' for at in range(n))
    return book(roster(), properties=f"<sheets>{listed}</sheets>")


XLSX: dict[str, Callable[[int], bytes]] = {
    "cells that begin and never end": lambda n: sheet("<f/>" + "<c " * n),
    "cells within cells": lambda n: sheet("<row>" + "<c>" * n + "</c>" * n + "</row>"),
    "failures that begin and never end": lambda n: sheet('<c t="e"' * n),
    "attributes of one cell": lambda n: sheet("<row><c " + " ".join(f'a{at}=""' for at in range(n)) + "/></row>"),
    "one long attribute": lambda n: sheet(f'<row><c r="{"A" * n}"/></row>'),
    "a row with a long number": lambda n: sheet(f'<row r="{"9" * n}"/>'),
    "comments": lambda n: sheet("<!-- -->" * n),
    "comments that begin": lambda n: sheet("<!--" * n),
    "text in pieces": lambda n: sheet("<row><c><v>" + "1<![CDATA[]]>" * n + "</v></c></row>"),
    "formulas": lambda n: sheet(rows(*["<c><f>A1</f></c>"] * n)),
    "failures": lambda n: sheet(rows(*['<c t="e"/>'] * n)),
    "empty rows": lambda n: sheet("<row/>" * n),
    "hidden rows": lambda n: sheet('<row hidden="1"><c><v>1</v></c></row>' * n),
    "rows": lambda n: sheet(rows(*[words("a", "b")] * n)),
    "merged cells": lambda n: sheet(rows(*[words("a")] * 9), '<mergeCell ref="A2:AZ100001"/>' * n),
    "sheets": sheets,
    "relationships": lambda n: book(
        roster(), others=[("_rels/.rels", related(*[("officeDocument", "xl/workbook.xml")] * n))]
    ),
    "parts": lambda n: book(roster(), others=[(f"x/{at}", "") for at in range(n)]),
}
TEXT: dict[str, Callable[[int], bytes]] = {
    "commas": lambda n: b"," * n,
    "quotation marks": lambda n: b'"' * n,
    "an open quotation": lambda n: b'"' + b"a\n" * n,
    "quotations": lambda n: b'"a\n",' * n,
    "lines": lambda n: b"a,b\n" * n,
    "empty lines": lambda n: b"\n" * n + b"a",
    "what only looks like a mark": lambda n: b"sep=" * n,
    "wrapped digits": lambda n: b'="1",\n' * n,
    "tabs, semicolons and commas": lambda n: b"\t;," * n,
}


def steps(act: Callable[[], object]) -> int:
    """The calls that an act makes."""
    counted = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return counted


def read(content: bytes, form: str) -> Callable[[], None]:
    def act() -> None:
        with suppress(Unreadable):
            child.read(content, form, Limits())

    return act


GROWING = [
    pytest.param(form, make, id=f"{form}: {name}")
    for form, kinds in (("xlsx", XLSX), ("text", TEXT))
    for name, make in kinds.items()
]


@pytest.mark.parametrize(("form", "make"), GROWING)
def test_a_file_twice_as_large_takes_twice_the_steps_at_most(form: str, make: Callable[[int], bytes]) -> None:
    once, twice = (steps(read(make(n), form)) for n in (N, 2 * N))
    assert twice <= 2.1 * once, (once, twice)


def test_no_expression_over_bytes_repeats_without_bounds() -> None:
    found = [value for module in (archive, child, odd, text) for value in vars(module).values()]
    expressions = [value.pattern for value in found if isinstance(value, re.Pattern)]
    assert expressions
    assert [each for each in expressions if unbounded(parser.parse(each))] == []


def unbounded(tree: Any) -> bool:
    """Whether a parsed expression, or any part of it, repeats without an upper bound."""
    if isinstance(tree, (parser.SubPattern, tuple, list)):
        return any(map(unbounded, tree))
    return tree is parts.MAXREPEAT


@pytest.mark.parametrize("bad", ["a*", "(?:ab+)", "(?=x{2,})", "(?:a|b*)", "[^>]*?a"])
def test_an_expression_that_repeats_without_bounds_is_found(bad: str) -> None:
    assert unbounded(parser.parse(bad))


def test_what_is_made_of_expressions_on_the_way_is_found_nowhere() -> None:
    """They all stand at the top of a module, where the test above sees them."""
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re":
                assert node.attr == "compile", path
    assert "re" not in vars(workbook)
