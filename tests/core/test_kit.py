"""The page kit: its pieces render, stay within the strict policy, and the lists keep their promises."""

import csv
import datetime
import gzip
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error

from jiangtu.core import links, phrases
from jiangtu.core.models import Job, JournalEntry, RuleRow
from jiangtu.core.rulebook import Rulebook, _cite
from jiangtu.core.tables import YesOrNo
from jiangtu.core.templatetags import jiangtu as tags
from jiangtu.core.verdict import No
from tests.core import sample
from tests.factories.institutions import client_as, member
from tests.factories.pages import markup

pytestmark = pytest.mark.both
STATIC = Path(sample.__file__).resolve().parents[2] / "src/jiangtu/static"


@pytest.fixture(autouse=True)
def sample_pages(settings):
    settings.ROOT_URLCONF = "tests.core.sample"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [Path(__file__).parent / "templates"]}]


def rows(count, **values):
    RuleRow.objects.bulk_create(
        RuleRow(
            name=f"rule {n % 3}",
            place=f"{n:06}",
            key="k",
            value=n,
            since=datetime.date(2020, 1, 1 + n % 28),
            source="=HYPERLINK(1)",
            mark="given",
            **values,
        )
        for n in range(count)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("query", ["", "?bad=1&said=1", "?job=failed", "?job=waiting", "?job=done"])
def test_every_piece_renders_without_style_attributes_or_inline_scripts(client, language, query):
    client.cookies["django_language"] = language
    answer = client.get(f"/sample/pieces{query}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
    assert not re.search(r"(src|href)=\"(https?:)?//", html)
    assert re.search(r' on\w+="', html) is None
    assert "All &lt;b&gt;met" in html


@pytest.mark.django_db
def test_an_error_stands_with_its_field_and_nothing_typed_is_lost(client):
    html = client.get("/sample/pieces?bad=1").content.decode()
    assert 'aria-describedby="id_hours_helptext id_hours_error"' in html
    assert 'id="id_hours_error"' in html
    assert 'id="id_hours_helptext"' in html
    assert "Turned &lt;shafts&gt;" in html
    assert 'value="2026-03-01"' in html


def test_a_kept_refusal_writes_its_days_as_the_reader_does():
    verdict = No("no_edition_on_date", have=datetime.date(2025, 3, 10), need="2025-02-30", name="hours", place="cn")
    with translation.override("en"):
        said = tags.sentence(verdict.as_record())
    assert "10 Mar 2025" in said
    assert "2025-02-30" in said  # no day: as it was written


def test_a_page_without_charts_costs_less_than_60_kb_compressed():
    import django_htmx

    files = [
        STATIC / "jiangtu.css",
        STATIC / "jiangtu.js",
        STATIC / "vendor/bootstrap-reboot.min.css",
        Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js",
    ]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 60_000


def luminance(colour):
    colour = colour * 2 if len(colour) == 3 else colour
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_tokens_have_the_contrast_of_wcag_aa(mode):
    text = re.findall(r":root \{(.*?)\}", (STATIC / "jiangtu.css").read_text(), re.DOTALL)[mode]
    token = dict(re.findall(r"--([\w-]+): #(\w+);", text))
    pairs = [
        (front, back, 4.5)
        for front in ("ink", "ink-soft", "seal", "jade", "amber", "indigo")
        for back in ("paper", "sheet")
    ]
    pairs += [(f, f"{f}-soft", 4.5) for f in ("seal", "jade", "amber", "indigo")]
    pairs += [
        ("on-seal", "seal", 4.5),
        ("on-seal", "seal-deep", 4.5),
        ("ink-soft", "well", 4.5),
        ("field", "sheet", 3.0),
    ]
    pairs += [("ink", back, 4.5) for back in ("seal-soft", "jade-soft", "amber-soft", "indigo-soft")]
    for front, back, least in pairs:
        light, dark = sorted((luminance(token[front]), luminance(token[back])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least, (front, back, (light + 0.05) / (dark + 0.05))


@pytest.mark.django_db
def test_a_list_asks_the_same_number_of_queries_whatever_its_length(client, django_assert_num_queries):
    rows(3)
    client.get("/sample/rules")
    with django_assert_num_queries(2):
        client.get("/sample/rules")
    rows(300)
    with django_assert_num_queries(2):
        html = markup(client.get("/sample/rules?per_page=100"))
    assert html.count('<tr role="row">') == 101


@pytest.mark.django_db
def test_a_list_filters_sorts_and_pages(client):
    rows(60)
    first = markup(client.get("/sample/rules?sort=-place&name=rule+1"))
    assert 'aria-sort="descending"' in first
    assert re.findall(r">(0000\d\d)<", first) == [f"{n:06}" for n in range(58, 0, -3)]
    third = markup(client.get("/sample/rules?page=3"))
    assert len(re.findall(r">(0000\d\d)<", third)) == 10
    assert 'aria-current="page" href="?page=3"' in third


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=x",
        "page=999",
        "per_page=7",
        "per_page=x",
        "sort=nothing",
        "sort=",
        "cols=nothing",
        "mark=nothing",
        "export=exe",
    ],
)
def test_a_list_survives_a_nonsensical_address(client, query):
    rows(30)
    assert client.get(f"/sample/rules?{query}").status_code == 200


@pytest.mark.django_db
def test_no_row_is_on_two_pages_when_all_sort_alike(client):
    rows(60)
    seen = []
    for number in (1, 2, 3):
        seen += re.findall(r">(0000\d\d)<", markup(client.get(f"/sample/rules?sort=mark&page={number}")))
    assert len(set(seen)) == len(seen) == 60


@pytest.mark.django_db
def test_columns_are_chosen_and_spare_ones_wait(client):
    rows(1)
    assert "HYPERLINK" not in client.get("/sample/rules").content.decode()
    html = client.get("/sample/rules?cols=source&cols=place").content.decode()
    assert "HYPERLINK" in html
    assert 'data-label="Since"' not in html


def downloaded(client, query):
    answer = client.get(f"/sample/rules?{query}")
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def sheet_xml(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.django_db
def test_the_excel_export_has_real_types_and_no_formula(client):
    rows(30)
    content = downloaded(
        client, "export=xlsx&cols=name&cols=place&cols=since&cols=mark&cols=source&cols=key&sort=place"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == ["Name", "Place", "Since", "Mark", "Source", "number"]
    name, place, since, mark, source, number = sheet[2]
    assert (name.value, place.value, mark.value) == ("rule 0", "000000", "g＊")
    assert since.value == datetime.datetime(2020, 1, 1)
    assert since.number_format == "yyyy-mm-dd"
    assert source.value == "=HYPERLINK(1)"
    assert "<f>" not in sheet_xml(content)
    assert isinstance(number.value, int)
    assert sheet.max_row == 31


@pytest.mark.django_db
def test_the_csv_export_opens_as_text_in_a_spreadsheet(client):
    rows(2)
    content = downloaded(client, "export=csv&cols=source&cols=mark&cols=since")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["Since", "Mark", "Source"]
    assert lines[1][1:] == ["g＊", "'=HYPERLINK(1)"]


@pytest.mark.django_db
def test_an_export_holds_every_row_of_the_filter_in_a_constant_number_of_queries(client, django_assert_num_queries):
    rows(90)
    with django_assert_num_queries(3):
        content = downloaded(client, "export=csv&name=rule+1&page=2")
    assert len(content.decode("utf-8-sig").splitlines()) == 31


@pytest.mark.django_db
def test_a_refusal_is_a_page_with_each_reason_and_its_source(client):
    answer = client.get("/sample/refused")
    assert answer.status_code == 409
    assert "Notice of 2015, article 4" in answer.content.decode()


@pytest.mark.django_db
def test_what_is_not_there_is_a_page_for_people_and_a_problem_document_for_programs(client, settings):
    settings.ROOT_URLCONF = "jiangtu.config.urls"
    answer = client.get("/nowhere").content.decode()
    assert "Nothing is here" in answer
    assert "for people who have signed in" in answer
    assert "present role" not in answer
    told = client.get("/nowhere", headers={"accept": "application/json"})
    assert (told.status_code, told["Content-Type"]) == (404, "application/problem+json")
    assert told.json() == {"type": "urn:jiangtu:not_found", "title": "Nothing is here", "status": 404}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/classes/7?page=2", 'href="/classes/7?page=2"'),
        ("http://elsewhere.example/classes/7", None),
        ("http://testserver/sample/refused", None),
        ("http://testserver//elsewhere.example/", 'href="/elsewhere.example/"'),
        ("", None),
    ],
)
def test_a_refusal_leads_back_to_where_one_was_on_our_own_pages_only(client, came_from, back):
    html = client.get("/sample/refused", headers={"referer": came_from}).content.decode()
    assert ("Back without changes" in html) == (back is not None)
    assert back is None or back in html


@pytest.mark.django_db
def test_the_language_chosen_is_kept_and_only_our_own_addresses_are_gone_back_to():
    client = Client()
    answer = client.post("/core/language", {"language": "zh-hans", "next": "/sample/pieces"})
    assert answer["Location"] == "/sample/pieces"
    assert answer.cookies["django_language"].value == "zh-hans"
    assert 'lang="zh-Hans"' in client.get("/sample/pieces").content.decode()
    assert client.post("/core/language", {"language": "xx", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.post("/core/language", {"language": "en", "next": "no page"}).status_code == 302


@pytest.mark.django_db
def test_someone_elses_job_is_not_found(client):
    job = Job.objects.create(kind="roster")
    assert client.get(f"/core/jobs/{job.uuid}").status_code == 302  # asked to sign in


@pytest.mark.django_db
def test_ones_own_job_is_watched_until_it_ends_and_then_the_page_is_loaded_anew():
    head = member("programme_head")
    browser = client_as(head)
    job = Job.objects.create(kind="roster", owner=head.person_uuid, state="running", done=412, total=1000)
    page = markup(browser.get(f"/core/jobs/{job.uuid}"))
    assert "412 of 1,000 done" in page
    assert "<h1>Work in progress</h1>" in page
    watched = browser.get(f"/core/jobs/{job.uuid}", headers={"hx-request": "true"})
    assert "hx-trigger" in watched.content.decode()
    assert "HX-Refresh" not in watched
    Job.objects.filter(pk=job.pk).update(state="done")
    assert browser.get(f"/core/jobs/{job.uuid}", headers={"hx-request": "true"})["HX-Refresh"] == "true"
    other = client_as(member("programme_head"))
    assert other.get(f"/core/jobs/{job.uuid}").status_code == 404


@pytest.mark.parametrize(
    ("amount", "language", "shown"),
    [("1500", "en", "¥1,500.00"), ("1500", "zh-hans", "¥1,500.00"), (-1.5, "en", "−¥1.50"), (None, "en", "—")],
)
def test_money_is_written_the_same_in_a_sum_and_in_its_derivation(amount, language, shown):
    with translation.override(language):
        assert tags.money(amount) == shown


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("陈小明", "name", "陈＊＊"),
        ("欧阳建国庆", "name", "欧＊＊"),
        ("李强", "name", "李＊"),
        ("", "name", ""),
        ("Wang Li", "name", "W*** L*"),
        ("330501199001010012", "id", "3305**********0012"),
        ("王", "name", "王"),
        ("12345678", "id", "12****78"),
        ("E12345678", "id", "E1*****78"),  # a passport's nine signs: the half of them at most
        ("", "id", ""),
        ("13812345678", "phone", "138****5678"),
        ("05721234", "phone", "05****34"),
        ("110", "phone", "***"),
    ],
)
def test_names_and_numbers_are_masked_in_lists(value, kind, shown):
    assert tags.masked(value, kind) == shown


def test_a_stored_verdict_reads_like_the_living_one():
    verdict = No("rulebook_unknown", name="funding", place="cn")
    assert tags.sentence(verdict.as_record()) == tags.sentence(verdict) == phrases.sentence(verdict)


@pytest.mark.parametrize(
    "have, need, plan, short",
    [(284, 400, 264, False), (130, 250, 165, True), (40, 40, None, False), (0, 0, None, False)],
)
def test_a_bar_is_amber_while_behind_its_plan(have, need, plan, short):
    assert ('class="bar short"' in tags.bar(have, need, plan)) == short


def test_a_bar_never_leaves_its_frame():
    drawn = tags.bar(900, 400, 500, 'a"b')
    assert 'width="100%"' in drawn
    assert 'x="99.5%"' in drawn
    assert 'aria-valuenow="400"' in drawn
    assert "a&quot;b" in drawn


@pytest.mark.django_db
def test_wrong_addresses_and_faults_get_pages_of_ours(client):
    client.raise_request_exception = False
    assert "Nothing is here" in client.get("/nowhere").content.decode()
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "程序出错了" in answer.content.decode()


@pytest.mark.django_db
def test_a_nul_character_is_refused_before_the_database_meets_it(client):
    assert client.get("/sample/rules?q=a%00b").status_code == 400
    assert client.get("/sample/rules?%00=1").status_code == 400


def test_a_source_in_both_languages_shows_the_readers_side():
    for language, seen in (("zh-hans", "甲省规定，每班30–50人"), ("en", "Rule of A, a class of 30–50")):
        with translation.override(language):
            assert phrases.side("甲省规定，每班30–50人 · Rule of A, a class of 30–50") == seen
            assert phrases.side("人社部发〔2021〕39号") == "人社部发〔2021〕39号"
            assert phrases.side(None) == ""


def test_a_note_joins_its_source_side_by_side():
    book = Rulebook(since=datetime.date(2021, 1, 1), source="某号", mark="S", notes={"months": "1–2年 · 1–2 years"})
    assert _cite(book, "months") == "某号，1–2年 · 某号, 1–2 years"
    assert _cite(book, "yearly") == "某号"


def test_an_unasked_yes_or_no_says_any():
    with translation.override("en"):
        assert str(YesOrNo(label="Running").field.widget.choices[0][1]) == "any"


def test_whole_hours_are_written_without_a_decimal():
    tenths = [phrases.written(Decimal(text)) for text in ("400.0", "0.0", "37.5", "1200.0", "12.00")]
    assert tenths == ["400", "0", "37.5", phrases.written(1200), phrases.written(Decimal("12.00"))]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_long_number_is_written_by_threes_in_sentences_and_templates_alike(language):
    with translation.override(language):
        assert phrases.written(1234567) == "1,234,567"
        assert phrases.written(Decimal("1200.5")) == "1,200.5"
        assert Template("{{ n }}").render(Context({"n": 12345})) == "12,345"


@pytest.mark.parametrize(("language", "read"), [("en", "March 2025, April 2025"), ("zh-hans", "2025年3月、2025年4月")])
def test_months_are_read_as_the_readers_language_writes_them(language, read):
    with translation.override(language):
        assert phrases.months(["2025-03", "2025-04"]) == read
        assert phrases.months(6) == "6"


def test_a_value_far_too_long_is_quoted_by_its_beginning(monkeypatch):
    monkeypatch.setitem(phrases._sentences, "sample_quotes", "“%(have)s” is not “%(need)s”.")
    said = phrases.phrase("sample_quotes", have="钳" * 3000, need="工" * 300)
    assert said == f"“{'钳' * 300}…” is not “{'工' * 300}”."


def test_acts_that_read_the_same_stand_on_one_line_with_their_number():
    def act(verb, remark=""):
        now = datetime.datetime(2025, 6, 16, 10, tzinfo=datetime.UTC)
        return JournalEntry(at=now, on=now.date(), verb=verb, kind="k", subject=uuid4(), role="", remark=remark)

    request = RequestFactory().get("/")
    acts = tags.timeline(
        {"request": request}, [act("closed"), act("closed"), act("opened"), act("closed"), act("closed", "late")]
    )["acts"]
    assert [(links.of(request).written(each["what"]), each["times"]) for each in acts] == [
        ("closed", 2), ("opened", 1), ("closed", 1), ("closed", 1),
    ]  # fmt: skip


def test_an_edition_is_named_by_its_day_and_what_names_none_stays():
    assert tags.edition("hours/cn@2022-01-01") == "edition of 1 Jan 2022"
    assert tags.edition("hours/120000@2021-06-22+hours/cn@2022-01-01") == "edition of 22 Jun 2021"
    assert tags.edition("row of an office") == "row of an office"
