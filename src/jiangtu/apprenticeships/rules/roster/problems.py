"""What can be wrong with a row: stable codes, with their severity."""

from __future__ import annotations

from collections.abc import Mapping

from jiangtu.sheets.rules.report import NO_FIGURES, Problem

ERRORS = (
    "name_missing",
    "name_too_long",
    "name_of_nobody",
    "name_has_digits",
    "name_character",
    "id_type_unknown",
    "id_missing",
    "id_as_number",
    "id_length",
    "id_characters",
    "id_region_unknown",
    "id_is_resident",
    "id_is_hk_macau_residence",
    "id_is_taiwan_residence",
    "id_is_foreign_permanent",
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
    "day_implausible",
    "day_of_a_year",
    "day_before_birth",
    "contract_ends_first",
    "contract_too_short",
    "contract_over",
    "level_unknown",
    "level_not_below_target",
    "full_time_student",
    "student_contradicts",
    "enterprise_missing",
    "enterprise_unknown",
    "enterprise_not_yours",
    "text_too_long",
)
CERTIFICATE_ERRORS = (
    "person_unknown",
    "certificate_number_missing",
    "certificate_number_invalid",
    "certificate_number_used",
    "certificate_level_missing",
    "certificate_level_held",
    "certificate_day_missing",
    "day_to_come",
    "day_before_age",
    "certificate_body_missing",
    "certificate_twice_in_file",
)
WARNINGS = (
    "id_region_unlisted",
    "name_brackets",
    "young_worker",
    "contract_begins_late",
    "contract_not_covering",
    "intake_unknown",
    "level_missing",
    "student_unclear",
    "name_differs",
)
SEVERITY = {**dict.fromkeys((*ERRORS, *CERTIFICATE_ERRORS), "error"), **dict.fromkeys(WARNINGS, "warning")}


def problem(row: int, column: str, code: str, figures: Mapping[str, object] = NO_FIGURES) -> Problem:
    """The problem of a code, as grave as `SEVERITY` says."""
    return Problem(row, column, code, figures, SEVERITY[code])
