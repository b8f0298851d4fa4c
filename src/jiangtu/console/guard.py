"""A process that is watched by another one: begun anew when it goes silent, ended in time when it is told to stop.

A thread that does not end can be ended by nobody within its process, and while it holds the interpreter no signal is
heard there. So whoever watches does nothing else, and ends the whole process from outside.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from jiangtu.console.embedded import die_with_parent

ANEW = 75  # exit code of a process that wants to be begun anew
GRACE = 10.0  # seconds after its own patience that a process told to stop still has


def watch(command: Sequence[str], *, patience: float, silence: float) -> int:
    """Run the command with the number of a pipe as its last word, until it ends by itself or is told to; its exit code.

    Into the pipe it says each second that it lives (`live`). Once it has begun to and then is silent for longer than
    `silence` seconds, it is killed and begun anew. SIGINT and SIGTERM are passed on: then it has its own `patience`.
    """
    return _Guard(command, patience, silence).watch()


async def live(pipe: int) -> None:
    """Say for ever that the loop of this process goes on; end the process when nobody listens any more."""
    while True:
        try:
            os.write(pipe, b".")
        except OSError:
            os._exit(1)
        await asyncio.sleep(1)


class _Guard:
    def __init__(self, command: Sequence[str], patience: float, silence: float) -> None:
        self.command, self.patience, self.silence = command, patience, silence
        self.told: float | None = None
        self.child: subprocess.Popen[bytes] | None = None

    def watch(self) -> int:
        for word in (signal.SIGINT, signal.SIGTERM):
            signal.signal(word, self._tell)
        while True:
            code = self._once()
            if self.told is not None:
                return 0
            if code != ANEW:
                return code

    def _tell(self, number: int, frame: FrameType | None) -> None:
        self.told = self.told or time.monotonic()
        if self.child is not None:
            self.child.terminate()

    def _once(self) -> int:
        """One life of the process: its exit code, ANEW when it was killed for its silence."""
        ours, its = os.pipe()
        try:
            with subprocess.Popen([*self.command, str(its)], pass_fds=[its], preexec_fn=_die_with_us) as self.child:
                os.close(its)
                if self.told is not None:  # meanwhile
                    self.child.terminate()
                return self._until_it_ends(self.child, ours)
        finally:
            self.child = None
            os.close(ours)

    def _until_it_ends(self, child: subprocess.Popen[bytes], pipe: int) -> int:
        heard: float | None = None
        while (code := child.poll()) is None:
            if select.select([pipe], [], [], 0.2)[0] and os.read(pipe, 1_000):
                heard = time.monotonic()
            now = time.monotonic()
            if self.told is not None and now > self.told + self.patience + GRACE:
                return self._kill(child, "it did not stop when it was told to")
            if heard is not None and now > heard + self.silence:
                return self._kill(child, f"it gave no sign of life for {self.silence:g} s; another one takes its place")
            with suppress(subprocess.TimeoutExpired):
                child.wait(0.05)
        return code

    def _kill(self, child: subprocess.Popen[bytes], why: str) -> int:
        print(f"worker: killed, {why}", file=sys.stderr, flush=True)
        child.kill()
        child.wait()
        return ANEW


def _die_with_us() -> None:
    die_with_parent(signal.SIGKILL)
