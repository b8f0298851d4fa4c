"""`jiangtu serve`: the web server, gunicorn with threads; files under /static/ are served by whitenoise."""

from __future__ import annotations

import argparse
import os
import sys
from gettext import gettext as _
from pathlib import Path

import gunicorn.http.wsgi as gunicorn
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from jiangtu.console.program import count, warn_root
from jiangtu.core.logs import discreet

HELP = _("the web server")
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", help=_("address (default 127.0.0.1:8000), or unix:/path"))
    parser.add_argument("--workers", type=count, default=min(4, os.cpu_count() or 1), help=_("processes"))
    parser.add_argument(
        "--threads", type=count, default=8, help=_("requests that each process answers at once (default 8)")
    )


class AccessLog(Logger):
    """Gunicorn's, with the paths of links that open something cut short."""

    def atoms(self, resp: object, req: object, environ: object, request_time: object) -> dict[str, str]:
        """What a line of the access log is made of."""
        found: dict[str, str] = super().atoms(resp, req, environ, request_time)
        return found | {"U": discreet(found["U"] or "")}


gunicorn.SERVER = "jiangtu"  # whose version tells nobody where to try


class Server(BaseApplication):
    """Gunicorn, told what to serve by arguments instead of a file."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self.options.bind,
            "workers": self.options.workers,
            "threads": self.options.threads,
            "worker_class": "gthread",
            "proc_name": "jiangtu",
            "timeout": 60,
            "graceful_timeout": 10,
            # A request's address line holds no personal data, but its query might.
            "access_log_format": "%(t)s %(m)s %(U)s %(s)s %(M)sms",
            "logger_class": AccessLog,
            "accesslog": os.environ.get("JIANGTU_ACCESS_LOG"),
            "loglevel": os.environ.get("JIANGTU_LOG_LEVEL", "warning").lower(),
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        from jiangtu.config.wsgi import application

        return application


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from django.conf import settings
    from django.db import connection

    from jiangtu.config.static import collect

    if not settings.SECURE:
        print("serve: JIANGTU_URL is not https://…: cookies are not kept to TLS; for trying only", file=sys.stderr)
    warn_root("serve")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise complains where there is none
    if not getattr(settings, "EXAMPLE_DATA", False):
        collect()
    pool = connection.settings_dict["OPTIONS"].get("pool")
    if pool:  # each thread may need one, and the sign of life another
        pool["max_size"] = max(pool["max_size"], options.threads + 2)
    Server(options).run()
    return 0
