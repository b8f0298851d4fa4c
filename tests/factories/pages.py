"""Pages as tests read them.

markup(client.get("/"))   # '…<h1>Desk</h1><ul class="dues"><li>…', however the template is laid out
"""

from __future__ import annotations

import re

from django.http import HttpResponse


def markup(response: HttpResponse) -> str:
    """The HTML of an answer without the white space around its tags, and one space where several are."""
    return re.sub(r" ?(</?[a-zA-Z][^>]*?) ?> ?", r"\1>", re.sub(r"\s+", " ", response.content.decode()))
