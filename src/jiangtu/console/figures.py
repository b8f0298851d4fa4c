"""`jiangtu figures rebuild`: work out anew what the figures over the land are added up from."""

from __future__ import annotations

import argparse
from gettext import gettext as _

HELP = _("work out the figures over the land anew; everybody reads the old ones meanwhile")
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["rebuild"])


def run(options: argparse.Namespace) -> int:
    """Rebuild the rows, and say how many apprenticeships they tell of."""
    from django.utils import timezone

    from jiangtu.apprenticeships.actions.figures import rebuild
    from jiangtu.console.phrases import PHRASES
    from jiangtu.core.phrases import phrase, register

    register(PHRASES)
    today = timezone.localdate()
    print(phrase("figures_made", have=rebuild(today), on=today))
    return 0
