"""The demo's child processes: started, watched, and none left behind however the demo ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TypeVar

from jiangtu.console.embedded import die_with_parent

T = TypeVar("T")
TRIES = 3  # a child that dies oftener than this is not started again


class Stopped(BaseException):
    """Somebody asked the demo to stop: Ctrl-C, a kill, a closed terminal."""


def stop_on_signals() -> None:
    """Let Ctrl-C, `kill` and a closed terminal raise Stopped, once; what comes after cannot disturb the stopping."""

    def stop(number: int, frame: FrameType | None) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        raise Stopped

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)


class Crew:
    """Children by name, each in a session of its own with its log in the folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.commands: dict[str, Sequence[str]] = {}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: dict[str, int] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child that is to live as long as the demo."""
        self.commands[name] = command
        with (self.folder / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent,
            )  # fmt: skip

    def complete(self, command: Sequence[str]) -> None:
        """Run a child to its end; RuntimeError with what it printed when it fails."""
        self.start("preparing", command)
        code = self.children["preparing"].wait()
        del self.children["preparing"]
        if code:
            raise RuntimeError(f"preparing the demo failed:\n{self.log('preparing')}")

    def until(self, name: str, answer: Callable[[], T | None], seconds: float = 180) -> T:
        """What `answer` gives as soon as it gives something; RuntimeError when the child ends or the time does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.children[name].poll() is None:
            found = answer()
            if found is not None:
                return found
            time.sleep(0.05)
        raise RuntimeError(f"{name} did not come up:\n{self.log(name)}")

    def watch(self) -> None:
        """Stay until a child cannot be kept alive; one that dies is started again, and said so."""
        while True:
            for name, child in self.children.items():
                if child.poll() is None:
                    continue
                self.deaths[name] = self.deaths.get(name, 0) + 1
                if self.deaths[name] > TRIES:
                    print(f"demo: {name} keeps dying; stopping. Its log:\n{self.log(name)}", file=sys.stderr)
                    return
                print(f"demo: {name} died (exit {child.returncode}); starting it again", file=sys.stderr)
                time.sleep(0.5)
                self.start(name, self.commands[name])
                break
            time.sleep(0.2)

    def log(self, name: str) -> str:
        """The end of a child's log."""
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        """End every child and whatever it started: asked first, then not asked."""
        for word, patience in ((signal.SIGTERM, 4.0), (signal.SIGKILL, 2.0)):
            for child in self.children.values():
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, word)
            end = time.monotonic() + patience
            for child in self.children.values():
                with suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.0, end - time.monotonic()))
