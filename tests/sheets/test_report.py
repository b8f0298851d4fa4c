"""A problem is kept with its file and read back, also as it was kept before."""

import json
from datetime import date

from jiangtu.sheets.rules.report import Problem


def test_a_problem_that_was_kept_is_read_back_as_it_was():
    for problem in (
        Problem(3, "contract_to", "contract_too_short", {"have": date(2025, 5, 1), "source": "人社"}),
        Problem(4, "phone", "phone_missing", severity="warning"),
    ):
        assert Problem.of_record(json.loads(json.dumps(problem.record()))) == problem


def test_a_problem_kept_before_reads_alike():
    kept = {"row": 3, "column": "level", "code": "level_unknown", "severity": "error", "values": {"have": "L9"}}
    assert Problem.of_record(kept) == Problem(3, "level", "level_unknown", {"have": "L9"})
