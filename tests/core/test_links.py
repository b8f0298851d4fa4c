"""Names as links: asked for together, for whom the page opens; plain text for others, in exports and in mails."""

from uuid import uuid4

import pytest
from django.test import RequestFactory

from jiangtu.core import links
from jiangtu.core.actor import VISITOR

PERSON, HOUSE = ("x.Person", uuid4()), ("x.House", uuid4())


def page(*values, language="en", path="/"):
    """What a page writes that names these."""
    from django.utils.translation import override

    request = RequestFactory().get(path)
    request.actor = VISITOR
    with override(language):
        marked = " | ".join(links.linked(request, value) for value in values)
        return links.of(request).written(marked)


@pytest.fixture
def asked():
    """Every question about homes; here the person alone has a page that opens."""
    questions = []

    def opens(actor, uuids):
        questions.append(uuids)
        return {uuid: f"/people/{uuid}" for uuid in uuids if uuid == PERSON[1]}

    kinds = ("x.Person", "x.House")
    with links.homes.alone(lambda: [links.Home(kind, opens) for kind in kinds]):
        yield questions


def test_a_name_leads_to_the_page_that_opens_and_is_text_otherwise(asked):
    assert page((PERSON, "李明"), (HOUSE, "某厂")) == f'<a href="/people/{PERSON[1]}">李明</a> | 某厂'


def test_a_name_does_not_lead_to_the_page_it_stands_on(asked):
    assert page((PERSON, "李明"), path=f"/people/{PERSON[1]}") == "李明"


def test_all_names_of_a_page_are_asked_for_together(asked):
    page(*[(("x.Person", uuid4()), str(n)) for n in range(30)], (HOUSE, "某厂"), (HOUSE, "那厂"))
    assert [len(uuids) for uuids in asked] == [30, 1]
    asked.clear()
    assert page("nothing is named") == "nothing is named"
    assert asked == []


@pytest.mark.parametrize("language, comma", [("en", ", "), ("zh-hans", "、")])
def test_several_names_stand_with_the_readers_comma(asked, language, comma):
    shown = page([(PERSON, "李明"), (HOUSE, "某厂")], language=language)
    assert shown == f'<a href="/people/{PERSON[1]}">李明</a>{comma}某厂'


def test_a_sentence_reads_as_text_and_its_names_lead_on(asked):
    said = links.Sentence("%(who)s: %(n)s <days>", {"who": (PERSON, "李<明"), "n": 3})
    assert said == "李<明: 3 <days>"
    assert page(said) == f'<a href="/people/{PERSON[1]}">李&lt;明</a>: 3 &lt;days&gt;'


def test_of_several_pages_the_topmost_rooms_is_taken():
    rooms = [
        lambda: [links.Home("x.Person", lambda actor, uuids: dict.fromkeys(uuids, "/above"))],
        lambda: [links.Home("x.Person", lambda actor, uuids: dict.fromkeys(uuids, "/below"))],
    ]
    with links.homes.alone(*rooms):
        assert page((PERSON, "李明")) == '<a href="/above">李明</a>'


def test_nobody_can_type_a_mark(asked):
    assert page("\ue0000:0\ue001", (PERSON, "李明")).startswith("\ue0000:0\ue001 | <a")
