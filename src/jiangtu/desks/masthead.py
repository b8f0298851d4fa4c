"""The masthead's items for the present hat."""

from typing import Any

from django.http import HttpRequest


def masthead(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    return {}
