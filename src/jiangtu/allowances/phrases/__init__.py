"""The room's sentences: of the Measures and their derivations, of runs and objections."""

from . import measures, rules, runs

PHRASES = {**measures.PHRASES, **runs.PHRASES, **rules.PHRASES}
