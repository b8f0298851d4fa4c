"""Sentences of pairing: why two may be paired or not, why a place stays empty, what is wrong with a problem."""

from django.utils.translation import gettext_lazy as _

HEADINGS = (_("Apprentice"), _("Mentor"), _("Fit"), _("Coverage"), _("Closeness"), _("Overlap"))

CONDITIONS = {
    "another_person": _("Mentor and apprentice are two people."),
    "own_mentor": _("Nobody is their own mentor."),
    "pair_not_forbidden": _("Nobody asked for these two to be kept apart."),
    "pair_forbidden": _("These two are to be kept apart; lift that first."),
    "site_shared": _("They share a site (mentor: %(have)s; apprentice: %(need)s)."),
    "site_not_shared": _("They share no site (mentor: %(have)s; apprentice: %(need)s)."),
    "shift_shared": _("They share a shift (mentor: %(have)s; apprentice: %(need)s)."),
    "shift_not_shared": _("They share no shift (mentor: %(have)s; apprentice: %(need)s)."),
    "rank_above": _("The mentor stands %(have)s levels above the apprentice; at least %(need)s are asked for."),
    "rank_not_above": _("The mentor stands %(have)s levels above the apprentice, and at least %(need)s are asked for."),
    "target_level_reached": _("The mentor's level, %(have)s, is not below the one aimed at, %(need)s."),
    "target_level_not_reached": _("The mentor's level, %(have)s, is below the one aimed at, %(need)s."),
    "skill_covered": _("The mentor masters some of what is to be learnt (masters: %(have)s; to be learnt: %(need)s)."),
    "skill_not_covered": _("The mentor masters nothing of what is to be learnt: %(need)s."),
}

REASONS = {
    "no_mentor_on_site": _("no further mentor works on a site of theirs"),
    "no_shift_overlap": _("no further mentor on their site works a shift of theirs"),
    "no_rank_above": _("no further mentor on their site and shift stands high enough"),
    "no_skill": _("no further mentor who stands high enough masters anything of what they are to learn"),
    "all_places_taken": _("every mentor who would suit is full or may not be paired with them"),
}

FAULTS = {
    "invalid_problem": _("The pairing cannot be worked out. Faults: %(have)s. Correct them all first."),
    "problem_no_file": _("There is no file “%(have)s”, or it may not be read."),
    "problem_not_json": _("“%(have)s” is not a readable JSON file."),
    "key_missing": _("%(at)s is missing."),
    "not_an_object": _("%(at)s must be an object: {…}."),
    "not_a_list": _("%(at)s must be a list: […]."),
    "not_a_text": _("%(at)s must be a text that is not empty."),
    "not_a_whole_number": _("%(at)s must be a whole number."),
    "not_a_pair": _("%(at)s must be a pair of ids: [mentor, apprentice]."),
    "duplicate_id": _("The id “%(id)s” stands %(have)s times in “%(list)s”; each needs its own."),
    "unknown_id": _("“%(id)s” in “%(where)s” is not in “%(list)s”."),
    "negative_places": _("Mentor “%(id)s” has %(have)s places; it must be 0 or more."),
    "negative_mentors": _("Apprentice “%(id)s” is to have %(have)s mentors; it must be 0 or more."),
    "number_too_large": _("“%(key)s” of “%(id)s” is %(have)s; at most %(need)s is possible."),
    "unknown_level": _("“%(id)s”: the ladder has no level “%(have)s”; it has: %(need)s."),
    "grade_out_of_range": _("“%(id)s”: the grade of “%(skill)s” is %(have)s; it must be 1 to 5."),
    "rule_out_of_range": _("The rule “%(key)s” is %(have)s; it must be 0 to %(need)s."),
    "ranks_empty": _("%(at)s names no level."),
    "rank_out_of_range": _("The rank of the level “%(level)s” is %(have)s; it must be 0 to %(need)s."),
    "locked_pair_breaks_rule": _("The locked pair of “%(mentor)s” and “%(apprentice)s” breaks a rule."),
    "locked_beyond_places": _("Mentor “%(mentor)s” has %(have)s locked pairs, but places for %(need)s."),
    "locked_beyond_mentors": _("Apprentice “%(apprentice)s” has %(have)s locked pairs, but needs %(need)s mentors."),
}

SUMMARY = {
    "pairing_filled": _("%(filled)s of %(wanted)s places filled, total fit %(total)s."),
    "pairing_unfilled": _("%(apprentice)s: places empty: %(missing)s, %(reason)s."),
}

PHRASES = {**CONDITIONS, **REASONS, **FAULTS, **SUMMARY}
