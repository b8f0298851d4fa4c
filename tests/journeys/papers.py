"""The papers that people hold in a story: a roster filled in from the template, and the files they get."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pypdf


def fill_in(template: Path, rows: Iterable[dict[str, Any]], to: Path) -> Path:
    """The template with these rows under its header line, saved as HR would save it."""
    book = openpyxl.load_workbook(template)
    sheet = book.active
    columns = _columns(sheet)
    for line, row in enumerate(rows, start=2):
        for key, value in row.items():
            cell = sheet.cell(line, columns[key], value)
            if isinstance(value, str):
                cell.number_format = "@"
    book.save(to)
    return to


def mended(corrected: Path, cells: dict[tuple[int, str], Any], to: Path) -> Path:
    """The file with the errors in its cells, mended: (line, column) → what stands there now."""
    book = openpyxl.load_workbook(corrected)
    sheet = book.active
    columns = _columns(sheet)
    for (line, key), value in cells.items():
        sheet.cell(line, columns[key], value).comment = None
    book.save(to)
    return to


def _columns(sheet: Any) -> dict[str, int]:
    """The English of a header line, which stands beneath the Chinese, and where."""
    return {str(cell.value).split("\n")[-1]: cell.column for cell in sheet[1] if cell.value}


def text_of_cells(path: Path) -> str:
    """Everything that stands in the cells and the notes of a workbook's first sheet."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return "\n".join(f"{cell.value or ''} {cell.comment.text if cell.comment else ''}" for cell in cells)


def rows_of(path: Path) -> list[list[Any]]:
    """The rows of a workbook's first sheet."""
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
