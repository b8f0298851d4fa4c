"""How a line of the log is written: with nothing in it that tells of a person."""

from __future__ import annotations

import logging
import re

# What PostgreSQL adds to an error quotes the row; a mail server quotes addresses; numbers of people are long.
QUOTED = re.compile(r"^(DETAIL|CONTEXT):.*?(?=\n\n(?:The above|During) |\Z)", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
LONG = re.compile(r"(?<![\w-])\d{11,}[\dXx]?(?![\w-])")
# An invitation or a new password is taken up by whoever has its link.
LINK = re.compile(r"(/invitations/|/password/reset/key/)[^/\s'\"]+")


class Discreet(logging.Formatter):
    """Writes a record without rows, addresses, long numbers and links that open something."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, its traceback included."""
        return discreet(super().format(record))


def discreet(text: str) -> str:
    """The text with `…` in the place of what tells of a person."""
    text = QUOTED.sub(r"\1: …", text)
    for told in (ADDRESS, LONG):
        text = told.sub("…", text)
    return LINK.sub(r"\1…", text)
