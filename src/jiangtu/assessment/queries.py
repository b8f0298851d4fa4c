"""Reads of assessments, always for many episodes at once: the words that stand, beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet

from jiangtu.competences import queries as competences
from jiangtu.competences.rules.frameworks import scale
from jiangtu.core.actor import Actor

from . import access
from .models import Assessment
from .rules import standing as words
from .rules.sheet import Choice, RatingSheet
from .rules.standing import Need, Rated, Word
from .states import Side


class SideWord(TypedDict):
    """What a side says of one competence. `met` is None where its word is not asked."""

    side: Side
    label: str
    word: Word | None
    counts: bool
    met: bool | None


class Beside(TypedDict):
    """One competence with the words that stand, beside each other; `need`: the level that is asked."""

    competence: Rated
    need: int | None
    sides: list[SideWord]
    differs: bool


def standing(episodes: Iterable[UUID]) -> dict[UUID, dict[int, dict[str, Word]]]:
    """Episode → competence → side → the word that stands (the side's latest), in one query."""
    wanted = list(episodes)
    found: dict[UUID, dict[int, dict[str, Word]]] = {episode: {} for episode in wanted}
    keys = ("episode", "competence_id", "side")
    rows = Assessment.objects.filter(episode__in=wanted).order_by(*keys, "-on", "-id").distinct(*keys)
    for episode, competence, side, *word in rows.values_list(*keys, "level", "example", "on", "rater_id"):
        found[episode].setdefault(competence, {})[side] = Word(*word)
    return found


def own_words(actor: Actor, episode: UUID) -> dict[int, Word]:
    """Competence (primary key) → the word of the actor's side that stands, which another of theirs would replace."""
    side = access.side_of(actor)
    return {key: said[side] for key, said in standing([episode])[episode].items() if side and side in said}


def words_of(side: str) -> QuerySet[Assessment]:
    """Every word of one side, for whoever knows the episodes and competences to narrow down."""
    return Assessment.objects.filter(side=side).order_by()


def beside(episode: UUID, needs: Sequence[Need], *, also: Iterable[Rated] = ()) -> list[Beside]:
    """Each required competence (and each of `also`) with what enterprise, college and oneself say, for
    `assessment/_beside.html`."""
    found = standing([episode])[episode]
    apart = scale().differs_from
    asked = {need.competence: need for need in needs}
    names = {need.competence: need.name for need in needs} | {c.pk: c for c in also}
    return [
        {
            "competence": name,
            "need": asked[key].level if key in asked else None,
            "sides": [_side(side, found.get(key, {}).get(side), asked.get(key)) for side in Side],
            "differs": words.differs(found.get(key, {}), differs_from=apart),
        }
        for key, name in names.items()
    ]


def _side(side: Side, word: Word | None, need: Need | None) -> SideWord:
    counts = need is not None and side in need.sides
    met = (word is not None and need is not None and word.level >= need.level) if counts else None
    return {"side": side, "label": str(side.label), "word": word, "counts": counts, "met": met}


def choices() -> list[Choice]:
    """The scale in the reader's language, lowest first."""
    return [Choice(a.level, competences.anchor_name(a), competences.anchor_sentence(a)) for a in competences.scale()]


def rating_sheet(
    rated: Iterable[Rated],
    data: Mapping[str, object] | None = None,
    *,
    episode: UUID | None = None,
    needs: Sequence[Need] = (),
) -> RatingSheet:
    """The sheet for `assessment/_rate.html`: the competences, the scale, what was sent; with an episode also what
    stands already, beside each line."""
    sheet = RatingSheet(rated, choices(), data)
    asked = {need.competence: need.level for need in needs}
    found = standing([episode])[episode] if episode else {}
    for line in sheet:
        line.need = asked.get(line.competence.pk)
        words_said = found.get(line.competence.pk, {})
        line.words = {str(side.label): words_said[side].level for side in Side if side in words_said}
    return sheet
