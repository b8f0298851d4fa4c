"""Verdict: the answer to "may this be so?", with the figures and the rule that gave it.

Pure Python: rules, the console program and the pages all speak in verdicts. A verdict carries a code, never a
sentence; the sentence is looked up by code in the reader's language when it is shown (`core.phrases`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


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

    def as_record(self) -> dict[str, Any]:
        """Plain values for storing the decision beside its result (dates and decimals as text)."""
        record: dict[str, Any] = {"ok": self.ok, "code": self.code}
        for key in ("have", "need"):
            value = getattr(self, key)
            if value is not None:
                record[key] = value if isinstance(value, (int, str)) else str(value)
        if self.source:
            record["source"] = self.source
        if self.warning:
            record["warning"] = True
        if self.details:
            record["details"] = {k: v if isinstance(v, (int, str, list)) else str(v) for k, v in self.details.items()}
        if self.parts:
            record["parts"] = [part.as_record() for part in self.parts]
        return record


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
