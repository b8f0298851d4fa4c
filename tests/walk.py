"""Along all links from the desk of a role: what the journeys look at, and what the bench of growth times."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from django.test import Client
from django.urls import Resolver404, resolve

from tests.factories.pilot import client_of

LINK = re.compile(r'href="([^"#]+)')


@dataclass(frozen=True)
class Stop:
    """One page that stands for all of its kind. `lists`: it is a list that one may page through and export."""

    kind: str
    address: str
    lists: bool = False


def cookie_of(role: str) -> str:
    """Signed in as the pilot data's account of a role."""
    return str(client_of(role).cookies["sessionid"].value)


def reachable(cookie: str, start: str = "/") -> tuple[list[Stop], list[str]]:
    """From the desk along all links, breadth first, one page for each kind of address; and links that lead nowhere."""
    client = Client()
    client.cookies["sessionid"] = cookie
    kinds: dict[str, str] = {}
    lists: set[str] = set()
    waiting, dead = deque([(start, "")]), []
    while waiting:
        address, shown_on = waiting.popleft()
        kind = kind_of(address)
        if kind is None or kind in kinds:
            continue
        answer = client.get(address)
        if answer.status_code >= 400:
            dead.append(f"{kind} {address}: {answer.status_code}, linked on {shown_on}")
            kinds[kind] = ""
            continue
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        if answer.status_code in (301, 302):
            waiting.append((answer["Location"], address))
            continue
        kinds[kind] = address
        if b"export=xlsx" in answer.content:
            lists.add(kind)
        found = LINK.findall(answer.content.decode())
        waiting.extend((link.replace("&amp;", "&"), address) for link in found)
    return [Stop(kind, address, kind in lists) for kind, address in kinds.items() if address], dead


def kind_of(address: str) -> str | None:
    """The url pattern; None for what is no page of ours."""
    path = address.split("?")[0]
    if not path.startswith("/") or path.startswith("/static/"):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return None
