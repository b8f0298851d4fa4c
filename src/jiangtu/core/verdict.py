"""Verdict: the answer to "may this be so?", with the figures and the rule that gave it.

Pure Python: rules, the console program and the pages all speak in verdicts. A verdict carries a code, never a
sentence; the sentence is looked up by code in the reader's language when it is shown (`core.phrases`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NotRequired, TypedDict

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class KeptVerdict(TypedDict):
    """A verdict as it is kept in JSON: days as YYYY-MM-DD, decimals as text; what is empty is left out."""

    ok: bool
    code: str
    have: NotRequired[Any]
    need: NotRequired[Any]
    source: NotRequired[str]
    warning: NotRequired[bool]
    details: NotRequired[dict[str, Any]]
    parts: NotRequired[list[KeptVerdict]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with its reason.

    `have` and `need` are the figures compared, `source` the rule's document and clause, `details` the values its
    sentence names. A `warning` is a rule "in principle": it is not met, is reported, and does not refuse.
    `parts` are the conditions of a verdict made of several.
    """

    ok: bool
    code: str = ""
    have: Any = None
    need: Any = None
    source: str = ""
    warning: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Verdict, ...] = ()

    def __bool__(self) -> bool:
        return self.ok

    def leaves(self) -> Iterator[Verdict]:
        """Each single condition, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def reasons(self) -> list[Verdict]:
        """The conditions that are not met: what one must mend."""
        return [leaf for leaf in self.leaves() if not leaf.ok]

    def figures(self) -> dict[str, Any]:
        """What its sentence names: the figures compared, the source, the details; without those that are empty."""
        said = {"have": self.have, "need": self.need, "source": self.source or None, **self.details}
        return {name: value for name, value in said.items() if value is not None}

    def as_record(self) -> KeptVerdict:
        """Plain values for keeping the decision beside its result; `of_record` reads them back."""
        record: KeptVerdict = {"ok": self.ok, "code": self.code}
        if self.have is not None:
            record["have"] = _plain(self.have)
        if self.need is not None:
            record["need"] = _plain(self.need)
        if self.source:
            record["source"] = self.source
        if self.warning:
            record["warning"] = True
        if self.details:
            record["details"] = _plain(self.details)
        if self.parts:
            record["parts"] = [part.as_record() for part in self.parts]
        return record

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Verdict:
        """The verdict that was kept, its days days again; keys that are no verdict's are passed over.

        What was kept before there was one shape is read as well: figures and details together under "values", and a
        "severity" (error, warning) in the place of `ok`; where neither stands it is a yes.
        """
        severity = record.get("severity", "")
        told = {key: _days(value) for key, value in record.get("values", {}).items()}
        return cls(
            ok=record.get("ok", severity != "error"),
            code=record["code"],
            have=_days(record.get("have", told.pop("have", None))),
            need=_days(record.get("need", told.pop("need", None))),
            source=record.get("source", told.pop("source", None)) or "",
            warning=record.get("warning", severity == "warning"),
            details={**told, **_days(record.get("details", {}))},
            parts=tuple(cls.of_record(part) for part in record.get("parts", ())),
        )


def _plain(value: Any) -> Any:
    """A figure as JSON has it."""
    if value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(map(_plain, value))
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else str(value)


def _days(value: Any) -> Any:
    """A kept figure with its days as days."""
    if isinstance(value, Mapping):
        return {key: _days(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_days(each) for each in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


YES = Verdict(ok=True)


def Yes(code: str = "", *, have: Any = None, need: Any = None, source: str = "", **details: Any) -> Verdict:
    """A condition that is met, with the figures that show it."""
    return Verdict(ok=True, code=code, have=have, need=need, source=source, details=details)


def No(code: str, *, have: Any = None, need: Any = None, source: str = "", **details: Any) -> Verdict:
    """A condition that is not met."""
    return Verdict(ok=False, code=code, have=have, need=need, source=source, details=details)


def Warn(code: str, *, have: Any = None, need: Any = None, source: str = "", **details: Any) -> Verdict:
    """A rule "in principle" that is not met: said, never refused."""
    return Verdict(ok=True, code=code, have=have, need=need, source=source, warning=True, details=details)


def every(*verdicts: Verdict, code: str = "") -> Verdict:
    """Yes when each of them is; keeps all of them, so that a page can show every condition met or short."""
    failed = next((v for v in verdicts if not v.ok), None)
    return Verdict(ok=failed is None, code=code or (failed.code if failed is not None else ""), parts=tuple(verdicts))


class Refused(Exception):  # noqa: N818 - the field's word; it is an answer to the user, not a fault
    """An act the rules or the access do not allow. One middleware shows it as a sentence with its reason."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.code)
        self.verdict = verdict


def require(verdict: Verdict) -> Verdict:
    """The same verdict when it is a yes, `Refused` otherwise."""
    if not verdict.ok:
        raise Refused(verdict)
    return verdict
