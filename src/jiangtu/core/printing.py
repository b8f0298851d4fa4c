"""Paper: agreements, statements, sign-in sheets, typeset by Typst from a template and data handed over as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import qrcode
import qrcode.image.svg
import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.utils import get_app_template_dirs
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .fonts import FONTS, unprintable
from .phrases import enumerated

PACKAGE = Path(__file__).resolve().parent.parent


def pdf(template: str, data: Mapping[str, object], *, language: str, verify: str = "", digest: str = "") -> bytes:
    """A tagged A4 PDF of a room's `templates/typst/<template>` in that language ("en" or "zh-hans").

    The data reach Typst as a JSON value, never as source, so that no name can be read as markup. `verify` is an address
    of ours printed as a QR code, `digest` stands below it. Raises FileNotFoundError for an unknown template,
    typst.TypstError for a faulty one.
    """
    with translation.override(language):
        frame = {
            "language": "zh" if language.startswith("zh") else "en",
            "region": "CN" if language.startswith("zh") else "GB",
            "page": _("Page {page} of {pages}"),
            "printed": _("Printed on %(day)s from Jiangtu") % {"day": date_format(timezone.localdate())},
            "verify": verify and _("Scan to verify"),
            "qr": qr_svg(verify) if verify else "",
            "digest": digest,
        }
        frame["missing"] = _by_hand(data)
        handed = json.dumps({**data, "frame": frame}, cls=DjangoJSONEncoder, default=str)
    made = typst.compile(
        str(_find(template)),
        root=str(PACKAGE),
        font_paths=_fonts(),
        sys_inputs={"data": handed},
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    """Ours alone, looked through once: a paper looks the same on each machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _by_hand(data: Mapping[str, object]) -> str:
    """What of a paper has to be written by hand, because no font has it: the characters by their numbers."""
    characters = "".join(unprintable(_texts(data)).values())
    numbers = enumerated(f"U+{ord(each):X}" for each in dict.fromkeys(characters))
    return numbers and _("Characters that no font has stand as boxes (%(numbers)s). Write them by hand.") % {
        "numbers": numbers
    }


def _texts(value: object) -> Iterator[str]:
    """Every text within the data of a paper."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([*value.values()])
    elif isinstance(value, Iterable):
        for each in value:
            yield from _texts(each)


def qr_svg(address: str) -> str:
    """A QR code as an SVG drawing; a relative address is completed with this installation's own."""
    if address.startswith("/"):
        address = settings.BASE_URL.rstrip("/") + address
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0).save(drawn)
    return drawn.getvalue().decode()


def _find(template: str) -> Path:
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / "typst" / template
        if path.is_file() and path.resolve().is_relative_to(PACKAGE):
            return path
    raise FileNotFoundError(f"no Typst template {template}")
