"""The room's sentences, a file for each noun."""

from . import measures, pairing

PHRASES = {**measures.PHRASES, **pairing.PHRASES}
