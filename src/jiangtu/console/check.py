"""`./run check`: everything that is checked without running the tests, a line for each, and all faults at once."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from jiangtu.console.embedded import CLONE
from jiangtu.core import rulebook

PACKAGE = CLONE / "src" / "jiangtu"
PYTHON = sys.executable
# Each in a process of its own, as many at once as there are cores; the longest first.
CHECKS = {
    "types": [PYTHON, "-m", "mypy", "--no-error-summary"],
    "style": [PYTHON, "-m", "jiangtu.console.format", "--check"],
    "floors": [PYTHON, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    "migrations": [PYTHON, "-m", "jiangtu.console", "manage", "makemigrations", "--check", "--dry-run"],
    "settings": [PYTHON, "-m", "jiangtu.console", "manage", "check", "--fail-level", "WARNING"],
    "translations": [PYTHON, "-m", "jiangtu.console.messages", "check"],
    "rulebooks": [PYTHON, "-c", "from jiangtu.console.check import check_rulebooks; check_rulebooks()"],
    "documents": [PYTHON, "-m", "jiangtu.console.docs", "--check"],
}


def main(chosen: list[str]) -> int:
    """Run the checks named (all when none is); 1 when one finds a fault."""
    unknown = set(chosen) - set(CHECKS)
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    names = [name for name in CHECKS if not chosen or name in chosen]
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        failed = [name for name, good in zip(names, pool.map(passes, names), strict=True) if not good]
    if failed:
        print(f"not in order: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def check_rulebooks() -> None:
    """Read every rulebook of every room. Raises ValueError that names the file at fault."""
    import django

    django.setup()
    rules = [path for path in PACKAGE.glob("*/rules*") if path.suffix == ".py" or path.is_dir()]
    for path in rules:
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            importlib.import_module(".".join(["jiangtu", *file.relative_to(PACKAGE).with_suffix("").parts]))
    rulebook.check_all()


def passes(name: str) -> bool:
    """Run one check; what it printed is shown when it finds a fault."""
    began = time.monotonic()
    done = subprocess.run(
        CHECKS[name], cwd=CLONE, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(CLONE / "src"), "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"},
    )  # fmt: skip
    good = done.returncode == 0
    said = f"{'ok  ' if good else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)"
    print(said if good else f"{said}\n{done.stdout}{done.stderr}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
