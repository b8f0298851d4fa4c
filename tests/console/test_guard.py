"""Whoever watches a process ends it from outside: when it is silent, and when it does not stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.console.conftest import until

CLONE = Path(__file__).resolve().parents[2]
WATCH = """
import sys
from jiangtu.console import guard
guard.GRACE = 0.5
sys.exit(guard.watch(sys.argv[1:], patience=0.5, silence=2))
"""
# A process under watch: says once that it lives, and how often it was begun; then comes what is tried.
IMPORTS = "import os, re, signal, sys, time\n"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
LIVE = "os.write(int(sys.argv[1]), b'.'); print('begun', os.getpid(), flush=True)\n"
HELD = "re.match('(a*)*b', 'a' * 99)"  # holds the interpreter
GOING_ON = "[(os.write(int(sys.argv[1]), b'.'), time.sleep(0.1)) for _ in range(9999)]"


def watched(what: str, *, first: str = "") -> "subprocess.Popen[str]":
    """A guard and its process; `first`: what that one does before it says that it has begun."""
    return subprocess.Popen(
        [sys.executable, "-c", WATCH, sys.executable, "-c", IMPORTS + first + LIVE + what],
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(CLONE / "src")},
    )  # fmt: skip


def begun(process: "subprocess.Popen[str]") -> int:
    """The next process under watch."""
    assert process.stdout
    return int(process.stdout.readline().split()[1])


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


def test_one_that_holds_the_interpreter_is_killed_and_begun_anew() -> None:
    with watched(HELD, first=DEAF) as process:
        first = begun(process)
        second = begun(process)
        assert first != second
        assert gone(first)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert gone(second)


def test_one_that_does_not_hear_to_stop_is_ended_nevertheless() -> None:
    with watched(GOING_ON, first=DEAF) as process:
        pid = begun(process)
        process.send_signal(signal.SIGTERM)
        before = time.monotonic()
        assert process.wait(30) == 0
        assert time.monotonic() - before > 0.9
        assert gone(pid)


def test_one_that_goes_on_is_left_alone_and_hears_to_stop() -> None:
    with watched(GOING_ON) as process:
        pid = begun(process)
        time.sleep(3)
        assert not gone(pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.parametrize(("what", "code"), [("sys.exit(1)", 1), ("pass", 0), ("sys.exit(7)", 7)])
def test_one_that_ends_by_itself_ends_the_watch_with_its_code(what: str, code: int) -> None:
    with watched(what) as process:
        assert process.wait(30) == code


def test_nobody_is_left_behind_when_the_one_who_watches_is_killed() -> None:
    with watched(HELD, first=DEAF) as process:
        pid = begun(process)
        process.kill()
        assert until(lambda: gone(pid), seconds=30)
