"""What the rulebooks of the roster and their keys are called."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "rulebook:roster": _("Contracts on the roster"),
    "rulebook:working-age": _("Working age"),
    "rule:minimum_contract_months": _("least months of the contract"),
    "rule:minimum_age": _("least age"),
    "rule:adult_age": _("of age from"),
}
