"""What the room's rulebooks and their keys are called."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "rulebook:roster": _("Contracts on the roster"),
    "rulebook:working-age": _("Working age"),
    "rule:minimum_contract_months": _("least months of the contract"),
    "rule:minimum_age": _("least age"),
    "rule:adult_age": _("of age from"),
    "rulebook:figures": _("Figures without personal data"),
    "rule:smallest_group": _("people in one counted group"),
    "rule:renewed_every_months": _("renewed every (months)"),
}
