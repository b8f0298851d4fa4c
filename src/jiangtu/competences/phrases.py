"""What the journal says of the packs, and what the room's rulebooks, their keys and values are called."""

from django.utils.translation import gettext_lazy as _

RULES = {
    "rulebook:ladders": _("Levels of skill"),
    "rulebook:frameworks": _("Frameworks of competences"),
    "rulebook:occupations": _("Occupations"),
    "rulebook:competence-scale": _("Scale of assessment"),
    "rule:levels": _("levels"),
    "rule:key": _("key"),
    "rule:rank": _("rank"),
    "rule:term": _("name in Chinese"),
    "rule:name": _("name"),
    "rule:name_en": _("name in English"),
    "rule:code": _("code"),
    "rule:aliases": _("other words"),
    "rule:core": _("core skills"),
    "rule:groups": _("groups"),
    "rule:competences": _("competences"),
    "rule:mark": _("mark"),
    "rule:meaning": _("meaning"),
    "rule:meaning_en": _("meaning in English"),
    "rule:occupations": _("occupations"),
    "rule:framework": _("framework"),
    "rule:ladder": _("ladder"),
    "rule:anchors": _("anchors"),
    "rule:level": _("level"),
    "rule:anchor": _("what it means"),
    "rule:anchor_en": _("what it means in English"),
    "rule:differs_from": _("levels apart that are said to differ"),
    "value:mark.example": _("example"),
    "value:ladder.national": _("the national eight levels"),
    "value:ladder.professional": _("professional titles"),
    "value:ladder.petroleum": _("the petroleum ladder"),
}

PHRASES = {"pack loaded": _("“%(name)s” was brought up to date from its pack")} | RULES
