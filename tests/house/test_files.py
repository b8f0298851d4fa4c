"""How the house is laid out: floors and doors, names and sizes, words, and the documents that the code tells."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest

from jiangtu.console import docs
from jiangtu.console.check import CHECKS, passes
from jiangtu.console.doors import DoorsContract
from jiangtu.core.glossary import words
from jiangtu.core.room import rooms
from tests.house.source import CLONE, PACKAGE, code_lines, python_files

VAGUE = {"utils", "util", "helpers", "helper", "services", "service", "common", "manager", "managers", "misc", "tools"}
LONGEST = 450
LONGEST_TEMPLATE = 150
WIDEST = 140
KIT = 3290


@pytest.mark.parametrize("name", ["style", "floors", "documents"])
def test_what_check_holds_is_so(name, capsys):
    assert name in CHECKS
    assert passes(name), capsys.readouterr().out


def test_a_room_entered_by_a_window_is_found():
    imports = {
        "jiangtu.training.views": {"jiangtu.people.models"},
        "jiangtu.training.actions": {"jiangtu.people.queries", "jiangtu.core.models"},
        "jiangtu.console.roster": {"jiangtu.people.models"},
    }
    graph = SimpleNamespace(modules=list(imports), find_modules_directly_imported_by=imports.get)
    contract = DoorsContract.__new__(DoorsContract)
    contract.doors, contract.open_rooms, contract.free_rooms = {"actions", "queries"}, {"core"}, {"console"}
    assert contract.check(graph, verbose=False).metadata["broken"] == [
        "jiangtu.training.views imports jiangtu.people.models"
    ]


def test_no_file_is_so_long_that_nobody_finds_anything_in_it():
    files = [*python_files(), *(CLONE / "tests").rglob("*.py")]
    assert {name: lines for name, lines in lengths(files).items() if lines > LONGEST} == {}
    assert {name: lines for name, lines in lengths(shown()).items() if lines > LONGEST_TEMPLATE} == {}


def lengths(files):
    """The number of lines of each file, by its path in the clone."""
    return {str(path.relative_to(CLONE)): len(path.read_text().splitlines()) for path in files}


def shown(*endings):
    """Our templates; with endings (".css") also what else of ours a browser reads, without what others wrote."""
    static = [path for path in PACKAGE.glob("**/static/**/*") if path.suffix in endings]
    return [
        *PACKAGE.rglob("templates/**/*.html"),
        *(path for path in static if not {"vendor", ".vendor"} & set(path.parts)),
    ]


def test_no_line_of_what_a_browser_reads_is_so_wide_that_nobody_reviews_it():
    files = shown(".css", ".js")
    assert {path.suffix for path in files} == {".html", ".css", ".js"}
    lines = [(path, at, line) for path in files for at, line in enumerate(path.read_text().splitlines(), start=1)]
    assert [f"{path.name}:{at}" for path, at, line in lines if len(line) > WIDEST] == []


def test_every_table_with_headings_is_made_by_one_of_the_two_pieces():
    """Lists by core/table.html, tables written out by {% table %}: the same semantics, the same cards on a phone."""
    by_hand = re.compile(r'columnheader|role="(table|rowgroup|row|cell)"|class="table"')
    found = {path.name for path in shown() if by_hand.search(path.read_text(encoding="utf-8"))}
    assert found == {"table.html", "_table.html"}


def test_every_page_that_leads_to_a_paper_says_before_what_no_font_has():
    """docs/decisions/print.md"""
    papers = re.compile(r"url '[\w:-]*(?:-pdf|training:sheet)'|value=\"print\"")
    leading = {
        path.name: path.read_text(encoding="utf-8") for path in shown() if papers.search(path.read_text("utf-8"))
    }
    assert {"session.html", "cards.html", "pair.html", "statement.html"} <= leading.keys()
    assert [name for name, text in leading.items() if "{% unprintable " not in text] == []


def test_the_core_stays_a_kit_that_one_can_read():
    """docs/decisions/core-size.md"""
    assert sum(code_lines(path) for path in python_files() if path.is_relative_to(PACKAGE / "core")) <= KIT


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in python_files() if path.stem in VAGUE or path.parent.name in VAGUE] == []


def test_every_room_is_told_on_thirty_lines_and_the_program_and_the_demo_too():
    """docs/a-new-room.md: only a small one needs no page of its own."""
    told = {path.parent.name: len(path.read_text().splitlines()) for path in PACKAGE.glob("*/README.md")}
    small = {room.title for room in rooms() if not room.part("urls") and not room.part("phrases")}
    assert {"console", "demo", *(room.title for room in rooms())} - small == told.keys() - small
    assert {room: lines for room, lines in told.items() if lines > 30} == {}


def test_nothing_is_left_to_do_in_the_code():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [path for path in python_files() if marks.search(path.read_text())] == []


def terms():
    """Room → the terms of its words, in lower case."""
    return {
        room: {term.strip().lower() for word in found for term in re.split(r"[,·]", word.term)}
        for room, found in words()
    }


def test_every_table_and_every_lifecycle_has_its_word_in_its_own_room():
    known = set[str]().union(*terms().values())
    assert [machine.name for _, machine in docs.machines() if machine.name not in known] == []
    named = set()
    for room in rooms():
        called = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower() for model in room.get_models())
        named |= {(room.title, name) for name in called}
    assert [(room, name) for room, name in sorted(named) if name not in terms().get(room, ())] == []


def test_no_thing_has_two_words_and_no_word_means_two_things():
    said = [(term, room) for room, found in terms().items() for term in found]
    assert sorted(term for term, n in Counter(term for term, _ in said).items() if n > 1) == []
    for _, found in words():
        assert all(
            each.chinese and each.meaning and re.search(r"[\u4e00-\u9fff]|GB", each.meaning_zh) for each in found
        )


def test_every_role_stands_in_the_page_of_roles_that_has_an_action():
    page = (CLONE / "docs" / "roles.md").read_text()
    assert [room for room in docs.rooms_with("access") if f"## {room}\n" not in page] == []


def test_crumbs_are_links_in_the_one_place_for_them():
    """A page fills the block with links, or adds some to those of a piece; the frame and the sheet of styles do the
    rest."""
    block = re.compile(r"{% block crumbs %}(.*?){% endblock %}", re.DOTALL)
    links = re.compile(r"<a\b.*?</a>|{%.*?%}|{{ block.super }}", re.DOTALL)
    for path in PACKAGE.rglob("templates/**/*.html"):
        text = path.read_text()
        assert ('"crumbs"' in text) == (path.name == "base.html"), path
        for filled in block.findall(text):
            assert not links.sub("", filled).strip(), path
