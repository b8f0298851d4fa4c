"""The room's sentences, a file for each noun."""

from . import pairing, pairs

PHRASES = {**pairing.PHRASES, **pairs.PHRASES}
