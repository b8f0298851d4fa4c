"""The demo as an app: its one-click entry opens every role's desk, so it runs on the demo's database alone."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jiangtu.console.embedded import clone_folder, socket_folder

# Set as the database's comment when `jiangtu demo` creates it, and by nothing else.
MARK = "jiangtu demo"


class DemoConfig(AppConfig):
    name = "jiangtu.demo"

    def ready(self) -> None:
        refuse_elsewhere(settings.DATABASES["default"])


def refuse_elsewhere(database: Mapping[str, object]) -> None:
    """Raise ImproperlyConfigured unless this is the demo's database on the embedded server of this clone."""
    own = str(socket_folder(clone_folder("demo") / "postgres"))
    if database["HOST"] != own:
        raise ImproperlyConfigured(f"jiangtu.demo runs on the embedded server in {own} and nowhere else")
    with psycopg.connect(host=own, user=str(database["USER"]), dbname=str(database["NAME"])) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    if not row or not (row[0] or "").startswith(MARK):
        raise ImproperlyConfigured(f"the database {database['NAME']} was not made by `jiangtu demo`")
