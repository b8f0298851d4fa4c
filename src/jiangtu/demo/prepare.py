"""Brings the demo's database up to date: the tables, and the pilot data once. `jiangtu demo` runs it."""

from __future__ import annotations

import sys

import django
from django.core.management import call_command


def main(load: bool) -> None:
    """Migrate, then load the pilot data where they are not yet."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if load:
        from jiangtu.demo.data import load as load_pilot_data

        load_pilot_data()


if __name__ == "__main__":
    main(load="load" in sys.argv[1:])
