"""Reading the cells of spreadsheets that strangers send: by a process of its own, within limits of memory and time.

This process never looks into the bytes; what comes back are plain cells. Every refusal is a `Refused` with a code that
`phrases` names.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from jiangtu.core.verdict import No, Refused

from .reading import handed
from .reading.limits import Limits
from .rules.layout import Layout, Sheet
from .rules.values import Cell

LIMITS = Limits()
MAX_BYTES = 50_000_000
TEXTS = (".csv", ".txt", ".tsv")

DAYS_TO_1904 = 1462

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_NAMES = {".xlsm", ".xltm", ".xlam"}
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)
# Our own package and the reader of workbooks, and of the environment nothing that holds a key.
# No other way to compress than a workbook's is loaded: what is not there has no holes, and is not waited for.
_BEGIN = """import sys
sys.path += sys.argv[1:3]
sys.modules.update(bz2=None, lzma=None)
from jiangtu.sheets.reading.child import main
main(*sys.argv[3:])"""
_SOURCE = str(Path(__file__).resolve().parents[2])
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# Memory in large pieces, where the C library knows these words: asking for each page took a seventh of the time.
_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864"}
_turns = threading.BoundedSemaphore(2)  # so many at a time in one process: each may take all the memory it is allowed


class Grid(NamedTuple):
    """The one sheet of a file that is read, by columns of one height: line 1 first, "" for an empty cell.

    `hidden`: the lines that the file hides.
    """

    columns: Sequence[Sequence[Cell]]
    hidden: Sequence[int]

    def rows(self) -> list[tuple[Cell, ...]]:
        """Its lines."""
        return list(zip(*self.columns, strict=True))


def read_file(path: Path, layout: Layout) -> Sheet:
    """What a file holds, by columns. Raises Refused."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(No("file_too_large", need=MAX_BYTES // 1_000_000))
        content = path.read_bytes()
    except OSError:
        raise Refused(No("file_missing", have=path.name)) from None
    return read(content, path.name, layout)


def read(content: bytes, name: str, layout: Layout) -> Sheet:
    """What an uploaded file's bytes hold; its name tells .csv from .xlsx where the bytes do not. Raises Refused."""
    return layout.arrange(*grid(content, name, layout))


def grid(content: bytes, name: str, layout: Layout) -> Grid:
    """The cells of the sheet that is read: of the visible ones, that with the layout's headers. Raises Refused."""
    answer = _read_apart(content, _form(content, PurePath(name).suffix.lower()))
    sheet = _one_sheet(answer["sheets"], layout)
    columns = [handed.unpacked(column) for column in sheet["columns"]]
    if answer["from_1904"]:
        for place in _dated(layout, [column[0] for column in columns]):
            columns[place] = [_since_1900(cell) for cell in columns[place]]
    return Grid(columns, sheet["hidden"])


def _dated(layout: Layout, header: Sequence[Cell]) -> list[int]:
    """Where the columns stand that hold dates."""
    return [place for place, cell in enumerate(header) if layout.dated(cell)]


def _since_1900(cell: Cell) -> Cell:
    """A plain number of days since 1904 as one since 1900, as every other file counts them."""
    return cell + DAYS_TO_1904 if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


def _form(content: bytes, suffix: str) -> str:
    """How the file is to be read, by its first bytes and its name. Raises Refused."""
    if len(content) > MAX_BYTES:
        raise Refused(No("file_too_large", need=MAX_BYTES // 1_000_000))
    if not content.strip():
        raise Refused(No("file_empty"))
    if suffix in _MACRO_NAMES:
        raise Refused(No("file_macros"))
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Refused(No("file_password" if locked else "file_kind_unsupported"))
    if content.startswith(b"PK"):
        return "xlsx"
    if suffix in TEXTS:
        return "text"
    raise Refused(No("file_not_spreadsheet"))


def _read_apart(content: bytes, form: str) -> handed.Answer:
    """What the process that reads answers. Raises Refused."""
    if not _turns.acquire(timeout=LIMITS.clock):
        raise Refused(No("file_takes_too_long"))
    try:
        code, said, complaint = _answered(content, [form, json.dumps({**vars(LIMITS), "processor": _seconds(content)})])
    finally:
        _turns.release()
    if code == 0:
        answer: handed.Answer = json.loads(said)
        if "refused" in answer:
            figures = answer["figures"]
            raise Refused(No(answer["refused"], have=figures.get("have"), need=figures.get("need")))
        return answer
    if code in _OUT_OF_TIME:
        raise Refused(No("file_takes_too_long"))
    if code == 1:  # a fault of ours: what it says may hold a cell, so that only its kind is told
        kind = complaint.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        raise RuntimeError(f"reading broke off: {kind}")
    raise Refused(No("file_zip_bomb"))  # more memory than it may have, whatever it is that ends it then


def _seconds(content: bytes) -> int:
    """The processor's seconds for a file: they grow as it does, so that a small one cannot cost much."""
    return min(LIMITS.processor, 10 + len(content) // 50_000)


def _answered(content: bytes, words: list[str]) -> tuple[int, bytes, bytes]:
    """The exit code of the process that reads, its answer and its complaint; by the clock it is ended."""
    reader = importlib.util.find_spec("python_calamine")
    if reader is None or reader.origin is None:
        raise ModuleNotFoundError("python_calamine")
    places = [_SOURCE, str(Path(reader.origin).parents[1])]
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BEGIN, *places, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | _MEMORY,
    ) as process:
        try:
            said, complaint = process.communicate(content, timeout=LIMITS.clock)
        except subprocess.TimeoutExpired:
            return -signal.SIGALRM, b"", b""
        finally:
            process.kill()
    return process.returncode, said, complaint


def _one_sheet(sheets: Sequence[handed.SheetRead], layout: Layout) -> handed.SheetRead:
    """The sheet with the layout's headers, of those that hold anything. Two such sheets are refused."""
    filled = [sheet for sheet in sheets if sheet["columns"]]
    if not filled:
        raise Refused(No("file_empty"))
    if len(filled) == 1:
        return filled[0]
    headed: list[handed.SheetRead] = []
    refusal: Refused | None = None
    for sheet in filled:
        try:
            layout.places([handed.unpacked(column)[0] for column in sheet["columns"]])
        except Refused as fault:
            refusal = refusal or fault
        else:
            headed.append(sheet)
    if len(headed) > 1:
        raise Refused(No("sheets_several", have=[sheet["name"] for sheet in headed]))
    if not headed:
        raise refusal or Refused(No("file_empty"))
    return headed[0]
