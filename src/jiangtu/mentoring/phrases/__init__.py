"""The room's sentences, a file for each noun."""

from . import allowances, measures, pairing, pairs

PHRASES = {**measures.PHRASES, **pairing.PHRASES, **pairs.PHRASES, **allowances.PHRASES}
