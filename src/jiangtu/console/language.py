"""The language of the program's help, which is told before Django is set up and without it: by gettext alone, from the
console's catalogue. argparse looks its own words up in the same way."""

from __future__ import annotations

import argparse
import gettext
import locale
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent / "locale"
CODES = {"en": "en", "zh": "zh_Hans"}


def asked(arguments: Sequence[str]) -> str:
    """The language that the command line asks for, wherever it stands there; else the machine's: "en" or "zh"."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--lang", nargs="?")
    named = parser.parse_known_args(arguments)[0].lang or machines()
    return named if named in CODES else "en"


def machines() -> str:
    """The first two letters of the language that the machine is set to, also where that locale is not installed."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return (next(filter(None, named), None) or locale.getlocale()[0] or "en")[:2].lower()


@contextmanager
def told_in(language: str) -> Iterator[None]:
    """What is asked of `gettext.gettext` meanwhile is answered in that language."""
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = CODES[language]
    gettext.bindtextdomain("django", str(CATALOGUES))
    gettext.textdomain("django")
    try:
        yield
    finally:
        os.environ.pop("LANGUAGE")
        if before is not None:
            os.environ["LANGUAGE"] = before
