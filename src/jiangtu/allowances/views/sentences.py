"""What a decision says, as pages and paper show it: titles of Measures, clauses, steps, lines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from jiangtu.core.phrases import kept
from jiangtu.core.rulebook import editions, schemes
from jiangtu.core.templatetags.jiangtu import masked

from ..queries.statements import Statement
from ..rules.book import MeasuresRules

LINE_TONES = {"due": "ok", "held": "wait", "lost": "no", "stopped": "off"}


def scheme_title(scheme: str) -> str:
    """The title of the latest edition of Measures in the reader's language."""
    if scheme not in schemes(MeasuresRules):
        return scheme
    book = editions(MeasuresRules, scheme)[-1]
    return book.title if get_language() == "en" and book.title else book.title_zh or book.title


def kept_sentence(step: dict[str, Any], **values: Any) -> str:
    """A kept step as a sentence: its days written as the reader's language writes them, Measures by their title."""
    told = step["values"] | values
    if step["code"] == "measures_edition":
        told = told | {"have": scheme_title(told["have"])}
    return kept(step["code"], **told)


def step_sentence(step: dict[str, Any], apprentice: str) -> str:
    """A kept step as a sentence, with the apprentice's name in the place of the pair's id."""
    return kept_sentence(step, **({"apprentice": apprentice} if step["values"].get("apprentice") else {}))


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
