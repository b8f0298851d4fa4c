"""`jiangtu search rebuild`: make the index of the search anew, from the rooms' own tables."""

from __future__ import annotations

import argparse

HELP = "make the search's index anew; people go on finding by the old one meanwhile"
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["rebuild"])


def run(options: argparse.Namespace) -> int:
    """Rebuild the index, and say how many things of each kind can be found."""
    from jiangtu.search.actions import rebuild

    for kind, number in rebuild().items():
        print(f"{kind}\t{number}")
    return 0
