"""What the Measures, their keys and values are called."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "rulebook:mentor-measures": _("Measures of mentors' allowances"),
    "rule:form": _("form"),
    "rule:currency": _("currency"),
    "rule:amount": _("amount"),
    "rule:amounts_by_level": _("amounts by level"),
    "rule:further_amount": _("for each further apprentice"),
    "rule:days_for_a_month": _("days a pair runs for a month to count"),
    "rule:log_needed": _("a log is needed"),
    "rule:stops_from_month_of": _("stops from the month of"),
    "rule:only_after_passing": _("only after passing"),
    "rule:extension_months": _("months the term grows after failing"),
    "rule:grade_shares": _("share by grade"),
    "rule:excellent": _("excellent"),
    "rule:good": _("good"),
    "rule:pass": _("pass"),
    "rule:fail": _("fail"),
    "rule:paid": _("paid"),
    "rule:objection_months": _("months to object"),
    "value:currency.CNY": _("yuan"),
    "value:form.shared": _("an amount a month, shared by the apprentices"),
    "value:form.each": _("an amount a month for each apprentice"),
    "value:form.once": _("one payment to the mentor"),
    "value:paid.half-year": _("by half-year"),
    "value:paid.end": _("at the end of the term"),
    "value:paid.once": _("once"),
    "value:stops_from_month_of.accident": _("an accident"),
    "value:stops_from_month_of.departure": _("a departure"),
}
