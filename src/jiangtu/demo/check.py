"""Opens every role's desk of a running demo, as a browser would."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

# Never through a proxy: the demo is on this machine.
DIRECT = urllib.request.ProxyHandler({})


def roles_at(address: str) -> list[dict[str, str]] | None:
    """The roles one can enter as; None while the server does not answer."""
    try:
        with urllib.request.build_opener(DIRECT).open(f"{address}demo/roles", timeout=10) as answer:
            roles: list[dict[str, str]] = json.load(answer)
            return roles
    except (OSError, http.client.HTTPException):
        return None


def check_desks(address: str) -> int:
    """Enter as each role and open its desk, a line each; 0 when every desk opened with its heading."""
    roles = roles_at(address)
    if not roles:
        print(f"FAIL no role can be entered at {address}")
        return 1
    failed = 0
    for role in roles:
        good, found = open_desk(address, role["role"])
        print(f"{'ok  ' if good else 'FAIL'} {role['role']:22} {found}", flush=True)
        failed += not good
    return 1 if failed else 0


def open_desk(address: str, role: str) -> tuple[bool, str]:
    """Whether the role's desk opens, and its heading or what was wrong."""
    browser = urllib.request.build_opener(DIRECT, urllib.request.HTTPCookieProcessor(CookieJar()))
    try:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', _read(browser, f"{address}demo/"))
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token.group(1) if token else ""}).encode()
        with browser.open(f"{address}demo/enter/{role}", form, timeout=30) as answer:
            page, where = answer.read().decode(), urllib.parse.urlsplit(answer.url).path
    except urllib.error.HTTPError as error:
        return False, f"{error.url}: {error.code} {error.reason}"
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    if where.startswith("/demo") or heading is None:
        return False, f"{where}: no desk"
    return True, f"{where} {' '.join(re.sub('<[^>]+>', ' ', heading.group(1)).split())}"


def _read(browser: urllib.request.OpenerDirector, url: str) -> str:
    with browser.open(url, timeout=30) as answer:
        return str(answer.read().decode())
