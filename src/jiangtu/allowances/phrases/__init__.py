"""The room's sentences: of the Measures and their derivations, of runs and objections."""

from . import measures, runs

PHRASES = {**measures.PHRASES, **runs.PHRASES}
