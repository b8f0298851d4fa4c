"""Reading the cells of .xlsx and .csv files that strangers send.

Nothing is opened before its size is known: an .xlsx is a zip archive whose members are inflated one by one within
limits, and whose cells are looked over before the reader allocates its rectangle of them.
Every refusal is a `Refused` with a stable code of `REFUSALS`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath

import python_calamine as calamine

from jiangtu.core.verdict import No, Refused

from .rules.layout import Layout, Sheet
from .rules.values import Cell

MAX_ROWS = 100_000
MAX_COLUMNS = 52  # the reader allocates every cell up to the last one
LAST_COLUMN = "AZ"
MAX_BYTES = 50_000_000
MAX_INFLATED = 400_000_000
MAX_MEMBER_RATIO = 200  # a filled-in sheet inflates about tenfold; deflate cannot do better than some thousandfold
RATIO_MATTERS_ABOVE = 5_000_000
MAX_MEMBERS = 2_000
MAX_TEXT = 300_000_000  # characters of all cells together, repeated ones counted each time
LONG_STRING = 1_000

REFUSALS = (
    "file_missing",
    "file_empty",
    "file_not_spreadsheet",
    "file_kind_unsupported",
    "file_password",
    "file_macros",
    "file_zip_bomb",
    "file_too_large",
    "file_too_many_rows",
    "file_too_wide",
    "header_missing",
    "header_repeated",
    "sheets_several",
)

Rows = Sequence[Sequence[Cell]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_NAMES = {".xlsm", ".xltm", ".xlam", ".xlsb"}
# References beyond the limits: row 100,002 and more, column BA and more. As most writers spell them, fast and perhaps
# too broad; then exactly, for filled cells only, however they are spelled.
_ROW = rb"0*(?:[1-9]\d{6,}|[2-9]\d{5}|1[1-9]\d{4}|10[1-9]\d{3}|100[1-9]\d\d|1000[1-9]\d|10000[2-9])"
_COLUMN = rb"(?:[A-Za-z]{3,}|[B-Zb-z][A-Za-z])\d"
_PERHAPS_BEYOND = re.compile(rb'r="(?:' + _COLUMN + rb"|[A-Za-z]{0,2}" + _ROW + rb")")
_ODD_SPELLING = re.compile(rb"r(?:='|=\s|\s+=)")
_CELL = rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']"
_FILLED = rb"[^>]*(?<!/)>(?!</)"
_BEYOND_ROW = re.compile(_CELL + rb"[A-Za-z]*" + _ROW + _FILLED)
_BEYOND_COLUMN = re.compile(_CELL + _COLUMN + _FILLED)
# A cell whose formula failed, and one whose formula was never computed: the reader gives both as empty, and an empty
# end of a contract would mean an open-ended one.
_FAILED = re.compile(rb"(<(?:\w+:)?c\s(?:[^>]*?\s)?t\s*=\s*[\"'])e(?=[\"'])")
_UNCOMPUTED = re.compile(
    rb"<((?:\w+:)?c)(\s[^>]*?)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"
)
_TYPE = re.compile(rb"\st\s*=\s*[\"'](\w*)[\"']")
_SHARED_STRING = re.compile(rb"<(?:\w+:)?si[\s>/]")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.IGNORECASE).match
_SHARED_USE = re.compile(rb"t\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>(\d+)<")


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
    return layout.arrange(cells(content, name, layout))


def cells(content: bytes, name: str, layout: Layout) -> Rows:
    """The cells of the one sheet that is read: line 1 first, all lines of one width, "" for an empty cell."""
    suffix = PurePath(name).suffix.lower()
    if len(content) > MAX_BYTES:
        raise Refused(No("file_too_large", need=MAX_BYTES // 1_000_000))
    if not content.strip():
        raise Refused(No("file_empty"))
    if suffix in _MACRO_NAMES - {".xlsb"}:
        raise Refused(No("file_macros"))
    if content.startswith(_OLE):
        raise Refused(
            No("file_password" if "EncryptedPackage".encode("utf-16-le") in content else "file_kind_unsupported")
        )
    if content.startswith(b"PK"):
        if inspect_archive(content):
            content = _with_failures(content)
        rows = _read_xlsx(content, layout)
    elif suffix in (".csv", ".txt"):
        rows = _read_csv(content)
    else:
        raise Refused(No("file_not_spreadsheet"))
    if not any(any(row) for row in rows):
        raise Refused(No("file_empty"))
    if len(rows) > MAX_ROWS + 1:
        raise Refused(No("file_too_many_rows", have=len(rows) - 1, need=MAX_ROWS))
    return rows


def inspect_archive(content: bytes) -> bool:
    """Refuse what is no .xlsx, what holds macros, and what would inflate, or unfold in the reader, beyond reason.

    True when a cell's formula failed or was never computed.
    """
    failures = False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _inspect_directory(members)
            strings: list[int] = []
            text = 0
            # The shared strings before the sheets that repeat them.
            for member in sorted(members, key=lambda m: not m.filename.lower().endswith("sharedstrings.xml")):
                inflated = archive.read(member)  # never more than the directory declares, and checked against its sum
                if member.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in inflated[:4096]:
                    raise Refused(No("file_not_spreadsheet"))
                if member.filename.lower().endswith("sharedstrings.xml"):
                    strings = _long_strings(inflated)
                elif _SHEET(member.filename):
                    failures = failures or _holds_failures(inflated)
                    text += _inspect_sheet(inflated, strings)
                    if text > MAX_TEXT:
                        raise Refused(No("file_zip_bomb"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, KeyError):
        raise Refused(No("file_not_spreadsheet")) from None
    except RuntimeError:  # a zip archive with a password
        raise Refused(No("file_password")) from None
    return failures


def _holds_failures(inflated: bytes) -> bool:
    failed = (b'"e"' in inflated or b"'e'" in inflated) and _FAILED.search(inflated)
    return bool(failed or ((b"<f" in inflated or b":f" in inflated) and _UNCOMPUTED.search(inflated)))


def _with_failures(content: bytes) -> bytes:
    """The archive with what a formula failed with as text (`#N/A`), and a formula that was never computed as itself."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            inflated = old.read(member)
            if _SHEET(member.filename):
                inflated = _UNCOMPUTED.sub(_formula_as_text, _FAILED.sub(rb"\1str", inflated))
            new.writestr(member.filename, inflated, compresslevel=1)
    return target.getvalue()


def _formula_as_text(cell: re.Match[bytes]) -> bytes:
    kind = _TYPE.search(cell[2])
    if kind and kind[1] == b"str":  # computed, and the result is an empty text
        return cell[0]
    tag, attributes = cell[1], _TYPE.sub(b"", cell[2])
    value = tag[:-1] + b"v"
    return b'<%b%b t="str"><%b>=%b</%b></%b>' % (tag, attributes, value, cell[3] or b"", value, tag)


def _inspect_directory(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename.lower() for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise Refused(No("file_password"))
    suspicious = (m for m in members if m.file_size > max(RATIO_MATTERS_ABOVE, MAX_MEMBER_RATIO * m.compress_size))
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_INFLATED or any(suspicious):
        raise Refused(No("file_zip_bomb"))
    if len(names) < len(members):
        raise Refused(No("file_not_spreadsheet"))
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise Refused(No("file_macros"))
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Refused(No("file_kind_unsupported"))
    if "xl/workbook.xml" not in names:
        raise Refused(No("file_not_spreadsheet"))


def _inspect_sheet(inflated: bytes, strings: list[int]) -> int:
    """Refuse cells too far out; return the characters that repeated long strings would unfold to."""
    if _PERHAPS_BEYOND.search(inflated) or _ODD_SPELLING.search(inflated):
        if _BEYOND_ROW.search(inflated):
            raise Refused(No("file_too_many_rows", need=MAX_ROWS))
        if _BEYOND_COLUMN.search(inflated):
            raise Refused(No("file_too_wide", need=LAST_COLUMN))
    if not strings:
        return 0
    uses = Counter(int(index) for index in _SHARED_USE.findall(inflated))
    return sum(strings[index] * times for index, times in uses.items() if index < len(strings))


def _long_strings(inflated: bytes) -> list[int]:
    """The length of every shared string; [] when none is so long that repeating it could matter."""
    lengths = [len(part) for part in _SHARED_STRING.split(inflated)[1:]]
    return lengths if max(lengths, default=0) > LONG_STRING else []


def _read_xlsx(content: bytes, layout: Layout) -> Rows:
    try:
        with calamine.load_workbook(io.BytesIO(content)) as book:
            return _one_sheet(book, layout)
    except calamine.PasswordError:
        raise Refused(No("file_password")) from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise Refused(No("file_not_spreadsheet")) from None
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # the reader's own way to fail, which is no Exception
            raise Refused(No("file_not_spreadsheet")) from None
        raise


def _one_sheet(book: calamine.CalamineWorkbook, layout: Layout) -> Rows:
    """The visible sheet with the layout's headers. The list sheet is hidden; two such sheets in a file are refused."""
    visible = sheet_names(book)
    if not visible:
        raise Refused(No("file_empty"))
    if len(visible) == 1:
        return _rows_of(book.get_sheet_by_name(visible[0]))
    headed: list[str] = []
    refusal: Refused | None = None
    for name in visible:
        first = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=1)
        if not first or not any(first[0]):
            continue
        try:
            layout.places(first[0])
        except Refused as fault:
            refusal = refusal or fault
        else:
            headed.append(name)
    if len(headed) > 1:
        raise Refused(No("sheets_several", have=headed))
    if not headed:
        raise refusal or Refused(No("file_empty"))
    return _rows_of(book.get_sheet_by_name(headed[0]))


def _rows_of(sheet: calamine.CalamineSheet) -> Rows:
    """The cells, with what a merged cell says in every line over which it reaches: one date for a whole intake."""
    rows = sheet.to_python(skip_empty_area=False)
    left = len(rows) * MAX_COLUMNS  # merged cells do not overlap; a file in which they do shall not keep us busy
    for (first, place), (last, _) in sheet.merged_cell_ranges or ():
        under = rows[first + 1 : last + 1] if first > 0 and left > 0 else []
        left -= len(under)
        for row in under:
            if place < len(row) and row[place] == "" and any(row):
                row[place] = rows[first][place]
    return rows


def sheet_names(book: calamine.CalamineWorkbook) -> list[str]:
    """The names of the visible worksheets, in order."""
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _read_csv(content: bytes) -> Rows:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    mark = max(",\t;", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                raise Refused(No("file_too_wide", need=LAST_COLUMN))
            if len(rows) > MAX_ROWS and any(row):
                raise Refused(No("file_too_many_rows", need=MAX_ROWS))
            rows.append(row[:MAX_COLUMNS])
    except csv.Error:
        raise Refused(No("file_not_spreadsheet")) from None
    if '="' in text:  # how a .csv keeps Excel from turning digits into a number
        rows = [[cell[2:-1] if cell[:2] == '="' and cell[-1] == '"' else cell for cell in row] for row in rows]
    width = max(map(len, rows), default=0)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]


def _decoded(content: bytes) -> str:
    """The text of a .csv: UTF-8, UTF-16 with its mark, else GB18030."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.startswith("%PDF-"):
            return text
    raise Refused(No("file_not_spreadsheet"))
