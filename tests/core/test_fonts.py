"""Rare characters on paper: what our fonts have is printed, the rest is said before and on the paper itself."""

import io

import pytest
from pypdf import PdfReader

from jiangtu.core.fonts import FONTS, _held, unprintable
from jiangtu.core.printing import pdf

NOWHERE = "\U0002a6d6"  # the last of Ext B: in no font of ours
PRINTED = ["张三", "㛃䶮", "𠮷田", "𬭚", "阿卜杜·热西提", "ئابلىز", "བསྟན་འཛིན", "Nguyễn Văn Ấn", "Ünal O’Brien", "١٢"]


def fonts_of(text: str) -> set[str]:
    """The fonts in which a paper prints a text, beside those of its frame."""
    reader = PdfReader(io.BytesIO(pdf("document.typ", {"title": "T", "parts": [{"text": text}]}, language="en")))
    used = [page["/Resources"]["/Font"] for page in reader.pages]
    return {font.get_object()["/BaseFont"].partition("+")[2] for fonts in used for font in fonts.values()}


@pytest.mark.parametrize("name", PRINTED)
def test_names_of_every_people_of_the_land_can_be_printed(name: str) -> None:
    assert unprintable([name]) == {}


@pytest.mark.parametrize(
    ("text", "font"), [("𠮷", "NotoSansJP"), ("ئابلىز", "NotoSansArabic"), ("བསྟན", "NotoSerifTibetan")]
)
def test_rare_characters_come_from_the_fonts_behind(text: str, font: str) -> None:
    assert any(each.startswith(font) for each in fonts_of(text)), fonts_of(text)


def test_what_no_font_has_is_told_by_name_and_character() -> None:
    assert unprintable(["张三", f"张{NOWHERE}{NOWHERE}", "  \n", "王\u200b芳", ""]) == {
        f"张{NOWHERE}{NOWHERE}": NOWHERE
    }


@pytest.mark.parametrize(("language", "said"), [("en", "Write them by hand"), ("zh-hans", "请手写")])
def test_the_paper_itself_says_what_to_write_by_hand(language: str, said: str) -> None:
    data = {"title": "T", "parts": [{"facts": [["姓名", f"张{NOWHERE}"]]}]}
    text = PdfReader(io.BytesIO(pdf("document.typ", data, language=language))).pages[0].extract_text()
    assert "U+2A6D6" in text
    assert said in text.replace("\n", " ")
    plain = pdf("document.typ", {"title": "T", "parts": [{"text": "张三"}]}, language=language)
    assert said not in PdfReader(io.BytesIO(plain)).pages[0].extract_text()


def test_every_font_for_paper_is_read() -> None:
    assert {path.name.partition("-")[0] for path in FONTS.glob("*.ttf")} == {
        *("NotoSansSC", "NotoSerifSC", "NotoSansJP", "NotoSansHK", "NotoSansArabic", "NotoSerifTibetan"),
    }
    gb2312 = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    assert [each for each in gb2312 if each and ord(each) not in _held()] == []
