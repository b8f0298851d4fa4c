"""The console program `jiangtu`: one module of this package for each command.

A command module has HELP (one line), `arguments(parser)`, `run(options) -> int` (the exit code), and DATABASE: False
when it works without one; OWNER: True when it works as the owner of the tables; KEYS: False when it asks for the keys
itself; DJANGO: False when it sets up nothing in its own process. A refused input is exit 2, with
`{"refused": {"code", "message"}}` under `--json`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from gettext import gettext as _

from jiangtu.console.language import asked, machines, told_in

# Command on the command line -> its module, imported only when it is the one asked for.
COMMANDS = {
    "administrator": "jiangtu.console.administrator",
    "allowance": "jiangtu.console.allowance",
    "backup": "jiangtu.console.backup",
    "demo": "jiangtu.demo.command",
    "figures": "jiangtu.console.figures",
    "journal": "jiangtu.console.journal",
    "manage": "jiangtu.console.manage",
    "migrate": "jiangtu.console.migrate",
    "pair": "jiangtu.console.pair",
    "restore": "jiangtu.console.restore",
    "roster": "jiangtu.console.roster",
    "search": "jiangtu.console.search",
    "serve": "jiangtu.console.serve",
    "worker": "jiangtu.console.worker",
}
APPLICATION = "JIANGTU_APPLICATION_ROLE"  # what DATABASE_URL named, in a process that works as the owner


def entry() -> int:
    """Run the command that the process was given; 1 when whoever read the answer has seen enough (`… | head`)."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    with told_in(asked(arguments)):
        options = _understood(arguments)
        if name := unreadable():
            print(
                _("%s is no address of a database. Write postgresql://user:password@host/name") % name, file=sys.stderr
            )
            return 2
    if not getattr(options.module, "DJANGO", True):
        return int(options.module.run(options))
    keys = options.module.DATABASE and getattr(options.module, "KEYS", True)
    if owner := getattr(options.module, "OWNER", False):
        become_owner()
    try:
        prepare(database=options.module.DATABASE, language=options.lang, keys=keys)
        return int(options.module.run(options))
    except Exception as fault:
        from jiangtu.console.database import told

        if not (sentence := told(fault, owner=owner)):
            raise
        print(sentence, file=sys.stderr)
        return 2


def _understood(arguments: Sequence[str]) -> argparse.Namespace:
    """What the command line asks for, with the module of its command. Ends the process where it asks for help."""
    parser = argparse.ArgumentParser(prog="jiangtu", description=_("Runs quality apprenticeships. 匠途"))
    parser.add_argument("--lang", choices=["en", "zh"], help=_("language of the messages (otherwise the machine's)"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = next((word for word in arguments if word in COMMANDS), None)
    for name, path in COMMANDS.items():
        if wanted is None or name == wanted:
            module = importlib.import_module(path)
            command = commands.add_parser(name, help=module.HELP, description=module.HELP)
            command.add_argument("--lang", choices=["en", "zh"], default=argparse.SUPPRESS, help=argparse.SUPPRESS)
            module.arguments(command)
            command.set_defaults(module=module)
    return parser.parse_args(arguments)


def count(text: str) -> int:
    """A number of things on the command line, one at the least. Raises ValueError."""
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def unreadable() -> str | None:
    """The variable that should name a database and cannot be read; its value may hold a password and is not told."""
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
        if given := os.environ.get(name):
            import psycopg
            from psycopg.conninfo import conninfo_to_dict

            try:
                conninfo_to_dict(given)
            except psycopg.ProgrammingError:
                return name
    return None


def become_owner() -> None:
    """Work as the owner of the tables, where MIGRATION_DATABASE_URL names one; who the application is, is kept."""
    if owner := os.environ.get("MIGRATION_DATABASE_URL"):
        from psycopg.conninfo import conninfo_to_dict

        os.environ[APPLICATION] = str(conninfo_to_dict(os.environ.get("DATABASE_URL", "")).get("user", ""))
        os.environ["DATABASE_URL"] = owner


def warn_root(command: str) -> None:
    """A word on stderr to whoever runs a service as root: a fault in it would be one of the whole machine."""
    if os.geteuid() == 0:
        print(f"{command}: runs as root; give it an ordinary user of its own", file=sys.stderr)


def prepare(*, database: bool, language: str | None, keys: bool) -> None:
    """Set Django up (with the embedded server running when a database is needed and none is named) and the language.

    `keys`: go on only with the keys that fit the database, and make none beside one that holds something.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangtu.config.settings")
    if database and not os.environ.get("DATABASE_URL"):
        from jiangtu.console.embedded import start_for_clone

        os.environ["DATABASE_URL"] = start_for_clone()
    import django
    from django.utils import translation

    django.setup()
    if not database:
        from jiangtu.core import rulebook

        rulebook.use_rows(None)  # the files alone: rows of a database would ask for one
    translation.activate("zh-hans" if (language or machines()) == "zh" else "en")
    if keys:
        from jiangtu.console.keys import refuse_others

        refuse_others()
