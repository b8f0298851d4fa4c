"""The room's sentences: of the Measures and their derivations, of runs and objections."""
