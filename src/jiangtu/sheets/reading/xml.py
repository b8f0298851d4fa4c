"""Elements of an XML part, one after the other.

The part is parsed in one piece: expat then looks at each byte a bounded number of times. No document type is let in, so
that no entity unfolds.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from .limits import Unreadable

Attributes = dict[str, str]


def parse(
    part: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell each element's beginning and end by its `local` name, and the text. Raises Unreadable."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unreadable("file_not_spreadsheet") from None


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise Unreadable("file_not_spreadsheet")
