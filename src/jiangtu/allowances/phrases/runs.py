"""Sentences of Measures chosen and of allowance runs."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "measures_chosen_later": _("From %(need)s on another choice holds. Choose a later day than that; not %(have)s."),
    "measures_period_released": _(
        "Allowances up to %(need)s are released under the Measures in force then. Choose a day after that;"
        " not %(have)s."
    ),
    "measures_period_open": _(
        "The run for %(have)s to %(need)s is not released yet, and was computed by the Measures before. Release it, or "
        "drop it and compute it anew after the choice; or choose a day after %(need)s, not %(since)s."
    ),
    "measures_paid_by": _("Allowances for %(have)s to %(need)s are released by this choice; it stays."),
    "measures_in_open_run": _(
        "The run for %(have)s to %(need)s is computed by this choice. Drop that run, then take the choice back."
    ),
    "departure_paid": _(
        "Allowances for %(have)s to %(need)s are released by this departure, so it stays. Who comes back joins another"
        " class."
    ),
    "period_reversed": _("The last day, %(have)s, lies before the first, %(need)s."),
    "period_not_over": _("The period runs to %(have)s and is not over yet; today is %(need)s."),
    "no_measures_chosen": _("No Measures were chosen for %(have)s. Choose them first, from a day before the period."),
    "period_overlaps": _(
        "The period shares days or a calendar month with one that is released, %(have)s to %(need)s. Take that very "
        "period to correct it, or one beside it."
    ),
    "measures_change_in_period": _(
        "These Measures are followed from %(need)s on. Compute the days up to %(have)s apart, under the Measures "
        "in force then."
    ),
    "no_pairs_in_period": _("No pair ran between %(have)s and %(need)s."),
    "run_still_open": _("Another run is open. Release it or drop it first."),
    "run_undecided": _("Mentors not decided yet: %(have)s. Correct what is named on the page and compute again."),
    "no_statement": _("You have no line in this run."),
    "objection_without_word": _("Write in a few words what is not right."),
    "answer_missing": _("Write the answer."),
    "objections_waiting": _("Objections without an answer: %(have)s. Answer them, then release."),
}

FACTS = {
    "measures chosen": _("Measures chosen"),
    "measures taken back": _("Choice of Measures taken back"),
    "allowances computed": _("Allowances computed; mentors: %(mentors)s"),
    "allowances shown": _("Allowances sent to the mentors for review"),
    "allowances dropped": _("Allowance run dropped"),
    "allowances released": _("Allowances released: %(total)s"),
    "allowance objected to": _("Objection by the mentor"),
    "objection answered": _("Objection answered"),
}

FIELDS = {
    "field:measures": _("Measures"),
    "field:period_from": _("period from"),
    "field:period_to": _("period to"),
    "field:undecided": _("not decided"),
    "field:total": _("total"),
}

PHRASES = REFUSALS | FACTS | FIELDS
