"""The room's sentences, a file for each noun."""

from . import pairing, pairs, profiles, rules

PHRASES = {**pairing.PHRASES, **pairs.PHRASES, **profiles.PHRASES, **rules.PHRASES}
