"""Telling, sending, reading, choosing, reminding."""
