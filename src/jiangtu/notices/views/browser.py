"""What a phone needs to install the pages and to show notices on its screen: manifest, icons, the worker."""

from __future__ import annotations

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from jiangtu.core.web import Request, page

from ..actions import choosing

SIZES = (192, 512)
SEAL = "#b3352b"
CUT = 0.75  # of the field a phone may cut off all but a circle of four fifths
# The strokes of `icon.svg`, on its field of 32 by 32.
STROKES = (
    ((7, 7), (26, 7)), ((7, 7), (7, 25), (25, 25)), ((12, 12), (23, 12)), ((12, 12), (11.4, 17), (9.5, 21.5)),
    ((12, 16), (23, 16)), ((18.5, 16), (18.5, 22)),
)  # fmt: skip


@page(public=True)
def manifest(request: Request) -> HttpResponse:
    """What the installed page is called and looks like."""
    icons = [
        {"src": reverse(f"notices:{name}", args=[size]), "sizes": f"{size}x{size}", "type": "image/png",
         "purpose": purpose}
        for name, purpose in (("icon", "any"), ("icon-maskable", "maskable")) for size in SIZES
    ]  # fmt: skip
    told = {
        "name": _("Jiangtu"), "short_name": _("Jiangtu"), "description": _("Apprenticeships, mentors and their record"),
        "id": "/", "start_url": "/", "scope": "/", "display": "standalone",
        "lang": get_language(), "background_color": "#faf8f4", "theme_color": SEAL,
        "icons": [*icons, {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


@lru_cache(maxsize=2 * len(SIZES))
def drawn(size: int, share: float = 1) -> bytes:
    """The seal of `icon.svg` as a PNG: drawn when it is first asked for, so that no built file lies in the clone.

    `share`: how much of the field the strokes take; what phones cut into a circle needs room around them.
    """
    scale = 4 * size / 32 * share  # four times as large first, for smooth edges
    edge = 2 * size * (1 - share)
    picture = Image.new("RGB", (4 * size, 4 * size), SEAL)
    pen = ImageDraw.Draw(picture)
    for stroke in STROKES:
        points = [(round(edge + x * scale), round(edge + y * scale)) for x, y in stroke]
        pen.line(points, fill="white", width=round(2.2 * scale), joint="curve")
    out = BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


@page(public=True)
def icon(request: Request, size: int, *, share: float = 1) -> HttpResponse:
    """The icon in one of the two sizes that phones ask for."""
    if size not in SIZES:
        raise Http404
    return HttpResponse(
        drawn(size, share), content_type="image/png", headers={"Cache-Control": "public, max-age=86400"}
    )


@page(public=True)
def worker(request: Request) -> HttpResponse:
    """The worker in the browser that shows notices; it stands for the whole site, wherever its file lies."""
    path = finders.find("notices/worker.js")
    if not path:
        raise Http404
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(Path(path).read_bytes(), content_type="text/javascript", headers=headers)


@page(reads=[], writes=["POST"])
def subscribe(request: Request) -> HttpResponse:
    """Show notices in this browser (`endpoint`, `p256dh`, `auth`), or with `stop` no more (in none without one)."""
    endpoint = request.POST.get("endpoint", "")[:1000]
    if "stop" in request.POST:
        choosing.hide_here(by=request.actor, endpoint=endpoint)
        return HttpResponse(status=204)
    keys = {name: request.POST.get(name, "") for name in ("p256dh", "auth")}
    if not all(0 < len(value) <= 200 for value in keys.values()) or len(keys["auth"]) > 60:
        return HttpResponse(json.dumps({"error": "keys"}), status=400, content_type="application/json")
    choosing.show_here(by=request.actor, endpoint=endpoint, **keys)
    return HttpResponse(status=204)
