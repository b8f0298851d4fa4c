"""Reading what strangers send, in a process of its own: bytes in, plain cells out.

Nothing here imports Django, another room, or a regular expression without bounds (`tests/sheets/test_steps.py`).
"""
