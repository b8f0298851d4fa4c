"""The room's sentences, a file for each noun."""

from . import measures

PHRASES = {**measures.PHRASES}
