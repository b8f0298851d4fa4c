"""A home of data for real processes, and what they leave behind."""

import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from jiangtu.core import rulebook


@pytest.fixture(autouse=True)
def rows_as_they_were(monkeypatch):
    """The program sets for its process that files alone give rules; afterwards it is as it was."""
    monkeypatch.setattr(rulebook, "_row_source", rulebook._row_source)


def processes_of(home):
    """Ids of the processes that were told this home, or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = f"JIANGTU_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0")
            if told or Path(os.readlink(process / "cwd")).is_relative_to(home):
                found.append(int(process.name))
    return found


def until(condition, seconds=60):
    """Whether the condition comes to hold in that time: long, since a busy machine is no fault."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


@pytest.fixture(scope="module")
def home():
    """A JIANGTU_HOME with a space and Chinese characters, emptied of processes and files at the end."""
    # Not pytest's own folder: PostgreSQL's account must be able to reach it when the tests run as root.
    above = Path(tempfile.mkdtemp(prefix="jiangtu-home-"))
    above.chmod(0o755)
    (above / "数据 home").mkdir(mode=0o755)
    yield above / "数据 home"
    for process in processes_of(above / "数据 home"):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    shutil.rmtree(above)
