"""Sentences of pairs, reviews and accidents, of the pairing on screen, and of what happened to them."""

from django.utils.translation import gettext_lazy as _

PAIRING = {
    "nobody_to_pair": _("No apprentice of this enterprise is in training in this class. Confirm the roster first."),
    "pairing_running": _("Somebody else worked out this pairing at the same moment. Look at the page again."),
    "pairing_outdated": _("The record has changed since this proposal. Work the pairing out anew, then publish it."),
    "may_not_be_paired": _("%(mentor)s and %(apprentice)s may not be paired: %(why)s"),
    "lock_no_longer_possible": _(
        "A lock no longer holds. Unlock it below, or correct the record, then work it out again."
    ),
    "pairing_replaced": _("Meanwhile another proposal has taken the place of yours. View that one first."),
    "pairing_outside_class": _("%(have)s lies outside the class's dates, %(first)s to %(need)s."),
    "pair_is_in_force": _("This pair is under contract. End it on its own page; a proposal does not end it."),
    "mend_no_mentor_on_site": _("Write down the site, or find a mentor who works there."),
    "mend_no_shift_overlap": _("Move one of the two to a common shift, or find a mentor of that shift."),
    "mend_no_rank_above": _("Find a mentor of a higher level on that site and shift."),
    "mend_no_skill": _("Grade the skills of the mentors who stand high enough, or find one who masters them."),
    "mend_all_places_taken": _(
        "Give a suitable mentor one more place, or remove the setting that keeps the two apart."
    ),
}

PAIRS = {
    "pair_crosses_enterprises": _("Mentor and apprentice belong to different enterprises."),
    "already_paired": _("%(mentor)s and %(apprentice)s are paired already."),
    "former_pair_runs": _(
        "The former pair of %(mentor)s and %(apprentice)s runs until %(have)s. Let the new one begin after that day."
    ),
    "pair_goes_on": _("The pair with %(have)s runs again."),
    "pair_stays_ended": _("The pair with %(have)s stays ended: %(why)s"),
    "mentor_takes_nobody": _("%(have)s takes no apprentices."),
    "mentor_full": _("%(have)s has as many apprentices as places (%(need)s)."),
    "pair_ended": _("The pair ended on %(have)s and stays as it is. To go on, publish a new pair."),
    "term_before_start": _("The term would end on %(have)s, before the pair began on %(need)s."),
    "ends_before_start": _("%(have)s lies before the pair began on %(need)s."),
    "ends_to_come": _("%(have)s has not come yet, and an end is not taken back. Write a day up to %(need)s."),
    "pair_reason_missing": _("A reason is needed. Write in a few words why."),
    "review_before_pair": _("%(have)s lies before the pair began on %(need)s."),
    "day_still_to_come": _("%(have)s is still to come."),
    "final_review_given": _("The final review is given already. There is one."),
    "accident_words_missing": _("Write in a few words what happened."),
    "accident_before_pair": _("%(have)s lies before the pair began on %(need)s."),
    "pair_not_on_day": _("On %(have)s you were not paired with %(apprentice)s, so this entry is not yours to answer."),
    "nobody_to_countersign": _(
        "No mentor was paired with the apprentice on %(have)s, so nobody can countersign this entry yet. The enterprise"
        " can publish a pair that begins on that day or before."
    ),
    "pair_in_force": _("A mentor is paired with the apprentice."),
    "pair_not_in_force": _("No mentor is paired with the apprentice on %(on)s. Publish a pairing first."),
}

FACTS = {
    "mentor profile written": _("Mentor's profile written"),
    "mentor profile changed": _("Mentor's profile changed"),
    "apprentice profile written": _("Site and shifts of the apprentice written"),
    "pairing run": _("Pairing worked out: %(filled)s of %(wanted)s places filled"),
    "pairing dropped": _("Pairing dropped"),
    "pairing published": _("Pairing published; new pairs: %(pairs)s"),
    "pairing wish lifted": _("Setting removed"),
    "pair locked": _("Pair locked"),
    "pair forbidden": _("Two people kept apart"),
    "mentors reminded": _("Mentors reminded of log entries: %(mentors)s"),
    "pair begun": _("Pair begun"),
    "pair contract written": _("Contract of the pair written"),
    "pair resumed": _("Pair runs again: the departure was taken back"),
    "pair ended": _("Pair ended"),
    "pair reviewed": _("Pair reviewed"),
    "pair reviewed at the end": _("Final review of the pair"),
    "accident entered": _("Accident entered"),
    "accident withdrawn": _("Accident withdrawn"),
}

FIELDS = {
    "field:term_to": _("term to"),
    "field:goals": _("goals"),
    "field:tasks": _("tasks"),
    "field:level": _("level"),
    "field:skills": _("skills"),
    "field:suit": _("suit"),
    "field:sites": _("sites"),
    "field:shifts": _("shifts"),
    "field:places": _("places"),
    "field:active": _("takes apprentices"),
    "field:mentors": _("mentors"),
    "field:wants": _("wanted skills"),
    "field:grade": _("grade"),
    "field:filled": _("filled"),
    "field:wanted": _("wanted"),
    "field:total_fit": _("total fit"),
    "field:pairs": _("pairs"),
    "field:extended_from": _("extended from"),
}

PHRASES = PAIRING | PAIRS | FACTS | FIELDS
