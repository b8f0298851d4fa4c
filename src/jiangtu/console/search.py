"""`jiangtu search rebuild`: make the index of the search anew, from the rooms' own tables."""

from __future__ import annotations

import argparse
from gettext import gettext as _

HELP = _("make the search's index anew; people go on finding by the old one meanwhile")
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["rebuild"])


def run(options: argparse.Namespace) -> int:
    """Rebuild the index, and say how many things of each kind can be found."""
    from jiangtu.console.phrases import PHRASES
    from jiangtu.core.phrases import phrase, register
    from jiangtu.search.actions import rebuild

    register(PHRASES)
    found = rebuild()
    print(phrase("index_made", have=sum(found.values())))
    for kind, number in found.items():
        print(f"{kind}\t{number}")
    return 0
