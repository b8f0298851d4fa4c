"""Sentences of the room's verdicts."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "level_met_by_enterprise": _("%(competence)s: the enterprise finds level %(have)s; level %(need)s is asked."),
    "level_met_by_college": _("%(competence)s: the college finds level %(have)s; level %(need)s is asked."),
    "level_short_by_enterprise": _("%(competence)s: the enterprise finds level %(have)s; level %(need)s is needed."),
    "level_short_by_college": _("%(competence)s: the college finds level %(have)s; level %(need)s is needed."),
    "not_assessed_by_enterprise": _(
        "%(competence)s: the enterprise has not assessed it yet; level %(need)s is needed."
    ),
    "not_assessed_by_college": _("%(competence)s: the college has not assessed it yet; level %(need)s is needed."),
    "nothing_assessed": _("Nothing is assessed yet. Choose a level for at least one competence."),
    "level_missing_for": _("%(competence)s: there is an example but no level. Choose one, or clear the example."),
    "example_missing": _("Write one thing that you saw, in a few words."),
    "example_too_long": _("The example has %(have)s characters; %(need)s is the most. Keep to one thing."),
    "example_given": _("There is an example."),
    "assessed_in_the_future": _("%(have)s has not come yet. An assessment bears the day on which something was seen."),
    "competence_assessed_twice": _("One competence is assessed twice in one go."),
    "level_off_the_scale": _("Level %(have)s is not on the scale: it runs from 1 to %(need)s."),
    "assessed": _("Assessed: %(competence)s, level %(level)s"),
}
