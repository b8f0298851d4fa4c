"""Sentences of profiles and of sheets that bring them. None repeats a name: problems are kept with their file."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "sheet_level_unknown": _("level unknown"),
    "sheet_level_missing": _("no level"),
    "sheet_entry_long": _("site or shift too long"),
    "sheet_suit_unknown": _("neither red nor white"),
    "sheet_number_invalid": _("not such a number"),
    "sheet_formula_failed": _("formula without a result"),
    "sheet_person_unknown": _("not on the list"),
    "sheet_name_ambiguous": _("several of this name"),
    "sheet_person_twice": _("twice in the file"),
}

PHRASES = {
    "not_a_mentor": _("%(have)s does not hold the mentor's role at this enterprise. Give the role first."),
    "sheet_level_unknown": _("“%(have)s” is no level of any ladder. Write it like L2, 技师 or technician."),
    "sheet_level_missing": _("The level is missing. Write it like L2, 技师 or technician."),
    "sheet_entry_long": _("“%(have)s” is too long: a site or shift has at most %(need)s characters."),
    "sheet_suit_unknown": _("“%(have)s” is neither red nor white. Write 红 (red) or 白 (white); empty means red."),
    "sheet_number_invalid": _("“%(have)s” should be a whole number from %(least)s to %(need)s."),
    "sheet_formula_failed": _("A formula left no result here. Write the value itself."),
    "sheet_person_unknown": _(
        "Nobody of this name belongs here. Keep the key of the downloaded list, or write the name as recorded."
    ),
    "sheet_name_ambiguous": _("Several people here have this name. Keep the key of the downloaded list for this row."),
    "sheet_person_twice": _("This person stands in line %(have)s already. Keep one of the two lines."),
}
