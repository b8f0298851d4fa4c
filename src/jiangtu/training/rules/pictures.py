"""Pictures that people send: read by Pillow, made small, written anew, so that nothing hidden comes along."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from jiangtu.core.verdict import No, Refused

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1")  # how a phone's own format begins


def clean_picture(content: bytes, *, name: str = "") -> bytes:
    """A JPEG of at most 1600 pixels a side, upright, without EXIF or anything else of the original file.

    Raises `Refused` (`picture_too_large`, `picture_heic`, `picture_unreadable`) for what is too large or no JPEG, PNG
    or WebP.
    """
    too_large = No("picture_too_large", have=len(content) // 1024**2, need=LARGEST_FILE // 1024**2, name=name)
    if len(content) > LARGEST_FILE:
        raise Refused(too_large)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height <= LARGEST_PIXELS:
                return _written_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Refused(too_large) from fault
    except Exception as fault:  # Pillow raises a dozen kinds for broken files; each means the same to the sender
        code = "picture_heic" if content[4:12] in HEIC else "picture_unreadable"
        raise Refused(No(code, name=name)) from fault
    raise Refused(too_large)


def _written_anew(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is read at a fraction of its size
    seen_through = "A" in picture.getbands() or "transparency" in picture.info
    upright = ImageOps.exif_transpose(picture).convert("RGBA" if seen_through else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A") if seen_through else None)
    out = BytesIO()
    flat.save(out, "JPEG", quality=82)
    return out.getvalue()
