"""The demo as a user meets it: real processes, none left behind; and its open doors open nowhere else."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from jiangtu.demo.check import check_desks
from tests.console.conftest import processes_of, until

CLONE = Path(__file__).resolve().parents[2]


def environment(home, **more):
    told = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**told, "JIANGTU_HOME": str(home), "PYTHONPATH": str(CLONE / "src"), "PYTHONUTF8": "1", **more}


def python(home, *words, **more):
    return subprocess.run(
        [sys.executable, *words], env=environment(home, **more), capture_output=True, text=True, timeout=600
    )


class Demo:
    """`jiangtu demo` as a terminal starts it."""

    def __init__(self, home, *words):
        self.home, self.output = home, home / "printed"
        with self.output.open("w") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jiangtu.console", "demo", *words], env=environment(home), cwd="/",
                stdin=subprocess.DEVNULL, stdout=printed, stderr=printed, start_new_session=True,
            )  # fmt: skip

    def printed(self):
        return self.output.read_text()

    def ready(self):
        until(lambda: "Ctrl-C stops it" in self.printed() or self.process.poll() is not None, seconds=600)
        assert self.process.poll() is None, self.printed()
        return self


@pytest.fixture
def taken():
    """A port that another program has."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        plug.listen()
        yield plug.getsockname()[1]


def test_a_busy_port_is_named_a_second_demo_says_where_the_first_is_and_ctrl_c_leaves_nothing(home, taken):
    demo = Demo(home, "--port", str(taken))
    assert until((home / "demo").exists)
    early = subprocess.Popen(
        [sys.executable, "-m", "jiangtu.console", "demo"], env=environment(home), stdout=subprocess.PIPE, text=True
    )
    demo.ready()
    assert f"port {taken} is taken by another program" in demo.printed()
    address = next(word for word in demo.printed().split() if word.startswith("http://127.0.0.1:"))
    assert address != f"http://127.0.0.1:{taken}/"

    told = f"the demo of this clone is already running at {address}\n"
    assert early.communicate(timeout=60) == (told, None)
    second = python(home, "-m", "jiangtu.console", "demo")
    assert (second.returncode, second.stdout) == (0, told)
    fresh = python(home, "-m", "jiangtu.console", "demo", "--fresh")
    assert (fresh.returncode, fresh.stdout) == (1, told)
    assert "cannot start over while it runs" in fresh.stderr

    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert until(lambda: not processes_of(home)), processes_of(home)


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_is_left_however_the_demo_ends(home, word):
    demo = Demo(home).ready()
    assert len(processes_of(home)) > 4
    demo.process.send_signal(word)
    demo.process.wait(60)
    assert until(lambda: not processes_of(home)), processes_of(home)


class Broken(http.server.BaseHTTPRequestHandler):
    """A demo whose mentors' desk fails."""

    def do_GET(self):
        desk = b"<h1>Desk</h1>"
        body = {"/demo/roles": b'[{"role": "expert"}, {"role": "enterprise_mentor"}]',
                "/demo/": b'<input name="csrfmiddlewaretoken" value="x">', "/": desk}[self.path]  # fmt: skip
        self.answer(200, body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("enterprise_mentor"):
            self.answer(500, b"")
        else:
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_one_desk_that_does_not_open_fails_the_check(capsys):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert check_desks(f"http://127.0.0.1:{server.server_port}/") == 1
    finally:
        server.shutdown()
        server.server_close()
    printed = capsys.readouterr().out
    assert "ok   expert" in printed
    assert "FAIL enterprise_mentor" in printed


# The one-click roles and every way in which they might be switched on elsewhere

SETUP = "import django; django.setup(); print('open')"


def test_the_demos_settings_refuse_every_other_server(home):
    done = python(home, "-c", SETUP, DJANGO_SETTINGS_MODULE="jiangtu.demo.settings",
                  DATABASE_URL="postgresql://postgres@127.0.0.1:5432/postgres")  # fmt: skip
    assert done.returncode == 1
    assert "and nowhere else" in done.stderr


def test_the_demos_settings_refuse_a_database_that_the_demo_did_not_make(home):
    script = f"""
import os
from jiangtu.console import embedded
server = embedded.start(embedded.clone_folder("demo") / "postgres")
os.environ["DATABASE_URL"] = server.ensure_database("jiangtu")
{SETUP}"""
    done = python(home, "-c", script, DJANGO_SETTINGS_MODULE="jiangtu.demo.settings")
    assert done.returncode == 1
    assert "was not made by `jiangtu demo`" in done.stderr


def test_an_installation_has_no_demo_address_although_the_demos_code_lies_beside_it(client, db):
    import jiangtu.demo.entry  # noqa: F401 - it can be imported, and is not reachable

    enter_as = f"/demo/enter-as/{uuid.uuid4()}"
    for address in ("/demo/", "/demo/roles", "/demo/messages", "/demo/enter/administrator", enter_as):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_an_installation_asks_for_the_second_factor_and_the_demo_alone_does_not():
    from jiangtu.config import settings

    assert settings.REQUIRE_SECOND_FACTOR is True
    assert "jiangtu.demo" not in settings.INSTALLED_APPS
