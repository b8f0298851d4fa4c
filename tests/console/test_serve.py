"""What the web server sends and writes down, and what a start costs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client, RequestFactory
from gunicorn.config import Config
from gunicorn.http import wsgi
from whitenoise.middleware import WhiteNoiseMiddleware

from jiangtu.config.static import collect
from jiangtu.console import program
from jiangtu.console.serve import AccessLog

SOURCE = Path(__file__).resolve().parents[2] / "src"


def test_the_access_log_holds_no_link_that_opens_something():
    log = AccessLog(Config())
    request = SimpleNamespace(headers=[])
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    took = SimpleNamespace(seconds=0, microseconds=1, days=0)
    path = "/institutions/invitations/s3cret-t0ken"
    line = {"PATH_INFO": path, "RAW_URI": path, "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}
    assert log.atoms(answer, request, line, took)["U"] == "/institutions/invitations/…"


@pytest.fixture
def one_style(tmp_path, settings):
    """An installation with one style sheet that is not collected yet."""
    (tmp_path / "from").mkdir()
    (tmp_path / "from/a.css").write_text("p { color: red } " * 200 + "/*# sourceMappingURL=gone.map */")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "from"]
    settings.STATIC_ROOT = tmp_path / "to"
    settings.STATIC_ROOT.mkdir()
    finders.get_finder.cache_clear()
    yield tmp_path / "from/a.css"
    finders.get_finder.cache_clear()


def test_styles_and_scripts_go_out_small_and_are_kept_for_good(one_style):
    assert collect()
    address = static("a.css")
    assert address != "/static/a.css"
    answer = WhiteNoiseMiddleware(lambda request: None)(
        RequestFactory().get(address, headers={"accept-encoding": "gzip"})
    )
    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer["Content-Encoding"] == "gzip"


def test_what_is_collected_stays_until_something_changes(one_style, settings):
    assert collect()
    assert not collect()
    one_style.write_text("p { color: green }")
    assert collect()


def test_before_it_is_collected_a_file_goes_by_its_own_name(one_style):
    assert static("a.css") == "/static/a.css"


def test_a_start_loads_nothing_that_only_some_page_or_job_needs():
    heavy = ["numpy", "ortools", "xlsxwriter", "openpyxl", "pywebpush", "aiohttp", "requests", "PIL", "typst", "scipy"]
    told = """
import json, sys, django
django.setup()
from django.conf import settings
from procrastinate.contrib.django import app
print(json.dumps([[*sys.modules], [*app.tasks], settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]))
"""
    surroundings = {**os.environ, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "jiangtu.config.settings",
                    "JIANGTU_URL": "https://jiangtu.example"}  # fmt: skip
    said = subprocess.run([sys.executable, "-c", told], env=surroundings, capture_output=True, text=True, check=True)
    loaded, tasks, *cookies = json.loads(said.stdout)
    assert [name for name in heavy if name in loaded] == []
    assert "people.forget_access" in tasks  # the worker's jobs are loaded too
    assert cookies == ["__Host-sessionid", "__Host-csrftoken"]


def test_answers_say_neither_what_serves_them_nor_ask_for_the_devices_senses():
    assert wsgi.SERVER == "jiangtu"
    policy = Client().get("/nowhere")["Permissions-Policy"]
    assert "geolocation=()" in policy
    assert "microphone=()" in policy


@pytest.mark.parametrize("user, said", [(0, "runs as root"), (1000, "")])
def test_who_runs_a_service_as_root_is_told(monkeypatch, capsys, user, said):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    program.warn_root("serve")
    told = capsys.readouterr().err
    assert said in told
    assert bool(told) is bool(said)
