"""Workbooks part by part, as strangers' programs spell them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f"<styleSheet {MAIN}><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
    '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
DATED = 1  # the style of a date
HEADER = ("name", "resident_id", "phone", "contract_from", "contract_to")
ROW = ("陈志强", "330522199506151117", "13800000000", "2025-04-01", "2026-03-31")


def words(*cells: str) -> str:
    """Cells of text without their places."""
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def rows(*lines: str) -> str:
    """Lines one after the other, without their numbers."""
    return "".join(f"<row>{line}</row>" for line in lines)


def roster(*cells: str, header: Sequence[str] = HEADER) -> str:
    """A roster of one line, in which these cells stand in the place of the last ones."""
    return rows(words(*header), words(*ROW[: len(ROW) - len(cells)]) + "".join(cells))


def book(
    sheet: str | bytes,
    *,
    part: str = "xl/worksheets/sheet1.xml",
    workbook: str = "xl/workbook.xml",
    properties: str = "",
    others: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A workbook whose one visible sheet has these rows, or is these bytes; `others`: further parts."""
    folder, _, file = workbook.rpartition("/")
    whole = sheet if isinstance(sheet, bytes) else f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": related(("officeDocument", workbook)),
        workbook: f'<workbook {MAIN} xmlns:r="{OFFICE}">{properties}'
        '<sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        f"{folder}/_rels/{file}.rels": related(("worksheet", f"/{part}"), ("styles", "/xl/styles.xml")),
        part: whole,
        "xl/styles.xml": STYLES,
        **dict(others),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def related(*others: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{place}"/>'
        for n, (kind, place) in enumerate(others, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{each}</Relationships>'
