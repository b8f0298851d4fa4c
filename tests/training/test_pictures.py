"""Pictures are taken small, upright and without anything hidden; and what one asks of memory is bounded."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from PIL import Image, ImageFile

from jiangtu.core.verdict import Refused
from jiangtu.training.actions import pictures as one_at_a_time
from jiangtu.training.rules import pictures
from tests.factories.training import picture

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_comes_out_small_upright_and_without_its_hidden_data(form):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "a telephone"
    clean = pictures.clean_picture(picture(2400, 1800, form, exif=exif))
    with Image.open(BytesIO(clean)) as seen:
        assert seen.format == "JPEG"
        assert seen.size == (1200, 1600)
        assert not seen.getexif()
    assert b"telephone" not in clean


def test_a_transparent_or_grey_picture_is_laid_on_white():
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(pictures.clean_picture(out.getvalue()))) as seen:
        assert seen.getpixel((5, 5)) == (255, 255, 255)
    out = BytesIO()
    Image.new("P", (10, 10), 3).save(out, "PNG", transparency=3)
    assert pictures.clean_picture(out.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"%PDF-1.7",
        b"GIF89a" + b"0" * 100,
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"0" * 50,
    ],
)
def test_what_is_no_picture_is_refused_by_its_name(content):
    with pytest.raises(Refused) as refusal:
        pictures.clean_picture(content, name="work.jpg")
    assert refusal.value.verdict.code == "picture_unreadable"
    assert refusal.value.verdict.details["name"] == "work.jpg"


def test_a_phones_own_format_is_named_as_such():
    with pytest.raises(Refused, match="picture_heic"):
        pictures.clean_picture(b"\x00\x00\x00\x18ftypheic" + bytes(40), name="IMG_1.heic")


def test_a_huge_file_and_a_bomb_of_pixels_are_refused():
    with pytest.raises(Refused, match="picture_too_large"):
        pictures.clean_picture(b"\xff\xd8" + bytes(pictures.LARGEST_FILE))
    with pytest.raises(Refused, match="picture_unreadable"):
        pictures.clean_picture(bytes(pictures.LARGEST_FILE))
    out = BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")  # more than any screen's, and not yet what Pillow calls a bomb
    with pytest.raises(Refused) as refusal:
        pictures.clean_picture(out.getvalue(), name="wall.png")
    said = refusal.value.verdict
    assert (said.code, said.have, said.need) == ("picture_too_many_pixels", 64, 16)
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    with pytest.raises(Refused, match="picture_too_large"):
        pictures.clean_picture(out.getvalue())


def saved(size, mode="RGB", form="PNG", **how):
    out = BytesIO()
    Image.new(mode, size, None).save(out, form, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    "size, how, need",
    [
        ((4001, 4001), {}, 16),
        ((4001, 4001), {"form": "WEBP"}, 16),
        ((4001, 4001), {"form": "JPEG", "progressive": True}, 16),
        ((8000, 7800), {"form": "JPEG"}, 60),
    ],
)
def test_how_many_pixels_a_picture_may_have_depends_on_how_it_is_read(size, how, need):
    with pytest.raises(Refused) as refusal:
        pictures.clean_picture(saved(size, **how))
    assert (refusal.value.verdict.code, refusal.value.verdict.need) == ("picture_too_many_pixels", need)


@pytest.mark.parametrize("size", [(7600, 7600), (59_000, 1_000)])
def test_a_large_photo_of_a_camera_is_read_at_a_fraction_of_its_size(size, monkeypatch):
    content, asked, load = saved(size, form="JPEG"), [], ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: asked.append(self.size) or load(self))
    small = pictures.clean_picture(content)
    assert Image.open(BytesIO(small)).size[0] == 1600
    assert asked
    assert max(width * height for width, height in asked) < 4_000_000


MEMORY = """
import resource, sys
from jiangtu.core.verdict import Refused
from jiangtu.training.rules import pictures
def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before, refused = most(), 0
for path in sys.argv[1:]:
    try: pictures.clean_picture(open(path, "rb").read())
    except Refused: refused += 1
print(refused, most() - before)
"""


def grown(tmp_path, contents):
    """How many of the pictures were refused, and by how many MB a process grew by reading them all."""
    paths = [tmp_path / str(at) for at in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    said = subprocess.run(
        [sys.executable, "-c", MEMORY, *map(str, paths)],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
    )
    return tuple(map(int, said.stdout.split()))


def test_pictures_that_would_take_all_memory_take_none(tmp_path):
    refused, grew = grown(tmp_path, [saved((7740, 7740))] * 4)
    assert refused == 4
    assert grew < 50


def test_the_largest_that_are_read_take_a_bounded_share_of_memory(tmp_path):
    kinds = [saved((4000, 4000), "RGBA"), saved((4000, 4000), "P", transparency=0), saved((4000, 4000), form="WEBP"),
             saved((7740, 7740), form="JPEG"), saved((4000, 4000), form="JPEG", progressive=True)]  # fmt: skip
    refused, grew = grown(tmp_path, kinds)
    assert refused == 0
    assert grew < 200


def test_pictures_are_made_one_at_a_time(monkeypatch):
    now, most = [], []

    def watched(content, *, name):
        now.append(name)
        most.append(len(now))
        sleep(0.05)
        now.pop()
        return content

    monkeypatch.setattr(pictures, "clean_picture", watched)
    threads = [Thread(target=one_at_a_time.clean_picture, args=(b"",)) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert most == [1, 1, 1, 1]


def test_no_act_makes_a_picture_past_the_queue():
    acts = (SOURCE / "jiangtu").glob("*/actions/*.py")
    past = [path.name for path in acts if "rules.pictures import" in (text := path.read_text()) and "clean_picture" in
            text.partition("rules.pictures import")[2].splitlines()[0]]  # fmt: skip
    assert past == []
