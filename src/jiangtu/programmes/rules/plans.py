"""Whether a programme's plan is whole enough to be released. The state's levels of skill play no part in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiangtu.core.verdict import No, Verdict, Yes, every


def plan_whole(stages: Sequence[tuple[object, int]]) -> Verdict:
    """There are stages, and each has hours. `stages`: (what names it to the reader, its hours), in order."""
    if not stages:
        return No("no_stages")
    return every(
        *(
            Yes("stage_has_hours", have=hours, stage=name) if hours else No("stage_without_hours", stage=name)
            for name, hours in stages
        )
    )


def level_on_ladder(level: str, ladder: Iterable[str]) -> Verdict:
    """The target is a level of the occupation's own ladder."""
    known = list(ladder)
    return Yes("level_on_ladder") if level in known else No("level_not_on_ladder", have=level, need=known)


def competences_allowed(asked: Iterable[int], allowed: Iterable[int]) -> Verdict:
    """Each required competence is of the occupation's framework or a core skill, and none twice in one stage."""
    wanted = list(asked)
    if len(wanted) != len(set(wanted)):
        return No("competence_twice")
    strange = set(wanted) - set(allowed)
    return No("competence_of_another_occupation", have=len(strange)) if strange else Yes("competences_allowed")
