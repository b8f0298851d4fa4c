"""A long list is paged through from its start and from its end, and costs no more on its last page."""

import pytest
from django.urls import reverse

from jiangtu.core import paging
from jiangtu.institutions.models import Institution
from tests.factories.institutions import client_as, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def numbered(monkeypatch):
    """Two hundred enterprises in the order of the list, of which a list counts a hundred; what an administrator reads
    of them on a page."""
    monkeypatch.setattr(paging, "COUNTED", 100)
    rows = [
        Institution(kind="enterprise", name=f"厂{n:03}", name_key=f"chang{n:03}", region="330522") for n in range(200)
    ]
    Institution.objects.bulk_create(rows)
    client = client_as(member("administrator"), language="zh-hans")

    def read(page, **more):
        answer = client.get(reverse("institutions:list"), {"q": "厂", "page": page, **more})
        table = answer.context["table"]
        table.written = answer.content.decode()
        return table, [row.record.name for row in table.paginated_rows]

    return read


def names(*numbers):
    return [f"厂{n:03}" for n in range(*numbers)]


def test_pages_of_a_long_list_from_its_start_and_from_its_end(numbered):
    table, shown = numbered(1)
    assert (table.paginator.count, table.paginator.more, table.paginator.num_pages) == (100, True, 4)
    assert shown == names(0, 25)
    assert numbered(4)[1] == names(75, 100)
    assert numbered(-1)[1] == names(175, 200)
    assert numbered(-4)[1] == names(100, 125)


@pytest.mark.parametrize("beyond", [5, 1_000_000, -5, -1_000_000])
def test_beyond_what_is_counted_stands_the_last_page_that_is(beyond, numbered):
    assert numbered(beyond)[1] == names(75, 100)


@pytest.mark.parametrize(
    "nonsense", ["", "x", "--1", "-", "0", "-0", "-1e3", "1.5", "٣", "-" + "9" * 5_000, "9" * 5_000]
)
def test_a_page_that_there_is_not_is_another_page_and_no_fault(nonsense, numbered):
    assert len(numbered(nonsense)[1]) == 25


def test_the_pages_beside_one_from_the_end(numbered):
    links = lambda page: [shown for _, shown in numbered(page)[0].page.back]  # noqa: E731
    assert links(1) == [3, 2, 1]
    assert links(-1) == [3, 2, 1]
    assert links(-4) == [4, 3, 2, 1]


def test_the_page_leads_to_the_last_ones(numbered):
    table, _shown = numbered(-2)
    assert "&amp;page=-1" in table.written
    pager = table.written.partition('class="pager"')[2].partition("</nav>")[0]
    assert pager.count('aria-current="page"') == 1
    assert "多于 100 行" in table.written


def test_of_a_list_that_is_counted_whole_the_page_from_the_end_is_that_from_the_start(numbered, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 1_000)
    table, shown = numbered(-1)
    assert (table.page.number, table.paginator.more, table.page.back) == (table.paginator.num_pages, False, [])
    assert shown[-1] == numbered(1_000_000)[1][-1]


def test_an_order_turned_round_at_its_head_is_read_from_its_end_too(numbered):
    assert numbered(1, sort="-name")[1] == names(200)[:174:-1]
    assert numbered(-1, sort="-name")[1] == names(25)[::-1]
