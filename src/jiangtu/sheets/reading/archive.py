"""An .xlsx taken apart by its relationships and put together anew: nothing is in it but what is going to be read.

So the cells that are looked over are the cells that are read, whatever its parts are called.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from . import odd
from .limits import Limits, Unreadable
from .xml import Attributes, local, parse

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHOWN = ("", "visible")
_COMPRESSED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # an Open Packaging file knows no other way
_TRUE = ("1", "true", "on")


class Looked:
    """A workbook as it is given to the reader: its visible sheets by name, each with the numbers of its hidden rows.

    `content`: an archive in which sheet `n` is called `n`, counted from 0. `from_1904`: it counts its days from 1904.
    """

    def __init__(self, content: io.BytesIO, sheets: list[tuple[str, list[int]]], from_1904: bool) -> None:
        self.content, self.sheets, self.from_1904 = content, sheets, from_1904


def look_over(content: bytes, limits: Limits) -> Looked:
    """The workbook's visible sheets, within the limits. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _look_at_directory(members, limits)
            return _put_together(_Package(archive, members), limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, KeyError):
        raise Unreadable("file_not_spreadsheet") from None
    except RuntimeError:  # a zip archive with a password
        raise Unreadable("file_password") from None


def _look_at_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {member.filename.lower() for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("file_password")
    if any(member.compress_type not in _COMPRESSED for member in members):
        raise Unreadable("file_not_spreadsheet")
    suspicious = (m for m in members if m.file_size > max(limits.ratio_above, limits.ratio * m.compress_size))
    inflated = sum(member.file_size for member in members)
    if len(members) > limits.members or inflated > limits.inflated or any(suspicious):
        raise Unreadable("file_zip_bomb")
    if len(names) < len(members):
        raise Unreadable("file_not_spreadsheet")
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise Unreadable("file_macros")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("file_kind_unsupported")


class _Package:
    """The parts of an archive by their names, which know no capitals, and what each is related to."""

    def __init__(self, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
        self.archive = archive
        self.members = {member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members}

    def part(self, name: str) -> bytes:
        """A part, inflated to no more than the directory declares, and checked against its sum. Raises KeyError."""
        return self.archive.read(self.members[name.lower()])

    def related(self, name: str = "") -> dict[str, tuple[str, str]]:
        """Of a part (none: of the package), id → (kind, name of the other part)."""
        folder, file = posixpath.split(name)
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: Attributes) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2].lower()
                target = attributes.get("Target", "").replace("\\", "/")
                place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[attributes.get("Id", "")] = kind, place

        parse(self.part(posixpath.join(folder, "_rels", f"{file}.rels")), start)
        return found


def _put_together(package: _Package, limits: Limits) -> Looked:
    name = next((place for kind, place in package.related().values() if kind == "officedocument"), "")
    related = package.related(name)
    if any(kind == "vbaproject" for kind, _ in related.values()):
        raise Unreadable("file_macros")
    listed, from_1904 = _sheets_of(package.part(name))
    sheets: list[tuple[str, list[int]]] = []
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for title, key in listed:
            kind, place = related.get(key, ("", ""))
            if kind == "xlmacrosheet":
                raise Unreadable("file_macros")
            if kind == "worksheet":
                part, hidden = odd.plain(package.part(place), limits)
                new.writestr(f"xl/worksheets/{len(sheets)}.xml", part)
                sheets.append((title, hidden))
        beside = []
        for called in ("styles", "sharedStrings"):
            place = next((place for kind, place in related.values() if kind == called.lower()), "")
            if place:
                part = package.part(place)
                if b"<!DOCTYPE" in part:
                    raise Unreadable("file_not_spreadsheet")
                new.writestr(f"xl/{called}.xml", part)
                beside.append(called)
        for called, words in _frame(len(sheets), beside, from_1904).items():
            new.writestr(called, words)
    return Looked(target, sheets, from_1904)


def _sheets_of(workbook: bytes) -> tuple[list[tuple[str, str]], bool]:
    """The visible sheets in order, name and id of relationship; and whether days are counted from 1904."""
    visible: list[tuple[str, str]] = []
    root, from_1904 = "", False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal root, from_1904
        root = root or element
        if element == "workbookPr":
            from_1904 = attributes.get("date1904", "") in _TRUE
        if element == "sheet" and attributes.get("state", "") in _SHOWN:
            key = next((value for name, value in attributes.items() if ":" in name and local(name) == "id"), "")
            visible.append((attributes.get("name", ""), key))

    parse(workbook, start)
    if root != "workbook":
        raise Unreadable("file_not_spreadsheet")
    return visible, from_1904


def _frame(sheets: int, beside: list[str], from_1904: bool) -> dict[str, str]:
    """The parts that say what an archive with so many sheets holds, and what beside them."""
    parts = {f"worksheets/{n}": "worksheet" for n in range(sheets)} | {called: called for called in beside}
    types = "".join(
        f'<Override PartName="/xl/{place}.xml" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
        for place, kind in {**parts, "workbook": "sheet.main"}.items()
    )
    # The sheets come first, so that their ids are known.
    listed = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="rId{n + 1}"/>' for n in range(sheets))
    properties = '<workbookPr date1904="1"/>' if from_1904 else ""
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_OF_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OF_OFFICE}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(
            {f"rId{n}": (kind, f"{place}.xml") for n, (place, kind) in enumerate(parts.items(), start=1)}
        ),
    }


def _relationships(of: dict[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{_OF_OFFICE}/{kind}" Target="{place}"/>' for key, (kind, place) in of.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_OF_PACKAGE}/relationships">{each}</Relationships>'
