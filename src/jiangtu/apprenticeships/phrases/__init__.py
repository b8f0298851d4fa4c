"""The room's sentences, by subject."""

from . import apprentices, roster, rules

PHRASES = {**roster.PHRASES, **apprentices.PHRASES, **rules.PHRASES}
