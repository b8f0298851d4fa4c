"""What can be wrong with a row: stable codes, with their severity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from jiangtu.core.verdict import No, Verdict, Warn

NO_FIGURES: Mapping[str, Any] = MappingProxyType({})

ERRORS = (
    "name_missing",
    "name_too_long",
    "id_type_unknown",
    "id_missing",
    "id_as_number",
    "id_length",
    "id_characters",
    "id_region_unknown",
    "id_date_impossible",
    "id_checksum",
    "duplicate_in_file",
    "already_in_training",
    "left_this_class",
    "same_level_before",
    "under_age",
    "phone_invalid",
    "contract_missing",
    "date_invalid",
    "contract_too_short",
    "level_unknown",
    "level_not_below_target",
    "full_time_student",
    "enterprise_unknown",
    "enterprise_not_yours",
)
CERTIFICATE_ERRORS = (
    "person_unknown",
    "certificate_number_missing",
    "certificate_number_invalid",
    "certificate_number_used",
    "certificate_level_missing",
    "certificate_level_held",
    "certificate_date_invalid",
    "certificate_body_missing",
    "certificate_twice_in_file",
)
WARNINGS = (
    "young_worker",
    "contract_not_covering",
    "intake_unknown",
    "level_missing",
    "student_unclear",
    "name_differs",
)
SEVERITY = {**dict.fromkeys((*ERRORS, *CERTIFICATE_ERRORS), "error"), **dict.fromkeys(WARNINGS, "warning")}


class Problem(NamedTuple):
    """One thing wrong with one cell: its line in the file, its column's key, and the figures its sentence names.

    The figures hold nothing personal: no name, no number, no phone.
    """

    row: int
    column: str
    code: str
    values: Mapping[str, Any] = NO_FIGURES

    @property
    def severity(self) -> str:
        """ "error", which keeps the row out, or "warning", which does not."""
        return SEVERITY[self.code]

    def verdict(self) -> Verdict:
        """The problem as a verdict: a no, or for a warning a yes with a word."""
        return (No if self.severity == "error" else Warn)(self.code, **self.values)

    def record(self) -> dict[str, Any]:
        """Plain values for keeping the problem with its roster (dates as YYYY-MM-DD)."""
        figures = {key: value.isoformat() if isinstance(value, date) else value for key, value in self.values.items()}
        return {"row": self.row, "column": self.column, "code": self.code, "severity": self.severity, "values": figures}
