"""Tables written out in templates: what they say to a reader, to a screen reader and on a phone."""

import re

from django.template import engines

PAIRS = [{"mentor": "陈师傅", "fit": 3}, {"mentor": "<b>", "fit": 12}]
TABLE = """{% load i18n tables %}
{% table %}
  {% heading _("Tick all") ticks="who" %}{% heading name %}{% heading "Fit" figures=True %}
  {% for pair in pairs %}
    {% row %}
      {% cell %}☐{% endcell %}{% cell %}{{ pair.mentor }}{% endcell %}{% cell %}{{ pair.fit }}{% endcell %}
    {% endrow %}
  {% empty %}{% row %}{% cell across=True %}Nobody.{% endcell %}{% endrow %}{% endfor %}
{% endtable %}"""


def shown(source=TABLE, **values):
    """The table as HTML, the white space between its parts taken out."""
    html = engines["django"].from_string(source).render({"name": "Mentor", "pairs": PAIRS, **values})
    return re.sub(r"\s*(<[^>]*?)\s*(>)\s*", r"\1\2", html).strip()


def test_each_cell_bears_the_name_of_its_column_for_the_phone():
    cells = re.findall(r'<td role="cell"(.*?)>(.*?)</td>', shown())
    assert cells[:3] == [("", "☐"), (' data-label="Mentor" data-title', "陈师傅"), (' class="n" data-label="Fit"', "3")]
    assert cells[3:] == [
        ("", "☐"),
        (' data-label="Mentor" data-title', "&lt;b&gt;"),
        (' class="n" data-label="Fit"', "12"),
    ]


def test_rows_and_headings_keep_their_roles_when_they_are_laid_out_as_cards():
    html = shown()
    assert html.startswith('<div class="rows"><table class="table" role="table"><thead role="rowgroup"><tr role="row">')
    assert html.count('<th role="columnheader" scope="col"') == 3
    assert '<th role="columnheader" scope="col" class="n">Fit</th>' in html
    assert html.count('<tr role="row">') == 3
    assert '</thead><tbody role="rowgroup"><tr role="row">' in html


def test_a_box_over_a_column_ticks_all_its_boxes_and_says_so_aloud():
    assert '<input type="checkbox" data-ticks="who"><span class="unseen">Tick all</span></label></th>' in shown()


def test_a_table_without_lines_says_so_over_all_its_columns():
    assert '<td role="cell" colspan="3">Nobody.</td>' in shown(pairs=[])


def test_two_tables_on_a_page_keep_their_columns_apart():
    html = shown(TABLE + TABLE.replace("{% load i18n tables %}", "").replace('"Fit"', '"Level"'))
    assert re.findall(r'data-label="(Fit|Level)"', html) == ["Fit", "Fit", "Level", "Level"]
    assert html.count("columnheader") == 6
