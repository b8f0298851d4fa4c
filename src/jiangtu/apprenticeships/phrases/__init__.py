"""The room's sentences, by subject."""

from . import roster

PHRASES = {**roster.PHRASES}
