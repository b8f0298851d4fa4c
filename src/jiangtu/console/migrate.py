"""`jiangtu migrate`: make the tables of this release, as their owner, and let the application's role work in them."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _

HELP = _("make the tables of this release, by MIGRATION_DATABASE_URL where it names their owner")
DATABASE = True
OWNER = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    """0 when the tables stand and the application may work in them; 2 when its role cannot be given that."""
    from django.core.management import call_command

    from jiangtu.console import roles
    from jiangtu.console.phrases import PHRASES
    from jiangtu.core.phrases import register, sentence
    from jiangtu.core.verdict import Refused

    register(PHRASES)
    call_command("migrate", interactive=False)
    try:
        if role := roles.application():
            roles.grant(role)
    except Refused as refused:
        print(sentence(refused.verdict), file=sys.stderr)
        return 2
    return 0
