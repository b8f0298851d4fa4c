"""`./run lock`: the part of requirements.lock that an installation needs, without what only development does.

The lock says of each package by which other it came in. What pyproject.toml names among its `dependencies`, and what
came in by that, is printed as it stands there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

CLONE = Path(__file__).resolve().parents[3]
ENTRY = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==.*\n(?: .*\n)*", re.MULTILINE)
VIA = re.compile(r"^ +# +(?:via )?([a-z0-9][\w.-]*)", re.MULTILINE)
NAME = re.compile(r"[\w.-]+")


def of_production(lock: str, wanted: Iterable[str]) -> dict[str, str]:
    """Name → entry of the lock, for the wanted packages and all that came in by them. Raises KeyError for one that the
    lock does not have."""
    entries = {found[1]: found[0] for found in ENTRY.finditer(lock)}
    brought_by = {name: set(VIA.findall(entry)) for name, entry in entries.items()}
    needed = {name: entries[name] for name in wanted}
    while more := {name for name, by in brought_by.items() if name not in needed and by & needed.keys()}:
        needed |= {name: entries[name] for name in more}
    return dict(sorted(needed.items()))


def dependencies(project: Mapping[str, list[str]]) -> list[str]:
    """The packages that pyproject.toml says an installation needs."""
    return [found[0].lower() for each in project["dependencies"] if (found := NAME.match(each))]


def main() -> int:
    """Print it."""
    project = tomllib.loads((CLONE / "pyproject.toml").read_text())["project"]
    lock = (CLONE / "requirements.lock").read_text()
    sys.stdout.write("".join(of_production(lock, dependencies(project)).values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
