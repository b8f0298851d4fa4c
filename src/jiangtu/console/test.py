"""`./run test [pytest arguments]`: the tests, in parallel unless arguments say which."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from jiangtu.console.browser import INSTALL, chromium
from jiangtu.console.embedded import CLONE, clone_folder


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
    """Ours before the caller's: the clone's configuration, all tests when none is named, all cores when nothing is."""
    ours = ["-c", str(CLONE / "pyproject.toml"), "--rootdir", str(CLONE)]
    if not given:
        ours += ["-n", str(max(2, os.cpu_count() or 1)), "--dist", "loadscope"]
    named = any(not word.startswith("-") and Path(word.split("::")[0]).exists() for word in given)
    return [*ours, *given, *([] if named else [str(CLONE / "tests")])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
