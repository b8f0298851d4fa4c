"""The browser of frameworks: open to everybody signed in, in both languages."""

import pytest
from django.urls import reverse

from jiangtu.competences import access
from jiangtu.core.actor import VISITOR
from tests.factories.institutions import client_as, member

pytestmark = pytest.mark.django_db
PAGES = [
    ("index", []), ("scale", []), ("occupations", []), ("occupation", ["turning"]), ("framework", ["ilo-core-skills"]),
    ("detail", ["turning", "drawings"]),
]  # fmt: skip


@pytest.mark.parametrize("name, args", PAGES)
def test_a_visitor_is_sent_to_sign_in(client, name, args):
    assert client.get(reverse(f"competences:{name}", args=args)).status_code == 302
    assert access.can_read(VISITOR).code == "no_right"


@pytest.mark.parametrize(
    "language, words",
    [("en", ["Collaboration and teamwork", "not confirmed"]), ("zh-hans", ["协作与团队合作", "未经证实"])],
)
def test_a_framework_says_how_sure_its_names_are(language, words):
    page = client_as(member("apprentice"), language=language).get(
        reverse("competences:framework", args=["ilo-core-skills"])
    )
    for word in words:
        assert word in page.content.decode()


def test_what_is_not_there_is_not_found():
    client = client_as(member("apprentice"))
    for name, args in [("framework", ["x"]), ("detail", ["turning", "x"]), ("occupation", ["x"])]:
        assert client.get(reverse(f"competences:{name}", args=args)).status_code == 404


def test_the_list_finds_words_in_either_language():
    client = client_as(member("apprentice"))
    page = client.get(reverse("competences:index"), {"words": "螺纹"}).content.decode()
    assert "Turn threads and tapers" in page
    assert "Read part drawings" not in page


def test_the_list_asks_as_many_queries_for_a_full_page_as_for_a_line(queries_of):
    client = client_as(member("apprentice"))
    client.get(reverse("competences:index"))
    one = queries_of(lambda: client.get(reverse("competences:index"), {"words": "螺纹"}))
    assert queries_of(lambda: client.get(reverse("competences:index"), {"words": ""})) == one


def test_competences_sort_by_pinyin_in_chinese():
    names = ["安全操作与车床保养", "车孔与切槽", "识读零件图", "数控车削"]  # an, che, shi, shu
    client = client_as(member("apprentice"), language="zh-hans")
    page = client.get(reverse("competences:index"), {"sort": "name", "per_page": "100"}).content.decode()
    assert sorted(names, key=page.index) == names
