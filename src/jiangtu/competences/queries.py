"""Reads of frameworks, competences, occupations and their levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from jiangtu.core.actor import Actor
from jiangtu.core.phrases import enumerated
from jiangtu.core.rulebook import editions, schemes

from .access import visible_to
from .models import Competence, Framework, Occupation
from .rules import frameworks as packs
from .rules.levels import LadderRules, Level, ladder, spelled

LEVEL_FIELDS = ("level", "current_level", "target_level")  # in which the journal keeps a level's key


def frameworks(seen_by: Actor) -> QuerySet[Framework]:
    """Every framework with the number of its competences, core skills first."""
    found = Framework.objects.filter(visible_to(seen_by))
    return found.annotate(size=Count("competences")).order_by("-core", "key")


def framework(key: str, *, seen_by: Actor) -> Framework:
    """One framework by its key. Raises Http404."""
    return get_object_or_404(Framework.objects.filter(visible_to(seen_by)), key=key)


def competences(framework: Framework | None = None) -> QuerySet[Competence]:
    """Competences with their framework, in the order of the packs; of one framework or of all."""
    found = Competence.objects.select_related("framework").order_by("-framework__core", "framework__key", "order")
    return found.filter(framework=framework) if framework else found


def keys(found: Iterable[int]) -> dict[int, UUID]:
    """Their uuids, by which the journal keeps competences."""
    return dict(Competence.objects.filter(pk__in=found).order_by().values_list("pk", "uuid"))


def names(keys: set[UUID]) -> dict[UUID, str]:
    """What competences are called, for the journal."""
    return {each.uuid: str(each) for each in Competence.objects.filter(uuid__in=keys).order_by()}


def by_group(found: Iterable[Competence]) -> list[tuple[str, list[Competence]]]:
    """(the group's name in the reader's language, its competences), in order."""
    english = get_language() == "en"
    return [(g, list(c)) for g, c in groupby(found, key=lambda c: c.group_en if english else c.group)]


def competence(framework_key: str, key: str, *, seen_by: Actor) -> Competence:
    """One competence by its framework's key and its own. Raises Http404."""
    return get_object_or_404(competences(framework(framework_key, seen_by=seen_by)), key=key)


def competences_for(occupation: Occupation) -> list[Competence]:
    """What a programme for the occupation may ask for: its framework's competences, then the core skills."""
    own = Q(framework=occupation.framework_id) if occupation.framework_id else Q(pk__in=[])
    found = Competence.objects.filter(own | Q(framework__core=True)).select_related("framework")
    return list(found.order_by("framework__core", "framework__key", "order"))


def occupations() -> QuerySet[Occupation]:
    """Every occupation with its framework."""
    return Occupation.objects.select_related("framework").order_by("code")


def occupation(code: str, *, seen_by: Actor) -> Occupation:
    """One occupation by its code. Raises Http404."""
    return get_object_or_404(occupations().filter(visible_to(seen_by)), code=code)


def levels(occupation: Occupation) -> list[tuple[Level, str]]:
    """(level, its name in the reader's language) of the occupation's ladder, lowest first."""
    return [(level, written_level(level)) for level in ladder(occupation.ladder)]


def ladder_title(name: str) -> str:
    """What a ladder is called in the reader's language."""
    book = editions(LadderRules, name)[-1]
    return book.title if get_language() == "en" else book.title_zh


def level_name(key: str, ladder_name: str) -> str:
    """A level's name in the reader's language; the key itself where the ladder does not have it."""
    found = next((level for level in ladder(ladder_name) if level.key == key), None)
    return written_level(found) if found else key


def written_level(level: Level) -> str:
    """中级工（四级） in Chinese, "intermediate worker (L4)" in English."""
    if get_language() == "en":
        return f"{level.name} ({level.key})" if level.code else level.name
    return spelled(level)


def scale() -> list[packs.Anchor]:
    """The anchors of the scale of assessment, lowest first."""
    return list(packs.scale().anchors)


def anchor_name(anchor: packs.Anchor) -> str:
    """The word for a level of the scale in the reader's language."""
    return anchor.name_en if get_language() == "en" else anchor.name


def anchor_sentence(anchor: packs.Anchor) -> str:
    """What a level of the scale means, in the reader's language."""
    return anchor.anchor_en if get_language() == "en" else anchor.anchor


def worded(key: str, value: object) -> str | None:
    """A level, framework or graded skills, as a history tells them: from the packs, without asking the database."""
    if key in LEVEL_FIELDS and isinstance(value, str):
        found = (level for name in schemes(LadderRules) for level in ladder(name) if level.key == value)
        return next((written_level(level) for level in found), None)
    if key == "framework" and (book := packs.frameworks().get(str(value))):
        return book.title if get_language() == "en" else book.title_zh
    if key == "skills" and isinstance(value, Mapping):
        names = competence_names()
        return enumerated(f"{names.get(skill, skill)} {grade}" for skill, grade in value.items())
    return None


def competence_names() -> dict[str, str]:
    """Key → name in the reader's language of every competence of the packs."""
    found = [each for book in packs.frameworks().values() for group in book.groups for each in group.competences]
    return {each.key: each.name_en if get_language() == "en" else each.name for each in found}
