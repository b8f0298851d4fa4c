"""What is wrong with a unified social credit code, and how to mend it."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "credit_code_length": _(
        "The credit code has %(have)s characters; it must have %(need)s. Compare it with the licence."
    ),
    "credit_code_characters": _(
        "The credit code has a character that cannot be there (the letters I, O, S, V and Z are not used)."
        " Compare it with the licence."
    ),
    "credit_code_checksum": _(
        "The check character does not fit. Compare the code with the licence;"
        " if it stands there so, record it as an exception with the reason."
    ),
}
