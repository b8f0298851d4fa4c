"""Requests that no page expects, drawn from a seed: to every address, by every role, with odd methods, headers, bodies,
files, and values put among those that the pages' own forms offer.

They go through the whole program below the web server: middleware, page, answer, the pages of errors. What each of them
wrote is undone.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus, unquote_to_bytes
from uuid import UUID, uuid4

from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from django.test.client import RequestFactory
from django.urls import get_resolver
from django.utils import translation

from jiangtu.config.wsgi import application
from tests.factories.institutions import client_as
from tests.house.source import furniture
from tests.house.world import World

# What stands where something else was meant: nothing, signs that end a text, bytes that are none, figures and days out
# of any bounds, words that a program might take for its own.
ODD = [
    "", " ", "\0", "a\0b", "\udcff", "\udced\udca0\udc80", "9" * 5000, "-1", "0", "-0", "1e309", "NaN", "Infinity", "½",
    "１２", "٣", "1_000", "0x10", "2147483648", "9223372036854775808", "9999-12-31", "0001-01-01", "10000-01-01",
    "0000-00-00", "2025-02-30", "2025-06-16", "24:61", "00:00", "2025-06-16T10:00:00+99:99", "<script>", "'", '"', "\\",
    "{{ x }}", "{% now %}", "%s%n%(x)s", "{0.__class__}", "../../etc/passwd", "=1+1", "\u202e", "\u200b", "👩‍🔧", "𠮷",
    "\r\nX: y", "a" * 10_000, "匠" * 3000, "[]", "{}", "null", "true", "None", "*", "a&b;c", "李明", "1.1", "2,5",
    "00000000-0000-0000-0000-000000000000", "123e4567-e89b-12d3-a456-426614174000",
]  # fmt: skip
METHODS = ["GET"] * 9 + ["POST"] * 9 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "CONNECT"]
ASKED = [
    "q",
    "words",
    "page",
    "per_page",
    "sort",
    "cols",
    "export",
    "next",
    "on",
    "from",
    "to",
    "back",
    "month",
    "week",
]
EXPORTS = ["xlsx", "csv", "pdf", ""]
CHARSETS = [
    "utf-16",
    "utf-32",
    "hex",
    "rot13",
    "idna",
    "zip",
    "gb18030",
    "utf-7",
    "x",
    "",
    '"',
    "unicode_escape",
    "utf-8",
]
BOUNDARIES = ["", '"', "a" * 300, "ü", "a b", ";", "--", "=", "\x7f", "x\x00y"]
HEADERS = {
    "HTTP_REFERER": ["https://[::1", "http://[", "//", "http://testserver/%ff", "http://testserver:99999999/", "\xff"],
    "HTTP_HOST": ["[::1", "testserver:x", "", "..", "testserver.", "\xff"],
    "HTTP_ORIGIN": ["null", "https://[::1", "http://testserver:x", "\xff"],
    "HTTP_ACCEPT": ["application/json", "text/*;q=x", "*/*;q=1e999", ";;;", "\xff", "," * 500, "text/html;level=1"],
    "HTTP_ACCEPT_LANGUAGE": ["zh-CN,zh;q=0.9", "x" * 3000, "zh;q=NaN", "*", "-", "zh-" * 300, "\xff", "en;q=2"],
    "HTTP_COOKIE": [
        "a=b; ;;=",
        "sessionid=\x00",
        "django_language=" + "x" * 500,
        "csrftoken=x",
        "\xff=\xfe",
        "hat=1",
        'sessionid="\\000abcdefgh"',
    ],
    "HTTP_HX_REQUEST": ["true"],
    "HTTP_HX_CURRENT_URL": ["https://[::1", "\xff", "http://testserver/"],
    "HTTP_HX_TARGET": ["\xff"],
    "HTTP_IF_MODIFIED_SINCE": ["x", "Mon, 99 Foo 9999 99:99:99 GMT", "Thu, 01 Jan 0001 00:00:00 GMT"],
    "HTTP_IF_NONE_MATCH": ["x", '"', "*"],
    "HTTP_RANGE": ["bytes=5-1", "bytes=-", "x=0-1", "bytes=0-99999999999999999999"],
    "HTTP_ACCEPT_ENCODING": ["gzip;q=x", "\xff", "br"],
    "HTTP_X_FORWARDED_FOR": ["x", "::1, [", "1.2.3.4.5"],
    "HTTP_X_FORWARDED_PROTO": ["https", "x"],
    "HTTP_AUTHORIZATION": ["Basic \xff", "Bearer", "x"],
    "HTTP_USER_AGENT": ["", "\xff" * 300, "x" * 5000],
    "REMOTE_ADDR": ["", "x", "::1", "fe80::1%eth0"],
    "CONTENT_LENGTH": ["x", "-1", "99999999999", "0", ""],
    "QUERY_STRING": ["\xff", "%", "%00", "=&=&", "a" * 5000, "&" * 2000],
    "wsgi.url_scheme": ["https"],
}
KINDS = ["image/png", "image/jpeg", "text/csv", "x", "a/b; charset=zip"]
NOWHERE = [
    "/", "//", "/%00", "/%ff", "/static/", "/static/../../etc/passwd", "/static/%00", "/static/jiangtu.css%00",
    "/in/%00", "/nowhere", "/favicon.ico", "/" + "a" * 5000, "/training/%E0%A4%A", "/\r\n", "/;", "/?", "*",
]  # fmt: skip
TOKEN = "f" * 32
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
FILES = [
    (b"", "empty.xlsx"), (b"PK\3\4", "broken.xlsx"), (PNG, "half.png"), (PNG * 50, "x.jpg"), (b"GIF89a", "x.gif"),
    (b"\xff\xfe" + "姓名\t证件\n".encode("utf-16-le"), "名单.csv"), (b'a,b\n"', "x.csv"), (b"\0" * 99, "x\0.csv"),
    (b"%PDF-1.4", "../../x.pdf"), (b"\xff\xd8\xff\xe0", "a" * 500 + ".jpeg"), (b"x", ""), (b"<svg/>", "x.svg"),
]  # fmt: skip


@dataclass(frozen=True)
class Address:
    """`shape`: the path with `%(word)s` where something is named."""

    name: str
    shape: str
    words: tuple[str, ...]


@dataclass
class Forms(HTMLParser):
    """The fields of the forms of a page: address that they are sent to -> name -> what it may hold."""

    found: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._fields: dict[str, list[str]] = {}
        self._list: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.found.setdefault(said.get("action", "").partition("?")[0], {})
        elif tag in ("input", "button", "select", "textarea") and said.get("name"):
            self._list = self._fields.setdefault(said["name"], [])
            if said.get("type") == "file":
                self._list.append("\0file")
            elif tag != "select":
                self._list.append(said.get("value", ""))
        elif tag == "option":
            self._list.append(said.get("value", ""))


@dataclass
class Fault:
    """A request that was answered with 5xx, so that it can be made again."""

    number: int
    asked: str
    reason: str

    def __str__(self) -> str:
        return f"{self.number}: {self.asked}\n{self.reason[-1500:]}"


def addresses() -> list[Address]:
    """Every address of the map, those of the packages that we use too."""

    def walk(resolver: Any, prefix: str, space: str) -> Iterator[Address]:
        shapes: dict[str, Address] = {}
        for key in sorted(resolver.reverse_dict, key=lambda key: not isinstance(key, str)):  # those with a name first
            for possible, *_ in resolver.reverse_dict.getlist(key):
                for shape, words in possible:
                    name = space + key if isinstance(key, str) else ""
                    shapes.setdefault(shape, Address(name, prefix + shape, tuple(words)))
        yield from shapes.values()
        for inner, (more, sub) in resolver.namespace_dict.items():
            yield from walk(sub, prefix + more, f"{inner}:")

    return sorted(walk(get_resolver(), "/", ""), key=lambda each: each.shape)


class Fuzz:
    """Asks one request after the other; `faults`: those answered with 5xx, `statuses`: how many there were of each."""

    def __init__(self, worlds: tuple[World, World], seed: int):
        self.near, self.far = worlds
        self.random = Random(seed)
        self.addresses = addresses()
        self.forms: dict[str, dict[str, list[str]]] = {}
        self.allowed: dict[str, list[str]] = {}
        self.things = furniture("ADDRESSES")
        self.posted = furniture("POSTED")
        self.faults: list[Fault] = []
        self.statuses: Counter[int] = Counter()
        roles = [actor for world in worlds for actor in (*world.actors.values(), *world.beside.values())]
        self.sessions = ["", *(client_as(actor).cookies.output(header="", sep=";") for actor in roles)]
        self.sessions = ["; ".join(f"{k}={v.value}" for k, v in SimpleCookie(each).items()) for each in self.sessions]
        self.asked = 0

    def run(self, requests: int) -> None:
        """As many requests, every address in turn, so that none is left out."""
        ends = (request_started, request_finished)
        for signal in ends:  # the worlds stand in a transaction of this connection
            signal.disconnect(close_old_connections)
        try:
            while self.asked < requests:
                places = self.addresses[:]
                self.random.shuffle(places)
                for place in places[: requests - self.asked]:
                    self._one(place)
        finally:
            for signal in ends:
                signal.connect(close_old_connections)

    def _one(self, place: Address) -> None:
        path = self.random.choice(NOWHERE) if self.random.random() < 0.02 else self._path(place)
        taken = self.allowed.get(place.shape)
        method = self.random.choice(taken if taken and self.random.random() < 0.9 else METHODS)
        session = self.random.choice(self.sessions)
        if method == "POST" and place.shape not in self.forms:
            self._ask(self._environ("GET", path) | {"HTTP_COOKIE": session}, place)
        environ = self._environ(method, path) | {"HTTP_COOKIE": f"{session}; csrftoken={TOKEN}"}
        if self.random.random() < 0.95:
            environ["HTTP_X_CSRFTOKEN"] = TOKEN
        if method not in ("GET", "HEAD", "get"):
            body, kind = self._body(place)
            environ |= {
                "CONTENT_TYPE": kind,
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": BytesIO(body),
                "body": body,
            }
        for name in self.random.sample([*HEADERS], self.random.choice([0, 0, 1, 1, 2, 4])):
            environ[name] = self.random.choice(HEADERS[name])
        self._ask(environ, place)

    def _environ(self, method: str, path: str) -> dict[str, Any]:
        asked = "&".join(f"{self._text(k)}={self._text(v)}" for k, v in self._query())
        return {
            **RequestFactory()._base_environ(),
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": asked,
            "wsgi.input": BytesIO(),
        }

    def _path(self, place: Address) -> str:
        return place.shape % {word: quote(self._named(place.name, word), safe="") for word in place.words}

    def _named(self, name: str, word: str) -> str:
        """The thing that a page is about, mostly; else of another world, of nowhere, or what is no name at all."""
        how = self.random.random()
        if how > 0.85:
            return (
                self.random.choice([str(uuid4()), str(UUID(int=0)), *(odd for odd in ODD if odd)])
                .encode("utf-8", "surrogateescape")
                .decode("latin-1")[:300]
            )
        of = self.far if how > 0.7 else self.near
        said = self.things.get(name)
        if isinstance(said, dict) and word in said:
            found = of.said(said[word])
        else:
            thing = said if isinstance(said, str) and word == "uuid" else self.things.get(name.partition(":")[0])
            thing = thing if word == "uuid" else word
            if not isinstance(thing, str) or thing not in of.things._makers:
                return "1"
            found = of.things[thing]
        return found if isinstance(found, str) else str(getattr(found, "uuid", found))

    def _query(self) -> list[tuple[str, str]]:
        how = self.random.random()
        if how < 0.5:
            return []
        known = [*ASKED, *self.random.choice([*self.forms.values(), {}])]
        return [
            (self.random.choice(known), self._value([*EXPORTS, "1", "-name"])) for _ in range(self.random.randint(1, 4))
        ]

    def _value(self, offered: list[str]) -> str:
        return self.random.choice(offered if offered and self.random.random() < 0.7 else ODD)

    def _fields(self, place: Address) -> list[tuple[str, str]]:
        """What a form of the page holds, one field or two of it odd; what any form may hold where the page has none."""
        fields = self.forms.get(place.shape) or {name: [str(self.near.said(v))] for name, v in self.posted.items()}
        filled = [(name, self.random.choice(values or [""])) for name, values in fields.items()]
        for _ in range(self.random.choice([0, 1, 1, 2, 5])):
            if filled:
                at = self.random.randrange(len(filled))
                filled[at] = (filled[at][0], self.random.choice(ODD))
        if filled and self.random.random() < 0.2:
            filled.append((self.random.choice(filled)[0], self.random.choice(ODD)))  # once more
        if filled and self.random.random() < 0.2:
            filled.pop(self.random.randrange(len(filled)))
        return filled

    def _body(self, place: Address) -> tuple[bytes, str]:
        how, fields = self.random.random(), self._fields(place)
        charset = f"; charset={self.random.choice(CHARSETS)}" if self.random.random() < 0.15 else ""
        if how < 0.45 and not any(value == "\0file" for _, value in fields):
            body = "&".join(f"{self._text(k)}={self._text(v)}" for k, v in fields).encode()
            return body, f"application/x-www-form-urlencoded{charset}"
        if how < 0.85:
            odd = self.random.random() < 0.15
            boundary = self.random.choice(BOUNDARIES) if odd else "rand"
            body = b"".join(self._part(boundary, *each) for each in fields) + f"--{boundary}--\r\n".encode()
            if self.random.random() < 0.1:
                body = body[: self.random.randrange(len(body))]
            return body, f"multipart/form-data; boundary={boundary}{charset}"
        kind = self.random.choice(["application/json", "text/plain", "", "multipart/form-data", "a/b/c", "\xff"])
        return self.random.choice(
            [
                b"",
                b"{}",
                b"[]",
                b'{"endpoint": "\\u0000", "keys": 1}',
                b"\xff\xfe\0",
                b"[" * 2000,
                self.random.randbytes(500),
            ]
        ), kind + charset

    def _part(self, boundary: str, name: str, value: str) -> bytes:
        more, body = "", value.encode("utf-8", "surrogateescape")
        if value == "\0file":
            body, named = self.random.choice(FILES)
            more = f'; filename="{named}"\r\nContent-Type: {self.random.choice(KINDS)}'
        elif self.random.random() < 0.03:  # a file where there is none
            more = '; filename="x.txt"'
        if self.random.random() < 0.02:
            more += self.random.choice(
                ["; name*=zip''x", "; filename*=utf-8''%ff", "; x*0=", "\r\nContent-Transfer-Encoding: base64"]
            )
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        return head.encode("utf-8", "surrogateescape") + body + b"\r\n"

    def _text(self, text: str) -> str:
        return quote_plus(text.encode("utf-8", "surrogateescape"))

    def _ask(self, environ: dict[str, Any], place: Address) -> None:
        """Send it, read the whole answer, and undo what it wrote."""
        sent: dict[str, str] = {}
        told: list[str] = []
        body = environ.pop("body", b"")
        got_request_exception.connect(note := lambda **_: told.append(traceback.format_exc()))
        try:
            with translation.override("en"), transaction.atomic():
                answer = application(environ, lambda line, headers: sent.update(headers, status=line))
                page = b"".join(answer)
                answer.close()
                transaction.set_rollback(True)
            status = int(sent["status"][:3])
        except Exception:  # past Django, so the server itself would answer
            status, page = 500, b""
            told.append(traceback.format_exc())
        finally:
            got_request_exception.disconnect(note)
        self.asked += 1
        self.statuses[status] += 1
        if status >= 500:
            odd = {k: v for k, v in environ.items() if k in HEADERS or k == "CONTENT_TYPE"}
            asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'][:200]} {odd} {body[:600]!r}"
            self.faults.append(Fault(self.asked, asked[:2500], "".join(told)))
        elif status == 405:
            self.allowed[place.shape] = [word for word in sent["Allow"].split(", ") if word in ("GET", "POST")]
        elif status == 200 and "text/html" in sent.get("Content-Type", ""):
            self._learn(page, place, environ["PATH_INFO"])

    def _learn(self, page: bytes, place: Address, path: str) -> None:
        """Keep the page's forms by the address that they are sent to."""
        forms = Forms()
        forms.feed(page.decode("utf-8", "replace"))
        for action, fields in forms.found.items():
            if action in ("", path):
                self.forms[place.shape] = fields
            else:
                self._of(action, fields)

    def _of(self, action: str, fields: dict[str, list[str]]) -> None:
        try:
            route = get_resolver().resolve(action)
        except Exception:
            return
        for each in self.addresses:
            if each.name and each.name == route.view_name:
                self.forms.setdefault(each.shape, fields)
