"""The sentence for a verdict's code, in the reader's language.

Each room registers its own in `phrases.py`: code -> a lazily translated sentence with %(have)s, %(need)s and the names
of the verdict's details. A code without a sentence is a fault that a test finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from .rulebook import both
from .verdict import Verdict

ANY = gettext_lazy("any")  # a filter that is not set
LONGEST = 300  # characters of a value in a sentence: no remark that can be kept is cut
_sentences: dict[str, str | Promise] = {}


def register(sentences: Mapping[str, str | Promise]) -> None:
    """Add a room's sentences. Raises ValueError when two rooms give the same code different sentences."""
    for code, text in sentences.items():
        if _sentences.setdefault(code, text) is not text and str(_sentences[code]) != str(text):
            raise ValueError(f"two sentences for the code {code}")


def known() -> Mapping[str, str | Promise]:
    """Every registered code with its sentence."""
    return _sentences


def sentence(verdict: Verdict) -> str:
    """The verdict as a sentence that says what is so and, when it is a no, what would mend it."""
    return phrase(verdict.code, have=verdict.have, need=verdict.need, source=verdict.source, **verdict.details)


def phrase(code: str, **values: Any) -> str:
    """The registered sentence of a code with its values written as the reader's language writes them."""
    text = _sentences.get(code)
    if text is None:
        return code
    said = {name: KEPT_AS_TEXT.get(name, quoted)(value) for name, value in values.items()}
    return str(text) % {"need": "", **said}  # a verdict kept before its sentence named what is needed has none


def side(text: object) -> str:
    """The reader's side of a source or note that stands in both languages, “中文 · English”; else all of it."""
    return both(str(text or ""))[0 if (get_language() or "").startswith("zh") else 1]


def months(names: Any) -> str:
    """Calendar months, each "2025-03", as the reader's language writes them; a number of months as the number."""
    if not isinstance(names, (list, tuple)):
        return written(names)
    return enumerated(date_format(date.fromisoformat(f"{name}-01"), "YEAR_MONTH_FORMAT") for name in names)


def quoted(value: Any) -> str:
    """A value as it stands in a sentence: one that is far too long is recognised by its beginning."""
    text = written(value)
    return f"{text[:LONGEST]}…" if isinstance(value, str) and len(text) > LONGEST else text


def written(value: Any) -> str:
    """A date, number or list (of a mapping, names with their values) as the reader's language writes it. Of tenths that
    are whole no decimal is written."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Decimal) and value.as_tuple().exponent == -1 and value == int(value):
        value = int(value)
    if isinstance(value, (int, Decimal, float)):
        return number_format(value, use_l10n=True)
    if isinstance(value, Mapping):
        return enumerated(f"{name}: {written(each)}" for name, each in value.items())
    if isinstance(value, (set, frozenset)):
        return enumerated(sorted(map(written, value)))
    if isinstance(value, Iterable) and not isinstance(value, (str, Promise)):
        return enumerated(map(written, value))
    return str(value)


# Figures of a verdict that are kept as text and read otherwise, by their names.
KEPT_AS_TEXT: dict[str, Callable[[Any], str]] = {"source": side, "months": months}


def enumerated(items: Iterable[object]) -> str:
    """Things one after the other with the comma that the reader's language puts between them: A, B or 甲、乙."""
    return separator().join(map(str, items))


def sign(mark: str) -> str:
    """A comma, colon or full stop between two values of a sentence, with the space that follows it in English."""
    english = mark if mark == "." else f"{mark} "
    return english if get_language() == "en" else {",": "，", ":": "：", ".": "。"}[mark]


def separator() -> str:
    """What stands between two things of an enumeration."""
    return ", " if get_language() == "en" else "、"
