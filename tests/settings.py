"""The settings of every installation, on a database and in a home that the tests may throw away."""

import os
import sys
import tempfile
from pathlib import Path

from jiangtu.console import embedded

# Children (workers of pytest-xdist, servers started by a test) inherit what the first process decides.
if "JIANGTU_TESTS" not in os.environ:
    if not os.environ.get("DATABASE_URL"):
        server = embedded.start(embedded.clone_folder("test") / "postgres", durable=False)
        os.environ["DATABASE_URL"] = server.url()
    os.environ["JIANGTU_HOME"] = tempfile.mkdtemp(prefix="jiangtu-tests-")
    os.environ["JIANGTU_TESTS"] = str(os.getpid())

from jiangtu.config.settings import *  # noqa: E402, F403
from jiangtu.config.settings import DATABASES, PACKAGE, STATIC_ROOT, TEMPLATES  # noqa: E402


class Undefined(str):
    """What a template of ours shows for a variable that is not there: a failed test."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s"  # Django asks whether the name has a place in it

    def __mod__(self, variable: object) -> str:
        frame = sys._getframe(1)
        while frame is not None:
            template = frame.f_locals.get("self")
            origin = getattr(getattr(template, "origin", None), "name", "")
            if origin:
                if Path(origin).is_relative_to(PACKAGE):
                    raise UndefinedVariable(f"{variable} is not defined in {origin}")
                return ""
            frame = frame.f_back
        return ""


class UndefinedVariable(Exception):
    """A template names a variable that its context lacks."""


DATABASES["default"]["OPTIONS"].pop("pool", None)  # type: ignore[attr-defined]  # a pool outlives the test's database
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX = True
AXES_ENABLED = False
IDLE_MINUTES = 0  # a test that turns the calendar is not idle
