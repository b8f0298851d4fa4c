"""What the rulebook of pairing and its keys are called."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "rulebook:pairing": _("Pairing of mentors and apprentices"),
    "rule:max_apprentices_per_mentor": _("apprentices of a mentor at most"),
    "rule:min_level_gap": _("levels the mentor stands above"),
    "rule:weights": _("weights of the fit"),
    "rule:coverage": _("skills covered"),
    "rule:closeness": _("closeness of levels"),
    "rule:overlap": _("shared shifts"),
    "rule:ranks": _("ranks"),
}
