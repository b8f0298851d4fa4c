"""The sheet on which somebody assesses: competences, a level each, one example each. Reads what was sent, and says
what is missing, line by line, without losing what was typed. Pages show it with `assessment/_rate.html`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiangtu.core.verdict import YES, No, Verdict, Yes, every

from .standing import Rated

EXAMPLE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Rating:
    """A level given to a competence (by its key) with one thing that was seen."""

    competence: int
    level: int
    example: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One level of the scale as the reader reads it."""

    level: int
    name: str
    sentence: str


@dataclass(slots=True)
class Line:
    """One competence on the sheet. `fault` is what is to be mended, `stands` what was said since the sheet was shown;
    `words` and `need` stand beside for the reader."""

    competence: Rated
    level: int | None = None
    example: str = ""
    fault: Verdict | None = None
    stands: str = ""
    need: int | None = None
    words: Mapping[str, object] | None = None

    @property
    def field(self) -> str:
        """The end of its fields' names: `level-…` and `example-…`."""
        return str(self.competence.uuid)


class RatingSheet:
    """`competences` have pk, uuid and a name by `str`; `data` is what the browser sent (None: nothing yet).

    Lines left empty are not assessed now. `is_valid()` then `ratings`; faults stand at their lines, and in `fault`
    when nothing at all was assessed.
    """

    def __init__(
        self, competences: Iterable[Rated], choices: Sequence[Choice], data: Mapping[str, object] | None = None
    ):
        self.choices = choices
        self.lines = [Line(competence) for competence in competences]
        self.sent = data is not None
        self.fault: Verdict | None = None
        if data is not None:
            self._read(data)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def _read(self, data: Mapping[str, object]) -> None:
        known = {str(choice.level): choice.level for choice in self.choices}
        for line in self.lines:
            line.level = known.get(str(data.get(f"level-{line.field}", "")))
            line.example = str(data.get(f"example-{line.field}", "")).strip()
            line.fault = self._fault(line)
        if not any(line.level or line.example for line in self.lines):
            self.fault = No("nothing_assessed")

    def _fault(self, line: Line) -> Verdict | None:
        if line.level is None and not line.example:
            return None
        if line.level is None:
            return No("level_missing_for", competence=line.competence)
        found = example_given(line.competence, line.example)
        return None if found.ok else found

    def is_valid(self) -> bool:
        """Something was assessed, and every line begun is whole."""
        return self.sent and self.fault is None and all(line.fault is None for line in self.lines)

    @property
    def ratings(self) -> list[Rating]:
        """What was assessed, in the sheet's order."""
        return [Rating(line.competence.pk, line.level, line.example) for line in self.lines if line.level]


def example_given(competence: object, example: str) -> Verdict:
    """One thing that was seen, in a sentence or two."""
    if not example.strip():
        return No("example_missing", competence=competence)
    if len(example) > EXAMPLE_LENGTH:
        return No("example_too_long", have=len(example), need=EXAMPLE_LENGTH, competence=competence)
    return Yes("example_given")


def ratings_sound(ratings: Sequence[Rating], *, top: int, on: date, today: date) -> Verdict:
    """Something is assessed, on a day that has come, each competence once, on the scale, with an example."""
    if not ratings:
        return No("nothing_assessed")
    if on > today:
        return No("assessed_in_the_future", have=on, need=today)
    if len({rating.competence for rating in ratings}) != len(ratings):
        return No("competence_assessed_twice")
    strange = next((r.level for r in ratings if not 1 <= r.level <= top), None)
    if strange is not None:
        return No("level_off_the_scale", have=strange, need=top)
    return every(YES, *(example_given("", rating.example) for rating in ratings))
