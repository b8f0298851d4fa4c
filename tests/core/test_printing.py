"""Paper: Chinese comes out as text, and nothing handed over is read as markup."""

import io

import pytest
from pypdf import PdfReader

from jiangtu.core.printing import pdf, qr_svg

NASTY = '#panic("x") *bold* $x$ \\ "quoted" </script> {{ x }}'


def text_of(content):
    reader = PdfReader(io.BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def test_chinese_and_figures_can_be_read_from_the_page():
    parts = [
        {"heading": "津贴"},
        {"facts": [["师傅", "王建国"], ["单位", "江苏示例阀门有限公司"]]},
        {
            "ledger": {
                "headings": ["月份", "人数", "金额"],
                "rows": [["一月", "3", "250.00"], ["合计", "", "250.00"]],
                "strong": [1],
            }
        },
        {"signatures": ["师傅（签名）", "企业（盖章）"]},
        {"seal": "结业"},
    ]
    content = pdf(
        "document.typ",
        {"title": "津贴说明", "subtitle": "二〇二五年上半年", "parts": parts},
        language="zh-hans",
        verify="/x/1",
    )
    reader, text = text_of(content)
    for words in ("津贴说明", "王建国", "江苏示例阀门有限公司", "250.00", "企业（盖章）"):
        assert words in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")
    width, height = reader.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842)


def test_what_is_handed_over_is_printed_as_it_is():
    _reader, text = text_of(pdf("document.typ", {"title": "T", "parts": [{"text": NASTY}]}, language="en"))
    assert '#panic("x")' in text.replace("“", '"').replace("”", '"')
    assert "*bold*" in text


def test_pages_are_numbered():
    parts = [{"text": "line"}] * 120
    reader, text = text_of(pdf("document.typ", {"title": "Long", "parts": parts}, language="en"))
    assert f"Page 2 of {len(reader.pages)}" in text
    assert len(reader.pages) > 1


def test_an_unknown_template_is_said_so():
    with pytest.raises(FileNotFoundError):
        pdf("../base.html", {}, language="en")
    with pytest.raises(FileNotFoundError):
        pdf("nothing.typ", {}, language="en")


def test_the_code_holds_our_own_address(settings):
    settings.BASE_URL = "https://jiangtu.example"
    assert "<path" in qr_svg("/agreements/1")
    assert qr_svg("/a") == qr_svg("https://jiangtu.example/a")
