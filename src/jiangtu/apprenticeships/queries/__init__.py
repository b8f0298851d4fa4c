"""Reads of apprenticeships, for pages, jobs and the rooms above: one module for each noun."""

from ..doors import also_required, also_visible
from .apprentices import (
    apprenticeship,
    apprenticeships,
    behind,
    figures,
    holders,
    listed,
    occupation,
    of_class,
    of_oneself,
    on_register,
    person_of,
    returned,
    threads,
    waiting,
)
from .certificates import (
    certificate_list,
    certificates,
    certificates_in,
    check_certificates,
    episodes_of,
    lists,
)
from .rosters import (
    as_problem,
    check,
    check_facts,
    check_row,
    class_facts,
    class_for_update,
    class_of,
    codes_of,
    content_of,
    enterprise_keys,
    enterprise_of,
    enterprises,
    latest_job,
    problems_of,
    register_of,
    roster,
    rosters,
    same_file,
    sheet_of,
)
from .stages import (
    beside,
    class_stages,
    following,
    later,
    open_needs,
    path_of,
    progress_for_update,
    progress_of,
    stage_facts,
    stage_verdicts,
    stages_of_versions,
)

__all__ = [
    "also_required", "also_visible", "apprenticeship", "apprenticeships", "as_problem", "behind", "beside",
    "certificate_list", "certificates", "certificates_in", "check", "check_certificates", "check_facts", "check_row",
    "class_facts", "class_for_update", "class_of", "class_stages", "codes_of", "content_of", "enterprise_keys", "enterprise_of",
    "enterprises", "episodes_of", "figures", "following", "holders", "latest_job", "later", "listed", "lists",
    "occupation", "of_class", "of_oneself", "on_register", "open_needs", "path_of", "person_of", "problems_of",
    "progress_for_update", "progress_of", "register_of", "returned", "roster", "rosters", "same_file", "sheet_of",
    "stage_facts", "stage_verdicts", "stages_of_versions", "threads", "waiting",
]  # fmt: skip
