"""`./run` and its bootstrap: what is missing is named, what broke off is done again, what is whole costs nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from jiangtu.console import bootstrap
from jiangtu.demo import samples
from tests.console.conftest import until

CLONE = Path(__file__).resolve().parents[2]


def machine(folder, *programs, **scripts):
    """A PATH with these programs of this machine, and scripts by name."""
    folder.mkdir()
    for name in programs:
        (folder / name).symlink_to(shutil.which(name))
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def run_in(clone, path, *words):
    shutil.copy(CLONE / "run", clone)
    return subprocess.run([clone / "run", *words], env={"PATH": str(path)}, capture_output=True, text=True)


def test_a_machine_without_python_is_told_so_with_the_command(tmp_path):
    clone = tmp_path / "我的 clone"
    clone.mkdir()
    path = machine(tmp_path / "bin", "sh", "dirname", **{"apt-get": "exit 1", "python3": "exit 1"})
    done = run_in(clone, path, "demo")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "run: Python 3.11 or newer is missing",
        "run: install it with: apt-get install python3 python3-venv",
    ]


def test_a_python_without_venv_is_told_so_with_the_command(tmp_path):
    path = machine(tmp_path / "bin", "sh", "dirname", **{"apt-get": "exit 1", "python3": f"""
        case "$3" in *ensurepip*) exit 1 ;; esac
        exec "{sys.executable}" "$@" """})  # fmt: skip
    done = run_in(tmp_path, path, "demo")
    assert done.returncode == 1
    assert "its venv module is missing" in done.stderr
    assert done.stderr.endswith("run: install it with: apt-get install python3-venv\n")


@pytest.mark.parametrize(("words", "code"), [([], 2), (["dance"], 2), (["--help"], 0)])
def test_without_a_command_one_is_told_which_there_are(tmp_path, words, code):
    done = run_in(tmp_path, os.environ["PATH"], *words)
    assert (done.returncode, "demo [--fresh] [--check]" in done.stderr) == (code, True)


def test_no_shell_makes_each_process_compile_what_another_has_compiled(tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "compiled: ${PYTHONDONTWRITEBYTECODE-kept}"\n')
    python.chmod(0o755)
    shutil.copy(CLONE / "run", tmp_path)
    told = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([tmp_path / "run", "check"], env=told, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "compiled: kept"


@pytest.fixture
def clone(tmp_path):
    """A clone with the least that the bootstrap reads."""
    root = tmp_path / "匠途 clone"
    (root / "src" / "jiangtu" / "static").mkdir(parents=True)
    (root / "node_modules").mkdir()
    (root / "node_modules" / "x.css").write_text("x{}")
    (root / "requirements.lock").write_text("uv==1 \\\n    --hash=a\nnodejs-wheel-binaries==1 \\\n    --hash=b\n")
    (root / "package.json").write_text(json.dumps({"vendor": {"x.css": "x.css"}, "icons": []}))
    (root / "package-lock.json").write_text("{}")
    return root


@pytest.fixture
def steps(clone, monkeypatch):
    """The steps of the bootstrap, told instead of done; `breaks` names the one that breaks off."""
    told = SimpleNamespace(done=[], breaks=None)

    def tell(step):
        if step == told.breaks:
            raise bootstrap.Failed("the cable was pulled")
        told.done.append(step)

    def run(command, env=None):
        words = " ".join(map(str, command))
        (clone / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        tell("environment" if "-m venv" in words else "packages" if "pip sync" in words else "one package")
        if "-m venv" in words:
            (clone / ".venv/bin/python").unlink(missing_ok=True)
            (clone / ".venv/bin/python").symlink_to(sys.executable)
        return ""

    monkeypatch.setattr(bootstrap, "_run", run)
    monkeypatch.setattr(bootstrap, "_start_npm", lambda *_: tell("front end"))
    return told


WHOLE = ["environment", "one package", "one package", "front end", "packages"]


def test_a_whole_clone_costs_nothing_the_second_time(clone, steps):
    assert bootstrap.main(clone) == 0
    assert steps.done == WHOLE
    assert (clone / "src/jiangtu/static/vendor/x.css").read_text() == "x{}"
    assert bootstrap.main(clone) == 0
    assert steps.done == WHOLE


@pytest.mark.parametrize("step", ["environment", "front end", "packages"])
def test_what_broke_off_is_done_again(clone, steps, step, capsys):
    steps.breaks = step
    assert bootstrap.main(clone) == 1
    assert "the cable was pulled" in capsys.readouterr().err
    steps.breaks, steps.done = None, []
    assert bootstrap.main(clone) == 0
    assert {step, "packages", "front end"} <= set(steps.done)


def test_a_changed_lock_is_brought_and_nothing_else(clone, steps):
    bootstrap.main(clone)
    steps.done.clear()
    (clone / "package-lock.json").write_text("{ }")
    assert bootstrap.main(clone) == 0
    assert steps.done == ["front end"]


def test_an_environment_whose_python_was_taken_away_is_made_anew(clone, steps):
    bootstrap.main(clone)
    steps.done.clear()
    (clone / ".venv/bin/python").unlink()
    (clone / ".venv/bin/python").symlink_to("/nowhere/python3.11")
    assert bootstrap.main(clone) == 0
    assert steps.done == ["environment", "one package", "packages"]


def test_what_lies_in_the_callers_folder_stands_before_no_module(tmp_path):
    for name in ("json.py", "venv.py", "secrets.py", "django.py"):
        (tmp_path / name).write_text("raise SystemExit('a file of the caller was run')")
    (tmp_path / "roster.csv").write_bytes(b"")
    words = ["jiangtu", "roster", "check", "roster.csv", "--class", "none.toml", "--json"]
    told = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([CLONE / "run", *words], cwd=tmp_path, env=told, capture_output=True, text=True)
    assert (done.returncode, json.loads(done.stdout)["refused"]["code"]) == (2, "file_missing"), done.stderr


def test_who_reads_only_the_beginning_of_an_answer_meets_no_traceback(tmp_path):
    (tmp_path / "class.toml").write_bytes(samples.files()["class.toml"])
    (tmp_path / "roster.xlsx").write_bytes(samples.files()["roster-with-mistakes.xlsx"])
    words = ["jiangtu", "roster", "check", "roster.xlsx", "--class", "class.toml", "--json"]
    told = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    asked = subprocess.Popen(
        [CLONE / "run", *words], cwd=tmp_path, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    asked.stdout.close()
    assert "BrokenPipe" not in asked.stderr.read()
    assert asked.wait() == 1
    asked.stderr.close()


def test_a_linked_environment_belongs_to_somebody_else(clone, steps, tmp_path):
    (tmp_path / "theirs").mkdir()
    (clone / ".venv").symlink_to(tmp_path / "theirs")
    assert bootstrap.main(clone) == 0
    assert steps.done == ["front end"]


def test_two_at_once_wait_for_each_other(clone, steps):
    bootstrap.main(clone)
    script = [sys.executable, "-I", bootstrap.__file__, clone]
    with bootstrap._only_one(clone):
        second = subprocess.Popen(script, stderr=subprocess.PIPE, text=True)
        assert "another ./run is setting this clone up" in second.stderr.readline()
        assert second.poll() is None
    assert second.wait(60) == 0
    second.stderr.close()


def test_an_installer_that_outlived_a_killed_bootstrap_is_waited_for(clone, tmp_path):
    script = f"""
from pathlib import Path
from jiangtu.console import bootstrap
from jiangtu.demo import samples
with bootstrap._only_one(Path({str(clone)!r})):
    bootstrap._run(["sh", "-c", "touch {tmp_path}/installing; sleep 2; touch '{tmp_path}/installed'"])
"""
    first = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(CLONE / "src")})
    assert until((tmp_path / "installing").exists)
    first.kill()
    first.wait()
    with bootstrap._only_one(clone):
        assert (tmp_path / "installed").exists()
