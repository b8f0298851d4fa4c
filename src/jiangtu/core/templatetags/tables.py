"""A table written out in a template, with the semantics and the phone's cards of the lists (`core/table.html`).

{% table %}
  {% heading _("Mentor") %}
  {% heading _("Fit") figures=True %}
  {% for pair in pairs %}
    {% row %}
      {% cell %}{{ pair.mentor }}{% endcell %}
      {% cell %}{{ pair.fit }}{% endcell %}
    {% endrow %}
  {% empty %}
    {% row %}{% cell across=True %}{% translate "Nobody yet." %}{% endcell %}{% endrow %}
  {% endfor %}
{% endtable %}
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
COLUMNS = "columns of the table"  # no name that a template could write


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column. `figures`: to the right; `unseen`: only read aloud; `ticks`: a box that ticks all."""

    label: str
    figures: bool
    unseen: bool
    ticks: str


@dataclass(slots=True)
class Columns:
    """The headings of the table being written, and the column of the next cell."""

    headings: list[Heading] = field(default_factory=list)
    next: int = 0

    @property
    def title(self) -> Heading | None:
        """The column that says what a line is about: the first with a name to read."""
        return next((each for each in self.headings if not each.unseen and not each.ticks), None)


class TableNode(template.Node):
    """The table around what stands between its tags."""

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        columns = Columns()
        with context.push(**{COLUMNS: columns}):
            body = self.nodelist.render(context)
        return render_to_string("core/_table.html", {"headings": columns.headings, "body": body})


@register.tag
def table(parser: Parser, token: Token) -> TableNode:
    """A table of headings and rows."""
    nodelist = parser.parse(("endtable",))
    parser.delete_first_token()
    return TableNode(nodelist)


@register.simple_tag(takes_context=True)
def heading(
    context: template.Context, label: str, *, figures: bool = False, unseen: bool = False, ticks: str = ""
) -> str:
    """The next column's name. `ticks`: the name of the boxes in the column, which its own box ticks all at once."""
    context[COLUMNS].headings.append(Heading(label, figures, unseen, ticks))
    return ""


@register.simple_block_tag(takes_context=True)
def row(context: template.Context, content: SafeString) -> SafeString:
    """One line of cells."""
    context[COLUMNS].next = 0
    return format_html('<tr role="row">{}</tr>', content)


@register.simple_block_tag(takes_context=True)
def cell(context: template.Context, content: SafeString, *, across: bool = False) -> SafeString:
    """The cell of the next column, with the column's name beside it on the phone, where the first is the card's title;
    or one `across` all columns."""
    columns: Columns = context[COLUMNS]
    if across:
        return format_html('<td role="cell" colspan="{}">{}</td>', len(columns.headings), content)
    over = columns.headings[columns.next]
    columns.next += 1
    figures = mark_safe(' class="n"') if over.figures else ""
    title = mark_safe(" data-title") if over is columns.title else ""
    named = "" if over.unseen or over.ticks else format_html(' data-label="{}"', over.label)
    return format_html('<td role="cell"{}{}{}>{}</td>', figures, named, title, content)
