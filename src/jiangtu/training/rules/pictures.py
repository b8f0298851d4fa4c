"""Pictures that people send: read by Pillow, made small, written anew, so that nothing hidden comes along."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from jiangtu.core.verdict import No, Refused

LARGEST_FILE = 10 * 1024 * 1024
MILLION = 1_000_000
# What a decoder may be asked for. A plain JPEG, which cameras write, is read at a fraction of its size; all others are
# laid out whole in memory first, 4 bytes for each pixel, and a telephone's screen has 5 million.
LARGEST_PLAIN = 60 * MILLION
LARGEST = 16 * MILLION
SMOOTH = ("L", "LA", "RGB", "RGBA", "CMYK")  # can be made smaller as they are
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1")  # how a phone's own format begins


def clean_picture(content: bytes, *, name: str = "") -> bytes:
    """A JPEG of at most 1600 pixels a side, upright, without EXIF or anything else of the original file.

    Takes at most some 150 MB while it does so. Raises `Refused` (`picture_too_large`, `picture_too_many_pixels`,
    `picture_heic`, `picture_unreadable`) for what is too large or no JPEG, PNG or WebP.
    """
    too_large = No("picture_too_large", have=len(content) // 1024**2, need=LARGEST_FILE // 1024**2, name=name)
    if len(content) > LARGEST_FILE:
        raise Refused(too_large)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            most, pixels = _most(picture), picture.width * picture.height
            if pixels > most:
                raise Refused(No("picture_too_many_pixels", have=pixels // MILLION, need=most // MILLION, name=name))
            return _written_anew(picture)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Refused(too_large) from fault
    except Exception as fault:  # Pillow raises a dozen kinds for broken files; each means the same to the sender
        code = "picture_heic" if content[4:12] in HEIC else "picture_unreadable"
        raise Refused(No(code, name=name)) from fault


def _most(picture: Image.Image) -> int:
    """How many pixels a picture of its kind may have. One in passes (progressive) is held whole, as a PNG is."""
    plain = picture.format == "JPEG" and not picture.info.get("progressive")
    return LARGEST_PLAIN if plain else LARGEST


def _written_anew(picture: Image.Image) -> bytes:
    shrunk = max(1.0, max(picture.size) / LONGEST_SIDE)
    picture.draft(None, (max(1, int(picture.width / shrunk)), max(1, int(picture.height / shrunk))))  # for a JPEG
    seen_through = "A" in picture.getbands() or "transparency" in picture.info
    whole = picture if picture.mode in SMOOTH else picture.convert("RGBA" if seen_through else "RGB")
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(whole).convert("RGBA" if seen_through else "RGB")
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A") if seen_through else None)
    out = BytesIO()
    flat.save(out, "JPEG", quality=82)
    return out.getvalue()
