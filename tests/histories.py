"""Whether a history reads: no key, no code, no moment as the journal keeps it, and nothing that stayed as it was."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils import translation

from jiangtu.core import history, phrases
from jiangtu.core.models import JournalEntry

RAW = {
    "a key": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-"),
    "a day as it is kept": re.compile(r"\b\d{4}-\d\d-\d\d(T|\b)"),
    "a code": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "a word of Python": re.compile(r"\b(None|True|False)\b|[\[{]'|'[\]}]"),
}


class Everybody(defaultdict[UUID, str]):
    """Names of all that might be named, so that the database is not asked."""

    def __init__(self) -> None:
        super().__init__(lambda: "某某")

    def get(self, key: UUID, default: Any = None) -> Any:  # type: ignore[override]
        return self[key]


def faults(entry: JournalEntry) -> list[str]:
    """What of an entry does not read, in either language."""
    found = [] if entry.verb in phrases.known() else [f"no sentence for “{entry.verb}”"]
    for language in ("en", "zh-hans"):
        with translation.override(language):
            told = [history.fact(entry, Everybody())]
            for label, before, after in history.changes(entry, Everybody()):
                told += [f"{label}: {before or ''} → {after}"]
                if before == after:
                    found.append(f"{entry.verb}: {label} stayed as it was")
                if language != "en" and re.search("[a-z]", label):
                    found.append(f"{entry.verb}: no word for “{label}”")
            found += [
                f"{entry.verb}: {what} in “{text}”" for text in told for what, raw in RAW.items() if raw.search(text)
            ]
    return found
