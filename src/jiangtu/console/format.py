"""`./run format [--check]`: Python laid out as ruff does it, templates as djangofmt; settings are in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

from jiangtu.console.embedded import CLONE

RUFF = [sys.executable, "-m", "ruff"]
DJANGOFMT = [str(Path(sysconfig.get_path("scripts")) / "djangofmt")]
LAYOUT = [[*RUFF, "format", "src", "tests"], [*DJANGOFMT, "src/jiangtu"]]
STYLE = [
    [*RUFF, "check", "--quiet", "src", "tests"],
    [*RUFF, "format", "--check", "--quiet", "src", "tests"],
    [*DJANGOFMT, "--check", "--quiet", "src/jiangtu"],
]


def main(arguments: list[str]) -> int:
    """Lay everything out, or with `--check` only say what is not laid out or what ruff finds; 1 when something is."""
    checking = arguments == ["--check"]
    faults = [subprocess.run(command, cwd=CLONE).returncode for command in (STYLE if checking else LAYOUT)]
    if checking and any(faults[1:]):
        print("`./run format` lays it out", flush=True)
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
