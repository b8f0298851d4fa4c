"""Pages as tests read them.

markup(client.get("/"))   # '…<h1>Desk</h1><ul class="dues"><li>…', however the template is laid out
shown(client, url)        # {"shown": "…"}: what the page's forms say that they show, to be sent with what is typed
sure(client, url, {"on": day})  # the answer to a form sent by somebody who has read what its page shows
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

SHOWN = re.compile(r'<input type="hidden" name="([^"]*(?:shown|follows))" value="([^"]*)"')


def markup(response: HttpResponse) -> str:
    """The HTML of an answer without the white space around its tags, and one space where several are."""
    return re.sub(r" ?(</?[a-zA-Z][^>]*?) ?> ?", r"\1>", re.sub(r"\s+", " ", response.content.decode()))


def shown(client: Client, url: str, goes: str = "") -> dict[str, str]:
    """What the forms of a page carry, so that a save can tell what was changed since, and an act what was read."""
    page = client.get(url, follow=True).content.decode()
    if f'action="{goes}"' in page:  # of several forms the one that is sent there
        page = page.partition(f'action="{goes}"')[2].partition("</form>")[0]
    return carried(page)


def carried(page: str) -> dict[str, str]:
    """The same of a page that was answered to a form."""
    return {name: unescape(value) for name, value in SHOWN.findall(page)}


def sure(
    client: Client, url: str, data: dict[str, object] | None = None, *, page: str = "", **more: Any
) -> HttpResponse:
    """The answer to a form of `page` (the same address, where none is named) that is sent after it was read."""
    return client.post(url, (data or {}) | shown(client, page or url, url), **more)
