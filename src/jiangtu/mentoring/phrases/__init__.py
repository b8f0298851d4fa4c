"""The room's sentences, a file for each noun."""
