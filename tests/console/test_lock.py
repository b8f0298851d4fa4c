"""The part of the lock for production: all that server, worker and console need, and nothing of the workshop."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement

from jiangtu.console.lock import CLONE, dependencies, of_production

LOCK = (CLONE / "requirements.lock").read_text()
PROJECT = tomllib.loads((CLONE / "pyproject.toml").read_text())["project"]
PART = of_production(LOCK, dependencies(PROJECT))
# What a name in pyproject.toml asks for beside the package itself.
EXTRAS = {found.name: found.extras for found in map(Requirement, PROJECT["dependencies"])}


def test_what_each_package_says_it_needs_is_in_it():
    here = {name for name in PART if re.search(rf"^{name}==[^;]*$", PART[name].splitlines()[0])}  # not of other systems
    assert len(here) > 40
    for name in here:
        for asked in map(Requirement, requires(name) or []):
            extras = [{"extra": extra} for extra in EXTRAS.get(name, ())] or [{"extra": ""}]
            if asked.marker is None or any(asked.marker.evaluate(extra) for extra in extras):
                assert asked.name.lower().replace("_", "-") in PART, f"{name} needs {asked}"


def test_nothing_of_the_workshop_is_in_it_and_what_is_in_it_stands_as_in_the_lock():
    workshop = {Requirement(each).name.lower() for each in PROJECT["optional-dependencies"]["dev"]}
    assert not workshop & PART.keys()
    assert all(entry in LOCK and "--hash=sha256:" in entry for entry in PART.values())


@pytest.mark.parametrize("wanted", ["nobody-has-this"])
def test_a_dependency_that_is_not_locked_is_a_fault(wanted):
    with pytest.raises(KeyError, match=wanted):
        of_production(LOCK, [wanted])


def test_server_worker_and_console_are_loaded_without_the_rest():
    """In a process in which what is not in the part cannot be imported."""
    held = {name for name, of in packages_distributions().items()
            if not {each.lower().replace("_", "-") for each in of} & {*PART, "pip", "setuptools"}}  # fmt: skip
    script = f"""
import importlib, sys
HELD = {sorted(held)!r}
sys.modules.update(dict.fromkeys(HELD))  # None: importing it fails
import django
django.setup()
from jiangtu.config.wsgi import application
from django.urls import get_resolver
from procrastinate.contrib.django import app
from jiangtu.console.program import COMMANDS
get_resolver().url_patterns
for module in [*COMMANDS.values(), *COLD]:
    importlib.import_module(module)
import json
print(json.dumps(len(app.tasks)))
"""
    cold = ["ortools.sat.python.cp_model", "xlsxwriter", "pywebpush", "typst", "qrcode", "PIL.Image", "python_calamine"]
    done = subprocess.run(
        [sys.executable, "-c", script.replace("*COLD", f"*{cold!r}")], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(CLONE / "src"), "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) > 5
    assert {"pytest", "playwright", "mypy", "hypothesis", "openpyxl"} <= held
