"""Strangers' files are read by a process of its own, which ends in time, within its memory, and knows no key."""

import json
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from jiangtu.apprenticeships.rules.roster.columns import ROSTER
from jiangtu.core.verdict import Refused
from jiangtu.sheets import workbook
from jiangtu.sheets.reading.limits import Limits
from tests.sheets.files import book, roster

GOOD = book(roster())
# What the process that reads does instead of reading.
BEGIN = "import sys, os, json; sys.path += sys.argv[1:3]; import jiangtu.sheets.reading.child\n"


def instead(monkeypatch: pytest.MonkeyPatch, what: str, **limits: Any) -> None:
    monkeypatch.setattr(workbook, "_BEGIN", BEGIN + what)
    monkeypatch.setattr(workbook, "LIMITS", Limits(**limits))


def answer() -> Any:
    return workbook._read_apart(GOOD, "xlsx")


def test_it_knows_neither_our_keys_nor_django_nor_any_other_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANGTU_KEY_SEAL", "secret")
    instead(monkeypatch, "print(json.dumps([*os.environ, *sys.modules]))")
    found = answer()
    assert not [name for name in found if "JIANGTU" in name or name.partition(".")[0] == "django"]
    rooms = {name for name in found if name.startswith("jiangtu.")}
    assert {name for name in rooms if not name.startswith("jiangtu.sheets.reading")} == {"jiangtu.sheets"}


@pytest.mark.parametrize(
    "what", ["while True: pass", "import time; time.sleep(600)", "import re; re.match('(a*)*b', 'a' * 99)"]
)
def test_one_that_does_not_end_is_ended_and_said(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    instead(monkeypatch, what, clock=1)
    with pytest.raises(Refused, match="file_takes_too_long"):
        answer()


def test_its_time_is_the_processors_and_grows_as_the_file_does(monkeypatch: pytest.MonkeyPatch) -> None:
    confine = "jiangtu.sheets.reading.child._confine(jiangtu.sheets.reading.child.Limits(**json.loads(sys.argv[4])))\n"
    instead(monkeypatch, f"{confine}while True: pass", processor=1, clock=60)
    before = time.monotonic()
    with pytest.raises(Refused, match="file_takes_too_long"):
        answer()
    assert time.monotonic() - before < 50
    monkeypatch.setattr(workbook, "LIMITS", Limits())
    assert (
        workbook._seconds(bytes(5_000))
        == 10
        < workbook._seconds(bytes(500_000))
        < workbook._seconds(bytes(9_000_000))
        == 60
    )


def test_one_that_wants_too_much_memory_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LIMITS", Limits(memory=150_000_000))
    large = b"name,resident_id,phone,contract_from,contract_to\n" + b"a" * 20_000 + b",\n"
    with pytest.raises(Refused, match="file_zip_bomb"):
        workbook.read(large + (b"b" * 20_000 + b",\n") * 2_000, "r.csv", ROSTER)


def test_a_fault_of_ours_is_told_without_what_stands_in_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "raise KeyError('陈志强')")
    with pytest.raises(RuntimeError, match="^reading broke off: KeyError$"):
        answer()


def test_others_work_on_while_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter is never held: a thread beside it goes on counting."""
    instead(monkeypatch, "while True: pass", clock=1)
    done, counted = threading.Event(), 0

    def read() -> None:
        with pytest.raises(Refused):
            answer()
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    while not done.wait(0.01):
        counted += 1
    thread.join()
    assert counted > 20


def test_it_writes_no_file_and_ends_by_itself_when_nobody_waits_for_it() -> None:
    confined = "jiangtu.sheets.reading.child._confine(jiangtu.sheets.reading.child.Limits(clock=1))\n"
    command = [sys.executable, "-I", "-c", BEGIN.replace("sys.argv[1:3]", repr(sys.path)) + confined]
    alone = subprocess.run([*command[:-1], command[-1] + "import time; time.sleep(600)"])
    assert alone.returncode < 0
    wrote = subprocess.run(
        [*command[:-1], command[-1] + "print(json.dumps(__import__('resource').getrlimit(1)))"], stdout=subprocess.PIPE
    )
    assert json.loads(wrote.stdout) == [0, 0]
