"""Pages as tests read them.

markup(client.get("/"))   # '…<h1>Desk</h1><ul class="dues"><li>…', however the template is laid out
shown(client, url)        # {"shown": "…"}: what the page's forms say that they show, to be sent with what is typed
"""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

SHOWN = re.compile(r'<input type="hidden" name="([^"]*shown)" value="([^"]*)"')


def markup(response: HttpResponse) -> str:
    """The HTML of an answer without the white space around its tags, and one space where several are."""
    return re.sub(r" ?(</?[a-zA-Z][^>]*?) ?> ?", r"\1>", re.sub(r"\s+", " ", response.content.decode()))


def shown(client: Client, url: str) -> dict[str, str]:
    """What the editing forms of a page carry, so that a save can tell what was changed since."""
    page = client.get(url, follow=True).content.decode()
    return {name: unescape(value) for name, value in SHOWN.findall(page)}
