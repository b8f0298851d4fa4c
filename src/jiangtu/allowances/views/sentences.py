"""What a decision says, as pages and paper show it: titles of Measures, clauses, steps, lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jiangtu.core.phrases import sentence
from jiangtu.core.templatetags.jiangtu import masked
from jiangtu.core.verdict import Verdict

from ..queries.measures import title as scheme_title
from ..queries.statements import Statement

LINE_TONES = {"due": "ok", "held": "wait", "lost": "no", "stopped": "off"}


def said(step: Verdict) -> str:
    """A step as a sentence; Measures stand in it by their title."""
    return sentence(replace(step, have=scheme_title(step.have)) if step.code == "measures_edition" else step)


def step_sentence(kept: Mapping[str, Any], apprentice: str) -> str:
    """A kept step as a sentence, with the apprentice's name in the place of the pair's id."""
    step = Verdict.of_record(kept)
    named = {"apprentice": apprentice} if step.details.get("apprentice") else {}
    return said(replace(step, details={**step.details, **named}))


def shown_lines(statement: Statement, names: bool) -> list[dict[str, Any]]:
    """The lines of a statement as a page shows them."""
    found = []
    for line in statement.lines:
        name = line.pair.apprenticeship.enrolment.person.name
        shown = name if names else masked(name)
        found.append(
            {
                "line": line,
                "name": shown,
                "tone": LINE_TONES[line.state],
                "clause": step_sentence(line.clause, shown),
                "steps": [step_sentence(step, shown) for step in line.derivation],
            }
        )
    return found
