"""`jiangtu manage …`: Django's own management commands (migrate, collectstatic, createsuperuser, shell …)."""

from __future__ import annotations

import argparse
from gettext import gettext as _

HELP = _("Django's management commands, such as migrate")
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="…", help=_("the command and its arguments"))


def run(options: argparse.Namespace) -> int:
    """Pass everything on to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["jiangtu manage", *options.words])
    return 0
