"""The room's sentences, by subject."""
