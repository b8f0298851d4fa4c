"""Sentences of the Measures: refusals, faults of a case, clauses of the lines, steps of the derivation."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "measures_unknown": _("There are no Measures “%(have)s”. Known are: %(need)s."),
    "level_not_covered": _(
        "These Measures name no amount for a mentor of level “%(have)s”, only for: %(need)s (%(source)s)."
    ),
    "grade_missing": _(
        "These Measures pay by the final grade; it is missing for: %(have)s. Enter it: excellent, good, pass or fail."
    ),
    "invalid_case": _("The case cannot be decided; correct this first."),
}

FAULTS = {
    "case_unreadable": _("This is not a readable TOML file: %(have)s."),
    "case_not_utf8": _("The file is not written in UTF-8; save it in that encoding."),
    "case_no_file": _("There is no such file, or it may not be read."),
    "case_key_missing": _("This must be given and is missing."),
    "case_key_unknown": _("“%(have)s” is not a known entry; known are: %(need)s."),
    "case_not_text": _("“%(have)s” should be a text in quotation marks."),
    "case_not_a_day": _("“%(have)s” is not a day; write it like 2025-04-10."),
    "case_not_a_table": _("Each pair is a table of its own, beginning with [[pairs]]."),
    "case_no_pairs": _("There are no pairs; each stands under [[pairs]]."),
    "case_choice_unknown": _("“%(have)s” is not one of: %(need)s."),
    "case_level_unknown": _("“%(have)s” is not a level of any ladder; write it like L2, 技师 or technician."),
    "case_month_invalid": _('“%(have)s” is not a month; write a list like ["2025-03"].'),
    "case_days_reversed": _("The last day, %(have)s, lies before the first, %(need)s."),
    "case_period_too_long": _("The period has %(have)s months; at most %(need)s are decided at once."),
    "case_apprentice_twice": _("“%(have)s” stands here twice; give every pair an apprentice id of its own."),
    "case_departure_without_day": _("The apprentice left: give the day of departure here."),
    "case_day_outside_pair": _("%(have)s is not a day of this pair, which runs from %(first)s to %(last)s."),
}

CLAUSES = {
    "allowance_due_passed": _("Due: the allowance is paid after the apprentice has passed (%(source)s)."),
    "allowance_due_served": _(
        "Due: these Measures tie the allowance to no result; every month that counts is paid (%(source)s)."
    ),
    "allowance_due_left": _("Due: the apprentice left on %(on)s; what was earned before stays due (%(source)s)."),
    "allowance_due_left_silent": _(
        "Due: the apprentice left on %(on)s; these Measures do not say what follows, and by our reading what was "
        "earned before stays due."
    ),
    "allowance_due_excellent": _("Due: final grade excellent, which pays %(need)s (%(source)s)."),
    "allowance_due_good": _("Due: final grade good, which pays %(need)s (%(source)s)."),
    "allowance_due_pass": _("Due: final grade pass, which pays %(need)s (%(source)s)."),
    "allowance_due_once": _(
        "Due: one payment to the mentor by level, whatever the number of apprentices (%(source)s)."
    ),
    "allowance_held_running": _(
        "Held: the pair is still running; it is settled when the result is there (%(source)s)."
    ),
    "allowance_held_unreviewed": _(
        "Held: the pair ended on %(on)s without a final review, so the result is missing. Enter the final review, then "
        "compute the period anew (%(source)s)."
    ),
    "allowance_held_term_over": _(
        "Held: the term of the pair ended on %(on)s and its result is missing. Enter the final review, or write the "
        "contract anew if the pair runs on; then compute the period anew (%(source)s)."
    ),
    "allowance_lost_failed": _(
        "Forfeited: the apprentice failed, so the months of this period are not paid (%(source)s)."
    ),
    "allowance_lost_extended": _(
        "Forfeited: the apprentice failed, so the months of this period are not paid, and the term grows by %(need)s "
        "months without "
        "allowance (%(source)s)."
    ),
    "allowance_lost_grade": _("Forfeited: the final result is a fail, which pays nothing (%(source)s)."),
    "allowance_stopped_accident": _(
        "Stopped: the accident on %(on)s stops the allowance from that month; nothing was earned before (%(source)s)."
    ),
    "allowance_stopped_departure": _(
        "Stopped: the departure on %(on)s stops the allowance from that month; nothing was earned before (%(source)s)."
    ),
    "allowance_stopped_extension": _(
        "Stopped: the extension of %(need)s months after a failed assessment runs without allowance (%(source)s)."
    ),
    "allowance_stopped_log": _(
        "Stopped: no month counts, since the log is missing. Have the missing entries written and countersigned, then "
        "compute the period anew (%(source)s)."
    ),
    "allowance_stopped_no_month": _(
        "Stopped: no month counts; the pair ran at least %(need)s days in none of them (%(source)s)."
    ),
    "allowance_stopped_ungraded": _(
        "Stopped: the apprentice left on %(on)s without a final grade, and only the grade earns the allowance "
        "(%(source)s)."
    ),
    "allowance_stopped_paid": _("Stopped: the mentor's one payment was made on %(on)s (%(source)s)."),
    "allowance_stopped_broken_off": _(
        "Stopped: the pair broke off on %(on)s and carries no part of the one payment (%(source)s)."
    ),
    "allowance_stopped_carried": _(
        "Stopped: the mentor's one payment stands on the lines of the finished pairs (%(source)s)."
    ),
}

STEPS = {
    "measures_edition": _("Measures “%(have)s”, edition in force from %(on)s. Source: %(source)s."),
    "measures_edition_changed": _(
        "Caution: the rules change within the period (%(have)s, then %(need)s). The whole period is decided by the "
        "later ones; split the period there if it should not be."
    ),
    "measures_day_assumed": _("Caution: the day on which this edition began is not known; %(have)s is assumed."),
    "measures_mark_copy": _("Caution: the source was read in a copy, not at the body that issued it."),
    "measures_mark_unconfirmed": _("Caution: this edition is general knowledge, not confirmed in a document."),
    "measures_mark_inferred": _("Caution: this edition is inferred from its source, not written there."),
    "measures_mark_ours": _("Caution: this edition is a choice of Jiangtu's own."),
    "measures_mark_example": _("EXAMPLE: these Measures and their figures are made up."),
    "measures_days": _("A calendar month counts when the pair ran at least %(need)s days of it (%(source)s)."),
    "measures_days_ours": _(
        "A calendar month counts when the pair ran at least %(need)s days of it; the source gives no figure, this "
        "one is Jiangtu's own."
    ),
    "measures_key_inferred": _("Caution: inferred, not written so in the source: %(source)s."),
    "measures_paid_half_yearly": _("Paid by half-year, after passing (%(source)s)."),
    "measures_paid_at_end": _("Paid at the end of the term (%(source)s)."),
    "measures_paid_once": _("Paid once (%(source)s)."),
    "measures_not_half_year": _(
        "Caution: these Measures pay by half-year, and %(have)s to %(need)s is not six months."
    ),
    "measures_months_count": _("%(apprentice)s: months that count: %(have)s (%(months)s)."),
    "measures_no_months_count": _("%(apprentice)s: no month counts."),
    "month_outside": _("%(apprentice)s: the pair did not run in: %(months)s."),
    "month_too_short": _("%(apprentice)s: fewer than %(need)s days, does not count: %(months)s."),
    "month_without_log": _("%(apprentice)s: the log is missing, does not count: %(months)s."),
    "month_after_accident": _("%(apprentice)s: stopped by the accident, does not count: %(months)s."),
    "month_after_departure": _("%(apprentice)s: stopped by the departure, does not count: %(months)s."),
    "month_of_extension": _("%(apprentice)s: extension without allowance, does not count: %(months)s."),
    "measures_silent_on_logs": _(
        "%(apprentice)s: the log is missing for %(months)s; these Measures do not ask for it, the months count."
    ),
    "measures_silent_on_accidents": _(
        "Caution: %(apprentice)s had an accident on %(on)s; these Measures do not say what follows, so nothing is "
        "stopped."
    ),
    "measures_silent_on_departures": _(
        "Caution: %(apprentice)s left on %(on)s; these Measures do not say what a departure does to the allowance."
    ),
    "measures_objection": _(
        "Caution: either side may object in the first %(need)s months, and a contract that is cancelled may oblige "
        "the mentor to pay back, in full or "
        "as the case is decided (%(source)s). Whether that is so here is for HR to say."
    ),
    "measures_grade_contradicts": _(
        "Caution: %(apprentice)s's outcome and grade contradict each other; the worse of the two is taken."
    ),
    "measures_month_shared": _(
        "%(months)s: apprentices that count: %(have)s; %(rate)s for the first and %(further)s for each further one "
        "(%(more)s) = %(amount)s a "
        "month, shared equally (%(source)s)."
    ),
    "measures_month_each": _(
        "%(months)s: apprentices that count: %(have)s; %(rate)s each = %(amount)s a month (%(source)s)."
    ),
    "measures_month_empty": _("%(months)s: no apprentice counts, no allowance."),
    "measures_one_off": _("One payment for a mentor of this level: %(have)s (%(source)s)."),
    "measures_line": _("%(apprentice)s: %(terms)s = %(amount)s."),
    "measures_rounded": _(
        "The lines are rounded to the cent so that together they make the whole; odd cents go to the largest remainder."
    ),
    "measures_total": _("Payable now, the sum of the lines that are due: %(have)s."),
}

PHRASES = REFUSALS | FAULTS | CLAUSES | STEPS
