"""Reads of apprenticeships, for pages, jobs and the rooms above: one module for each noun."""

from ..access import figures_visible_to, reads_names
from ..template import Note, noted
from ..workbook import cells
from .analysis import certified_by, counted, counted_in, group_of, hours_by, people_by, stages_by
from .apprentices import (
    apprenticeship,
    apprenticeships,
    behind,
    figures,
    holders,
    in_training,
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
    SEAL,
    beside,
    class_stages,
    following,
    later,
    open_needs,
    path_of,
    progress_for_update,
    progress_of,
    ready,
    stage_facts,
    stage_verdicts,
    stages_of_versions,
    unassessed,
)

__all__ = [
    "SEAL", "Note", "apprenticeship", "apprenticeships", "as_problem", "behind", "beside", "cells",
    "certificate_list", "certificates", "certificates_in", "certified_by", "check", "check_certificates",
    "check_facts", "check_row", "class_facts", "class_for_update", "class_of", "class_stages", "codes_of",
    "content_of", "counted", "counted_in", "enterprise_keys", "enterprise_of", "enterprises", "episodes_of",
    "figures", "figures_visible_to", "following", "group_of", "holders", "hours_by", "in_training", "later",
    "latest_job", "listed", "lists", "noted", "occupation", "of_class", "of_oneself", "on_register", "open_needs",
    "path_of", "people_by", "person_of", "problems_of", "progress_for_update", "progress_of", "reads_names", "ready",
    "register_of", "returned", "roster", "rosters", "same_file", "sheet_of", "stage_facts", "stage_verdicts",
    "stages_by", "stages_of_versions", "threads", "unassessed", "waiting",
]  # fmt: skip
