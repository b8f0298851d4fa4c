"""The room's sentences, a file for each noun."""

from . import pairing, pairs, profiles

PHRASES = {**pairing.PHRASES, **pairs.PHRASES, **profiles.PHRASES}
