"""The room's sentences, a file for each noun."""

from .measures import PHRASES as _measures

PHRASES = {**_measures}
