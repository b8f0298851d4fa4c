"""docs/a-new-room.md says the truth: the room built by following the page alone, in a copy of the source, is green."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import CLONE

PAGE = CLONE / "docs" / "a-new-room.md"
FILES, LINES = 12, 190
TEXT = (".py", ".po", ".toml", ".html", ".md")
WRITTEN_BY_DOCS = {"docs/words.md", "docs/roles.md", "docs/doors.md", "docs/index.md"}
FILE = re.compile(
    r"^\*\*`(?P<path>[^`\n]+)`\*\*(?:, above the line `(?P<above>[^`\n]+)`)?\n\n```\w*\n(?P<text>.*?)^```$", re.M | re.S
)
COMMAND = re.compile(r"^    \./run (.+)$", re.M)
# The two long commands, narrowed to what asks something of a new room, so that this costs half a minute. Types are
# checked of the new room alone (`sound_types`), migrations by the tests' database; of the walks by links one role goes.
TESTS = "test tests/reading tests/house --room reading"
NARROWED = {
    "check": ["check", "style", "floors", "translations"],
    TESTS: [
        *TESTS.split(), "-n0", "-q", "-k",
        "test_reading or open_circle or test_acts or test_callers or test_floors or test_rules or no_signature"
        " or test_rights.py or (test_files and not check_holds) or (by_links and college_trainer)",
    ],
}  # fmt: skip


def files() -> list[tuple[str, str, str]]:
    """The page's files: path in the clone, the line above which the text stands ("" for a whole file), the text."""
    return [(found["path"], found["above"] or "", found["text"]) for found in FILE.finditer(PAGE.read_text())]


def commands() -> list[str]:
    """What the page has one run, in order."""
    return COMMAND.findall(PAGE.read_text())


def lay_into(clone: Path) -> None:
    """Write the page's files into a clone, and its lines into the files that are there."""
    for path, above, text in files():
        file = clone / path
        if above:
            before, found, after = file.read_text().partition(f"\n{above}")
            assert found, f"{path} has no line that begins with {above!r}"
            text = f"{before}\n{text.rstrip()}{found}{after}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def copied(to: Path) -> Path:
    """The source as it stands here, with this clone's environment and packages linked; without the page's room, should
    somebody have built it here already."""
    named = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(named, cwd=CLONE, capture_output=True, check=True, text=True).stdout.split("\0"):
        if name and (CLONE / name).is_file() and not name.startswith(("src/jiangtu/reading/", "tests/reading/")):
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CLONE / name, to / name)
    for path, above, text in files():
        if above:
            (to / path).write_text((to / path).read_text().replace(text, ""))
    (to / "run").chmod(0o755)
    for name in (".venv", "node_modules", "src/jiangtu/static/vendor"):
        (to / name).symlink_to((CLONE / name).resolve())
    return to


def run(command: str, clone: Path) -> str:
    """What the clone's `./run` says; asserts that it succeeds. It works in a home and a database of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JIANGTU_", "PYTEST_"))}
    env |= {"JIANGTU_HOME": str(clone.parent / "home"), "JIANGTU_TEST_DB": "test_jiangtu_new_room"}
    words = NARROWED.get(command) or command.split()
    done = subprocess.run(
        ["./run", *words], cwd=clone, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"./run {command}\n{done.stdout}{done.stderr}"
    return done.stdout


def sound_types(clone: Path) -> None:
    """Asserts that mypy finds nothing in the new room; of the others it reads what `./run check` kept here."""
    if (CLONE / ".mypy_cache").is_dir():
        shutil.copytree(CLONE / ".mypy_cache", clone / ".mypy_cache")
    env = os.environ | {"PYTHONPATH": str(clone / "src"), "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"}
    checked = [sys.executable, "-m", "mypy", "--follow-imports=silent", "src/jiangtu/reading"]
    done = subprocess.run(checked, cwd=clone, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def told(clone: Path) -> dict[str, str]:
    """The clone's files of text by their path. Tests stand apart, and what `./run docs` writes the code has told."""
    paths = {*clone.glob("src/**/*"), *clone.glob("*.*"), *clone.glob("docs/**/*")}
    found = {str(path.relative_to(clone)): path for path in paths if path.suffix in TEXT and "vendor" not in path.parts}
    return {name: path.read_text() for name, path in found.items() if name not in WRITTEN_BY_DOCS}


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, int]:
    """The files that are new or otherwise than before, by their path: the lines added. An empty one holds no text."""
    return {
        name: lines(text) - lines(before.get(name, "")) for name, text in after.items() if text != before.get(name, "")
    }


def lines(text: str) -> int:
    """The lines that are not blank."""
    return sum(bool(line.strip()) for line in text.splitlines())


def test_the_page_alone_leads_to_a_room_that_is_green_in_twelve_files_and_two_hundred_lines(tmp_path):
    clone = copied(tmp_path / "clone")
    before = told(clone)
    lay_into(clone)
    laid = {path: (clone / path).read_text() for path, _above, _text in files()}
    migrate, *others = commands()
    run(migrate, clone)
    [migration] = clone.glob("src/jiangtu/reading/migrations/0*.py")
    # Without the moment when it was written, so that the migrated database is found again.
    migration.write_text(re.sub(r"^# Generated .*", "# Generated", migration.read_text()))
    assert {*NARROWED} <= {*others}
    for command in others:
        said = run(command, clone)
    sound_types(clone)
    assert re.search(r"\b[1-9]\d+ passed", said)
    assert {path for path, text in laid.items() if (clone / path).read_text() != text} == set()
    found = changed(before, told(clone))
    assert len(found) <= FILES, found
    assert sum(found.values()) <= LINES, found
    written = sum(found.values()) - found[str(migration.relative_to(clone))]
    assert f"**{len(found)} files, {sum(found.values())} lines**" in PAGE.read_text()
    assert f"{written} of them by hand" in PAGE.read_text()


def test_a_page_whose_place_for_a_line_is_gone_is_found(tmp_path):
    (tmp_path / "src/jiangtu/config").mkdir(parents=True)
    (tmp_path / "src/jiangtu/config/floors.py").write_text("FLOORS = ()\n")
    with pytest.raises(AssertionError, match="has no line that begins with"):
        lay_into(tmp_path)
