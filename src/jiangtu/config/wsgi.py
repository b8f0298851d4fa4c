"""The WSGI application that gunicorn serves: Django's, for requests that speak UTF-8."""

from __future__ import annotations

import codecs
import os
from typing import Any

import django
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_str_from_wsgi
from django.http import parse_cookie
from django.utils.functional import cached_property
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """A request whose words are UTF-8. Django would take every codec of Python's that a stranger's header names, such
    too that make no text, and fall over it."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
            self._readable = codecs.lookup(self.content_params.get("charset", "utf-8")).name == "utf-8"
        except (LookupError, ValueError):
            self.content_type, self.content_params, self._readable = "", {}, False

    def _load_post_and_files(self) -> None:
        """Raises BadRequest (400) for a form in other letters, or with headers that name no codec."""
        try:
            if not self._readable:
                raise LookupError("not UTF-8")
            super()._load_post_and_files()
        except (LookupError, ValueError) as error:
            self._mark_post_parse_error()  # type: ignore[attr-defined]  # so that the page that says so can be made
            raise BadRequest("The form cannot be read") from error

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]
        """Without those that hold a NUL (a quoted cookie may): the database would fall over it."""
        given = parse_cookie(get_str_from_wsgi(self.environ, "HTTP_COOKIE", ""))
        return {name: value for name, value in given.items() if "\0" not in value}


class Application(WSGIHandler):
    """Answers requests until the process ends."""

    request_class = Utf8Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangtu.config.settings")
django.setup(set_prefix=False)
application = Application()
