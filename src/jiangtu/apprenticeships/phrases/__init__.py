"""The room's sentences, by subject."""

from . import apprentices, roster

PHRASES = {**roster.PHRASES, **apprentices.PHRASES}
