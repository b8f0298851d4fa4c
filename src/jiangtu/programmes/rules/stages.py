"""The college's ladder of training: its stages by default (rulebook `stage-ladders`). No level of skill stands here."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from jiangtu.core.rulebook import Rulebook, editions

DEFAULT = "three-craftsmen"


class StagePack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage as its source names it."""

    key: str
    name_en: str
    emphasis_en: str


class ChineseName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage's working name in Chinese, apart because its mark differs."""

    name: str
    emphasis: str


class StageLadder(Rulebook, frozen=True, kw_only=True):
    """Stages in order, and their names in Chinese by key."""

    NAME: ClassVar[str] = "stage-ladders"

    stages: tuple[StagePack, ...]
    names_zh: dict[str, ChineseName]

    def __post_init__(self) -> None:
        if {stage.key for stage in self.stages} != set(self.names_zh):
            raise ValueError("each stage has its name in Chinese, and nothing else has one")


def default_stages() -> StageLadder:
    """The stages a new programme starts with."""
    return editions(StageLadder, DEFAULT)[-1]
