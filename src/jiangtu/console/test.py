"""`./run test [pytest arguments]`: the tests, in parallel unless they are few or one wants to look on."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from jiangtu.console.browser import INSTALL, chromium
from jiangtu.console.embedded import CLONE, clone_folder

# What each process costs, its imports and its database, a file or two do not bring in again.
MANY = 4
# Arguments that name the processes themselves, or that need the terminal.
LOOKING_ON = {"-s", "-p", "--capture", "--pdb", "--trace", "--collect-only", "--co", "--fixtures", "--numprocesses"}


def main(given: list[str]) -> int:
    """Run pytest with them; files are named from the caller's folder."""
    import pytest

    if not chromium():
        print(f"run: no Chromium here, so the journeys in a browser are skipped; {INSTALL}", file=sys.stderr)
    # Two runs on one database would take each other's tables away.
    folder = clone_folder("test")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "running").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("run: another ./run test of this clone is running; waiting for it", file=sys.stderr)
            fcntl.flock(turn, fcntl.LOCK_EX)
        return int(pytest.main(arguments(given)))


def arguments(given: list[str]) -> list[str]:
    """Ours before the caller's: the clone's configuration, all cores where that pays, all tests when none is named."""
    ours = ["-c", str(CLONE / "pyproject.toml"), "--rootdir", str(CLONE)]
    paths = [path for word in given if not word.startswith("-") and (path := Path(word.split("::")[0])).exists()]
    if in_parallel(given, paths):
        # The modules in the order of tests/conftest.py: the long ones first, so that no core ends long before another.
        # One more than there are cores: a test that waits for a browser, a job or a program leaves its core to another.
        ours += ["-n", str(1 + (os.cpu_count() or 1)), "--dist", "loadscope", "--no-loadscope-reorder"]
    return [*ours, *given, *([] if paths else [str(CLONE / "tests")])]


def in_parallel(given: list[str], paths: list[Path]) -> bool:
    """Whether the tests go to several processes: not when files are named one by one, nor when one wants to look on."""
    looking_on = any(word.startswith("-n") or word.split("=")[0] in LOOKING_ON for word in given)
    return not looking_on and (not paths or any(path.is_dir() for path in paths) or len(set(paths)) >= MANY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
